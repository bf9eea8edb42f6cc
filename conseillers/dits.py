"""What the words of a search ask for, apart from where: « faire mon CV demain matin à Bron »."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from functools import cache

from django.utils import timezone

from conseillers.besoins_dits import (
    ACCOMPAGNEMENT,
    ARTICLES,
    AUTRES,
    BESOINS,
    CE_JOUR,
    LIAISONS,
    SANS_PRECISION,
    TETES,
)
from conseillers.models import Moment
from structures.gazetteer import is_a_name

WORD = re.compile(r"[^\W_]+")
MISSPELLABLE = 6  # letters; a shorter word one letter off is often another word, or a town
SPELLED_ALIKE = 0.85
WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]


@dataclass(frozen=True)
class Mot:
    """One word typed, where it stands and how it is compared."""

    start: int
    end: int
    simple: str


@dataclass(frozen=True)
class Dit:
    """What words ask for: values of the search's filters by name, and the words left, which say where."""

    filters: dict[str, str] = field(default_factory=dict)
    reste: str = ""
    understood: bool = False  # some words were; perhaps of no filter


def asked_in(words: str) -> Dit:
    """What these words ask for. A place or a street of that very name wins over a need."""
    said, reste = read(words)
    if said is None or is_a_name(words):
        return Dit(reste=words)
    return Dit(_dated(said), reste, understood=True)


def need_in(words: str) -> tuple[str | None, str]:
    """The need that the words name, if any, and the words left."""
    said, reste = read(words)
    return (said or {}).get("besoin"), reste


def read(words: str) -> tuple[dict[str, str] | None, str]:
    """What is said, first said first kept (None when nothing is), and the words left."""
    mots = [Mot(found.start(), found.end(), simple(found.group())) for found in WORD.finditer(words)]
    said: dict[str, str] = {}
    left: list[list[Mot]] = [[]]
    rank = used = 0
    while rank < len(mots):
        filters, length = (None, 0) if _is_within_a_name(mots[used:rank]) else _phrase_at(mots, rank)
        if filters is None:
            left[-1].append(mots[rank])
            rank += 1
            continue
        said = filters | said
        left.append([])
        rank = used = rank + length
    if not used:
        return None, words
    kept = [words[part[0].start : part[-1].end] for part in map(_without_small_talk, left) if part]
    return said, " ".join(kept)


def simple(word: str) -> str:
    """Without accents or capitals."""
    word = word.lower().replace("œ", "oe")
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


@cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], dict[str, str]]]]:
    """By their first word, the longest first."""
    phrases = {phrase: {"jour": "0", "moment": moment} for phrase, moment in CE_JOUR.items()}
    tables = [*AUTRES.items(), ("besoin", BESOINS)]
    for name, table in tables:
        phrases |= {phrase: {name: str(value)} for value, listed in table.items() for phrase in _listed(listed)}
    phrases |= {phrase: {} for phrase in _listed(SANS_PRECISION)}
    found: dict = {}
    for phrase in sorted(phrases, key=lambda phrase: -len(phrase.split())):
        found.setdefault(phrase.split()[0], []).append((tuple(phrase.split()), phrases[phrase]))
    return found


def _listed(phrases: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in phrases.split("|")]


def _is(word: str, typed: str) -> bool:
    """Is the word typed this word of a phrase, perhaps misspelled?"""
    if word == typed or word[0] != typed[0] or len(word) < MISSPELLABLE or typed in ACCOMPAGNEMENT:
        return word == typed
    return bool(get_close_matches(typed, [word], cutoff=SPELLED_ALIKE))


def _phrase_at(mots: list[Mot], rank: int) -> tuple[dict[str, str] | None, int]:
    """The longest phrase that begins there: what it asks for, and how many words it takes."""
    typed = mots[rank].simple
    for first in [typed, *_likely(typed)]:
        for phrase, filters in _phrases().get(first, []):
            if length := _length(phrase, mots, rank):
                return filters, length
    return None, 0


def _likely(typed: str) -> list[str]:
    """First words of phrases that this one may be misspelled."""
    return [word for word in _phrases() if word != typed and _is(word, typed)]


def _length(phrase: tuple[str, ...], mots: list[Mot], rank: int) -> int:
    """How many words typed make this phrase, its first one being there; 0 when they do not."""
    end = rank + 1
    for word in phrase[1:]:
        while end < len(mots) and mots[end].simple != word and mots[end].simple in LIAISONS:
            end += 1
        if end == len(mots) or not _is(word, mots[end].simple):
            return 0
        end += 1
    return end - rank


def _is_within_a_name(before: list[Mot]) -> bool:
    """« rue de la Santé »: after a street's or a building's kind, a name."""
    last = next((mot.simple for mot in reversed(before) if mot.simple not in ARTICLES | {"pour"}), "")
    return last in TETES


def _without_small_talk(mots: list[Mot]) -> list[Mot]:
    """« je voudrais … près de Bron » leaves Bron; « à La Mulatière » keeps its article."""
    talk = ACCOMPAGNEMENT | ARTICLES
    first = next((rank for rank, mot in enumerate(mots) if mot.simple not in talk), len(mots))
    last = next((rank for rank in range(len(mots), 0, -1) if mots[rank - 1].simple not in talk), 0)
    while first and first < last and mots[first - 1].simple in {"la", "le", "les", "l"}:
        first -= 1
    return mots[first:last]


def _dated(said: dict[str, str]) -> dict[str, str]:
    """With the date that « demain » or « samedi » is today in Lyon."""
    if "jour" not in said:
        return said
    now = timezone.localtime()
    day = said["jour"]
    if day in WEEKDAYS:
        return said | {"jour": str(next_weekday(WEEKDAYS.index(day), said.get("moment"), now))}
    return said | {"jour": str(now.date() + timedelta(days=int(day)))}


def next_weekday(weekday: int, moment: str | None, now: datetime) -> date:
    """That day of this week or the next; today only while that part of it is not over."""
    days = (weekday - now.weekday()) % 7
    spans = moment and moment != Moment.MAINTENANT
    if not days and spans and now.time() >= Moment(moment).span[1]:
        days = 7
    return now.date() + timedelta(days=days)
