"""Who found each lieu exact, and when: the latest on the lieu itself, all of them in a table."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('structures', '0018_dans_sa_commune'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jour', models.DateField(default=django.utils.timezone.localdate, editable=False, verbose_name='jour')),
                ('par', models.CharField(editable=False, max_length=150, verbose_name='par')),
                ('maniere', models.CharField(choices=[('liste', 'depuis la liste'), ('fiche', 'depuis sa page'), ('courriel', 'par courriel')], editable=False, max_length=8, verbose_name='comment')),
            ],
            options={
                'verbose_name': 'confirmation',
                'ordering': ['-jour', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='lieu',
            name='verifie_par',
            field=models.CharField(blank=True, editable=False, max_length=150, verbose_name='vérifié par'),
        ),
        migrations.AddIndex(
            model_name='lieu',
            index=models.Index(fields=['date_verification'], name='lieu_date_verification'),
        ),
        migrations.AddField(
            model_name='confirmation',
            name='compte',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte'),
        ),
        migrations.AddField(
            model_name='confirmation',
            name='lieu',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='structures.lieu', verbose_name='lieu'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.UniqueConstraint(fields=('lieu', 'jour', 'par'), name='confirmation_une_par_jour'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.CheckConstraint(condition=models.Q(('maniere__in', ['liste', 'fiche', 'courriel'])), name='confirmation_maniere_connue'),
        ),
    ]
