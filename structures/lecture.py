"""Readings of a question: which of its words each street or place explains, and which are left over."""

import re
from dataclasses import dataclass

from structures.gazetteer import Nom
from structures.mots import ARTICLES, GENERIC, HONOURS, NOISE, TITLES, TYPES, plain
from structures.phrase import HALF, LIGHT, MISSPELLED, SURE, Phrase, Zone, compatible, near
from structures.ressemblance import BEGINNING, likeness

FORMER = "ancienne-"
LONG = 6  # letters of two words in one


@dataclass
class Reading:
    """A street, a lieu or a structure, as the answer to a phrase."""

    nom: Nom
    used: frozenset[int]
    named: float  # how much of its name was typed
    closeness: float  # how well its least well typed word is
    whole: bool  # was nothing left out but an honour, or « rue »?
    placed: bool  # in a town, or under a code, that was typed, and with no honour that it lacks
    last: bool  # was the last word of its name typed, which says most?
    left_over: float
    explained: float
    contradicted: bool
    solid: bool
    in_town: bool  # no more was typed than its town: « Lyon » for « Métropole de Lyon »

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
            and (self.named >= 0.2 if self.is_street else self.named == 1 or not self.in_town)
            and self.closeness >= HALF
            and not self.contradicted
            and self.last
        )

    @property
    def clean(self) -> bool:
        """Every word typed is explained, and enough of the name was typed to mean no other."""
        named = self.whole or (self.placed and self.named >= HALF and self.closeness == 1) if self.is_street else True
        return self.solid and named and not self.left_over and self.closeness >= SURE and not self.contradicted


def read(phrase: Phrase, nom: Nom) -> Reading | None:
    """How a street or a place explains the phrase; None when not at all."""
    *first, last = nom.cle.split() or [""]
    name = [*(word for word in first if word not in ARTICLES), last]
    pairs = _align(phrase, name)
    taken = frozenset(place for place, _ in pairs.values())
    glued = _glued(phrase, nom) if not taken or phrase.left_over(taken) else None
    if glued:
        pairs = dict.fromkeys(range(len(name)), (glued[0][0], glued[1]))
    core = [(place, like) for rank, (place, like) in pairs.items() if not _is_kind(name, rank)]
    if not core:
        return None
    used = frozenset(glued[0]) if glued else taken
    typed = sum(max(phrase.weight(place), 0.1) for place in used)
    total = sum(weight_in_name(name, rank) for rank in range(len(name)))
    friends, strangers = _friends_and_strangers(phrase, nom, used)
    left_over = phrase.left_over(used) + LIGHT * (len(strangers) + phrase.unknown_code)
    number = phrase.number(used)
    type_typed = any(_is_kind(name, rank) for rank in pairs)
    named = sum(weight_in_name(name, rank) * like for rank, (_, like) in pairs.items()) / total
    own = any(name[rank] not in GENERIC and name[rank] not in NOISE for rank in pairs)
    missing = {name[rank] for rank in range(len(name)) if rank not in pairs and not _is_kind(name, rank)}
    other_honour = any(phrase.words[place] in HONOURS for place in phrase.content if place not in used)
    return Reading(
        nom=nom,
        used=used,
        named=named,
        closeness=min(like for _, like in core),
        whole=not glued and not (missing if other_honour else missing - HONOURS),
        placed=bool(friends) and not other_honour,
        last=nom.voie is None or len(name) - 1 in pairs or len(core) > 1,
        left_over=left_over,
        explained=typed / (typed + left_over),
        contradicted=phrase.is_elsewhere or any(near(zone, [n for f in friends for n in f.noms]) for zone in strangers),
        solid=(type_typed or len(core) > 1 or number is not None) if nom.voie else own or named >= 0.5,
        in_town=all(_says_the_town(phrase, place, nom) for place, _ in core),
    )


def _friends_and_strangers(phrase: Phrase, nom: Nom, used: frozenset[int]) -> tuple[list[Zone], list[Zone]]:
    """The towns and codes that this street is in, and those that it is not in.

    « boulevard Émile Zola à Oullins, pas à Lyon » is in one of two; in « Lyon 69003 », one is in the other.
    """
    named = [zone for zone in phrase.towns if not zone.places & used]
    friends = [zone for zone in named if any(_is_in(nom, town) for town in zone.noms)]
    strangers = [zone for zone in named if zone not in friends]
    for code in phrase.codes:
        (friends if _has_code(nom, code) else strangers).append(Zone(frozenset(), [code], 1.0))
    return friends, strangers


def _says_the_town(phrase: Phrase, place: int, nom: Nom) -> bool:
    return any(place in zone.places for zone in phrase.zones) or phrase.words[place] in re.split(
        "\\W", plain(nom.commune)
    )


def _is_in(nom: Nom, town: Nom) -> bool:
    """« rue Voltaire, Oullins » is not Pierre-Bénite's, though they are one commune now."""
    former = town.id.removeprefix(FORMER)
    return compatible(town, nom) and (former == town.id or not nom.voie or former in nom.codes_postaux)


def _glued(phrase: Phrase, nom: Nom) -> tuple[list[int], float] | None:
    """The words that are this name with other spaces, « ruegaribaldi », « mont golfier »; and how well."""
    number = phrase.number()
    free = [place for place in range(len(phrase.words)) if phrase.may_name(place)]
    runs = [free, [place for place in free if not number or place not in number[2]]]
    runs.append([place for place in runs[1] if place in phrase.content])  # « avenue de rocky feller »
    words = nom.cle.split()
    names = [name for name in ("".join(words), "".join(words[1:] if nom.voie else "")) if len(name) > 4]
    best, run = max(
        ((likeness("".join(phrase.words[place] for place in run), name), run) for run in runs for name in names),
        default=(0.0, []),
    )
    return (run, 1.0 if best == 1 else MISSPELLED) if best >= SURE else None


def _is_kind(name: list[str], rank: int) -> bool:
    """« rue », not the « mail » of « rue du Mail »."""
    return name[rank] in TYPES and rank < len(name) - (len(name) > 2) and name[:rank] in ([], ["grande"], ["petite"])


def weight_in_name(name: list[str], rank: int) -> float:
    if _is_kind(name, rank):
        return LIGHT
    if name[rank] in HONOURS and rank < len(name) - 1:
        return 0.0
    if rank == len(name) - 1 or name[rank] in ("saint", "sainte"):  # « rue Jean » is not « rue Saint-Jean »
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
    return pairs | _joined(phrase, name, pairs, taken)


def _joined(phrase: Phrase, name: list[str], pairs: dict, taken: set[int]) -> dict[int, tuple[int, float]]:
    """« cyberbase » is two words of « Cyber-base de Bron »."""
    missing = [rank for rank in range(len(name) - 1) if rank not in pairs and rank + 1 not in pairs]
    for place in phrase.content:
        word = phrase.words[place]
        if place in taken or len(word) < LONG or phrase.in_town(place):
            continue
        for rank in missing:
            like = likeness(word, name[rank] + name[rank + 1])
            if like >= SURE:
                return {rank: (place, like), rank + 1: (place, like)}
    return {}


def _preference(phrase: Phrase, place: int) -> int:
    """« 8 rue du 8 mai »: the 8 after « rue »; « Lyon, rue de Lyon »: the Lyon that is not the town."""
    after = phrase.type_place is not None and place > phrase.type_place
    return after - phrase.in_town(place) * 2


def _has_code(nom: Nom, code: Nom) -> bool:
    return code.cle in nom.codes_postaux or bool(not nom.voie and set(code.code_insee) & set(nom.code_insee))
