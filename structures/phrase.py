"""The words of a question as names are spelled, and the towns and quarters found among them."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import itemgetter

from structures.gazetteer import Nom
from structures.mots import ARTICLES, GENERIC, HONOURS, NOISE, REPETITIONS, TITLES, TYPES, Question, content
from structures.ressemblance import BEGINNING, MOST_SLIPS, distance, likeness, same_words, sound

SURE = 0.87  # from there on, one name was meant: nothing wrong but one letter in eight, or a spelling by ear
ENOUGH = 0.7
LYON, FIRST_ARRONDISSEMENT = "69123", "69381"
HOUSE_NUMBER = 9999
MOST_WORDS = 25  # an address on a letter has fifteen
TIE = 0.05
YEAR = 4  # digits
IN_ONE_BREATH = 5  # words that a telephone hears in the name of one town
GUESSES = ("quartier", "voisine")
DEFINITE = {"l", "la", "le", "les", "du", "des"}
SHORT_TYPES = {
    "r": "rue",
    "ru": "rue",
    "reu": "rue",
    "rur": "rue",
    "rie": "rue",
    "avnu": "avenue",
    "cour": "cours",
    "q": "quai",
    "p": "place",
}
LIGHT, HALF = 0.35, 0.6  # what « rue » or « général » counts, beside the name itself
MISSPELLED = 0.8  # of a name that is both glued and misspelled
CHATTER, MOST_CHATTER = 0.35, 0.7  # what a word outside the address counts, and all of them


@dataclass
class Zone:
    """A run of words that names an area, a quarter, a neighbouring town; sometimes two of one name."""

    places: frozenset[int]
    noms: list[Nom]
    likeness: float
    in_street: bool = False  # « rue de Bron » is not in Bron


def near(zone: Zone, towns: list[Nom]) -> bool:
    """Is it in one of these towns, when there are any?"""
    return not towns or any(compatible(nom, town) for nom in zone.noms for town in towns)


def _is_guess(zone: Zone) -> bool:
    """A quarter may be no more than a street's name."""
    return zone.noms[0].genre in GUESSES


