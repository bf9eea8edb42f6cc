"""What is searched in lists, in columns: a word that every row has is compared with the key of each, not computed."""

import django.contrib.postgres.indexes
import structures.reperes
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [
        ("structures", "0025_listes_rapides"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="lieu", name="lieu_adresse_trigrammes"),
        migrations.AddField(
            model_name="lieu",
            name="cle_adresse",
            field=models.GeneratedField(
                db_persist=True, expression=structures.reperes.Cle("adresse"), output_field=models.TextField()
            ),
        ),
        migrations.AddIndex(
            model_name="lieu",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["cle_adresse"], name="lieu_adresse_cle", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="lieu",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(Upper("code_postal"), "gin_trgm_ops"),
                name="lieu_code_postal_trgm",
            ),
        ),
        migrations.AddIndex(
            model_name="structure",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(Upper("pivot"), "gin_trgm_ops"), name="structure_pivot_trgm"
            ),
        ),
    ]
