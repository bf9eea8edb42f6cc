"""The outlines of the communes, made light enough for a phone."""

from django.db import connection

LIGHT_OUTLINES = """
    WITH fines AS (
        SELECT c.nom, c.contour, c.centre::geometry AS centre
        FROM structures_commune c
        WHERE NOT EXISTS (SELECT FROM structures_commune a WHERE a.parent_id = c.id)
    ), frontieres AS (
        SELECT (ST_Dump(ST_LineMerge(ST_Union(ST_Boundary(contour))))).geom AS ligne FROM fines
    ), zones AS (
        SELECT (ST_Dump(ST_Polygonize(ST_SimplifyPreserveTopology(ligne, 0.0003)))).geom AS zone FROM frontieres
    )
    SELECT fines.nom, ST_AsGeoJSON(zones.zone, 4)
    FROM zones JOIN fines ON ST_Contains(zones.zone, fines.centre)
    ORDER BY fines.nom
"""


def light_outlines() -> list[tuple[str, str]]:
    """Name and GeoJSON geometry of each area, arrondissements in place of Lyon; off by 30 m at most.

    Each border is simplified once, then the areas are drawn again from the borders: neighbours still fit.
    """
    with connection.cursor() as cursor:
        cursor.execute(LIGHT_OUTLINES)
        return cursor.fetchall()
