"""Lieux commune after commune: the order in which a large schedule is read, page by page. And those to look at."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("structures", "0026_cles_des_listes")]

    operations = [
        migrations.AddIndex(
            model_name="lieu",
            index=models.Index(fields=["commune", "nom", "id"], name="lieu_par_commune"),
        ),
        migrations.AddIndex(
            model_name="lieu",
            index=models.Index(
                fields=["id"], name="lieu_hors_commune", condition=Q(publie=True, dans_sa_commune=False)
            ),
        ),
        migrations.AddIndex(
            model_name="lieu",
            index=models.Index(fields=["id"], name="lieu_sans_adresse", condition=Q(publie=True, precision="commune")),
        ),
    ]
