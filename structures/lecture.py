"""Readings of a question: which of its words each name of the gazetteer explains, and which are left over."""

from dataclasses import dataclass
from functools import cached_property

from structures.gazetteer import Nom
from structures.mots import ARTICLES, GENERIC, HONOURS, NOISE, REPETITIONS, TITLES, TYPES, Question, content
from structures.ressemblance import BEGINNING, likeness

SURE = 0.87  # from there on, one name was meant: nothing wrong but one letter in eight, or a spelling by ear
ENOUGH = 0.7
LYON, FIRST_ARRONDISSEMENT = "69123", "69381"
HOUSE_NUMBER = 9999
LIGHT, HALF = 0.35, 0.6  # what « rue » or « général » counts, beside the name itself


@dataclass
class Zone:
    """A run of words that names an area, a quarter, a neighbouring town; sometimes two of one name."""

    places: frozenset[int]
    noms: list[Nom]
    likeness: float
    in_street: bool = False  # « rue de Bron » is not in Bron


def compatible(a: Nom, b: Nom) -> bool:
    """Can one be in both? Lyon holds its arrondissements."""
    first, second = set(a.code_insee) | _around(a), set(b.code_insee) | _around(b)
    return bool(set(a.code_insee) & second or set(b.code_insee) & first)


def _around(nom: Nom) -> set[str]:
    return {LYON} if any(code >= FIRST_ARRONDISSEMENT and code.startswith("6938") for code in nom.code_insee) else set()


