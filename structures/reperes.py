"""From words to a point: what a resident typed, understood."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.gis.db import models
from django.contrib.gis.geos import Point
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Func, Q, TextField, Value
from django.utils.translation import gettext as _

CHOICES = 6  # a list longer than a hand is not read
LOOKS_LIKE = 0.4  # trigram similarity under which two words are not the same word misspelled


class Genre(models.TextChoices):
    COMMUNE = "commune"
    ARRONDISSEMENT = "arrondissement"
    CODE_POSTAL = "code_postal"
    ADRESSE = "adresse"
    VOIE = "voie"
    LIEU = "lieu"
    STRUCTURE = "structure"
    POSITION = "position"


AREAS = (Genre.CODE_POSTAL, Genre.ARRONDISSEMENT, Genre.COMMUNE)
NARROWEST_FIRST = (Genre.LIEU, Genre.STRUCTURE, *AREAS)


class Confiance(models.TextChoices):
    SURE = "sure"
    PLUSIEURS = "plusieurs"
    DOUTE = "doute"
    AUCUNE = "aucune"


class Cle(Func):
    """The words that two spellings of one name share: SQL function of migrations/0003_reperes.py."""

    function = "structures_cle"
    output_field = TextField()


class RepereQuerySet(models.QuerySet):
    def spelled(self, words: str):
        """Those that these words name exactly, but for accents, case, abbreviations and ordinals."""
        return self.filter(cle=Cle(Value(words)))

    def evoked_by(self, words: str):
        """Those whose name stands in the words, those that hold all the words, those spelled nearly so."""
        spaced = Func(Value(" "), "cle", Value(" "), function="CONCAT", output_field=TextField())
        return (
            self.annotate(typed=Cle(Value(words)), spaced=spaced, looks=TrigramSimilarity("cle", Cle(Value(words))))
            .annotate(typed_spaced=Func(Value(" "), "typed", Value(" "), function="CONCAT", output_field=TextField()))
            .annotate(
                inside=Func("typed_spaced", "spaced", function="STRPOS", output_field=models.IntegerField()),
                holds=Func("spaced", "typed", function="structures_tous_les_mots", output_field=models.BooleanField()),
            )
            .filter(Q(inside__gt=0) | Q(holds=True) | Q(looks__gte=LOOKS_LIKE))
            .order_by(F("looks").desc(), "id")
        )


class Repere(models.Model):
    """One way to say where one is, read from the view of migrations/0003_reperes.py."""

    id = models.CharField(primary_key=True, max_length=120)
    genre = models.CharField(max_length=14, choices=Genre)
    libelle = models.TextField()
    cle = models.TextField()
    code_insee = ArrayField(models.CharField(max_length=5))
    position = models.PointField(geography=True)
    population = models.IntegerField()

    objects = RepereQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "structures_repere"

    def __str__(self):
        return self.libelle

    @property
    def is_area(self) -> bool:
        return self.genre in AREAS

    @property
    def breadth(self) -> int:
        """The narrower the surer: an arrondissement says more than Lyon, a door more than a commune."""
        if self.genre == Genre.CODE_POSTAL and len(self.code_insee) > 1:
            return len(NARROWEST_FIRST)
        return NARROWEST_FIRST.index(self.genre)


@dataclass(frozen=True)
class Compris:
    """What was understood of a search: a point to measure from, and how sure we are of it."""

    libelle: str = ""
    genre: str = ""
    code_insee: list[str] = field(default_factory=list)
    confiance: Confiance = Confiance.AUCUNE
    point: Point | None = None
    choix: list[Repere] = field(default_factory=list)

    @property
    def nom(self) -> str:
        """What people say: « Lyon 3e » for « Lyon 3e Arrondissement »."""
        return self.libelle.replace(" Arrondissement", "")

    @classmethod
    def at(cls, repere: Repere, confiance: Confiance, choix: list[Repere] | None = None) -> Compris:
        return cls(repere.libelle, repere.genre, repere.code_insee, confiance, repere.position, choix or [])

    @classmethod
    def around(cls, point: Point) -> Compris:
        """A position that the browser gave."""
        return cls(_("votre position"), Genre.POSITION, [], Confiance.SURE, point)


def understand(words: str) -> Compris:
    """The best reading of the words, in two queries at most; confiance `aucune` when there is none."""
    if not any(letter.isalnum() for letter in words):
        return Compris()
    exact = sorted(Repere.objects.spelled(words), key=lambda repere: (not repere.is_area, repere.breadth, repere.id))
    return _from_exact(exact) if exact else _from_evoked(list(Repere.objects.evoked_by(words)[:40]))


def _from_exact(found: list[Repere]) -> Compris:
    best, *others = found
    elsewhere = [repere for repere in others if repere.position.coords != best.position.coords]
    if best.is_area or not elsewhere:
        return Compris.at(best, Confiance.SURE)
    return Compris.at(best, Confiance.PLUSIEURS, found[:CHOICES])


def _from_evoked(found: list[Repere]) -> Compris:
    """Areas that use up all the words are sure; so is the one name that holds them all. Otherwise, a doubt."""
    areas = _areas_named(found)
    if areas and _uses_every_word(areas):
        return Compris.at(areas[0], Confiance.SURE)
    whole = _distinct([repere for repere in found if repere.holds and repere.is_area])
    whole = whole or _distinct([repere for repere in found if not repere.is_area and (repere.holds or repere.inside)])
    if whole:
        several = len(whole) > 1
        return Compris.at(whole[0], Confiance.PLUSIEURS if several else Confiance.SURE, whole[:CHOICES] * several)
    if areas:
        return Compris.at(areas[0], Confiance.DOUTE)
    likely = _distinct(found)
    return Compris.at(likely[0], Confiance.DOUTE, likely[1:CHOICES]) if likely else Compris()


def _areas_named(found: list[Repere]) -> list[Repere]:
    """Areas named in the words, the narrowest, then the last said, first: « rue de Bron, Lyon 3 » is in Lyon 3e."""
    named = [repere for repere in found if repere.is_area and repere.inside]
    outer = [
        repere for repere in named if not any(repere.cle != o.cle and f" {repere.cle} " in o.spaced for o in named)
    ]
    return sorted(outer, key=lambda repere: (repere.breadth, -repere.inside, repere.id))


def _uses_every_word(areas: list[Repere]) -> bool:
    """« 69500 Bron » and « Lyon 69003 » say one thing twice; « rue Garibaldi Lyon » says more than we know."""
    named = {word for repere in areas for word in repere.cle.split()}
    agree = all(set(repere.code_insee) & set(areas[0].code_insee) or "lyon" in repere.cle for repere in areas[1:])
    return agree and not set(areas[0].typed.split()) - named - {"le", "la", "les", "a", "de"}


def _distinct(reperes: list[Repere]) -> list[Repere]:
    """One per point: a structure and its lieu share a door."""
    seen: dict[tuple, Repere] = {}
    for repere in sorted(reperes, key=lambda repere: (-repere.looks, repere.breadth, repere.id)):
        seen.setdefault(repere.position.coords, repere)
    return list(seen.values())
