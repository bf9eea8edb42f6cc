"""A postal code that several communes share stands at the most central of them, which takes no union of outlines."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("structures.migrations.0009_autres_noms").AFTER

UNION = """        SELECT CASE WHEN cardinality(g.centres) = 1 THEN g.centres[1]
                    ELSE (SELECT ST_PointOnSurface(ST_Union(o.contour)) FROM structures_commune o
                          WHERE g.code_postal = ANY (o.codes_postaux)) END AS point
"""
CENTRAL = """        SELECT centre AS point FROM unnest(g.centres) AS centre
        ORDER BY ST_Distance(centre, ST_Centroid(ST_Collect(g.centres))), centre LIMIT 1
"""
if UNION not in BEFORE:
    raise ValueError("the function does not hold what is to be replaced")
AFTER = BEFORE.replace(UNION, CENTRAL)


class Migration(migrations.Migration):
    dependencies = [("structures", "0011_suggestions")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
