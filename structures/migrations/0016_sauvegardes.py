"""A backup can be restored: generated columns are made again without a search path, where one function sought another."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("structures", "0015_noms")]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION structures_cles(text[]) SET search_path FROM CURRENT;",
            "ALTER FUNCTION structures_cles(text[]) RESET search_path;",
        ),
    ]
