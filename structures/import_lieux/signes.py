"""Signs that two places are one: the name, the door, the SIRET, the phone. Nothing here knows the database.

The same signs and the same distances as the desk's page of duplicates (`structures/doublons.py`), for places that are
not in the database yet.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property

from structures.doublons import ALIKE, NEXT_DOOR, REASONS, SAME_QUARTER
from structures.geo import metres_apart

CELL = 0.002  # degrees: more than NEXT_DOOR metres, in both directions, at this latitude
SWITCHBOARD = 3  # a phone that so many places have is a house's, not a place's
COMMON = 50  # a name, SIRET or address that more places of a commune have tells nothing, and would cost their square


@dataclass
class Fiche:
    """What a place is recognised by. `cle` is the key of its name, `porte` that of its address with its code."""

    qui: Hashable
    cle: str
    porte: str
    commune: int | None
    point: tuple[float, float] | None  # longitude and latitude; None when it was only guessed
    telephone: str
    pivot: str

    @cached_property
    def trigrams(self) -> frozenset[str]:
        """As pg_trgm cuts a text."""
        padded = [f"  {word} " for word in self.cle.split()]
        return frozenset(word[i : i + 3] for word in padded for i in range(len(word) - 2))

    @cached_property
    def digits(self) -> str:
        return "".join(filter(str.isdigit, self.cle))


@dataclass
class Ressemblance:
    qui: Hashable
    raisons: list[str]
    metres: float | None
    meme: bool  # the same name at the same door: it is that place
    sur: bool  # nearly sure; what is left is for somebody to say


class Voisinage:
    """Places among which others are looked for, by index: none is compared with all."""

    def __init__(self):
        self.by: dict[tuple, list[Fiche]] = defaultdict(list)

    def add(self, fiche: Fiche) -> None:
        for key in _keys(fiche):
            self.by[key].append(fiche)

    def like(self, fiche: Fiche) -> list[Ressemblance]:
        """Surest and nearest first."""
        if not self.by:
            return []
        seen, found, switchboard = set(), [], self._is_switchboard(fiche)
        for other in self._candidates(fiche):
            if other.qui not in seen:
                seen.add(other.qui)
                if alike := compare(fiche, other, switchboard):
                    found.append(alike)
        return sorted(found, key=lambda each: (not each.meme, not each.sur, each.metres or 0))

    def _is_switchboard(self, fiche: Fiche) -> bool:
        return len(self.by.get(("telephone", fiche.telephone), ())) >= SWITCHBOARD

    def _candidates(self, fiche: Fiche) -> Iterator[Fiche]:
        for key in _keys(fiche, around=True):
            found = self.by.get(key, ())
            if key[0] == "carre" or len(found) <= COMMON:
                yield from found


def _keys(fiche: Fiche, around: bool = False) -> Iterator[tuple]:
    if fiche.telephone:
        yield "telephone", fiche.telephone
    if fiche.pivot:
        yield "pivot", fiche.pivot, fiche.commune
    if fiche.porte:
        yield "porte", fiche.porte
    yield "nom", fiche.cle, fiche.commune
    if fiche.point:
        x, y = (math.floor(degrees / CELL) for degrees in fiche.point)
        reach = (-1, 0, 1) if around else (0,)
        for dx in reach:
            for dy in reach:
                yield "carre", x + dx, y + dy


def compare(one: Fiche, other: Fiche, switchboard: bool = False) -> Ressemblance | None:
    """What two places have in common, if it may be more than chance."""
    name, porte = one.cle == other.cle, bool(one.porte) and one.porte == other.porte
    pivot = bool(one.pivot) and one.pivot == other.pivot
    phone = bool(one.telephone) and one.telephone == other.telephone and not switchboard
    if not (name or porte or pivot or phone) and _surely_apart(one, other):
        return None
    metres = metres_apart(one.point, other.point) if one.point and other.point else None
    # A point that was guessed says no more than its commune.
    near = metres <= SAME_QUARTER if metres is not None else one.commune == other.commune
    beside = metres is not None and metres <= NEXT_DOOR
    door, siret = porte and near, pivot and near
    others = siret or phone or door
    alike = not name and (beside or (others and near)) and _alike(one, other)
    signs = {
        "meme_nom": name and near,
        "nom_proche": alike and beside,
        "meme_siret": siret,
        "meme_telephone": phone,
        "meme_adresse": door,
    }
    if not any(signs.values()):
        return None
    said = [str(reason) for sign, reason in REASONS.items() if signs[sign]]
    sure = signs["meme_nom"] or (alike and others and near)
    return Ressemblance(other.qui, said, metres, meme=name and (beside or door), sur=sure)


def _surely_apart(one: Fiche, other: Fiche) -> bool:
    """Whether they are too far from each other for names that are only alike to be a sign: most are."""
    if not (one.point and other.point):
        return True
    return abs(one.point[0] - other.point[0]) > CELL or abs(one.point[1] - other.point[1]) > CELL


def _alike(one: Fiche, other: Fiche) -> bool:
    return one.digits == other.digits and similarity(one, other) >= ALIKE


def similarity(one: Fiche, other: Fiche) -> float:
    """Of two names, as pg_trgm counts it."""
    both = len(one.trigrams & other.trigrams)
    together = len(one.trigrams) + len(other.trigrams) - both
    return both / together if together else 0
