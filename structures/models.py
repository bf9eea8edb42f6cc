"""Where: communes, structures and the lieux whose door one pushes."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.core.validators import RegexValidator
from django.db.models import Func, Q, Value
from django.db.models.functions import Cast, Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from structures.adresses import Adresse, ImportAdresses, Voie  # noqa: F401 - models, with what the import writes
from structures.comptes.models import Compte, Evenement  # noqa: F401 - models of the desk's accounts
from structures.confirmation import Confirmation  # noqa: F401 - a model, with what writes it
from structures.coordonnees import SOMEWHERE, Coordonnees
from structures.fields import PivotField, TelephoneField, choice_array
from structures.fusions import AncienneAdresse, PasDoublon, StructuresDistinctes  # noqa: F401 - models, with what staff decided of twins
from structures.geo import validate_near_metropole
from structures.histoire.version import Version  # noqa: F401 - a model, with how it is written
from structures.import_lieux.models import IdentifiantLieu, Import, LigneImport  # noqa: F401 - models, with their words
from structures.localites import Localite  # noqa: F401 - a model, with why it is kept
from structures.nomenclature import (
    Dispositif,
    FormationLabel,
    FraisACharge,
    Itinerance,
    ModaliteAcces,
    ModaliteAccompagnement,
    PriseEnCharge,
    PublicAdresse,
    Service,
    Typologie,
)
from structures.reperes import Cle, Repere  # noqa: F401 - Repere, a model, lives with what understands it
from structures.slugs import unique_slug

CODE_POSTAL = RegexValidator(r"^[0-9]{5}$", _("Un code postal a 5 chiffres."))


# Fields of a lieu that hold several values of one enumeration.
ENUMERATIONS = {
    "typologie": Typologie.values,
    "services": Service.values,
    "publics_specifiquement_adresses": PublicAdresse.values,
    "prise_en_charge_specifique": PriseEnCharge.values,
    "frais_a_charge": FraisACharge.values,
    "itinerance": Itinerance.values,
    "dispositif_programmes_nationaux": Dispositif.values,
    "formations_labels": FormationLabel.values,
    "modalites_acces": ModaliteAcces.values,
    "modalites_accompagnement": ModaliteAccompagnement.values,
}


class CommuneQuerySet(models.QuerySet):
    def containing(self, point: Point):
        return self.filter(contour__covers=point)

    def finest(self):
        """Arrondissements in place of Lyon: areas that do not overlap."""
        return self.filter(arrondissements=None)


def short_name(nom: str) -> str:
    """« Lyon 3e » for « Lyon 3e Arrondissement »: what people say."""
    return nom.removesuffix(" Arrondissement")


class Commune(models.Model):
    """One of the 58 communes of the Métropole, or one of Lyon's 9 arrondissements (whose parent is Lyon)."""

    class Niveau(models.TextChoices):
        COMMUNE = "commune", _("commune")
        ARRONDISSEMENT = "arrondissement", _("arrondissement")

    code_insee = models.CharField(_("code INSEE"), max_length=5, unique=True)
    nom = models.CharField(_("nom"), max_length=80)
    slug = models.SlugField(_("adresse de la page"), max_length=90, unique=True)
    niveau = models.CharField(_("niveau"), max_length=14, choices=Niveau)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("commune"),
        null=True,
        blank=True,
        related_name="arrondissements",
    )
    codes_postaux = ArrayField(models.CharField(max_length=5), verbose_name=_("codes postaux"))
    alias = ArrayField(models.CharField(max_length=80), verbose_name=_("autres noms"), default=list, blank=True)
    population = models.PositiveIntegerField(_("habitants"), null=True, blank=True)
    contour = models.MultiPolygonField(_("contour"))
    centre = models.PointField(_("point intérieur"), geography=True)
    cle = models.GeneratedField(expression=Cle("nom"), output_field=models.TextField(), db_persist=True)
    cles_alias = models.GeneratedField(
        expression=Func("alias", function="structures_cles"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("commune")
        ordering = ["code_insee"]
        constraints = [
            models.CheckConstraint(condition=Q(niveau__in=["commune", "arrondissement"]), name="commune_niveau_connu"),
            models.CheckConstraint(
                condition=Q(niveau="commune", parent=None) | Q(niveau="arrondissement", parent__isnull=False),
                name="commune_parent_si_arrondissement",
            ),
        ]

    def __str__(self):
        return self.nom_court

    def get_absolute_url(self):
        return reverse("conseillers:commune", args=[self.slug])

    @property
    def nom_court(self) -> str:
        return short_name(self.nom)


class AncienneCommune(models.Model):
    """A former commune whose name and postal code people still use: Oullins, Pierre-Bénite."""

    nom = models.CharField(_("nom"), max_length=80, unique=True)
    code_insee = models.CharField(_("ancien code INSEE"), max_length=5)
    codes_postaux = ArrayField(models.CharField(max_length=5), verbose_name=_("codes postaux"))
    commune = models.ForeignKey(Commune, models.CASCADE, verbose_name=_("commune actuelle"), related_name="anciennes")
    contour = models.MultiPolygonField(_("contour"))
    centre = models.PointField(_("point intérieur"), geography=True)
    cle = models.GeneratedField(expression=Cle("nom"), output_field=models.TextField(), db_persist=True)

    class Meta:
        verbose_name = _("ancienne commune")
        verbose_name_plural = _("anciennes communes")
        ordering = ["nom"]

    def __str__(self):
        return self.nom


class StructureQuerySet(models.QuerySet):
    def without_referent(self):
        """Hosts with nobody whom one could write to."""
        return self.filter(archivee=False, hote=True, referents=None)


class Structure(models.Model):
    """The body that hosts or employs advisers."""

    PORTEE = ("pk",)
    HISTOIRE = ()

    nom = models.CharField(_("nom"), max_length=200)
    slug = models.SlugField(_("nom court pour les adresses"), max_length=120, unique=True, blank=True)
    typologie = choice_array(Typologie, _("types"))
    pivot = PivotField(_("SIRET ou numéro RNA"), blank=True)
    site_web = models.URLField(_("site internet"), blank=True)
    hote = models.BooleanField(
        _("structure d’accueil"),
        default=True,
        help_text=_("Décochez si elle emploie des conseillers sans en recevoir."),
    )
    archivee = models.BooleanField(
        _("archivée"), default=False, help_text=_("Ses lieux et leurs permanences disparaissent du site.")
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    remarque = models.TextField(_("remarque interne"), blank=True, help_text=_("Les habitants ne la voient pas."))
    referents = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("référents"),
        blank=True,
        related_name="structures",
        help_text=_("Leurs comptes ne voient et ne changent que leurs structures, avec les lieux et les permanences."),
    )
    cle = models.GeneratedField(expression=Cle("nom"), output_field=models.TextField(), db_persist=True)

    objects = StructureQuerySet.as_manager()

    class Meta:
        verbose_name = _("structure")
        ordering = ["nom"]
        indexes = [
            GinIndex(fields=["cle"], opclasses=["gin_trgm_ops"], name="structure_cle_trigrammes"),
            GinIndex(OpClass(Upper("pivot"), "gin_trgm_ops"), name="structure_pivot_trgm"),
            models.Index(fields=["nom", "id"], name="structure_ordre"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(typologie__contained_by=Typologie.values), name="structure_typologie_connue"
            ),
        ]

    def __str__(self):
        return self.nom

    def save(self, *args, **kwargs):
        self.slug = self.slug or unique_slug(self, self.nom)
        super().save(*args, **kwargs)


class Nearness(Func):
    """KNN order: unlike ORDER BY ST_Distance, `<->` walks the GiST index."""

    arity = 2
    template = "%(expressions)s"
    arg_joiner = " <-> "
    output_field = models.FloatField()


# In a GiST index beside a geography, only a float can be ordered by.
KEY_AS_FLOAT = Cast("id", models.FloatField())


class LieuQuerySet(models.QuerySet):
    def published(self):
        return self.filter(publie=True, structure__archivee=False)

    def with_distance(self, point: Point):
        """Adds `distance`, in metres."""
        return self.annotate(distance=Distance("position", point))

    def near(self, point: Point):
        """All of them, nearest first. The key breaks ties, so that pages are stable: by `<->` too, for the index."""
        place = Value(point, output_field=models.PointField(geography=True))
        return self.with_distance(point).order_by(Nearness("position", place), Nearness(KEY_AS_FLOAT, Value(0.0)))


class Lieu(Coordonnees, models.Model):
    """A door one can push. Fields are named and valued as the national schema names and values them."""

    PORTEE = ("structure",)
    HISTOIRE = ()

    class Precision(models.TextChoices):
        ADRESSE = "adresse", _("à l’adresse exacte")
        RUE = "rue", _("dans la rue")
        COMMUNE = SOMEWHERE, _("quelque part dans la commune")

    structure = models.ForeignKey(Structure, models.PROTECT, verbose_name=_("structure"), related_name="lieux")
    nom = models.CharField(_("nom"), max_length=200)
    slug = models.SlugField(_("adresse de la page"), max_length=150, unique=True, blank=True)
    publie = models.BooleanField(
        _("publié"), default=True, help_text=_("Décochez pour le retirer du site avec ses permanences.")
    )
    typologie = choice_array(Typologie, _("types"))
    pivot = PivotField(_("SIRET ou numéro RNA"), blank=True, help_text=_("S’il diffère de celui de la structure."))

    adresse = models.CharField(_("adresse"), max_length=200, blank=True, help_text=_("Numéro et rue, sans la ville."))
    complement_adresse = models.CharField(_("complément d’adresse"), max_length=200, blank=True)
    code_postal = models.CharField(_("code postal"), max_length=5, validators=[CODE_POSTAL])
    commune = models.ForeignKey(Commune, models.PROTECT, verbose_name=_("commune"), related_name="lieux")
    # Its index is lieu_nearest, below.
    position = models.PointField(
        _("position"), geography=True, spatial_index=False, validators=[validate_near_metropole]
    )
    precision = models.CharField(_("précision du point"), max_length=8, choices=Precision, default=Precision.ADRESSE)

    # Kept by a trigger: migrations/0018_dans_sa_commune.py.
    dans_sa_commune = models.BooleanField(
        _("point dans la commune dite"), default=True, db_default=True, editable=False
    )

    telephone = TelephoneField(_("téléphone"), blank=True)
    courriels = ArrayField(models.EmailField(), verbose_name=_("courriels"), default=list, blank=True)
    site_web = ArrayField(models.URLField(), verbose_name=_("sites internet"), default=list, blank=True)
    prise_rdv = models.URLField(_("prise de rendez-vous en ligne"), blank=True)

    horaires = models.CharField(
        _("horaires du bâtiment"),
        max_length=500,
        blank=True,
        help_text=_("Format OpenStreetMap, pour information."),
    )
    acces = models.TextField(_("comment venir"), blank=True, help_text=_("Arrêt de bus ou de métro, entrée, étage."))
    acces_fauteuil = models.BooleanField(_("accessible en fauteuil roulant"), null=True, blank=True)
    fiche_acces_libre = models.URLField(_("fiche Acceslibre"), blank=True)
    presentation_resume = models.CharField(_("présentation courte"), max_length=280, blank=True)
    presentation_detail = models.TextField(_("présentation"), blank=True)

    services = choice_array(Service, _("services"))
    publics_specifiquement_adresses = choice_array(PublicAdresse, _("publics spécialement accueillis"))
    prise_en_charge_specifique = choice_array(PriseEnCharge, _("accompagnements adaptés"))
    frais_a_charge = choice_array(FraisACharge, _("frais"))
    itinerance = choice_array(Itinerance, _("itinérance"))
    dispositif_programmes_nationaux = choice_array(Dispositif, _("programmes nationaux"))
    formations_labels = choice_array(FormationLabel, _("formations et labels"))
    autres_formations_labels = ArrayField(
        models.CharField(max_length=100),
        verbose_name=_("autres formations et labels"),
        default=list,
        blank=True,
    )
    modalites_acces = choice_array(ModaliteAcces, _("comment prendre contact"))
    modalites_accompagnement = choice_array(ModaliteAccompagnement, _("accompagnement"))

    source = models.CharField(_("source"), max_length=200, blank=True)
    remarque = models.TextField(_("remarque interne"), blank=True, help_text=_("Les habitants ne la voient pas."))
    date_maj = models.DateTimeField(_("dernier enregistrement"), auto_now=True)
    date_verification = models.DateField(
        _("dernière vérification"),
        null=True,
        blank=True,
        help_text=_("Le jour où quelqu’un a confirmé ces informations avec le lieu."),
    )
    # Private: residents read the month alone. All confirmations are in their own table, confirmation.py.
    verifie_par = models.CharField(_("vérifié par"), max_length=150, blank=True, editable=False)
    cle = models.GeneratedField(expression=Cle("nom"), output_field=models.TextField(), db_persist=True)
    # A column, for a word that every address has (« rue ») is compared with each of them.
    cle_adresse = models.GeneratedField(expression=Cle("adresse"), output_field=models.TextField(), db_persist=True)

    objects = LieuQuerySet.as_manager()

    class Meta:
        verbose_name = _("lieu")
        verbose_name_plural = _("lieux")
        ordering = ["nom"]
        indexes = [
            GistIndex("position", KEY_AS_FLOAT, name="lieu_nearest"),
            GinIndex(fields=["cle"], opclasses=["gin_trgm_ops"], name="lieu_cle_trigrammes"),
            GinIndex(fields=["cle_adresse"], opclasses=["gin_trgm_ops"], name="lieu_adresse_cle"),
            GinIndex(OpClass(Upper("code_postal"), "gin_trgm_ops"), name="lieu_code_postal_trgm"),
            models.Index(fields=["nom", "id"], name="lieu_ordre"),
            models.Index(fields=["commune", "nom", "id"], name="lieu_par_commune"),
            models.Index(fields=["date_verification"], name="lieu_date_verification"),
            # All that it takes to count those to be confirmed, when they are many.
            models.Index(
                fields=["structure", "date_verification", "id"], name="lieu_verification", condition=Q(publie=True)
            ),
            # Few of them, counted on the desk's first page.
            models.Index(fields=["id"], name="lieu_hors_commune", condition=Q(publie=True, dans_sa_commune=False)),
            models.Index(fields=["id"], name="lieu_sans_adresse", condition=Q(publie=True, precision=SOMEWHERE)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(code_postal__regex=r"^[0-9]{5}$"), name="lieu_code_postal"),
            models.CheckConstraint(
                condition=~Q(adresse="") | Q(precision="commune"),
                name="lieu_adresse_connue",
                violation_error_message=_(
                    "Indiquez l’adresse, ou dites que le point est « quelque part dans la commune »."
                ),
            ),
            models.CheckConstraint(
                condition=Q(precision__in=["adresse", "rue", "commune"]), name="lieu_precision_connue"
            ),
            models.CheckConstraint(
                condition=Q(telephone="") | Q(telephone__regex=r"^\+[0-9]{6,15}$"), name="lieu_telephone_e164"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{field}__contained_by": values}), name=f"lieu_{field[:18]}_connus"
                )
                for field, values in ENUMERATIONS.items()
            ),
        ]

    def __str__(self):
        return self.nom

    def save(self, *args, **kwargs):
        self.slug = self.slug or unique_slug(self, self.nom, self.commune.nom_court, gone=AncienneAdresse.objects.all())
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("conseillers:lieu", args=[self.slug])

    @property
    def ville(self) -> str:
        return self.commune.nom_court

    def commune_of_position(self) -> Commune | None:
        """The commune, or arrondissement, that the point really lies in; None outside the Métropole."""
        return Commune.objects.finest().containing(self.position).first()
