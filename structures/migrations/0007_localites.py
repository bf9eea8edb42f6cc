"""Quarters, landmarks and neighbouring towns: names that people say, which have no outline."""

from importlib import import_module

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from structures.reperes import Cle

BEFORE = import_module("structures.migrations.0003_reperes").REPERES

# « Part-Dieu, Lyon 3e » tells where; the towns around the Métropole are their own place.
LOCALITES = """
UNION ALL
SELECT 'localite-' || l.id || '-' || n.rang, l.genre,
       l.nom || COALESCE(', ' || replace(c.nom, ' Arrondissement', ''), ''), n.cle,
       ARRAY[l.code_insee]::text[], l.position, 0
FROM structures_localite l
LEFT JOIN structures_commune c ON c.code_insee = l.code_insee,
     unnest(l.cle || l.cles_alias) WITH ORDINALITY AS n (cle, rang);
"""


class Migration(migrations.Migration):
    dependencies = [("structures", "0006_abreviations")]

    operations = [
        migrations.CreateModel(
            name="Localite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("genre", models.CharField(choices=[("quartier", "quartier"), ("voisine", "ville voisine")],
                                           max_length=8, verbose_name="genre")),
                ("nom", models.CharField(max_length=80, verbose_name="nom")),
                ("alias", django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(max_length=80), blank=True, default=list, size=None,
                    verbose_name="autres noms")),
                ("code_insee", models.CharField(max_length=5, verbose_name="code INSEE")),
                ("position", django.contrib.gis.db.models.fields.PointField(
                    geography=True, spatial_index=False, srid=4326, verbose_name="position")),
                ("cle", models.GeneratedField(
                    db_persist=True, expression=Cle("nom"), output_field=models.TextField())),
                ("cles_alias", models.GeneratedField(
                    db_persist=True, expression=models.Func("alias", function="structures_cles"),
                    output_field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None))),
            ],
            options={"verbose_name": "localité"},
        ),
        migrations.AddConstraint(
            "localite", models.UniqueConstraint(fields=["nom", "code_insee"], name="localite_unique")),
        migrations.RunSQL(
            "DROP VIEW structures_repere;" + BEFORE.rstrip().rstrip(";") + LOCALITES,
            "DROP VIEW structures_repere;" + BEFORE,
        ),
    ]
