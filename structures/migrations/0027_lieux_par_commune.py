"""Lieux commune after commune: the order in which a large schedule is read, page by page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("structures", "0026_cles_des_listes")]

    operations = [
        migrations.AddIndex(
            model_name="lieu",
            index=models.Index(fields=["commune", "nom", "id"], name="lieu_par_commune"),
        ),
    ]
