"""What is searched in lists, in columns: a word that every row has is compared with the key of each, not computed.

Most themes, reasons and surnames are empty: their indexes leave those out, or one letter would be looked for in all.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models.functions import Upper

from structures.reperes import Cle

# model, field, index that was on its computation, index on its column
KEYS = [
    ("changement", "motif", "changement_motif_trigrammes", "changement_motif_cle"),
    ("conseiller", "nom", "conseiller_nom_trigrammes", "conseiller_nom_cle"),
    ("permanence", "theme", "permanence_theme_trigrammes", "permanence_theme_cle"),
]


def columns() -> list:
    operations = []
    for model, field, before, after in KEYS:
        key = models.GeneratedField(db_persist=True, expression=Cle(field), output_field=models.TextField())
        operations += [
            migrations.RemoveIndex(model_name=model, name=before),
            migrations.AddField(model_name=model, name=f"cle_{field}", field=key),
            migrations.AddIndex(
                model_name=model,
                index=GinIndex(
                    OpClass(f"cle_{field}", "gin_trgm_ops"), name=after, condition=models.Q((f"cle_{field}__gt", ""))
                ),
            ),
        ]
    return operations


class Migration(migrations.Migration):
    dependencies = [("conseillers", "0017_listes_rapides"), ("structures", "0026_cles_des_listes")]

    operations = [
        *columns(),
        migrations.AddIndex(
            model_name="conseiller",
            index=GinIndex(OpClass(Upper("reference"), "gin_trgm_ops"), name="conseiller_reference_trgm"),
        ),
    ]
