"""What lists are sorted by, and what is searched in them, by index."""

import django.contrib.postgres.indexes
import structures.reperes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("structures", "0024_evenement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # What it really takes, in the planner's unit: an index is worth reading before the key of every row is made.
        migrations.RunSQL(
            "ALTER FUNCTION structures_cle(text) COST 5000", "ALTER FUNCTION structures_cle(text) COST 100"
        ),
        migrations.AddIndex(
            model_name="lieu",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(structures.reperes.Cle("adresse"), "gin_trgm_ops"),
                name="lieu_adresse_trigrammes",
            ),
        ),
        migrations.AddIndex(
            model_name="lieu",
            index=models.Index(fields=["nom", "id"], name="lieu_ordre"),
        ),
        migrations.AddIndex(
            model_name="structure",
            index=models.Index(fields=["nom", "id"], name="structure_ordre"),
        ),
    ]
