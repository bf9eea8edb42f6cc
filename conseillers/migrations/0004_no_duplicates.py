"""A rule, a changement or an absence is written once; weeks are skipped in one way at a time."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conseillers', '0003_seance_view'),
        ('structures', '0004_nearest_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='Occurrence',
            fields=[
                ('id', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('date', models.DateField()),
                ('heure_debut', models.TimeField()),
                ('heure_fin', models.TimeField()),
                ('ferie', models.CharField(max_length=40)),
            ],
            options={
                'db_table': 'conseillers_occurrence',
                'managed': False,
            },
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(django.db.models.functions.comparison.Cast('conseiller', models.FloatField()), '='), (models.Func('du', 'au', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='absence_sans_recouvrement', violation_error_message='Cette personne est déjà notée absente ces jours-là : modifiez l’absence qui existe.'),
        ),
        migrations.AddConstraint(
            model_name='changement',
            constraint=models.UniqueConstraint(condition=models.Q(('genre', 'annulation')), fields=('permanence', 'du', 'au'), name='changement_annulation_unique', violation_error_message='C’est déjà annulé : modifiez l’annulation qui existe.'),
        ),
        migrations.AddConstraint(
            model_name='changement',
            constraint=models.UniqueConstraint(django.db.models.functions.comparison.Cast('permanence', models.FloatField()), models.F('du'), models.F('heure_debut'), models.F('heure_fin'), models.F('lieu_accueil'), condition=models.Q(('genre', 'ajout')), name='changement_ajout_unique', nulls_distinct=False, violation_error_message='Cette date est déjà ajoutée : modifiez celle qui existe.'),
        ),
        migrations.AddConstraint(
            model_name='changement',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('lieu__isnull', False)), expressions=[(django.db.models.functions.comparison.Cast('lieu', models.FloatField()), '='), (models.Func('du', 'au', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='changement_lieu_deja_ferme', violation_error_message='Ce lieu est déjà fermé ces jours-là : modifiez la fermeture qui existe.'),
        ),
        migrations.AddConstraint(
            model_name='changement',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('structure__isnull', False)), expressions=[(django.db.models.functions.comparison.Cast('structure', models.FloatField()), '='), (models.Func('du', 'au', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='changement_structure_deja_fermee', violation_error_message='Cette structure est déjà fermée ces jours-là : modifiez la fermeture qui existe.'),
        ),
        migrations.AddConstraint(
            model_name='permanence',
            constraint=models.CheckConstraint(condition=models.Q(('intervalle', 1), ('semaines', 'toutes'), _connector='OR'), name='permanence_semaines_ou_intervalle', violation_error_message='Choisissez l’un ou l’autre : les semaines paires ou impaires, ou une semaine sur 2, 3 ou 4.'),
        ),
        migrations.AddConstraint(
            model_name='permanence',
            constraint=models.UniqueConstraint(fields=('lieu', 'rythme', 'jours', 'rangs', 'dates', 'semaines', 'intervalle', 'heure_debut', 'heure_fin', 'heure_debut_2', 'heure_fin_2', 'du', 'au', 'tenue_jours_feries', 'vacances', 'mode', 'theme'), name='permanence_unique', nulls_distinct=False, violation_error_message='Cette permanence existe déjà dans ce lieu. Modifiez-la, ou ajoutez-lui ses conseillers.'),
        ),
    ]
