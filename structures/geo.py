"""Points of the Métropole. Longitude first, here and nowhere else."""

import math

from django.contrib.gis.geos import Point, Polygon
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WGS84 = 4326

# A lieu stands in the Métropole or right beside it: degrees, west south east north.
BOUNDS = (4.5, 45.4, 5.3, 46.1)
BOX = Polygon.from_bbox(BOUNDS)
BOX.srid = WGS84


def point(longitude: float, latitude: float) -> Point:
    """A point in WGS 84, from degrees."""
    return Point(x=longitude, y=latitude, srid=WGS84)


CENTRE = point(4.85, 45.757)  # where to begin when nobody said where they are


def validate_near_metropole(value: Point) -> None:
    if not BOX.covers(value):
        raise ValidationError(
            _("Ce point est loin de la Métropole de Lyon. Déplacez le marqueur sur la carte."), code="bounds"
        )


def metres_between(a: Point, b: Point) -> float:
    """Distance on the ellipsoid of two points of the Métropole, within a metre or so of PostGIS's, without a query."""
    return metres_apart(a.coords, b.coords)


def metres_apart(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The same, of longitudes and latitudes."""
    return math.hypot(*_east_north(a, b))


def octant(a: Point, b: Point) -> int:
    """In which of the eight winds the second lies, from the first: 0 is north, 2 is east."""
    return round(math.atan2(*_east_north(a.coords, b.coords)) / (math.pi / 4)) % 8


def _east_north(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    """From the first to the second, in metres."""
    (ax, ay), (bx, by) = a, b
    latitude = math.radians((ay + by) / 2)
    north = 111_132.95 - 559.85 * math.cos(2 * latitude) + 1.175 * math.cos(4 * latitude)
    east = 111_412.88 * math.cos(latitude) - 93.5 * math.cos(3 * latitude)
    return (bx - ax) * east, (by - ay) * north