class Phrase:
    """The words as names are spelled, and the areas found in them."""

    def __init__(self, question: Question, cle: str, noms: list[Nom]):
        self.question = question
        self.words = self._street_of_letter(cle.split()) if question.is_letter else cle.split()
        self.content = content(self.words)
        self.codes = [nom for nom in noms if nom.cle in question.codes or nom.genre == "code_postal"]
        self.unknown_code = bool(set(question.codes) - {nom.cle for nom in self.codes})
        self.zones = self._zones([nom for nom in noms if nom not in self.codes])

    def _street_of_letter(self, words: list[str]) -> list[str]:
        """From the number or « rue » on: above are somebody's name, a building."""
        kind = next((place for place, word in enumerate(words) if word in TYPES and word != "residence"), 0)
        start = kind
        while start > 0 and (words[start - 1].isdecimal() or words[start - 1] in REPETITIONS | {"de", "la"}):
            start -= 1
        return words[start:]

    def _zones(self, noms: list[Nom]) -> list[Zone]:
        found: dict[frozenset[int], list[tuple[float, Nom]]] = {}
        for nom in noms:
            score, places = self._best_run(nom)
            if score >= ENOUGH:
                found.setdefault(places, []).append((score, nom))
        zones: list[Zone] = []
        by_weight = sorted(found.items(), key=lambda item: -(max(s for s, _ in item[1]) ** 3) * self._length(item[0]))
        for places, named in by_weight:
            if not any(places & zone.places for zone in zones):
                best = max(score for score, _ in named)
                kept = {nom.libelle: nom for score, nom in named if score > best - 0.05}
                in_street = self._follows_type(min(places)) and not any(
                    nom.genre == "arrondissement" for _, nom in named
                )
                zones.append(Zone(places, list(kept.values()), best, in_street))
        return sorted(zones, key=lambda zone: min(zone.places))

    def _best_run(self, nom: Nom) -> tuple[float, frozenset[int]]:
        name = [word for word in nom.cle.split() if word not in ARTICLES] or nom.cle.split()
        best, where = 0.0, frozenset()
        for size in range(max(1, len(name) - 1), len(name) + 2):
            for start in range(len(self.content) - size + 1):
                run = self.content[start : start + size]
                score = self._run_likeness([self.words[place] for place in run], name)
                if score > best:
                    best, where = score, frozenset(run)
        return best, where

    def _run_likeness(self, run: list[str], name: list[str]) -> float:
        """Words such as « rue » or « gare » are part of a name as they are, or not at all."""
        if any(word in TYPES and word not in name for word in run):
            return 0.0
        joined = "".join(name)
        score = likeness("".join(run), joined)
        if score < 1 and any(len(word) > 3 and not _belongs(word, name, joined) for word in run):
            return 0.0
        vague = all(word in TYPES or word in GENERIC or word in NOISE or word in TITLES for word in run)
        return score if score == 1 or not vague else 0.0

    def _length(self, places) -> int:
        return sum(len(self.words[place]) for place in places)

    def _follows_type(self, place: int) -> bool:
        """« rue de Bron »; but « grande rue, Bron » and « rue du Mail, Bron » have their name already."""
        kind = self._before(place)
        if kind < 0 or self.words[kind] not in TYPES:
            return False
        named = self._before(kind)
        complete = named >= 0 and self.words[named] in TYPES | {"grande", "grand", "petite"}
        return not (complete and kind == place - 1)

    def _before(self, place: int) -> int:
        """The place of the word before, articles apart; -1 when there is none."""
        place -= 1
        while place >= 0 and self.words[place] in ARTICLES:
            place -= 1
        return place

    @cached_property
    def towns(self) -> list[Zone]:
        return [zone for zone in self.zones if not zone.in_street]

    @cached_property
    def type_place(self) -> int | None:
        return next((place for place in self.content if self.words[place] in TYPES and not self.in_town(place)), None)

    def in_town(self, place: int) -> bool:
        return any(place in zone.places for zone in self.towns)

    def number(self, used=frozenset()) -> tuple[int, str, frozenset[int]] | None:
        """The house's: before « rue » if there is one, else the first that says nothing else."""
        free = [p for p in self.content if self._is_number(p) and p not in used and not self.in_town(p)]
        if not free:
            return None
        place = next((p for p in reversed(free) if self._leads_to_type(p)), free[0])
        after = place + 1
        has_rep = after < len(self.words) and self.words[after] in REPETITIONS
        if has_rep and self.words[after] in ARTICLES and not self._is_type(after + 1):
            has_rep = False
        rep = self.words[after] if has_rep else ""
        return int(self.words[place]), rep, frozenset({place, after} if rep else {place})

    def _is_number(self, place: int) -> bool:
        word = self.words[place]
        return word.isdecimal() and word.isascii() and 0 < int(word[:9]) <= HOUSE_NUMBER

    def _is_type(self, place: int) -> bool:
        return place < len(self.words) and self.words[place] in TYPES

    def _leads_to_type(self, place: int) -> bool:
        place += 1
        while place < len(self.words) and (self.words[place] in ARTICLES or self.words[place] in REPETITIONS):
            place += 1
        return self._is_type(place)

    def left_over(self, used=frozenset()) -> float:
        """The weight of the words that nothing explains."""
        number = self.number(used)
        known = used | (number[2] if number else frozenset())
        return sum(self.weight(place) for place in self.content if place not in known and not self.in_town(place))

    def weight(self, place: int) -> float:
        word = self.words[place]
        if word in NOISE or word in HONOURS:
            return 0.0
        if len(word) < 3 and not word.isdigit():
            return 0.1
        if word.isdigit():
            return 0.0 if len(word) < 5 else 1.0
        return LIGHT if word in TYPES else 1.0

    def to_look_up(self) -> list[str]:
        """The words that tell one street or place from another."""
        quarters = {p for zone in self.towns if zone.noms[0].genre == "quartier" for p in zone.places}
        free = [p for p in self.content if p in quarters or not self.in_town(p)]
        words = [self.words[place] for place in free if len(self.words[place]) > 2 and place != self.type_place]
        kinds = [NOISE | TYPES | TITLES | GENERIC, NOISE | TYPES | TITLES, NOISE | TYPES, NOISE, set()]
        chosen = next(filter(None, ([word for word in words if word not in kind] for kind in kinds)), [])
        return sorted(dict.fromkeys(chosen), key=len, reverse=True)[:4]


