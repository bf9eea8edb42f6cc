"""What référents are asked to confirm, and the corrections that they propose."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conseillers', '0013_travail'),
        ('structures', '0019_confirmations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Demande',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('courriel', models.EmailField(max_length=254, verbose_name='envoyée à')),
                ('envoyee', models.DateTimeField(default=django.utils.timezone.now, verbose_name='envoyée le')),
                ('empreinte', models.CharField(max_length=64, verbose_name='empreinte de ce qui a été lu')),
                ('confirmee', models.DateField(blank=True, null=True, verbose_name='« Tout est exact » le')),
                ('compte', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='demandes', to=settings.AUTH_USER_MODEL, verbose_name='référent')),
                ('lieu', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='demandes', to='structures.lieu', verbose_name='lieu')),
            ],
            options={
                'verbose_name': 'demande de confirmation',
                'verbose_name_plural': 'demandes de confirmation',
                'ordering': ['-envoyee'],
            },
        ),
        migrations.CreateModel(
            name='Proposition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('par', models.CharField(editable=False, max_length=150, verbose_name='proposée par')),
                ('deposee', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='reçue le')),
                ('remarque', models.TextField(blank=True, editable=False, verbose_name='remarque')),
                ('traitee', models.DateTimeField(editable=False, null=True, verbose_name='traitée le')),
                ('traitee_par', models.CharField(blank=True, editable=False, max_length=150, verbose_name='traitée par')),
                ('compte', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                ('demande', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='conseillers.demande', verbose_name='demande')),
                ('lieu', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='propositions', to='structures.lieu', verbose_name='lieu')),
            ],
            options={
                'verbose_name': 'correction proposée',
                'verbose_name_plural': 'corrections proposées',
                'ordering': ['deposee', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Ligne',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('objet', models.CharField(blank=True, max_length=400)),
                ('champ', models.CharField(max_length=30)),
                ('avant', models.JSONField(null=True)),
                ('apres', models.JSONField(null=True)),
                ('etat', models.CharField(choices=[('attente', 'en attente'), ('acceptee', 'acceptée'), ('refusee', 'refusée')], default='attente', max_length=8)),
                ('decidee', models.DateTimeField(null=True)),
                ('decidee_par', models.CharField(blank=True, max_length=150)),
                ('permanence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='conseillers.permanence')),
                ('proposition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lignes', to='conseillers.proposition')),
            ],
            options={
                'verbose_name': 'ligne d’une correction',
                'ordering': ['pk'],
            },
        ),
        migrations.AddIndex(
            model_name='demande',
            index=models.Index(fields=['compte', 'envoyee'], name='demande_compte_envoyee'),
        ),
        migrations.AddIndex(
            model_name='proposition',
            index=models.Index(condition=models.Q(('traitee', None)), fields=['deposee'], name='proposition_en_attente'),
        ),
        migrations.AddConstraint(
            model_name='ligne',
            constraint=models.UniqueConstraint(condition=models.Q(('objet', ''), ('permanence__isnull', False), _connector='OR'), fields=('proposition', 'permanence', 'champ'), name='ligne_un_fait_une_fois', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='ligne',
            constraint=models.CheckConstraint(condition=models.Q(('etat__in', ['attente', 'acceptee', 'refusee'])), name='ligne_etat_connu'),
        ),
    ]
