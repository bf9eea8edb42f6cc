"""New streets and quarters are another version of the data: what a search answers depends on them."""

from importlib import import_module

from django.db import migrations

TRIGGER = import_module("conseillers.migrations.0007_revision").TRIGGER
TABLES = ["structures_importadresses", "structures_localite"]  # an import of addresses writes one row in the first


class Migration(migrations.Migration):
    dependencies = [("conseillers", "0009_conseiller_cle")]

    operations = [
        migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER note_revision ON {table};") for table in TABLES
    ]
