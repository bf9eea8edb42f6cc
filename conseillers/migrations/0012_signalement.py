"""What residents say is wrong. No public page or calendar reads this table: it needs no trigger of revision."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conseillers', '0011_dates_du_poste'),
        ('structures', '0014_referents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Signalement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(blank=True, null=True, verbose_name='date de la séance')),
                ('motif', models.CharField(choices=[('ferme', 'C’était fermé'), ('heure', 'L’heure est fausse'), ('adresse', 'L’adresse est fausse'), ('telephone', 'Le téléphone ne répond pas, ou il est faux'), ('autre', 'Autre chose')], max_length=10, verbose_name='motif')),
                ('precision', models.CharField(blank=True, max_length=500, verbose_name='précisions')),
                ('contact', models.CharField(blank=True, help_text='Effacé quand le signalement est réglé, au plus tard après 90 jours.', max_length=120, verbose_name='pour répondre')),
                ('cree', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='reçu le')),
                ('etat', models.CharField(choices=[('nouveau', 'à traiter'), ('corrige', 'réglé'), ('sans_suite', 'sans suite')], default='nouveau', max_length=10, verbose_name='état')),
                ('clos_le', models.DateTimeField(blank=True, null=True, verbose_name='réglé le')),
                ('envoi', models.UUIDField(editable=False, unique=True)),
                ('clos_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='réglé par')),
                ('lieu', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signalements', to='structures.lieu', verbose_name='lieu')),
                ('permanence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='signalements', to='conseillers.permanence', verbose_name='permanence')),
            ],
            options={
                'verbose_name': 'signalement d’habitant',
                'verbose_name_plural': 'signalements d’habitants',
                'ordering': ['-cree', '-pk'],
                'indexes': [models.Index(fields=['-clos_le', '-cree', '-id'], name='signalement_liste'), models.Index(fields=['cree'], name='signalement_cree')],
                'constraints': [models.CheckConstraint(condition=models.Q(('motif__in', ['ferme', 'heure', 'adresse', 'telephone', 'autre'])), name='signalement_motif_connu'), models.CheckConstraint(condition=models.Q(models.Q(('clos_le', None), ('etat', 'nouveau')), models.Q(('clos_le__isnull', False), ('etat__in', ['corrige', 'sans_suite'])), _connector='OR'), name='signalement_clos_date'), models.CheckConstraint(condition=models.Q(('etat', 'nouveau'), ('contact', ''), _connector='OR'), name='signalement_clos_sans_contact')],
            },
        ),
    ]
