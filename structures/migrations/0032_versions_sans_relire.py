"""What an object was before is looked up for archives alone, which keep it: see 0021_histoire.py.

Each write of a table that is followed asked for it. Within one transaction nobody tells the planner how many versions
there are by now: an import into an empty site read all of them again for each of its rows.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("structures.migrations.0021_histoire").WRITE.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
LOOKED_UP = """
    SELECT * INTO before FROM structures_version
        WHERE modele = objet AND cle = numero AND geste <> now_geste ORDER BY id DESC LIMIT 1;
    IF kind = '-' THEN
"""
FOR_ARCHIVES = """
    IF kind = '-' THEN
        SELECT * INTO before FROM structures_version
            WHERE modele = objet AND cle = numero AND geste <> now_geste ORDER BY id DESC LIMIT 1;
"""
AFTER = BEFORE.replace(LOOKED_UP, FOR_ARCHIVES)


class Migration(migrations.Migration):
    dependencies = [("structures", "0031_histoire_des_identifiants")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
