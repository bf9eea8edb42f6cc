"""One row for each transaction that changes what calendars are written from: see models/revision.py.

Statement by statement, not row by row: a load of millions of rows runs each trigger a few times, and all but the first
find that their transaction is there already.
"""

import django.contrib.postgres.functions
from django.db import migrations, models

# All that the view of séances reads, and the names and addresses of lieux.
TABLES = [
    "conseillers_permanence", "conseillers_permanence_conseillers", "conseillers_changement", "conseillers_conseiller",
    "conseillers_absence", "conseillers_vacancesscolaires", "conseillers_jourcalendaire",
    "structures_lieu", "structures_structure", "structures_commune",
]

FUNCTION = """
CREATE FUNCTION conseillers_note_revision() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO conseillers_revision DEFAULT VALUES ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
"""

TRIGGER = """
CREATE TRIGGER note_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION conseillers_note_revision();
"""


class Migration(migrations.Migration):
    dependencies = [("conseillers", "0006_seance_view_planned_sooner"), ("structures", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "instant",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(), primary_key=True, serialize=False
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION conseillers_note_revision();"),
        *[
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER note_revision ON {table};")
            for table in TABLES
        ],
    ]
