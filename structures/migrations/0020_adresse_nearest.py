"""Which door is next to this point: asked when staff move a marker."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("structures", "0019_confirmations")]

    operations = [
        migrations.AddIndex(
            model_name="adresse",
            index=django.contrib.postgres.indexes.GistIndex(fields=["position"], name="adresse_nearest"),
        ),
    ]
