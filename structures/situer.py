"""From an address to its door, and from a point to its address: what whoever keeps a lieu true would look up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.gis.db.models import PointField
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db.models import Value

from structures.adresses import Adresse
from structures.models import Commune, Lieu, Nearness
from structures.reperes import Confiance, Genre, Repli, understand

NEXT_TO = 150  # metres, past which the nearest door that we know says nothing of a point

# « 12 rue Anatole France, 69100 Villeurbanne », as `understand` words a door or a street.
WORDED = re.compile(r"(?P<adresse>.+), (?P<code_postal>[0-9]{5}) (?P<ville>.+)")
NUMBER = re.compile(r"\s*([0-9]{1,4}(?:\s?(?:bis|ter|quater|[a-d]))?)[\s,]+(?=\D)", re.IGNORECASE)


@dataclass(frozen=True)
class Situation:
    """An address with its point. `precision` is the point's; `sure` when the words mean no other."""

    adresse: str
    code_postal: str
    commune: Commune
    point: Point
    precision: str = Lieu.Precision.ADRESSE
    sure: bool = True

    @property
    def libelle(self) -> str:
        """As one writes it on a letter: the postal code says the arrondissement."""
        return f"{self.adresse}, {self.code_postal} {self.commune.nom_court}"


def situate(words: str) -> Situation | None:
    """Where these words of an address lead; None when they name no street that we know."""
    compris = understand(words, alone=True)
    parts = WORDED.fullmatch(compris.libelle)
    if compris.genre not in (Genre.ADRESSE, Genre.VOIE) or not parts:
        return None
    commune = _communes().filter(code_insee__in=compris.code_insee).first()
    if commune is None:
        return None
    # A number that we do not know may well be right: it is kept, and the point is only in its street.
    number = NUMBER.match(words) if compris.repli == Repli.NUMERO else None
    street = parts["adresse"] if compris.genre == Genre.VOIE else NUMBER.sub("", parts["adresse"], count=1)
    return Situation(
        adresse=f"{number[1]} {_lower(street)}" if number else parts["adresse"],
        code_postal=parts["code_postal"],
        commune=commune,
        point=compris.point,
        precision=Lieu.Precision.ADRESSE if compris.genre == Genre.ADRESSE and not number else Lieu.Precision.RUE,
        sure=compris.confiance == Confiance.SURE or bool(number and not compris.choix),
    )


def nearest_address(point: Point) -> Situation | None:
    """The door next to this point, by the index; None when there is none so near."""
    place = Value(point, output_field=PointField(geography=True))
    found = (
        Adresse.objects.annotate(distance=Distance("position", point))
        .select_related("voie__commune")
        .defer("voie__commune__contour")
        .order_by(Nearness("position", place))
        .first()
    )
    if found is None or found.distance.m > NEXT_TO:
        return None
    number = " ".join(filter(None, [str(found.numero), found.rep]))
    return Situation(f"{number} {_lower(found.voie.nom)}", found.code_postal, found.voie.commune, found.position)


def commune_at(point: Point) -> Commune | None:
    return _communes().finest().containing(point).first()


def communes_of(code_postal: str) -> list[Commune]:
    """Communes, or arrondissements, that letters with this code go to."""
    return list(_communes().finest().filter(codes_postaux__contains=[code_postal]).order_by("nom"))


def _communes():
    return Commune.objects.defer("contour")


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