def _takes_article(nom: Nom) -> bool:
    """« la Mulatière », « la Guillotière »; a town with a plain name does not."""
    return nom.genre == "quartier" or nom.cle.split()[0] in DEFINITE


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
        words = _with_type(_told(cle.split()))
        self.words = self._street_of_letter(words) if question.is_letter else words
        self.content = content(self.words)
        self.codes = [nom for nom in noms if nom.cle in question.codes or nom.genre == "code_postal"]
        unknown = set(question.codes) - {nom.cle for nom in self.codes}
        self.unknown_code = bool(unknown)
        self.is_elsewhere = any(not code.startswith("69") for code in unknown)
        areas = [nom for nom in noms if nom not in self.codes]
        self.zones = self._in_one_town(self._said(self._zones(areas)))
        if all(zone.likeness <= BEGINNING for zone in self.zones):
            self.zones = self._by_end(areas) or self.zones

    def _street_of_letter(self, words: list[str]) -> list[str]:
        """From the number or « rue » on: above are somebody's name, a building."""
        kind = next((place for place, word in enumerate(words) if word in TYPES and word != "residence"), 0)
        start = kind
        while start > 0 and (words[start - 1].isdecimal() or words[start - 1] in REPETITIONS | {"de", "la", "grande"}):
            start -= 1
        return words[start:]

    def _zones(self, noms: list[Nom]) -> list[Zone]:
        found: dict[frozenset[int], list[tuple[float, Nom]]] = {}
        for nom in noms:
            score, places = self._best_run(nom)
            if score >= ENOUGH and not (score <= BEGINNING and nom.genre in GUESSES):
                found.setdefault(places, []).append((score, nom))
        zones: list[Zone] = []
        by_weight = sorted(found.items(), key=self._weight)
        for places, named in by_weight:
            if not any(places & zone.places for zone in zones):
                best = max(score for score, _ in named)
                kept: dict[str, Nom] = {}
                for score, nom in sorted(named, key=itemgetter(0), reverse=True):
                    if score > best - TIE:
                        kept.setdefault(nom.id, nom)  # by the name nearest to what was typed
                in_street = self._follows_type(min(places), list(kept.values())) and not any(
                    nom.genre == "arrondissement" for _, nom in named
                )
                zones.append(Zone(places, list(kept.values()), best, in_street))
        return sorted(zones, key=lambda zone: min(zone.places))

    def _said(self, zones: list[Zone]) -> list[Zone]:
        """Without the towns that are denied when another is named: « à Décines, pas Oullins »."""
        denied = [zone for zone in zones if self._is_denied(zone)]
        if len(denied) == len(zones):
            return zones
        for zone in denied:
            for place in zone.places:
                self.words[place] = "non"
        return [zone for zone in zones if zone not in denied]

    def _is_denied(self, zone: Zone) -> bool:
        """« pas Oullins », « et non à Bron »; but « je sais pas, Lyon »."""
        place = self._before(min(zone.places))
        before = self.words[place - 1] if place > 0 else ""
        return place >= 0 and (
            (self.words[place] == "pas" and before not in ("sais", "pourquoi"))
            or (self.words[place] == "non" and before in ("et", "mais"))
        )

    def _by_end(self, noms: list[Nom]) -> list[Zone]:
        """« vo en velin », « mont d'or »: when nothing else names a town, the last words of its name do."""
        zones: dict[frozenset[int], Zone] = {}
        typed = [self.words[place] for place in self.content]
        for nom in noms:
            name = [word for word in nom.cle.split() if word not in ARTICLES]
            for size in range(len(name) - 1, 0, -1):
                end = name[-size:]
                start = next((s for s in range(len(typed)) if typed[s : s + size] == end), None)
                if nom.genre == "commune" and start is not None and self._says(self.content[start : start + size]) > 4:
                    places = frozenset(self.content[start : start + size])
                    zone = zones.setdefault(places, Zone(places, [], ENOUGH, self._follows_type(min(places))))
                    zone.noms.append(nom)
                    break
        most = max(map(len, zones), default=0)
        return [zone for zone in zones.values() if len(zone.places) == most]

    def _weight(self, item) -> tuple[bool, float]:
        """The best first: many letters, well typed; a quarter or a town elsewhere that is only nearly named, last."""
        places, named = item
        best, nom = max(named, key=itemgetter(0))
        return best < 1 and nom.genre in GUESSES, -(best**2) * self._says(places)

    def _in_one_town(self, zones: list[Zone]) -> list[Zone]:
        """Without the zones elsewhere than a town that was plainly named: « rue Burdeau » is not in Bordeaux, and
        « avenue Jean Mermoz, Bron » is not in the quarter Mermoz of Lyon. A beginning (« pole », « pier ») is no town
        where a quarter was plainly named."""
        exact = [zone for zone in zones if zone.likeness == 1 and not zone.in_street]
        places = [nom for zone in exact for nom in zone.noms]
        zones = [zone for zone in zones if zone.likeness > BEGINNING or near(zone, places)]
        plain = [zone for zone in exact if not _is_guess(zone)]
        towns = [nom for zone in plain for nom in zone.noms]
        return [
            zone
            for zone in zones
            if near(zone, self.codes or towns)
            or not (zone.likeness < 1 or self._in_name(min(zone.places)))
            or (zone in plain and not self._follows_some_type(min(zone.places)))
        ]

    def _in_name(self, place: int) -> bool:
        """Is there « rue » or « avenue » before?"""
        return any(self.words[before] in TYPES for before in self.content if before <= place)

    def _best_run(self, nom: Nom) -> tuple[float, frozenset[int]]:
        name = [word for word in nom.cle.split() if word not in ARTICLES] or nom.cle.split()
        best, where = 0.0, frozenset()
        letters = sum(map(len, name))
        for size in range(max(1, len(name) - 1), len(name) + 2):
            for start in range(len(self.content) - size + 1):
                run = self.content[start : start + size]
                if not 4 <= self._length(run) < letters and abs(self._length(run) - letters) > MOST_SLIPS:
                    continue
                score = self._run_likeness([self.words[place] for place in run], name, nom.cle.replace(" ", ""))
                if score > best:
                    best, where = score, frozenset(range(run[0], run[-1] + 1))
        return best, where

    def _run_likeness(self, run: list[str], name: list[str], glued: str) -> float:
        """Words such as « rue » or « gare » are part of a name as they are, or not at all."""
        if any(word in TYPES and word not in name for word in run):
            return 0.0
        joined = "".join(name)
        score = max(likeness("".join(run), joined), likeness("".join(run), glued))
        if name[0] in ("saint", "sainte") and len(name) > 1 and not score:
            score = MISSPELLED * (likeness("".join(run), "".join(name[1:])) >= SURE)
        respaced = len(run) != len(name) and score >= SURE  # « poly mieux »
        if 0 < score < 1 and not respaced and not same_words(run, name, joined):
            return 0.0
        vague = all(word in TYPES or word in GENERIC or word in NOISE or word in TITLES for word in run)
        return score if score == 1 or not vague else 0.0

    def _length(self, places) -> int:
        return sum(len(self.words[place]) for place in places)

    def _says(self, places) -> int:
        """Letters that name something: « Rhône » is said of all."""
        return sum(len(self.words[place]) for place in places if self.words[place] not in NOISE)

    def _tells(self, places: list[int]) -> bool:
        """A number alone does not: « anatole france, rue, 12 »."""
        words = [self.words[place] for place in places]
        return any(word not in NOISE | HONOURS and not word.isdecimal() for word in words)

    def _follows_some_type(self, place: int) -> bool:
        return self._before(place) >= 0 and self.words[self._before(place)] in TYPES

    def _follows_type(self, place: int, noms: list[Nom] | None = None) -> bool:
        """« rue de Bron »; but « grande rue, Bron » and « rue du Mail, Bron » have their name already, and so has
        « République, rue de la Lyon »: nobody says « la Lyon »."""
        kind = self._before(place)
        if kind < 0 or self.words[kind] not in TYPES or self.words[place - 1] == "a":
            return False
        named = self._before(kind)
        article = set(self.words[kind + 1 : place]) & DEFINITE
        apart = kind == place - 1 or (article and noms and not any(_takes_article(nom) for nom in noms))
        return named < 0 or not apart or not self._ends_name(named)

    def _ends_name(self, place: int) -> bool:
        """« grande » of « grande rue », « ferber » of « ferber rue »; a number or chatter does not."""
        word = self.words[place]
        return word in TYPES or not (word in NOISE or word in REPETITIONS or (word.isdecimal() and len(word) < YEAR))

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
    def around(self) -> list[Nom]:
        """What bounds the search for a street: not a quarter that may be its name, nor is nearly one."""
        return self.codes + [
            nom
            for zone in self.towns
            for nom in zone.noms
            if nom.genre != "quartier" or (zone.likeness == 1 and not self._in_name(min(zone.places)))
        ]

    @cached_property
    def type_place(self) -> int | None:
        return next((place for place in self.content if self.words[place] in TYPES and not self.in_town(place)), None)

    def in_town(self, place: int) -> bool:
        return any(place in zone.places for zone in self.towns)

    def may_name(self, place: int) -> bool:
        """May this word be a street's or a place's own? A quarter's may, or one that is nearly a town's."""
        return all(self._may_name(zone) for zone in self.towns if place in zone.places)

    def _may_name(self, zone: Zone) -> bool:
        others = [other.noms for other in self.towns if other is not zone] + [[code] for code in self.codes]
        elsewhere = any(not near(zone, noms) for noms in others)
        return zone.noms[0].genre == "quartier" or elsewhere or bool(others and zone.likeness < 1)

    def number(self, used=frozenset()) -> tuple[int, str, frozenset[int]] | None:
        """The house's: before « rue » if there is one, else the first that says nothing else."""
        free = [p for p in self.content if self._is_number(p) and p not in used and not self.in_town(p)]
        free = [p for p in free if self.words[p - 1 : p] != ["lyon"] or p + 1 < len(self.words)]  # « Lyon 33e »
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
        """The weight of the words that nothing explains; little outside the address, where people chat."""
        number = self.number(used)
        known = used | (number[2] if number else frozenset())
        known |= {place for zone in self.towns for place in zone.places}
        left = [place for place in self.content if place not in known]
        if not used:
            return sum(LIGHT if self.words[place] in HONOURS else self.weight(place) for place in left)
        inside = [place for place in left if min(known) < place < max(known)]
        outside = sum(map(self.weight, left)) - sum(map(self.weight, inside))
        return sum(map(self.weight, inside)) + min(CHATTER * outside, MOST_CHATTER)

    def weight(self, place: int) -> float:
        word = self.words[place]
        if word in NOISE or word in HONOURS:
            return 0.0
        if len(word) < 3 and not word.isdigit():
            return 0.1
        if word.isdigit():
            return 0.1 if len(word) < 5 else 1.0
        return LIGHT if word in TYPES else 1.0

    def breaths(self) -> list[list[str]]:
        """The words where a telephone may have cut a town in two: « mes yeux »; with the small words beside."""
        named = [place for place, word in enumerate(self.words) if word not in NOISE]
        if (
            any(zone.likeness > BEGINNING for zone in self.zones)
            or self.codes
            or self.number()
            or self.type_place is not None
            or not named
        ):
            return []
        first, last, end = named[0], named[-1], len(self.words)
        return [
            self.words[start:stop]
            for start in range(max(0, first - 2), first + 1)
            for stop in range(last + 1, min(end, last + 3) + 1)
            if stop - start <= IN_ONE_BREATH
        ]

    def to_look_up(self) -> list[str]:
        """The words that tell one street or place from another."""
        free = [place for place in self.content if self.may_name(place)]
        if self.type_place is not None:  # « chez ma cousine, rue du Lac »: a street's name follows its kind
            after = [place for place in free if place > self.type_place]
            own = [place for place in after if not self.in_town(place)]
            # « rue de la Mairie »; not « grande rue, Bron, merci », nor « Anatole France, rue, 12 »
            beside = own and self._before(own[0]) == self.type_place and not self._is_number(own[0])
            before = self._listed_before(self.type_place, free)
            free = next(filter(self._tells, (own, before, after)), own if beside else free)
        words = [self.words[place] for place in free if len(self.words[place]) > 2 and place != self.type_place]
        words = [word for word in words if word not in REPETITIONS]
        kinds = [NOISE | TYPES | TITLES | GENERIC, NOISE | TYPES | TITLES, NOISE | TYPES, NOISE, set()]
        chosen = next(filter(None, ([word for word in words if word not in kind] for kind in kinds)), [])
        return sorted(dict.fromkeys(chosen), key=len, reverse=True)[:4]

    def _listed_before(self, kind: int, places: list[int]) -> list[int]:
        """« Marseille, rue, Lyon 7 »: the words before « rue » where they end a name and a town follows."""
        town = any(kind + 1 in zone.places and not _is_guess(zone) for zone in self.towns)
        listed = town and kind > 0 and self._ends_name(kind - 1)
        return [place for place in places if place < kind] if listed else []

    def sounds(self) -> list[str]:
        """How the words sound that may be a street's name, alone and two by two; none where no street is meant."""
        free = [place for place in self.content if self.may_name(place) and not self.in_town(place)]
        after = [place for place in free if self.type_place is not None and place > self.type_place] or free
        words = [self.words[place] for place in after if not self._is_type(place) and not self.words[place].isdecimal()]
        alone = [word for word in words if len(word) > 2 and word not in NOISE | TITLES]
        pairs = [one + other for one, other in pairwise(words)] if alone else []
        # « cours la Faillette » may be one word
        glued = [self.words[at - 1] + self.words[at] for at in after if at and self.words[at - 1] in DEFINITE]
        pairs += glued if alone else []
        return list(dict.fromkeys(map(sound, [*alone, *pairs])))


def _told(words: list[str]) -> list[str]:
    """The words themselves, unless there are so many that one is telling a story."""
    if len(words) <= MOST_WORDS:
        return words
    return [word for word in dict.fromkeys(words) if word not in NOISE][:MOST_WORDS]


def _with_type(words: list[str]) -> list[str]:
    """« riute de Lyon »: the first word, the number apart, is « route », when no other says which kind of street."""
    first = next((place for place, word in enumerate(words) if not (word.isdecimal() or word in REPETITIONS)), None)
    if first is None or set(words) & TYPES:
        return words
    word = words[first]
    near_kinds = (kind for kind in sorted(TYPES) if len(kind) > 4 and distance(word, kind, 2) < (2 + (len(kind) > 8)))
    kind = SHORT_TYPES.get(word) or (next(near_kinds, None) if word not in NOISE | GENERIC else None)
    return [*words[:first], kind, *words[first + 1 :]] if kind and first + 1 < len(words) else words
