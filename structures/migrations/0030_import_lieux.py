"""Imports of lieux: the file that came, its rows, and the names by which sources know our lieux."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('structures', '0029_structures_distinctes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fichier', models.CharField(max_length=200, verbose_name='fichier')),
                ('contenu', models.BinaryField(default=bytes, verbose_name='contenu')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('date_fichier', models.DateField(null=True, verbose_name='fichier du')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='apporté le')),
                ('par', models.CharField(blank=True, max_length=200, verbose_name='par')),
                ('etat', models.CharField(choices=[('recu', 'à lire'), ('lu', 'à vérifier'), ('demande', 'en cours d’écriture'), ('applique', 'appliqué'), ('abandonne', 'abandonné'), ('refuse', 'fichier refusé')], default='recu', max_length=9, verbose_name='état')),
                ('probleme', models.TextField(blank=True, verbose_name='ce qui ne va pas')),
                ('remarques', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None, verbose_name='remarques')),
                ('comptes', models.JSONField(default=dict, verbose_name='résultats')),
                ('bilan', models.JSONField(default=dict, verbose_name='ce qui a été écrit')),
                ('lance_le', models.DateTimeField(null=True, verbose_name='lancé le')),
                ('applique_le', models.DateTimeField(null=True, verbose_name='appliqué le')),
                ('compte', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                ('ecrit_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='appliqué par')),
            ],
            options={
                'verbose_name': 'import de lieux',
                'verbose_name_plural': 'imports de lieux',
                'ordering': ['-cree_le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='IdentifiantLieu',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=200, verbose_name='source')),
                ('identifiant', models.CharField(max_length=200, verbose_name='identifiant')),
                ('vu_le', models.DateField(verbose_name='fichier du')),
                ('lieu', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='identifiants', to='structures.lieu', verbose_name='lieu')),
            ],
            options={
                'verbose_name': 'identifiant chez une source',
                'verbose_name_plural': 'identifiants chez des sources',
                'constraints': [models.UniqueConstraint(fields=('source', 'identifiant'), name='identifiantlieu_unique')],
            },
        ),
        migrations.CreateModel(
            name='LigneImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.PositiveIntegerField(verbose_name='ligne')),
                ('issue', models.SmallIntegerField(choices=[(1, 'nouveaux'), (2, 'modifiés'), (3, 'doublons probables'), (4, 'absents du fichier'), (5, 'hors du territoire'), (6, 'refusés'), (7, 'inchangés')], verbose_name='issue')),
                ('nom', models.CharField(blank=True, max_length=200, verbose_name='nom')),
                ('ligne', models.JSONField(default=dict, verbose_name='contenu')),
                ('jumelle', models.PositiveIntegerField(null=True, verbose_name='ligne du même fichier')),
                ('propre', models.BooleanField(default=False, verbose_name='de notre export')),
                ('sur', models.BooleanField(default=False, verbose_name='presque sûr')),
                ('raisons', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None, verbose_name='raisons')),
                ('nouvelle_structure', models.CharField(blank=True, max_length=200, verbose_name='structure à créer')),
                ('changements', models.JSONField(default=list, verbose_name='changements')),
                ('coche', models.BooleanField(default=False, verbose_name='à écrire')),
                ('remplacer', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None, verbose_name='champs à remplacer')),
                ('decision', models.CharField(blank=True, choices=[('', 'Laisser'), ('lieu', 'C’est ce lieu'), ('autre', 'C’est un autre')], max_length=5, verbose_name='décision')),
                ('lieu', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='structures.lieu', verbose_name='lieu')),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lignes', to='structures.import', verbose_name='import')),
                ('structure', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='structures.structure', verbose_name='structure')),
            ],
            options={
                'verbose_name': 'ligne d’import',
                'verbose_name_plural': 'lignes d’import',
                'ordering': ['issue', 'numero', 'pk'],
                'indexes': [models.Index(fields=['lot', 'issue', 'numero', 'id'], name='ligneimport_page')],
            },
        ),
    ]
