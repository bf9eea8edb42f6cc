"""From two cells to a point, whichever way round and in whichever system they are: told by their size."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.gis.gdal import CoordTransform, SpatialReference
from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from structures.geo import BOUNDS, WGS84, point
from structures.import_lieux.cellule import Cellule
from structures.import_lieux.nombres import numbers

# Metric systems in which the Métropole's own files are: no two of them overlap there. West, south, east, north.
PROJECTED = {
    2154: ("Lambert 93", (816_000, 6_470_000, 880_000, 6_560_000)),
    3946: ("Lambert CC46", (1_816_000, 5_130_000, 1_880_000, 5_215_000)),
    27572: ("Lambert II étendu", (768_000, 2_040_000, 832_000, 2_130_000)),
    3857: ("Web Mercator", (500_000, 5_680_000, 591_000, 5_800_000)),
}
FRANCE = (-5.5, 41.0, 10.0, 51.5)


@dataclass(frozen=True)
class Lu:
    """A point, and in words what had to be done to read it; `loin` when it is in France, far from the Métropole."""

    point: Point
    repare: str = ""
    loin: bool = False


def read(latitude: Cellule, longitude: Cellule) -> Lu | None:
    """None when there are none, or none that one can read: which is said."""
    values = _pair(latitude.texte, longitude.texte)
    if not (latitude or longitude) or values == (0, 0):
        return None
    if values is None:
        (latitude or longitude).ecarte(_("Ces coordonnées ne se lisent pas."), both(latitude, longitude))
        return None
    if found := next(_readings(*values), None):
        if found.repare:
            latitude.repare(found.repare, f"{found.point.y:.6f} {found.point.x:.6f}", both(latitude, longitude))
        return found
    latitude.ecarte(_("Ces coordonnées ne désignent aucun point de France."), both(latitude, longitude))
    return None


def both(latitude: Cellule, longitude: Cellule) -> str:
    """What the file says, in one text to show."""
    return " ; ".join(filter(None, [latitude.brut, longitude.brut if longitude.brut != latitude.brut else ""]))


def _pair(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Both numbers, each in its cell or both in one."""
    first, second = numbers(latitude), numbers(longitude)
    if len(first) == 1 and len(second) == 1:
        return first[0], second[0]
    both = first if len(first) == 2 else second
    return (both[0], both[1]) if len(both) == 2 and (not second or not first or first == second) else None


def _readings(latitude: float, longitude: float) -> Iterator[Lu]:
    """Ways to read the two numbers, the likeliest first."""
    swapped = _("La latitude et la longitude étaient inversées.")
    for x, y, said in ((longitude, latitude, ""), (latitude, longitude, swapped)):
        if _inside(x, y, BOUNDS):
            yield Lu(point(x, y), said)
    for x, y in ((longitude, latitude), (latitude, longitude)):
        for srid, (name, bounds) in PROJECTED.items():
            if _inside(x, y, bounds):
                message = _("Les coordonnées, en %(systeme)s, sont converties en degrés.") % {"systeme": name}
                yield Lu(_in_degrees(x, y, srid), message)
    lost = _("La virgule des coordonnées, perdue, est remise.")
    for x, y in ((longitude, latitude), (latitude, longitude)):
        scaled = _scaled(x, BOUNDS[0], BOUNDS[2]), _scaled(y, BOUNDS[1], BOUNDS[3])
        if None not in scaled:
            yield Lu(point(*scaled), lost)
    for x, y, said in ((longitude, latitude, ""), (latitude, longitude, swapped)):
        if _inside(x, y, FRANCE):
            yield Lu(point(x, y), said, loin=True)


def _inside(x: float, y: float, bounds: tuple) -> bool:
    west, south, east, north = bounds
    return west <= x <= east and south <= y <= north


def _scaled(value: float, low: float, high: float) -> float | None:
    """« 457311648 » is 45.7311648: the only place of the comma that fits. None for a number that has its own."""
    if value != int(value) or value < 10_000:
        return None
    while value > high:
        value /= 10
    return value if low <= value <= high else None


def _in_degrees(x: float, y: float, srid: int) -> Point:
    moved = Point(x, y, srid=srid).transform(_to_degrees(srid), clone=True)
    return point(moved.x, moved.y)


@lru_cache
def _to_degrees(srid: int) -> CoordTransform:
    return CoordTransform(SpatialReference(srid), SpatialReference(WGS84))
