"""A lieu stands near the Métropole: swapped or zero coordinates never get in (structures/geo.py BOUNDS)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("structures", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE structures_lieu ADD CONSTRAINT lieu_position_pres_de_la_metropole CHECK (
                ST_X(position::geometry) BETWEEN 4.5 AND 5.3 AND ST_Y(position::geometry) BETWEEN 45.4 AND 46.1
            );
            """,
            "ALTER TABLE structures_lieu DROP CONSTRAINT lieu_position_pres_de_la_metropole;",
        )
    ]
