"""What somebody may be about to type to say where they are, from its first letters."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from structures.reperes import Genre

MOST = 6  # a list longer than a hand is not read
FEWEST_LETTERS = 2

# Communes, quarters and places, then streets, or the door of a street; else names spelled nearly so: migrations/0011.
NAMES = "SELECT s.* FROM structures_cle(%(words)s) AS cle, structures_suggestions(cle, %(most)s) AS s"

# From the communes: the view would draw the outline of each code.
CODES_POSTAUX = """
    SELECT code_postal, string_agg(nom, ', ' ORDER BY nom)
    FROM structures_commune c, unnest(c.codes_postaux) AS code_postal
    WHERE starts_with(code_postal, %(beginning)s)
      AND NOT EXISTS (SELECT FROM structures_commune a WHERE a.parent_id = c.id)
    GROUP BY code_postal ORDER BY sum(population) DESC, code_postal LIMIT %(most)s
"""


@dataclass(frozen=True)
class Suggestion:
    """Words to search for, of which genre, and where that is when they do not say it."""

    libelle: str
    genre: str
    commune: str = ""


def suggestions(words: str) -> list[Suggestion]:
    """The likeliest first: names that hold the words, then streets, else names spelled nearly so."""
    if sum(map(str.isalnum, words)) < FEWEST_LETTERS:
        return []
    digits = words.replace(" ", "")
    if digits.isdigit():
        rows = _rows(CODES_POSTAUX, {"beginning": digits, "most": MOST})
        return [Suggestion(code_postal, Genre.CODE_POSTAL, _short(communes)) for code_postal, communes in rows]
    return _distinct(_names(words))


def streets(words: str) -> list[Suggestion]:
    """Of these suggestions, the streets and their doors alone: what an address is made of."""
    return _distinct([found for found in _names(words) if found.genre in (Genre.VOIE, Genre.ADRESSE)])


def _names(words: str) -> list[Suggestion]:
    rows = _rows(NAMES, {"words": words, "most": MOST})
    return [Suggestion(_short(libelle), genre, _short(commune or "")) for genre, libelle, commune in rows]


def _distinct(found: list[Suggestion]) -> list[Suggestion]:
    """One of each wording: the same words would give the same page."""
    return list({suggestion.libelle: suggestion for suggestion in reversed(found)}.values())[::-1][:MOST]


def _rows(query: str, values: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def _short(name: str) -> str:
    """As people write it: « Lyon 3e »."""
    return name.replace(" Arrondissement", "")
