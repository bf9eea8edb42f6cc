"""The schedule's tables are followed too: see structures/migrations/0021_histoire.py."""

from django.db import migrations

FOLLOWED = {
    "conseillers_conseiller": "'conseillers.conseiller'",
    "conseillers_absence": "'conseillers.absence'",
    "conseillers_permanence": "'conseillers.permanence', "
    "'conseillers', 'conseillers_permanence_conseillers', 'permanence_id', 'conseiller_id'",
    "conseillers_changement": "'conseillers.changement'",
    "conseillers_vacancesscolaires": "'conseillers.vacancesscolaires'",
}
UNFOLLOW = "DROP TRIGGER IF EXISTS note_version ON {table};"


class Migration(migrations.Migration):
    dependencies = [("conseillers", "0014_corrections_proposees"), ("structures", "0021_histoire")]

    operations = [
        migrations.RunSQL(
            f"SELECT structures_follow('{table}', {how});",
            UNFOLLOW.format(table=table)
            + f" DELETE FROM structures_version WHERE modele = '{table.replace('_', '.', 1)}';",
        )
        for table, how in FOLLOWED.items()
    ]
