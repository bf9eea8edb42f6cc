"""Imports of lieux: the file that came, its rows once compared, and the names by which sources know our lieux."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

GESTURE = "import-"  # begins the key, in the history, of what an import writes


class Import(models.Model):
    """One file that somebody brought. Nothing of it is in the directory before `APPLIQUE`."""

    class Etat(models.TextChoices):
        RECU = "recu", _("à lire")
        LU = "lu", _("à vérifier")
        DEMANDE = "demande", _("en cours d’écriture")
        APPLIQUE = "applique", _("appliqué")
        ABANDONNE = "abandonne", _("abandonné")
        REFUSE = "refuse", _("fichier refusé")

    ASLEEP = {Etat.APPLIQUE, Etat.ABANDONNE, Etat.REFUSE}

    fichier = models.CharField(_("fichier"), max_length=200)
    contenu = models.BinaryField(_("contenu"), default=bytes)  # until it is read
    source = models.CharField(_("source"), max_length=200, blank=True)
    date_fichier = models.DateField(_("fichier du"), null=True)  # the latest date of its rows
    cree_le = models.DateTimeField(_("apporté le"), default=timezone.now)
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("compte"), null=True, related_name="+"
    )
    par = models.CharField(_("par"), max_length=200, blank=True)  # outlives the account
    etat = models.CharField(_("état"), max_length=9, choices=Etat, default=Etat.RECU)
    probleme = models.TextField(_("ce qui ne va pas"), blank=True)  # why it was refused, or not written
    remarques = ArrayField(models.TextField(), verbose_name=_("remarques"), default=list)  # about the whole file
    comptes = models.JSONField(_("résultats"), default=dict)  # rows by outcome
    bilan = models.JSONField(_("ce qui a été écrit"), default=dict)
    ecrit_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("appliqué par"), null=True, related_name="+"
    )
    lance_le = models.DateTimeField(_("lancé le"), null=True)  # the last time that a work was begun for it
    applique_le = models.DateTimeField(_("appliqué le"), null=True)

    class Meta:
        verbose_name = _("import de lieux")
        verbose_name_plural = _("imports de lieux")
        ordering = ["-cree_le", "-pk"]

    def __str__(self):
        return self.fichier

    @property
    def geste(self) -> str:
        return f"{GESTURE}{self.pk}"

    @property
    def raison(self) -> str:
        """Why, in the history of each lieu that it writes."""
        words = {"file": self.fichier[:120], "source": self.source[:60]}
        return (_("Import de %(file)s (%(source)s)") if self.source else _("Import de %(file)s")) % words


class LigneImportQuerySet(models.QuerySet):
    def chosen(self):
        """What is to be written."""
        return self.filter(coche=True)


class LigneImport(models.Model):
    """A row of the file beside what is here, and what somebody decided of it; or a lieu that the file has no more."""

    class Issue(models.IntegerChoices):
        """In the order of the page: what is to be decided first, what there is nothing to do about last."""

        NOUVEAU = 1, _("nouveaux")
        MODIFIE = 2, _("modifiés")
        DOUBLON = 3, _("doublons probables")
        RETRAIT = 4, _("absents du fichier")
        HORS = 5, _("hors du territoire")
        REFUSE = 6, _("refusés")
        INCHANGE = 7, _("inchangés")

    class Decision(models.TextChoices):
        """Of a probable duplicate."""

        LAISSER = "", _("Laisser")
        LIEU = "lieu", _("C’est ce lieu")
        AUTRE = "autre", _("C’est un autre")

    lot = models.ForeignKey(Import, models.CASCADE, verbose_name=_("import"), related_name="lignes")
    numero = models.PositiveIntegerField(_("ligne"))  # as `Ligne` counts; of a withdrawal, its rank
    issue = models.SmallIntegerField(_("issue"), choices=Issue)
    nom = models.CharField(_("nom"), max_length=200, blank=True)
    ligne = models.JSONField(_("contenu"), default=dict)  # garder.py
    # What it was found to be, or looks like.
    lieu = models.ForeignKey("structures.Lieu", models.SET_NULL, verbose_name=_("lieu"), null=True, related_name="+")
    jumelle = models.PositiveIntegerField(_("ligne du même fichier"), null=True)
    propre = models.BooleanField(_("de notre export"), default=False)
    sur = models.BooleanField(_("presque sûr"), default=False)
    raisons = ArrayField(models.TextField(), verbose_name=_("raisons"), default=list)
    structure = models.ForeignKey(
        "structures.Structure", models.SET_NULL, verbose_name=_("structure"), null=True, related_name="+"
    )
    nouvelle_structure = models.CharField(_("structure à créer"), max_length=200, blank=True)
    # Field by field: champ, nom, avant, apres in words, and who corrected it last (verrou) if a person did.
    changements = models.JSONField(_("changements"), default=list)
    coche = models.BooleanField(_("à écrire"), default=False)
    remplacer = ArrayField(models.CharField(max_length=40), verbose_name=_("champs à remplacer"), default=list)
    decision = models.CharField(_("décision"), max_length=5, choices=Decision, blank=True)

    objects = LigneImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("ligne d’import")
        verbose_name_plural = _("lignes d’import")
        ordering = ["issue", "numero", "pk"]
        indexes = [models.Index(fields=["lot", "issue", "numero", "id"], name="ligneimport_page")]

    def __str__(self):
        return self.nom


class IdentifiantLieu(models.Model):
    """The name that a source gives to a lieu, by which its later files find it again. One lieu may have several."""

    PORTEE = ("lieu__structure",)
    HISTOIRE = ("lieu",)
    SUIT = True

    lieu = models.ForeignKey(
        "structures.Lieu", models.CASCADE, verbose_name=_("lieu"), related_name="identifiants", editable=False
    )
    source = models.CharField(_("source"), max_length=200)
    identifiant = models.CharField(_("identifiant"), max_length=200)
    # The date that its row says; without one, the day when it was first brought. Not today's: the same file twice
    # changes nothing.
    vu_le = models.DateField(_("fichier du"))

    class Meta:
        verbose_name = _("identifiant chez une source")
        verbose_name_plural = _("identifiants chez des sources")
        constraints = [models.UniqueConstraint(fields=["source", "identifiant"], name="identifiantlieu_unique")]

    def __str__(self):
        return f"{self.source} {self.identifiant}"
