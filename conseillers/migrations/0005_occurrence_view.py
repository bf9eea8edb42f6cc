"""What the rules alone give: the same words as in the view of séances, before changements, closures and absences."""

from importlib import import_module

from django.db import migrations

seance_view = import_module("conseillers.migrations.0003_seance_view")

OCCURRENCES = f"""
CREATE VIEW conseillers_occurrence AS
SELECT p.id || '-' || to_char(j.date, 'YYYYMMDD') || '-' || c.rang AS id,
       p.id AS permanence_id, j.date, c.heure_debut, c.heure_fin, {seance_view.FERIE} AS ferie
{seance_view.REGLE}
WHERE c.heure_debut IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("conseillers", "0004_no_duplicates")]

    operations = [migrations.RunSQL(OCCURRENCES, "DROP VIEW conseillers_occurrence;")]
