"""When: the rule of a permanence, and what departs from it."""

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from conseillers.besoins import Besoin
from conseillers.models.conseiller import Conseiller
from conseillers.models.fields import DAYS, for_constraint
from structures.fields import choice_array
from structures.models import Lieu, Structure
from structures.reperes import Cle


class Jour(models.IntegerChoices):
    """Days of the week, numbered as ISO 8601 does."""

    LUNDI = 1, _("lundi")
    MARDI = 2, _("mardi")
    MERCREDI = 3, _("mercredi")
    JEUDI = 4, _("jeudi")
    VENDREDI = 5, _("vendredi")
    SAMEDI = 6, _("samedi")
    DIMANCHE = 7, _("dimanche")


class Rang(models.IntegerChoices):
    """Rank of a weekday in its month."""

    PREMIER = 1, _("1er")
    DEUXIEME = 2, _("2e")
    TROISIEME = 3, _("3e")
    QUATRIEME = 4, _("4e")
    DERNIER = -1, _("dernier")


class Mode(models.TextChoices):
    SANS_RENDEZ_VOUS = "sans-rendez-vous", _("sans rendez-vous")
    SUR_RENDEZ_VOUS = "sur-rendez-vous", _("sur rendez-vous")
    ATELIER = "atelier", _("atelier")


class NotBeforeOneOf(Func):
    """`today <= ANY (dates)`."""

    template, arg_joiner = "%(expressions)s)", "::date <= ANY ("
    output_field = models.BooleanField()


class PermanenceQuerySet(models.QuerySet):
    SOON = timedelta(days=30)

    def in_force(self, today: date):
        """Not over; what begins later is already on the site."""
        return self.filter(Q(au=None) | Q(au__gte=today))

    def with_days_left(self, today: date):
        """In force; a list of dates, until the last one."""
        left = NotBeforeOneOf(Value(today), F("dates"))
        return self.in_force(today).filter(~Q(rythme="dates") | Q(left))

    def ending_soon(self, today: date):
        return self.filter(au__gte=today, au__lte=today + self.SOON)


