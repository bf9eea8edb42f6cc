"""Who: advisers and their absences."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from conseillers.models.fields import DAYS, for_constraint
from structures.fields import choice_array
from structures.models import Structure
from structures.reperes import Cle


class Langue(models.TextChoices):
    """Languages an adviser speaks: ISO 639 codes; the French sign language has its own, fsl."""

    FRANCAIS = "fr", _("français")
    ANGLAIS = "en", _("anglais")
    ARABE = "ar", _("arabe")
    ESPAGNOL = "es", _("espagnol")
    PORTUGAIS = "pt", _("portugais")
    ITALIEN = "it", _("italien")
    TURC = "tr", _("turc")
    RUSSE = "ru", _("russe")
    UKRAINIEN = "uk", _("ukrainien")
    ROUMAIN = "ro", _("roumain")
    ALBANAIS = "sq", _("albanais")
    ARMENIEN = "hy", _("arménien")
    PERSAN = "fa", _("persan, dari")
    CHINOIS = "zh", _("chinois")
    VIETNAMIEN = "vi", _("vietnamien")
    ALLEMAND = "de", _("allemand")
    LSF = "fsl", _("langue des signes")


class Conseiller(models.Model):
    """An adviser, or the post that waits for one. The first name is public, the surname only by consent."""

    PORTEE = ("employeur",)
    HISTOIRE = ()
    PORTEE_LECTURE = ("permanences__lieu__structure",)  # somebody else's adviser who comes here

    class Etat(models.TextChoices):
        A_POURVOIR = "a_pourvoir", _("poste à pourvoir")
        RECRUTE = "recrute", _("recruté")
        EN_FORMATION = "en_formation", _("en formation")
        EN_POSTE = "en_poste", _("en poste")
        PARTI = "parti", _("parti")  # only with a date: séances stop the day after

    prenom = models.CharField(_("prénom"), max_length=60, blank=True)
    nom = models.CharField(_("nom"), max_length=60, blank=True)
    nom_public = models.BooleanField(
        _("accepte que son nom soit affiché"),
        default=False,
        help_text=_("Sinon, seul le prénom paraît sur le site."),
    )
    employeur = models.ForeignKey(Structure, models.PROTECT, verbose_name=_("employeur"), related_name="conseillers")
    reference = models.CharField(
        _("référence du poste"),
        max_length=60,
        unique=True,
        null=True,
        blank=True,
        help_text=_("Le poste financé."),
    )
    etat = models.CharField(_("état"), max_length=12, choices=Etat, default=Etat.A_POURVOIR)
    date_recrutement = models.DateField(_("recrutement"), null=True, blank=True)
    date_formation = models.DateField(_("entrée en formation"), null=True, blank=True)
    session_formation = models.CharField(
        _("session de formation"), max_length=60, blank=True, help_text=_("Par exemple : novembre 2021.")
    )
    date_prise_de_poste = models.DateField(_("prise de poste"), null=True, blank=True)
    date_depart = models.DateField(
        _("départ"), null=True, blank=True, help_text=_("Dernier jour : ensuite, ses permanences s’arrêtent.")
    )
    langues = choice_array(Langue, _("langues parlées"))
    demonstration = models.BooleanField(_("personne inventée"), default=False, editable=False)
    cle = models.GeneratedField(expression=Cle("prenom"), output_field=models.TextField(), db_persist=True)
    cle_nom = models.GeneratedField(expression=Cle("nom"), output_field=models.TextField(), db_persist=True)

    class Meta:
        verbose_name = _("conseiller")
        ordering = ["prenom", "nom", "reference"]
        indexes = [
            models.Index(fields=["cle"], name="conseiller_cle"),
            GinIndex(OpClass("cle", "gin_trgm_ops"), name="conseiller_cle_trigrammes"),
            GinIndex(OpClass("cle_nom", "gin_trgm_ops"), name="conseiller_nom_cle", condition=Q(cle_nom__gt="")),
            GinIndex(OpClass(Upper("reference"), "gin_trgm_ops"), name="conseiller_reference_trgm"),
            models.Index(fields=["prenom", "nom", "id"], name="conseiller_ordre"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(etat__in=["a_pourvoir", "recrute", "en_formation", "en_poste", "parti"]),
                name="conseiller_etat_connu",
            ),
            models.CheckConstraint(condition=Q(langues__contained_by=Langue.values), name="conseiller_langues_connues"),
            models.CheckConstraint(
                condition=Q(etat="a_pourvoir") | ~Q(prenom=""),
                name="conseiller_prenom_si_recrute",
                violation_error_message=_("Indiquez le prénom, ou laissez l’état « poste à pourvoir »."),
            ),
            models.CheckConstraint(
                condition=~Q(etat="parti") | Q(date_depart__isnull=False),
                name="conseiller_depart_date",
                violation_error_message=_("Indiquez la date de départ."),
            ),
            models.CheckConstraint(
                condition=Q(date_formation__gte=F("date_recrutement")),
                name="conseiller_formation_apres_recrutement",
                violation_error_message=_("La formation commence avant le recrutement : vérifiez les deux dates."),
            ),
            models.CheckConstraint(
                condition=Q(date_prise_de_poste__gte=F("date_recrutement")),
                name="conseiller_poste_apres_recrutement",
                violation_error_message=_("La prise de poste est avant le recrutement : vérifiez les deux dates."),
            ),
            models.CheckConstraint(
                condition=Q(date_depart__gte=F("date_prise_de_poste")),
                name="conseiller_depart_apres_arrivee",
                violation_error_message=_("Le départ est avant la prise de poste : vérifiez les deux dates."),
            ),
        ]

    def __str__(self):
        if not self.prenom:
            return f"{self.get_etat_display()} ({self.employeur})"
        return f"{self.prenom} {self.nom}".strip()


class Absence(models.Model):
    """An adviser away from a day to a day. Nothing of it is public but its effect."""

    PORTEE = ("conseiller__employeur",)
    HISTOIRE = ("conseiller",)

    conseiller = models.ForeignKey(Conseiller, models.CASCADE, verbose_name=_("conseiller"), related_name="absences")
    du = models.DateField(_("premier jour"))
    au = models.DateField(_("dernier jour"))
    motif_prive = models.CharField(
        _("raison, pour l’équipe"), max_length=200, blank=True, help_text=_("Ne paraît jamais sur le site.")
    )

    class Meta:
        verbose_name = _("absence")
        ordering = ["-du"]
        indexes = [models.Index(fields=["-du", "-id"], name="absence_ordre")]
        constraints = [
            models.CheckConstraint(
                condition=Q(au__gte=F("du")),
                name="absence_au_apres_du",
                violation_error_message=_("Le dernier jour est avant le premier."),
            ),
            ExclusionConstraint(
                name="absence_sans_recouvrement",
                expressions=[(for_constraint("conseiller"), RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                violation_error_message=_(
                    "Cette personne est déjà notée absente ces jours-là : modifiez l’absence qui existe."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.conseiller}, du {self.du:%d/%m/%Y} au {self.au:%d/%m/%Y}"
