"""How many permanences there are of a mode or of a day, counted by index: every row was read for it."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conseillers", "0020_rien_ne_se_perd"),
        ("structures", "0031_histoire_des_identifiants"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="permanence",
            index=models.Index(fields=["mode"], name="permanence_mode"),
        ),
        migrations.AddIndex(
            model_name="permanence",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("rythme", "dates"), _negated=True), fields=["jours"], name="permanence_jours"
            ),
        ),
    ]
