"""What an object was, after each gesture that changed it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext_lazy as _

PARENTS = ("lieu_id", "permanence_id", "conseiller_id", "structure_id")  # looked up, to read histories together


class VersionQuerySet(models.QuerySet):
    def of(self, obj):
        """Newest first."""
        return self.filter(modele=obj._meta.label_lower, cle=obj.pk).order_by("-pk")


class Version(models.Model):
    """One object as one gesture (a page that was sent, a command's transaction) left it, or found it to archive it.

    `valeurs` has the row's columns as Postgres writes them in JSON, and the keys at the other end of its M2M by their
    field's name. Written by triggers alone (migrations/0020): see there how the author reaches them.
    """

    class Sorte(models.TextChoices):
        DEBUT = "=", _("connu au début de l’historique")
        CREATION = "+", _("créé")
        CHANGEMENT = "~", _("modifié")
        ARCHIVE = "-", _("archivé")

    modele = models.CharField(_("modèle"), max_length=60)
    cle = models.BigIntegerField(_("clé"))
    geste = models.CharField(_("geste"), max_length=40)
    instant = models.DateTimeField(_("date"))
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("auteur"), null=True, related_name="+"
    )
    nom_auteur = models.CharField(_("nom de l’auteur"), max_length=200, blank=True)  # outlives the account
    raison = models.CharField(_("raison"), max_length=200, blank=True)
    sorte = models.CharField(_("sorte"), max_length=1, choices=Sorte)
    valeurs = models.JSONField(_("valeurs"))

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["modele", "cle", "geste"], name="version_une_par_geste")]
        indexes = [
            models.Index(fields=["modele", "cle", "-id"], name="version_objet"),
            models.Index(fields=["geste"], name="version_geste"),
            models.Index(fields=["-id"], condition=Q(sorte="-"), name="version_archives"),
            *[models.Index(KeyTransform(name, "valeurs"), name=f"version_{name}") for name in PARENTS],
        ]

    def __str__(self):
        return f"{self.modele} {self.cle}, {self.instant:%d/%m/%Y %H:%M}"
