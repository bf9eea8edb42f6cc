"""The communes of the Métropole by all that names them: loaded once for a file."""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.contrib.gis.geos.prepared import PreparedGeometry
from django.utils.functional import cached_property
from rapidfuzz.distance import OSA

from structures.localites import Localite
from structures.models import AncienneCommune, Commune
from structures.mots import ARTICLES, HONOURS, REPETITIONS, TYPES, plain
from structures.situer import Situation, situate

LYON = "69123"
LYON_PART = re.compile(r"lyon (?:cedex )?0*([1-9])(?: ?(?:er|ere|e|em|eme|ieme|nd|nde))?(?: arr[a-z]*)?")
PART_OF_LYON = re.compile(r"(?:lyon )?0*([1-9]) ?(?:er|ere|e|em|eme|ieme|nd|nde)?(?: arr[a-z]*)(?: (?:de )?lyon)?")
ROMAN = dict(zip(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"], range(1, 10), strict=True))
LYON_ROMAN = re.compile(r"lyon (i{1,3}|iv|vi{0,3}|ix)")
ON_THE_EDGE = 0.0007  # degrees, some 60 m: outlines are simplified, and a street may be the border
LEAST = 3  # letters of a word that names a street
SHORT, LONG = 5, 9  # letters under which none may be wrong; from which two may


@dataclass(frozen=True)
class Nomme:
    """What a name says: communes that it may mean, and how it says it."""

    communes: frozenset[Commune] = frozenset()
    exact: bool = False  # an official name, with or without accents and hyphens
    voisine: bool = False  # surely a commune out of the Métropole
    ancienne: AncienneCommune | None = None


class Communes:
    """Arrondissements stand for Lyon, whose own row is never a lieu's commune."""

    def __init__(self):
        every = list(Commune.objects.select_related("parent").order_by("code_insee"))
        parents = {commune.parent_id for commune in every}
        self.finest = [commune for commune in every if commune.pk not in parents]
        self.lyon = frozenset(commune for commune in self.finest if commune.parent_id)
        self.anciennes = list(AncienneCommune.objects.select_related("commune").defer("contour"))
        self._named: dict[str, Nomme] = {}
        self._located: dict[str, Situation | None] = {}
        by_key = {commune.pk: commune for commune in self.finest}
        for former in self.anciennes:  # the very objects of `finest`
            former.commune = by_key.get(former.commune_id, former.commune)

    @cached_property
    def by_insee(self) -> dict[str, frozenset[Commune]]:
        found = {former.code_insee: frozenset([former.commune]) for former in self.anciennes}
        found |= {commune.code_insee: frozenset([commune]) for commune in self.finest}
        return found | {LYON: self.lyon}

    @cached_property
    def by_postal(self) -> dict[str, frozenset[Commune]]:
        found = defaultdict(set)
        for commune in self.finest:
            for code in commune.codes_postaux:
                found[code].add(commune)
        return {code: frozenset(communes) for code, communes in found.items()}

    @cached_property
    def official(self) -> dict[str, Commune]:
        return {key(commune.nom_court): commune for commune in self.finest}

    @cached_property
    def proper_names(self) -> dict[str, str]:
        """Names that a text in capitals may hold, by their words."""
        names = {key(former.nom): former.nom for former in self.anciennes}
        return names | {name: commune.nom for name, commune in self.official.items() if not commune.parent_id}

    @cached_property
    def _aliases(self) -> dict[str, frozenset[Commune]]:
        found = defaultdict(set)
        for commune in self.finest:
            for alias in commune.alias:
                found[key(alias)].add(commune)
        return {name: frozenset(communes) for name, communes in found.items()}

    @cached_property
    def _formers(self) -> dict[str, AncienneCommune]:
        return {key(former.nom): former for former in self.anciennes}

    @cached_property
    def _neighbours(self) -> set[str]:
        rows = Localite.objects.filter(genre=Localite.Genre.VOISINE)
        return {key(name) for row in rows for name in [row.nom, *row.alias]}

    def named(self, text: str) -> Nomme:
        if text not in self._named:
            self._named[text] = self._find(key(text[:120]))
        return self._named[text]

    def _find(self, name: str) -> Nomme:
        if found := self._exactly(name):
            return found
        if name in self._neighbours:
            return Nomme(voisine=True)
        return self._nearly(name)

    def _exactly(self, name: str) -> Nomme | None:
        if rank := _arrondissement(name):
            return Nomme(frozenset(c for c in self.lyon if c.code_insee.endswith(str(rank))), exact=True)
        if name == "lyon":
            return Nomme(self.lyon, exact=True)
        if name in self.official:
            return Nomme(frozenset([self.official[name]]), exact=True)
        if name in self._formers:
            return Nomme(frozenset([self._formers[name].commune]), exact=True, ancienne=self._formers[name])
        return Nomme(self._aliases[name]) if name in self._aliases else None

    def _nearly(self, name: str) -> Nomme:
        """The only official or former name with one letter wrong, or two in a long one."""
        if len(name) < SHORT:
            return Nomme()
        wrong = 2 if len(name) >= LONG else 1
        known = {*self.official, *self._formers, "lyon"}
        near = [other for other in known if OSA.distance(name, other, score_cutoff=wrong) <= wrong and other != "lyon"]
        return self._exactly(near[0]) if len(near) == 1 else Nomme()

    def located(self, adresse: str, town: str) -> Situation | None:
        """Where an address surely leads, asked once; None when that is a street that the words hardly name."""
        words = f"{adresse[:150]}, {town[:50]}"
        if words not in self._located:
            found = situate(words)
            self._located[words] = found if found and found.sure and _names(adresse, found.adresse) else None
        return self._located[words]

    def around(self, point: Point, hoped: frozenset[Commune]) -> frozenset[Commune]:
        """The commune that holds the point, and those hoped for whose edge is within some sixty metres."""
        x, y = point.coords
        return frozenset(
            commune
            for commune, (west, south, east, north), contour in self._outlines
            if west <= x <= east
            and south <= y <= north
            and (contour.covers(point) or (commune in hoped and commune.contour.distance(point) <= ON_THE_EDGE))
        )

    @cached_property
    def _outlines(self) -> list[tuple[Commune, tuple, PreparedGeometry]]:
        """Each with its box, the edge's width included: preparing one costs more than asking it a thousand times."""
        return [(commune, _box(commune.contour.extent), commune.contour.prepared) for commune in self.finest]


def key(name: str) -> str:
    """« St-Genis-Laval » and « SAINT GENIS LAVAL (69) » are « saint genis laval »."""
    text = re.sub(r"\([^)]*\)?|\b[0-9]{5}\b|\bcedex\b(?! 0*[1-9]\b)", " ", plain(name))
    words = re.sub(r"[\W_]+", " ", text).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def _box(extent: tuple) -> tuple:
    west, south, east, north = extent
    return west - ON_THE_EDGE, south - ON_THE_EDGE, east + ON_THE_EDGE, north + ON_THE_EDGE


def _names(words: str, street: str) -> bool:
    """Whether the words of an address say the street's own name, or nothing that is not in it."""
    given, found = _own_words(words), _own_words(street)
    if not found or not any(len(word) >= LEAST for word in given):
        return False
    return _all_near(found, given) or _all_near(given, found)


def _own_words(street: str) -> set[str]:
    return set(key(street).split()) - TYPES - ARTICLES - HONOURS - REPETITIONS


def _all_near(these: set[str], those: set[str]) -> bool:
    return all(any(OSA.distance(one, other) <= (len(one) > SHORT) for other in those) for one in these)


def _arrondissement(name: str) -> int | None:
    if found := LYON_PART.fullmatch(name) or PART_OF_LYON.fullmatch(name):
        return int(found[1])
    found = LYON_ROMAN.fullmatch(name)
    return ROMAN[found[1]] if found else None
