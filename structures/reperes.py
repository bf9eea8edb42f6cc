"""From words to a point: what a resident typed, understood."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.gis.db import models
from django.contrib.gis.geos import Point
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, F, Func, Q, TextField, Value, When
from django.db.models.functions import Concat


class Genre(models.TextChoices):
    COMMUNE = "commune"
    ARRONDISSEMENT = "arrondissement"
    CODE_POSTAL = "code_postal"
    ADRESSE = "adresse"
    VOIE = "voie"
    LIEU = "lieu"
    STRUCTURE = "structure"
    POSITION = "position"


class Confiance(models.TextChoices):
    SURE = "sure"
    PLUSIEURS = "plusieurs"
    DOUTE = "doute"
    AUCUNE = "aucune"


class Repere(models.Model):
    """One way to say where one is, read from the view of migrations/0003_reperes.py."""

    id = models.CharField(primary_key=True, max_length=120)
    genre = models.CharField(max_length=14, choices=Genre)
    libelle = models.TextField()
    cle = models.TextField()
    code_insee = ArrayField(models.CharField(max_length=5))
    position = models.PointField(geography=True)
    population = models.IntegerField()

    class Meta:
        managed = False
        db_table = "structures_repere"

    def __str__(self):
        return self.libelle
