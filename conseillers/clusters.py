"""The lieux in a frame of the map: each by itself while they are few, else counted by the cells of a grid.

No more than MOST_COUNTED lieux are read in a cell, and a frame has few cells: a million lieux cost what some thousands
do, nothing has to be prepared, and an edit shows at once.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.gis.db.models import GeometryField, PolygonField
from django.contrib.gis.geos import Polygon
from django.db import connection
from django.db.models import FloatField, Func
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from structures.geo import WGS84
from structures.models import Lieu, LieuQuerySet

FEW = 60  # more markers than that hide each other
MOST_COUNTED = 500  # in one cell; beyond, it is « plus de 500 », somewhere in the cell

CLUSTERS = """
    SELECT least(nombre, most), nombre <= most,
           CASE WHEN nombre > most THEN (ouest + est) / 2 ELSE lon END,
           CASE WHEN nombre > most THEN (sud + nord) / 2 ELSE lat END,
           CASE WHEN nombre > most THEN ARRAY[ouest, sud, est, nord] ELSE bounds END, slug, nom, precision
    FROM (SELECT count(*) AS nombre, ouest, sud, est, nord, avg(lon) AS lon, avg(lat) AS lat,
                 ARRAY[min(lon), min(lat), max(lon), max(lat)] AS bounds,
                 min(slug) AS slug, min(nom) AS nom, min(precision) AS precision
          FROM (SELECT x * cell AS ouest, y * cell AS sud, (x + 1) * cell AS est, (y + 1) * cell AS nord
                FROM (VALUES (%s::float8)) grid (cell),
                     generate_series(%s::int, %s - 1) x, generate_series(%s::int, %s - 1) y) cells,
               LATERAL ({lieux}) lieu
          GROUP BY ouest, sud, est, nord) counted,
         (VALUES (%s::int)) bound (most)
    ORDER BY sud DESC, ouest
"""
# Of the cell that is being counted.
CELL = RawSQL("ST_MakeEnvelope(ouest, sud, est, nord, 4326)::geography", [], PolygonField(geography=True))
SIDES = [RawSQL(side, [], FloatField()) for side in ("ouest", "sud", "est", "nord")]  # noqa: S611


class Cluster(NamedTuple):
    """The lieux of one cell; `slug`, `nom` and `precision` are those of the only one, where there is one."""

    nombre: int
    exact: bool
    lon: float
    lat: float
    bbox: list[float]
    slug: str
    nom: str
    precision: str


class Ordinate(Func):
    output_field = FloatField()


@dataclass(frozen=True)
class Cadre:
    """A frame of the map in whole cells: `ouest` and `est` are columns of the grid, `sud` and `nord` its rows."""

    cell: float  # degrees
    ouest: int
    sud: int
    est: int
    nord: int

    @classmethod
    def around(cls, ouest: float, sud: float, est: float, nord: float, zoom: int) -> "Cadre":
        """The fewest cells that hold these bounds. On the screen, a cell is 91 pixels wide and, in Lyon, 130 high.

        Its side is a power of two of a degree, so that bounds of the grid are written and read back exactly.
        """
        cell = 2.0 ** (7 - zoom)
        return cls(
            cell, math.floor(ouest / cell), math.floor(sud / cell), math.ceil(est / cell), math.ceil(nord / cell)
        )

    @property
    def bbox(self) -> list[float]:
        return [side * self.cell for side in (self.ouest, self.sud, self.est, self.nord)]

    @property
    def cells(self) -> int:
        return (self.est - self.ouest) * (self.nord - self.sud)

    def lieux(self) -> list[Lieu] | None:
        """All of them, from north to south; None when they are more than FEW."""
        box = Polygon.from_bbox(self.bbox)
        box.srid = WGS84
        found = _inside(Lieu.objects.published(), box, *self.bbox).only("slug", "nom", "precision", "position")
        found = list(found[: FEW + 1])
        return None if len(found) > FEW else sorted(found, key=lambda lieu: (-lieu.lat, lieu.lon, lieu.pk))

    def clusters(self) -> list[Cluster]:
        """What the cells hold, the empty ones left out: line by line from the north."""
        lieux = _inside(Lieu.objects.published(), CELL, *SIDES)
        columns = lieux.values_list("lon", "lat", "slug", "nom", "precision")[: MOST_COUNTED + 1]
        sql, parameters = columns.query.sql_with_params()
        grid = [self.cell, self.ouest, self.est, self.sud, self.nord]
        with connection.cursor() as cursor:
            cursor.execute(CLUSTERS.format(lieux=sql), [*grid, *parameters, MOST_COUNTED])
            return [Cluster(*row) for row in cursor.fetchall()]


def _inside(lieux: LieuQuerySet, box, west, south, east, north) -> LieuQuerySet:
    """By index, then to the letter: the box of a geography is larger. Its west and south sides are in, not the others.

    Without an order: the first that are found will do.
    """
    position = Cast("position", GeometryField())
    found = lieux.order_by().annotate(lon=Ordinate(position, function="ST_X"), lat=Ordinate(position, function="ST_Y"))
    return found.filter(position__bboverlaps=box, lon__gte=west, lon__lt=east, lat__gte=south, lat__lt=north)