class Permanence(models.Model):
    """The rule: who is where, on what rhythm, from which hour to which. Hours are those on the wall in Lyon."""

    PORTEE = ("lieu__structure",)
    HISTOIRE = ("lieu",)
    HISTOIRE_PHRASE = _("quand")  # its name is its rule: the history says what it became

    class Rythme(models.TextChoices):
        HEBDOMADAIRE = "hebdomadaire", _("certains jours de la semaine")
        MENSUEL = "mensuel", _("certains jours du mois (1er mardi, dernier jeudi…)")
        DATES = "dates", _("à des dates choisies")

    class Semaines(models.TextChoices):
        TOUTES = "toutes", _("toutes les semaines")
        PAIRES = "paires", _("semaines paires")
        IMPAIRES = "impaires", _("semaines impaires")

    class Vacances(models.TextChoices):
        TENUE = "tenue", _("tenue aussi pendant les vacances scolaires")
        SUSPENDUE = "suspendue", _("pas pendant les vacances scolaires")
        SEULEMENT = "seulement", _("seulement pendant les vacances scolaires")

    lieu = models.ForeignKey(Lieu, models.PROTECT, verbose_name=_("lieu"), related_name="permanences")
    conseillers = models.ManyToManyField(Conseiller, verbose_name=_("conseillers"), related_name="permanences")
    rythme = models.CharField(_("rythme"), max_length=12, choices=Rythme, default=Rythme.HEBDOMADAIRE)
    jours = choice_array(Jour, _("jours"))
    semaines = models.CharField(_("semaines"), max_length=8, choices=Semaines, default=Semaines.TOUTES)
    intervalle = models.PositiveSmallIntegerField(
        _("une semaine sur"),
        default=1,
        help_text=_("1 : chaque semaine ; 2 : une semaine sur deux, depuis le début."),
    )
    rangs = choice_array(Rang, _("rangs dans le mois"))
    dates = ArrayField(models.DateField(), verbose_name=_("dates"), default=list, blank=True)
    heure_debut = models.TimeField(_("de"))
    heure_fin = models.TimeField(_("à"))
    heure_debut_2 = models.TimeField(_("puis de"), null=True, blank=True)
    heure_fin_2 = models.TimeField(_("à"), null=True, blank=True)
    du = models.DateField(_("à partir du"), null=True, blank=True)
    au = models.DateField(_("jusqu’au"), null=True, blank=True)
    tenue_jours_feries = models.BooleanField(_("tenue les jours fériés"), default=False)
    vacances = models.CharField(_("vacances scolaires"), max_length=9, choices=Vacances, default=Vacances.TENUE)

    mode = models.CharField(_("mode"), max_length=16, choices=Mode, default=Mode.SANS_RENDEZ_VOUS)
    inscription = models.CharField(
        _("comment s’inscrire"), max_length=200, blank=True, help_text=_("Pour un rendez-vous ou un atelier.")
    )
    theme = models.CharField(_("thème de l’atelier"), max_length=120, blank=True)
    besoins = choice_array(Besoin, _("besoins servis"), help_text=_("Aucun coché : tous ceux du lieu."))
    note = models.CharField(_("note pour les habitants"), max_length=200, blank=True)
    demonstration = models.BooleanField(_("permanence inventée"), default=False, editable=False)
    cle_theme = models.GeneratedField(expression=Cle("theme"), output_field=models.TextField(), db_persist=True)

    objects = PermanenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("permanence")
        ordering = ["lieu", "rythme", "jours", "heure_debut", "pk"]
        indexes = [
            models.Index(fields=["au"], name="permanence_fin"),
            models.Index(fields=["mode"], name="permanence_mode"),
            GinIndex(fields=["jours"], name="permanence_jours", condition=~Q(rythme="dates")),
            GinIndex(OpClass("cle_theme", "gin_trgm_ops"), name="permanence_theme_cle", condition=Q(cle_theme__gt="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(heure_fin__gt=F("heure_debut")),
                name="permanence_heures_ordre",
                violation_error_message=_("La fin doit être après le début."),
            ),
            models.CheckConstraint(
                condition=Q(heure_debut_2=None, heure_fin_2=None)
                | Q(
                    heure_debut_2__isnull=False,
                    heure_fin_2__isnull=False,
                    heure_debut_2__gte=F("heure_fin"),
                    heure_fin_2__gt=F("heure_debut_2"),
                ),
                name="permanence_second_creneau",
                violation_error_message=_("Le second créneau doit avoir un début et une fin, après le premier."),
            ),
            models.CheckConstraint(
                condition=Q(au__gte=F("du")),
                name="permanence_au_apres_du",
                violation_error_message=_("La date de fin est avant la date de début."),
            ),
            models.CheckConstraint(
                condition=Q(intervalle__gte=1, intervalle__lte=4),
                name="permanence_intervalle",
                violation_error_message=_("Une semaine sur 1, 2, 3 ou 4."),
            ),
            models.CheckConstraint(
                condition=Q(intervalle=1) | Q(du__isnull=False),
                name="permanence_intervalle_depuis",
                violation_error_message=_("Pour une semaine sur deux, trois ou quatre, indiquez la date de début."),
            ),
            models.CheckConstraint(
                condition=(Q(rythme="hebdomadaire") & ~Q(jours=[]))
                | (Q(rythme="mensuel") & ~Q(jours=[]) & ~Q(rangs=[]))
                | (Q(rythme="dates") & ~Q(dates=[])),
                name="permanence_rythme_complet",
                violation_error_message=_(
                    "Ce rythme est incomplet : cochez les jours (et les rangs dans le mois), ou donnez les dates."
                ),
            ),
            models.CheckConstraint(condition=Q(jours__contained_by=Jour.values), name="permanence_jours_connus"),
            models.CheckConstraint(condition=Q(rangs__contained_by=Rang.values), name="permanence_rangs_connus"),
            models.CheckConstraint(condition=Q(besoins__contained_by=Besoin.values), name="permanence_besoins_connus"),
            models.CheckConstraint(
                condition=Q(semaines__in=["toutes", "paires", "impaires"]), name="permanence_semaines_connues"
            ),
            models.CheckConstraint(
                condition=Q(vacances__in=["tenue", "suspendue", "seulement"]),
                name="permanence_vacances_connues",
            ),
            models.CheckConstraint(
                condition=Q(mode__in=["sans-rendez-vous", "sur-rendez-vous", "atelier"]),
                name="permanence_mode_connu",
            ),
            models.CheckConstraint(
                condition=Q(intervalle=1) | Q(semaines="toutes"),
                name="permanence_semaines_ou_intervalle",
                violation_error_message=_(
                    "Choisissez l’un ou l’autre : les semaines paires ou impaires, ou une semaine sur 2, 3 ou 4."
                ),
            ),
            models.UniqueConstraint(
                fields=[
                    *["lieu", "rythme", "jours", "rangs", "dates", "semaines", "intervalle"],
                    *["heure_debut", "heure_fin", "heure_debut_2", "heure_fin_2"],
                    *["du", "au", "tenue_jours_feries", "vacances", "mode", "theme"],
                ],
                name="permanence_unique",
                nulls_distinct=False,
                violation_error_message=_(
                    "Cette permanence existe déjà dans ce lieu. Modifiez-la, ou ajoutez-lui ses conseillers."
                ),
            ),
        ]

    def __str__(self):
        from conseillers.wording import rule_in_words

        return rule_in_words(self)


class Changement(models.Model):
    """What departs from a rule: on one date, or closed from a day to a day."""

    PORTEE = ("permanence__lieu__structure", "lieu__structure", "structure")
    HISTOIRE = ("permanence", "lieu", "structure")

    class Genre(models.TextChoices):
        ANNULATION = "annulation", _("annulée ou fermé")
        HORAIRES = "horaires", _("autres horaires")
        LIEU = "lieu", _("autre lieu")
        AJOUT = "ajout", _("date ajoutée")

    genre = models.CharField(_("changement"), max_length=10, choices=Genre)
    permanence = models.ForeignKey(
        Permanence,
        models.CASCADE,
        verbose_name=_("permanence"),
        null=True,
        blank=True,
        related_name="changements",
    )
    lieu = models.ForeignKey(
        Lieu, models.CASCADE, verbose_name=_("tout le lieu"), null=True, blank=True, related_name="fermetures"
    )
    structure = models.ForeignKey(
        Structure,
        models.CASCADE,
        verbose_name=_("toute la structure"),
        null=True,
        blank=True,
        related_name="fermetures",
    )
    du = models.DateField(_("date ou premier jour"))
    au = models.DateField(_("dernier jour"), blank=True)
    heure_debut = models.TimeField(_("de"), null=True, blank=True)
    heure_fin = models.TimeField(_("à"), null=True, blank=True)
    lieu_accueil = models.ForeignKey(
        Lieu, models.CASCADE, verbose_name=_("se tient à"), null=True, blank=True, related_name="accueils"
    )
    motif = models.CharField(
        _("raison"),
        max_length=120,
        blank=True,
        help_text=_("Les habitants la lisent : « travaux », « réunion »…"),
    )
    cle_motif = models.GeneratedField(expression=Cle("motif"), output_field=models.TextField(), db_persist=True)

    class Meta:
        verbose_name = _("changement")
        ordering = ["du", "pk"]
        indexes = [
            models.Index(fields=["genre", "du"]),
            models.Index(fields=["-du", "id"], name="changement_ordre"),
            GinIndex(OpClass("cle_motif", "gin_trgm_ops"), name="changement_motif_cle", condition=Q(cle_motif__gt="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(genre__in=["annulation", "horaires", "lieu", "ajout"]),
                name="changement_genre_connu",
            ),
            models.CheckConstraint(
                condition=Q(au__gte=F("du")),
                name="changement_au_apres_du",
                violation_error_message=_("Le dernier jour est avant le premier."),
            ),
            models.CheckConstraint(
                condition=Q(permanence__isnull=False, lieu=None, structure=None)
                | Q(permanence=None, lieu__isnull=False, structure=None)
                | Q(permanence=None, lieu=None, structure__isnull=False),
                name="changement_une_seule_cible",
                violation_error_message=_("Choisissez une permanence, un lieu ou une structure, et une seule chose."),
            ),
            models.CheckConstraint(
                condition=Q(genre="annulation") | Q(permanence__isnull=False, du=F("au")),
                name="changement_un_jour",
                violation_error_message=_("Ce changement porte sur une permanence et une seule date."),
            ),
            models.CheckConstraint(
                condition=Q(heure_debut=None, heure_fin=None)
                | Q(heure_debut__isnull=False, heure_fin__isnull=False, heure_fin__gt=F("heure_debut")),
                name="changement_heures_ordre",
                violation_error_message=_("La fin doit être après le début."),
            ),
            models.CheckConstraint(
                condition=~Q(genre="horaires") | Q(heure_debut__isnull=False),
                name="changement_horaires_donnes",
                violation_error_message=_("Indiquez les nouveaux horaires."),
            ),
            models.CheckConstraint(
                condition=~Q(genre="lieu") | Q(lieu_accueil__isnull=False),
                name="changement_lieu_donne",
                violation_error_message=_("Indiquez le lieu où la permanence se tient ce jour-là."),
            ),
            models.UniqueConstraint(
                fields=["permanence", "du"],
                condition=Q(genre__in=["horaires", "lieu"]),
                name="changement_unique_ce_jour",
                violation_error_message=_("Cette permanence a déjà un changement ce jour-là."),
            ),
            models.UniqueConstraint(
                fields=["permanence", "du", "au"],
                condition=Q(genre="annulation"),
                name="changement_annulation_unique",
                violation_error_message=_("C’est déjà annulé : modifiez l’annulation qui existe."),
            ),
            models.UniqueConstraint(
                for_constraint("permanence"),
                *["du", "heure_debut", "heure_fin", "lieu_accueil"],
                condition=Q(genre="ajout"),
                nulls_distinct=False,
                name="changement_ajout_unique",
                violation_error_message=_("Cette date est déjà ajoutée : modifiez celle qui existe."),
            ),
            ExclusionConstraint(
                name="changement_lieu_deja_ferme",
                expressions=[(for_constraint("lieu"), RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                condition=Q(lieu__isnull=False),
                violation_error_message=_("Ce lieu est déjà fermé ces jours-là : modifiez la fermeture qui existe."),
            ),
            ExclusionConstraint(
                name="changement_structure_deja_fermee",
                expressions=[(for_constraint("structure"), RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                condition=Q(structure__isnull=False),
                violation_error_message=_(
                    "Cette structure est déjà fermée ces jours-là : modifiez la fermeture qui existe."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_genre_display()} : {self.permanence or self.lieu or self.structure}, {self.du:%d/%m/%Y}"

    def clean(self):
        self.au = self.au or self.du
