"""The nearest lieux by index order, the key breaking ties: <-> on both, or Postgres 15 would sort them all."""

import django.contrib.postgres.indexes
import django.db.models.functions.comparison
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('structures', '0003_reperes'),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.AddIndex(
            model_name='lieu',
            index=django.contrib.postgres.indexes.GistIndex(models.F('position'), django.db.models.functions.comparison.Cast('id', models.FloatField()), name='lieu_nearest'),
        ),
    ]
