"""What the database knows of a question's words: the areas they may name, the streets and places they evoke.

Three queries at most, each by index or over a few hundred names.
"""

from dataclasses import dataclass, field

from django.contrib.gis.geos import Point
from django.db import connection

from structures.geo import point

# Areas, quarters and neighbouring towns: those that the words may name, and those of the postal codes.
AREAS = """
WITH t AS MATERIALIZED (SELECT structures_cle(%(words)s) AS cle)
SELECT t.cle, r.* FROM t
LEFT JOIN LATERAL structures_secteurs(t.cle, %(codes)s::text[], %(beginning)s) r ON true
"""

# Streets, lieux and structures that hold one of these words, in the communes if some are named.
EVOKED = "SELECT * FROM structures_noms_evoques(%(words)s::text[], %(communes)s::text[])"

# Streets that have a word, or two in one, that sounds so; those of the communes first.
HEARD = """
SELECT 'voie-' || v.id, 'voie', v.nom, v.cle, ARRAY[c.code_insee]::text[], ST_X(v.position::geometry),
       ST_Y(v.position::geometry), COALESCE(p.population, c.population, 0), v.id, v.nom,
       replace(c.nom, ' Arrondissement', ''), COALESCE(p.code_insee, ''), v.codes_postaux
FROM structures_voie v
JOIN structures_commune c ON c.id = v.commune_id
LEFT JOIN structures_commune p ON p.id = c.parent_id
WHERE v.sons && %(sounds)s::text[]
ORDER BY c.code_insee = ANY (%(communes)s::text[]) OR COALESCE(p.code_insee = ANY (%(communes)s::text[]), false) DESC,
         cardinality(ARRAY(SELECT unnest(v.sons) INTERSECT SELECT unnest(%(sounds)s::text[]))) DESC, v.nombre DESC, v.id
LIMIT 40
"""

# Their own names first, then what else they are called.
COMMUNES = """
SELECT id, genre, libelle, cle, code_insee, lon, lat, population
FROM structures_noms WHERE genre = 'commune' AND ecrit IS NOT NULL AND NOT colle
ORDER BY ordre[3] > 1, ordre
"""

# Is there a commune, a quarter, a place, a structure or a street of this very name?
NAMED = """
WITH t AS MATERIALIZED (SELECT structures_cle(%(words)s) AS cle)
SELECT EXISTS (SELECT FROM structures_commune c WHERE c.cle = t.cle OR t.cle = ANY (c.cles_alias))
    OR EXISTS (SELECT FROM structures_localite q WHERE q.cle = t.cle OR t.cle = ANY (q.cles_alias))
    OR EXISTS (SELECT FROM structures_lieu l WHERE l.cle = t.cle)
    OR EXISTS (SELECT FROM structures_structure s WHERE s.cle = t.cle)
    OR EXISTS (SELECT FROM structures_voie v WHERE v.cle = t.cle)
FROM t
"""

# The door, or else the nearest number in the street.
DOORS = """
SELECT DISTINCT ON (voie_id) voie_id, numero, rep, code_postal, ST_X(position::geometry), ST_Y(position::geometry)
FROM structures_adresse
WHERE voie_id = ANY(%(voies)s)
ORDER BY voie_id, abs(numero - %(numero)s), rep <> %(rep)s, rep
"""


@dataclass
class Nom:
    """A name of the gazetteer that the words may mean."""

    id: str
    genre: str
    libelle: str
    cle: str
    code_insee: list[str]
    lon: float
    lat: float
    population: int = 0
    voie: int | None = None
    nom: str = ""
    commune: str = ""
    parent: str = ""  # INSEE code of Lyon, for an arrondissement
    codes_postaux: list[str] = field(default_factory=list)

    @property
    def position(self) -> Point:
        return point(self.lon, self.lat)


@dataclass
class Porte:
    numero: int
    rep: str
    code_postal: str
    lon: float
    lat: float


def areas(words: str, codes: list[str], beginning: str) -> tuple[str, list[Nom]]:
    """The words as names are spelled, and the areas that they may name."""
    rows = _rows(AREAS, {"words": words, "codes": codes, "beginning": beginning})
    return rows[0][0], [Nom(*row[1:]) for row in rows if row[1]]


def evoked(words: list[str], communes: list[str]) -> list[Nom]:
    """Streets and places that hold one of the words, or nearly; most of them first."""
    return [Nom(*row) for row in _rows(EVOKED, {"words": words, "communes": communes})]


def heard(sounds: list[str], communes: list[str]) -> list[Nom]:
    """Streets with a word that sounds like one of these, in the communes or, after them, anywhere."""
    return [Nom(*row) for row in _rows(HEARD, {"sounds": sounds, "communes": communes})]


def communes() -> list[Nom]:
    """Every name of every commune and former commune."""
    return [Nom(*row) for row in _rows(COMMUNES, {})]


def is_a_name(words: str) -> bool:
    """Whether something bears this very name, but for accents, case and abbreviations."""
    return _rows(NAMED, {"words": words})[0][0]


def doors(voies: list[int], numero: int, rep: str) -> dict[int, Porte]:
    rows = _rows(DOORS, {"voies": voies, "numero": numero, "rep": rep})
    return {row[0]: Porte(*row[1:]) for row in rows}


def _rows(sql: str, values: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
