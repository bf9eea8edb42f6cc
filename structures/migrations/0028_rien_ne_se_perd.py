"""What staff said of a lieu leaves with it and comes back with it: see migrations/0021_histoire.py."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FOLLOWED = {
    "structures_confirmation": "structures.confirmation",
    "structures_ancienneadresse": "structures.ancienneadresse",
    "structures_pasdoublon": "structures.pasdoublon",
}
UNFOLLOW = "DROP TRIGGER IF EXISTS note_version ON {table}; DELETE FROM structures_version WHERE modele = '{label}';"


class Migration(migrations.Migration):
    dependencies = [("structures", "0027_lieux_par_commune")]

    operations = [
        migrations.AlterField(
            "pasdoublon",
            "par",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="dit par",
            ),
        ),
        *[
            migrations.RunSQL(
                f"SELECT structures_follow('{table}', '{label}');", UNFOLLOW.format(table=table, label=label)
            )
            for table, label in FOLLOWED.items()
        ],
    ]
