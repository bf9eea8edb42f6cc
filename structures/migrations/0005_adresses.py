"""Streets and addresses of the Métropole, and when they were imported."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import structures.reperes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('structures', '0004_nearest_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportAdresses',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateTimeField(auto_now_add=True, verbose_name='date')),
                ('fichiers', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None, verbose_name='fichiers')),
                ('nombre_voies', models.PositiveIntegerField(verbose_name='nombre de voies')),
                ('nombre_adresses', models.PositiveIntegerField(verbose_name='nombre d’adresses')),
            ],
            options={
                'verbose_name': 'import d’adresses',
                'verbose_name_plural': 'imports d’adresses',
                'ordering': ['-date'],
                'get_latest_by': 'date',
            },
        ),
        migrations.CreateModel(
            name='Voie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(max_length=200, verbose_name='nom')),
                ('codes_postaux', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), size=None, verbose_name='codes postaux')),
                ('position', django.contrib.gis.db.models.fields.PointField(geography=True, spatial_index=False, srid=4326, verbose_name='position')),
                ('nombre', models.PositiveIntegerField(verbose_name='nombre d’adresses')),
                ('cle', models.GeneratedField(db_persist=True, expression=structures.reperes.Cle('nom'), output_field=models.TextField())),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='voies', to='structures.commune', verbose_name='commune')),
            ],
            options={
                'verbose_name': 'voie',
            },
        ),
        migrations.CreateModel(
            name='Adresse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.PositiveIntegerField(verbose_name='numéro')),
                ('rep', models.CharField(blank=True, max_length=10, verbose_name='répétition')),
                ('code_postal', models.CharField(max_length=5, verbose_name='code postal')),
                ('position', django.contrib.gis.db.models.fields.PointField(geography=True, spatial_index=False, srid=4326, verbose_name='position')),
                ('voie', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='adresses', to='structures.voie', verbose_name='voie')),
            ],
            options={
                'verbose_name': 'adresse',
            },
        ),
        migrations.AddIndex(
            model_name='voie',
            index=django.contrib.postgres.indexes.GinIndex(fields=['cle'], name='voie_cle_trigrammes', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='adresse',
            constraint=models.UniqueConstraint(fields=('voie', 'numero', 'rep'), name='adresse_unique'),
        ),
    ]
