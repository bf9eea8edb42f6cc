"""Names that people say and that have no outline: quarters, landmarks, and the towns around the Métropole."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import Func
from django.utils.translation import gettext_lazy as _

from structures.reperes import Cle


class Localite(models.Model):
    class Genre(models.TextChoices):
        QUARTIER = "quartier", _("quartier")
        # Somebody who lives there is told how far the nearest place is, rather than sent to a town of a like name.
        VOISINE = "voisine", _("ville voisine")

    genre = models.CharField(_("genre"), max_length=8, choices=Genre)
    nom = models.CharField(_("nom"), max_length=80)
    alias = ArrayField(models.CharField(max_length=80), verbose_name=_("autres noms"), default=list, blank=True)
    code_insee = models.CharField(_("code INSEE"), max_length=5)
    position = models.PointField(_("position"), geography=True, spatial_index=False)
    cle = models.GeneratedField(expression=Cle("nom"), output_field=models.TextField(), db_persist=True)
    cles_alias = models.GeneratedField(
        expression=Func("alias", function="structures_cles"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("localité")
        constraints = [models.UniqueConstraint(fields=["nom", "code_insee"], name="localite_unique")]

    def __str__(self):
        return self.nom
