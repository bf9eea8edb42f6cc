"""From words to a point: what a resident typed, understood."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.gis.db import models
from django.contrib.gis.geos import Point
from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, TextField
from django.utils.translation import gettext as _


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


class Cle(Func):
    """The words that two spellings of one name share: SQL function of migrations/0006_abreviations.py."""

    function = "structures_cle"
    output_field = TextField()


class Repere(models.Model):
    """One way to say where one is, read from the view of migrations/0007_localites.py."""

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


class Repli(models.TextChoices):
    """What was asked that is not what is answered: said on the page."""

    NUMERO = "numero"
    VOIE = "voie"
    COMMUNE = "commune"  # the street is in another town
    AILLEURS = "ailleurs"
    SERVICE = "service"  # our lists had nothing, or less: the national service's answer


@dataclass(frozen=True)
class Choix:
    """What else may have been meant: words that, asked in turn, are sure."""

    libelle: str


@dataclass(frozen=True)
class Compris:
    """What was understood of a search: a point to measure from, and how sure we are of it."""

    libelle: str = ""
    genre: str = ""
    code_insee: list[str] = field(default_factory=list)
    confiance: Confiance = Confiance.AUCUNE
    point: Point | None = None
    choix: list[Choix] = field(default_factory=list)
    repli: str = ""

    @property
    def nom(self) -> str:
        """What people say: « Lyon 3e » for « Lyon 3e Arrondissement »."""
        return self.libelle.replace(" Arrondissement", "")

    @classmethod
    def around(cls, point: Point) -> Compris:
        """A position that the browser gave."""
        return cls(_("votre position"), Genre.POSITION, [], Confiance.SURE, point)


def understand(words: str, alone: bool = False) -> Compris:
    """The best reading of the words, in three queries at most; confiance `aucune` when there is none.

    `alone`: without the help of another server, where the settings name one.
    """
    from structures import geocodeur  # they read models, which read this module
    from structures.comprendre import best_reading

    if not any(letter.isalnum() for letter in words):
        return Compris()
    ours = best_reading(words)
    return ours if alone else geocodeur.completed(ours, words)
