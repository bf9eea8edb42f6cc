"""What a list says of a place, and the places nearest to a point: read by hand, in one query of a few columns.

Whole objects of a place and its commune would cost more to build than the database takes to find them.
"""

from dataclasses import dataclass
from functools import cache

from django.contrib.gis.geos import Point
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse

from conseillers import wording
from conseillers.besoins import Besoin
from conseillers.models import Seance
from conseillers.prochaines import Prochaine
from structures.coordonnees import Coordonnees
from structures.geo import CENTRE

FARTHEST = 500  # places looked at in order; a search that finds too few among them says so

# Walks the index from the point outwards and stops at the last place wanted. Both sort keys are there for the index.
NEAREST = """
SELECT l.id, l.slug, l.nom, l.adresse, l.code_postal, l.precision, l.telephone,
       ST_X(l.position::geometry), ST_Y(l.position::geometry), c.nom, c.code_insee, ST_Distance(l.position, l.ici)
FROM (SELECT l.*, ici, l.position <-> ici AS loin, l.id::float8 <-> 0.0::float8 AS rang
      FROM structures_lieu l, CAST(ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) AS geography) ici
      WHERE l.publie AND {among} ORDER BY loin, rang LIMIT %(farthest)s) l
JOIN structures_structure s ON s.id = l.structure_id AND NOT s.archivee
JOIN structures_commune c ON c.id = l.commune_id
WHERE {conditions}
ORDER BY l.loin, l.rang
LIMIT %(number)s OFFSET %(start)s
"""

# What each filter of a search asks of a place…
OF_PLACES = {
    "besoin": "l.services && %(services)s::varchar[]",
    "accessible": "l.acces_fauteuil",
    "communes": "l.commune_id = ANY (%(communes)s)",
    "hors_communes": "l.commune_id <> ALL (%(hors_communes)s)",
    "sauf": "l.id <> %(sauf)s",
    # Beyond this one: longitude, latitude and key of a place, which may be gone since.
    "apres": """(l.loin, l.rang) > (
        ST_SetSRID(ST_MakePoint((%(apres)s::float8[])[1], (%(apres)s::float8[])[2]), 4326)::geography <-> l.ici,
        (%(apres)s::float8[])[3])""",
}
# … and of one at least of the permanences that stand there, at times: the séances have the last word.
OF_PERMANENCES = {
    "besoin": "(p.besoins = '{}' OR p.besoins @> ARRAY[%(besoin)s]::varchar[])",
    "mode": "p.mode = %(mode)s",
    "langue": "k.langues @> ARRAY[%(langue)s]::varchar[]",
    "conseiller": "k.id = ANY (%(conseiller)s)",
}
# Not EXISTS, which the planner may answer by reading all permanences first.
STANDING = """COALESCE(
    (SELECT true FROM conseillers_permanence p {team} WHERE p.lieu_id = l.id AND {rule} LIMIT 1),
    (SELECT true FROM conseillers_changement ch JOIN conseillers_permanence p ON p.id = ch.permanence_id {team}
     WHERE ch.lieu_accueil_id = l.id AND {rule} LIMIT 1),
    false)"""
TEAM = """JOIN conseillers_permanence_conseillers pc ON pc.permanence_id = p.id
    JOIN conseillers_conseiller k ON k.id = pc.conseiller_id"""


@dataclass
class Fiche(Coordonnees):
    """A place as lists show it. Distances in metres, None without a point to measure from."""

    pk: int
    slug: str
    nom: str
    adresse: str
    code_postal: str
    precision: str
    telephone: str
    lon: float
    lat: float
    commune: str
    code_insee: str
    distance: float | None
    rang: int | None = None
    prochaine: Prochaine | None = None
    perdue: Seance | None = None
    sans: str = ""  # the choice that it does not answer, as one reads it
    etat: str = ""  # the search it is found by, carried along to its page

    @property
    def url(self) -> str:
        return f"{_lieux()}{self.slug}/{self.etat}"

    @property
    def ville(self) -> str:
        return self.commune.removesuffix(" Arrondissement")

    @property
    def loin(self) -> str:
        return wording.distance(self.distance)

    @property
    def a_pied(self) -> str:
        return wording.walk(self.distance)

    @property
    def ouvert(self) -> str:
        """Until when it is open; empty when it is not."""
        return wording.open_now(self.prochaine) if self.prochaine else ""

    @property
    def quand(self) -> str:
        return self.ouvert or wording.capital(wording.when(self.prochaine))

    @property
    def quand_sinon(self) -> str:
        """The séance that is not held, and what to do instead."""
        return render_to_string("conseillers/quand.html", {"seance": self.prochaine, "perdue": self.perdue})

    @property
    def mode(self) -> str:
        return wording.mode(self.prochaine.mode)


@cache
def _lieux() -> str:
    """What the addresses of places begin with."""
    return reverse("conseillers:lieu", args=["un-lieu"]).removesuffix("un-lieu/")


def nearest(point: Point | None, number: int, start: int = 0, **filters) -> list[Fiche]:
    """This many published places that may answer these filters, nearest first; without a point, from the centre."""
    from_point = point or CENTRE
    conditions, values = _conditions(filters)
    values |= {"lon": from_point.x, "lat": from_point.y, "farthest": FARTHEST, "number": number, "start": start}
    with connection.cursor() as cursor:
        among = "l.id = ANY (%(lieux)s)" if "lieux" in filters else "true"
        cursor.execute(NEAREST.format(among=among, conditions=" AND ".join(conditions) or "true"), values)
        fiches = [Fiche(*row) for row in cursor.fetchall()]
    if point is None:
        for fiche in fiches:
            fiche.distance = None
    return fiches


def _conditions(filters: dict) -> tuple[list[str], dict]:
    conditions = [OF_PLACES[name] for name in filters if name in OF_PLACES]
    rules = [OF_PERMANENCES[name] for name in filters if name in OF_PERMANENCES]
    if {"mode", "langue", "conseiller"} & set(filters):
        team = TEAM if {"langue", "conseiller"} & set(filters) else ""
        conditions.append(STANDING.format(team=team, rule=" AND ".join(rules)))
    services = Besoin(filters["besoin"]).services if "besoin" in filters else []
    return conditions, filters | {"services": list(services)}
