"""What lists are sorted by, and what is searched in them, by index."""

import django.contrib.postgres.indexes
import structures.reperes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conseillers", "0016_revision_des_fusions"),
        ("structures", "0025_listes_rapides"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="absence",
            index=models.Index(fields=["-du", "-id"], name="absence_ordre"),
        ),
        migrations.AddIndex(
            model_name="changement",
            index=models.Index(fields=["-du", "id"], name="changement_ordre"),
        ),
        migrations.AddIndex(
            model_name="changement",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(structures.reperes.Cle("motif"), "gin_trgm_ops"),
                name="changement_motif_trigrammes",
            ),
        ),
        migrations.AddIndex(
            model_name="conseiller",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("cle", "gin_trgm_ops"), name="conseiller_cle_trigrammes"
            ),
        ),
        migrations.AddIndex(
            model_name="conseiller",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(structures.reperes.Cle("nom"), "gin_trgm_ops"),
                name="conseiller_nom_trigrammes",
            ),
        ),
        migrations.AddIndex(
            model_name="conseiller",
            index=models.Index(fields=["prenom", "nom", "id"], name="conseiller_ordre"),
        ),
        migrations.AddIndex(
            model_name="permanence",
            index=models.Index(fields=["au"], name="permanence_fin"),
        ),
        migrations.AddIndex(
            model_name="permanence",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(structures.reperes.Cle("theme"), "gin_trgm_ops"),
                name="permanence_theme_trigrammes",
            ),
        ),
    ]
