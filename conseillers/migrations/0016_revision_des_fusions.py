"""An address that leads elsewhere is another version of the data."""

from importlib import import_module

from django.db import migrations

TRIGGER = import_module("conseillers.migrations.0007_revision").TRIGGER
TABLE = "structures_ancienneadresse"


class Migration(migrations.Migration):
    dependencies = [("conseillers", "0015_histoire"), ("structures", "0022_fusions")]

    operations = [
        migrations.RunSQL(TRIGGER.format(table=TABLE), f"DROP TRIGGER note_revision ON {TABLE};"),
    ]
