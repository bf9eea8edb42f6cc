"""What somebody may be about to type to say where they are, from its first letters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import connection

from structures.reperes import Genre

MOST = 6  # a list longer than a hand is not read
FEWEST_LETTERS = 2
LOOKED_AT = 200  # names that match, among which the best are chosen: « rue » alone is in all of them
MOST_CUTS = 6  # words of a town: « saint didier au mont d or » is the longest town
SHORTEST_NAME = 5  # letters: « rue » says nothing of which street

DOOR = re.compile(r"(\d{1,4}(?: ?(?:bis|ter|quater|[a-d]))?) (?=\D)(.+)")

# The words typed stand in the name in their order, each at the start of a word: the first test reads the trigram
# index, the second keeps « bron » from « embron ». A key holds nothing but letters, digits and spaces.
IN_ORDER = """
    {name} LIKE '%%' || replace({typed}, ' ', '%%') || '%%'
    AND ' ' || {name} LIKE '%% ' || replace({typed}, ' ', '%% ') || '%%'
"""
NAMED = IN_ORDER.format(name="{name}", typed="%(cle)s")
LOOKING_ALIKE = "%(cle)s <%% {name}"

# The names of Repère, from their tables: its view would read every place before it looks for a name.
REPERES = """
    SELECT genre, libelle, commune FROM (
        SELECT niveau AS genre, nom AS libelle, n.cle, population, NULL AS commune, 1 AS rang
        FROM structures_commune c, unnest(c.cle || c.cles_alias) AS n (cle) WHERE {matching}
        UNION ALL
        SELECT 'commune', n.nom || ' (' || c.nom || ')', n.cle, 0, NULL, 1
        FROM structures_anciennecommune n JOIN structures_commune c ON c.id = n.commune_id
        WHERE {matching}
        UNION ALL
        (SELECT 'lieu', n.nom, n.cle, 0, c.nom, 2
         FROM structures_lieu n JOIN structures_commune c ON c.id = n.commune_id
         JOIN structures_structure s ON s.id = n.structure_id AND NOT s.archivee
         WHERE n.publie AND {matching} LIMIT {looked_at})
        UNION ALL
        (SELECT 'structure', n.nom, n.cle, 0, c.nom, 2
         FROM structures_structure n
         JOIN LATERAL (SELECT commune_id FROM structures_lieu l
                       WHERE l.structure_id = n.id AND l.publie ORDER BY l.id LIMIT 1) l ON true
         JOIN structures_commune c ON c.id = l.commune_id
         WHERE NOT n.archivee AND {matching} LIMIT {looked_at})
    ) r
    ORDER BY cle NOT LIKE %(cle)s || '%%', rang, population DESC, word_similarity(%(cle)s, cle) DESC, length(libelle),
             libelle, genre
    LIMIT {most}
"""

# From the communes: the view would draw the outline of each code.
CODES_POSTAUX = """
    SELECT code_postal, string_agg(nom, ', ' ORDER BY nom)
    FROM structures_commune c, unnest(c.codes_postaux) AS code_postal
    WHERE code_postal LIKE %(beginning)s AND NOT EXISTS (SELECT FROM structures_commune a WHERE a.parent_id = c.id)
    GROUP BY code_postal ORDER BY sum(population) DESC, code_postal LIMIT {most}
"""

VOIES = """
    SELECT nom, code_postal, commune FROM (
        SELECT v.nom, v.codes_postaux[1] AS code_postal, v.cle, v.nombre, c.nom AS commune
        FROM structures_voie v JOIN structures_commune c ON c.id = v.commune_id
        WHERE {matching} LIMIT {looked_at}
    ) v
    ORDER BY v.cle NOT LIKE %(cle)s || '%%', v.nombre DESC, v.nom, v.commune
    LIMIT {most}
"""
STREET = IN_ORDER.format(name="v.cle", typed="%({name})s")

# The communes that the words at the end of an address may be the beginning of.
TOWNS = """
    SELECT town, array_agg(c.id)
    FROM structures_commune c JOIN unnest(%(towns)s::text[]) AS town
    ON ' ' || array_to_string(c.codes_postaux, ' ') || ' ' || c.cle LIKE '%% ' || replace(town, ' ', '%% ') || '%%'
    GROUP BY town
"""


@dataclass(frozen=True)
class Suggestion:
    """Words to search for, of which genre, and where that is when they do not say it."""

    libelle: str
    genre: str
    commune: str = ""


def suggestions(words: str) -> list[Suggestion]:
    """The likeliest first: names that hold the words, then streets, then names spelled nearly so."""
    if sum(map(str.isalnum, words)) < FEWEST_LETTERS:
        return []
    if words.replace(" ", "").isdigit():
        return _codes_postaux(words.replace(" ", ""))
    # The words as the keys of names are spelled: worked out once, it takes as long as a search.
    [(cle,)] = _rows("SELECT structures_cle(%(words)s)", {"words": words})
    found = _distinct([*_reperes(cle, NAMED), *(_voies(cle) or _portes(cle))])
    return found or _distinct(_reperes(cle, LOOKING_ALIKE))


def _distinct(found: list[Suggestion]) -> list[Suggestion]:
    """One of each wording: the same words would give the same page."""
    return list({suggestion.libelle: suggestion for suggestion in reversed(found)}.values())[::-1][:MOST]


def _rows(query: str, values: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def _reperes(cle: str, matching: str) -> list[Suggestion]:
    query = REPERES.format(matching=matching.format(name="n.cle"), looked_at=LOOKED_AT, most=2 * MOST)
    rows = _rows(query, {"cle": cle})
    return [Suggestion(_short(libelle), genre, _short(commune or "")) for genre, libelle, commune in rows]


def _codes_postaux(beginning: str) -> list[Suggestion]:
    rows = _rows(CODES_POSTAUX.format(most=MOST), {"beginning": f"{beginning}%"})
    return [Suggestion(code_postal, Genre.CODE_POSTAL, _short(communes)) for code_postal, communes in rows]


def _short(name: str) -> str:
    """As people write it: « Lyon 3e »."""
    return name.replace(" Arrondissement", "")


def _portes(cle: str) -> list[Suggestion]:
    """A street behind the number of a door: that door."""
    door = DOOR.fullmatch(cle)
    return [Suggestion(f"{door[1]} {voie.libelle}", Genre.ADRESSE) for voie in _voies(door[2])] if door else []


def _voies(cle: str) -> list[Suggestion]:
    """Streets by name, with the beginning of their town or not: each way to cut the words in two is tried at once."""
    if len(cle) < SHORTEST_NAME:
        return []
    words = cle.split()
    cuts = {" ".join(words[cut:]): " ".join(words[:cut]) for cut in range(1, len(words))[-MOST_CUTS:]}
    cuts = {town: name for town, name in cuts.items() if len(name) >= SHORTEST_NAME}
    ways, values = [STREET.format(name="cle")], {"cle": cle}
    for town, communes in _rows(TOWNS, {"towns": list(cuts)}) if cuts else []:
        way = len(ways)
        values |= {f"name{way}": cuts[town], f"communes{way}": communes}
        ways.append(f"({STREET.format(name=f'name{way}')} AND v.commune_id = ANY (%(communes{way})s))")
    query = VOIES.format(matching=" OR ".join(ways), looked_at=LOOKED_AT, most=MOST)
    return [Suggestion(f"{nom}, {code} {_short(commune)}", Genre.VOIE) for nom, code, commune in _rows(query, values)]