@dataclass
class Reading:
    """A street, a lieu or a structure, as the answer to a phrase."""

    nom: Nom
    used: frozenset[int]
    named: float  # how much of its name was typed
    closeness: float  # how well its least well typed word is
    last: bool  # was the last word of its name typed, which says most?
    left_over: float
    explained: float
    contradicted: bool
    solid: bool

    @property
    def is_street(self) -> bool:
        return self.nom.voie is not None

    @property
    def score(self) -> float:
        name = 0.25 + 0.75 * self.named if self.is_street else 0.6 + 0.4 * self.named
        return self.explained * name * (0.3 if self.contradicted else 1) * (0.7 + 0.3 * self.closeness)

    @property
    def acceptable(self) -> bool:
        return (
            self.explained >= HALF
            and (self.named >= 0.2 or not self.is_street)
            and self.closeness >= HALF
            and not self.contradicted
            and self.last
        )

    @property
    def clean(self) -> bool:
        """Every word typed is explained, and enough of the name was typed to mean no other."""
        named = self.named >= HALF if self.is_street else True
        return self.solid and named and not self.left_over and self.closeness >= SURE and not self.contradicted


def read(phrase: Phrase, nom: Nom) -> Reading | None:
    """How a street or a place explains the phrase; None when not at all."""
    *first, last = nom.cle.split() or [""]
    name = [*(word for word in first if word not in ARTICLES), last]
    pairs = _align(phrase, name)
    core = [(place, like) for rank, (place, like) in pairs.items() if not _is_kind(name, rank)]
    if not core:
        return None
    used = frozenset(place for place, _ in pairs.values())
    left_over = phrase.left_over(used) + sum(LIGHT for code in phrase.codes if not _has_code(nom, code))
    typed = sum(max(phrase.weight(place), 0.1) for place in used)
    total = sum(weight_in_name(name, rank) for rank in range(len(name)))
    strangers = [z for z in phrase.towns if not z.places & used and not any(compatible(n, nom) for n in z.noms)]
    number = phrase.number(used)
    type_typed = any(_is_kind(name, rank) for rank in pairs)
    named = sum(weight_in_name(name, rank) * like for rank, (_, like) in pairs.items()) / total
    own = any(name[rank] not in GENERIC and name[rank] not in NOISE for rank in pairs)
    return Reading(
        nom=nom,
        used=used,
        named=named,
        closeness=min(like for _, like in core),
        last=nom.voie is None or len(name) - 1 in pairs or len(core) > 1,
        left_over=left_over,
        explained=typed / (typed + left_over),
        contradicted=bool(strangers) or phrase.unknown_code or any(not _has_code(nom, c) for c in phrase.codes),
        solid=(type_typed or len(core) > 1 or number is not None) if nom.voie else own or named >= 0.5,
    )


def _is_kind(name: list[str], rank: int) -> bool:
    """« rue », not the « mail » of « rue du Mail »."""
    return name[rank] in TYPES and rank < len(name) - (len(name) > 2) and name[:rank] in ([], ["grande"], ["petite"])


def _belongs(word: str, name: list[str], joined: str) -> bool:
    """« mon » and « plaisir » are parts of Monplaisir; « Lyon » is no part of Saint-Maurice-de-Beynost."""
    return word in joined or any(part in word or likeness(word, part) for part in name)


def weight_in_name(name: list[str], rank: int) -> float:
    if _is_kind(name, rank):
        return LIGHT
    if rank == len(name) - 1:
        return 1.0
    return LIGHT if name[rank] in TITLES else HALF


def _align(phrase: Phrase, name: list[str]) -> dict[int, tuple[int, float]]:
    """Each word of the name with the typed word most like it, the last words of the name first."""
    pairs: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for rank in sorted(range(len(name)), key=lambda rank: -weight_in_name(name, rank)):
        best = max(
            (
                (likeness(phrase.words[place], name[rank]), _preference(phrase, place), place)
                for place in phrase.content
                if place not in taken
            ),
            default=(0.0, 0, 0),
        )
        if best[0] >= min(HALF, BEGINNING):
            pairs[rank] = (best[2], best[0])
            taken.add(best[2])
    return pairs


def _preference(phrase: Phrase, place: int) -> int:
    """« 8 rue du 8 mai »: the 8 after « rue »; « Lyon, rue de Lyon »: the Lyon that is not the town."""
    after = phrase.type_place is not None and place > phrase.type_place
    return after - phrase.in_town(place) * 2


def _has_code(nom: Nom, code: Nom) -> bool:
    return code.cle in nom.codes_postaux or bool(not nom.voie and set(code.code_insee) & set(nom.code_insee))
