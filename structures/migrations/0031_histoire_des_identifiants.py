"""The name that a source gives to a lieu comes back with it from the archives: see 0021_histoire.py."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("structures", "0030_import_lieux")]

    operations = [
        migrations.RunSQL(
            "SELECT structures_follow('structures_identifiantlieu', 'structures.identifiantlieu');",
            "DROP TRIGGER IF EXISTS note_version ON structures_identifiantlieu;"
            " DELETE FROM structures_version WHERE modele = 'structures.identifiantlieu';",
        ),
    ]
