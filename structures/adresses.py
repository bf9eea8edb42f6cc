"""Streets and addresses of the Métropole, from the national address base: written by `importer_adresses` alone."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db.models import Func
from django.utils.translation import gettext_lazy as _

from structures.reperes import Cle


class Voie(models.Model):
    """A street, as its addresses tell it. One that crosses two communes, or two arrondissements, is two."""

    nom = models.CharField(_("nom"), max_length=200)
    commune = models.ForeignKey("Commune", models.CASCADE, verbose_name=_("commune"), related_name="voies")
    codes_postaux = ArrayField(models.CharField(max_length=5), verbose_name=_("codes postaux"))
    # One of its addresses, near its middle: the centroid of a bent street is not in it.
    position = models.PointField(_("position"), geography=True, spatial_index=False)
    nombre = models.PositiveIntegerField(_("nombre d’adresses"))
    cle = models.GeneratedField(expression=Cle("nom"), output_field=models.TextField(), db_persist=True)

    # How its words sound, alone and two by two: migrations/0017_sons.py.
    sons = models.GeneratedField(
        expression=Func(Func("nom", function="structures_cle"), function="structures_sons"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("voie")
        indexes = [
            GinIndex(fields=["cle"], opclasses=["gin_trgm_ops"], name="voie_cle_trigrammes"),
            GinIndex(fields=["sons"], name="voie_sons"),
        ]

    def __str__(self):
        return self.nom


class Adresse(models.Model):
    """A door of a street: its number, and « bis », « ter », « b »… in lower case."""

    # The unique constraint's index begins with it.
    voie = models.ForeignKey(Voie, models.CASCADE, verbose_name=_("voie"), related_name="adresses", db_index=False)
    numero = models.PositiveIntegerField(_("numéro"))
    rep = models.CharField(_("répétition"), max_length=10, blank=True)
    code_postal = models.CharField(_("code postal"), max_length=5)
    position = models.PointField(_("position"), geography=True, spatial_index=False)

    class Meta:
        verbose_name = _("adresse")
        indexes = [GistIndex(fields=["position"], name="adresse_nearest")]  # which door is next to this point?
        constraints = [models.UniqueConstraint(fields=["voie", "numero", "rep"], name="adresse_unique")]

    def __str__(self):
        return " ".join(filter(None, [str(self.numero), self.rep, self.voie.nom]))


class ImportAdresses(models.Model):
    """When the addresses were loaded, and from which files: the date of what we know."""

    date = models.DateTimeField(_("date"), auto_now_add=True)
    fichiers = ArrayField(models.TextField(), verbose_name=_("fichiers"))
    nombre_voies = models.PositiveIntegerField(_("nombre de voies"))
    nombre_adresses = models.PositiveIntegerField(_("nombre d’adresses"))

    class Meta:
        verbose_name = _("import d’adresses")
        verbose_name_plural = _("imports d’adresses")
        ordering = ["-date"]
        get_latest_by = "date"

    def __str__(self):
        return ", ".join(self.fichiers)
