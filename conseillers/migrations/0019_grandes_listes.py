"""What lists say of many lieux and permanences, found in a tenth of the time.

Until when each lieu has a permanence is kept by triggers: asked of five permanences a lieu, every list took too long.
A date and not a yes: nothing has to be written when a day passes. A table of its own and not a column of the lieu:
whoever writes a permanence would otherwise hold the lieu, against whoever saves the lieu and then its permanences, and
each would write a version of it. Whoever writes about one lieu at the same time waits, then counts what the other wrote.

The next séance of each permanence of a page is asked of a function, whose plan is made once a connection, as that of
lieux is (0008): to plan its SQL takes longer than the answer. Conflicts of a whole country take minutes to find: the
night's command keeps those that it finds.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLE = """
CREATE TABLE conseillers_ouverture (
    lieu_id bigint PRIMARY KEY REFERENCES structures_lieu ON DELETE CASCADE,
    jusqu_au date NOT NULL
);
CREATE INDEX ouverture_jusqu_au ON conseillers_ouverture (jusqu_au);
"""

COUNT = """
CREATE FUNCTION conseillers_compter_ouvertures(lieux bigint[]) RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM conseillers_ouverture WHERE lieu_id = ANY (lieux) ORDER BY lieu_id FOR UPDATE;
    UPDATE conseillers_ouverture o
    SET jusqu_au = coalesce(known.jusqu_au, '0001-01-01')
    FROM unnest(lieux) AS l (id) LEFT JOIN LATERAL (
        SELECT max(coalesce(p.au, '9999-12-31')) AS jusqu_au FROM conseillers_permanence p WHERE p.lieu_id = l.id
    ) known ON true
    WHERE o.lieu_id = l.id AND o.jusqu_au IS DISTINCT FROM coalesce(known.jusqu_au, '0001-01-01');
END
$$;

CREATE FUNCTION conseillers_noter_ouvertures() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE lieux bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN lieux := ARRAY(SELECT DISTINCT lieu_id FROM apres);
    ELSIF TG_OP = 'DELETE' THEN lieux := ARRAY(SELECT DISTINCT lieu_id FROM avant);
    ELSE lieux := ARRAY(SELECT lieu_id FROM avant UNION SELECT lieu_id FROM apres);
    END IF;
    PERFORM conseillers_compter_ouvertures(lieux);
    RETURN NULL;
END
$$;

CREATE FUNCTION conseillers_sans_ouverture() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        UPDATE conseillers_ouverture SET jusqu_au = '0001-01-01';
    ELSE
        INSERT INTO conseillers_ouverture SELECT id, '0001-01-01' FROM apres;
    END IF;
    RETURN NULL;
END
$$;
"""

TRIGGERS = """
CREATE TRIGGER ouverture_ajout AFTER INSERT ON conseillers_permanence
REFERENCING NEW TABLE AS apres FOR EACH STATEMENT EXECUTE FUNCTION conseillers_noter_ouvertures();
CREATE TRIGGER ouverture_change AFTER UPDATE ON conseillers_permanence
REFERENCING OLD TABLE AS avant NEW TABLE AS apres FOR EACH STATEMENT EXECUTE FUNCTION conseillers_noter_ouvertures();
CREATE TRIGGER ouverture_retrait AFTER DELETE ON conseillers_permanence
REFERENCING OLD TABLE AS avant FOR EACH STATEMENT EXECUTE FUNCTION conseillers_noter_ouvertures();
CREATE TRIGGER ouverture_table_vide AFTER TRUNCATE ON conseillers_permanence
FOR EACH STATEMENT EXECUTE FUNCTION conseillers_sans_ouverture();
CREATE TRIGGER ouverture_nouveau_lieu AFTER INSERT ON structures_lieu
REFERENCING NEW TABLE AS apres FOR EACH STATEMENT EXECUTE FUNCTION conseillers_sans_ouverture();

INSERT INTO conseillers_ouverture SELECT id, '0001-01-01' FROM structures_lieu;
SELECT conseillers_compter_ouvertures(ARRAY(SELECT DISTINCT lieu_id FROM conseillers_permanence));
"""

NEXT = """
CREATE FUNCTION conseillers_prochaines_des(permanences bigint[], depuis date, avant date, maintenant timestamptz)
RETURNS TABLE (
    permanence_id bigint, lieu_id bigint, lieu_accueil_id bigint, date date, heure_debut time, heure_fin time,
    debut timestamptz, fin timestamptz, etat text, cause text, motif text, mode text, theme text, demonstration boolean)
LANGUAGE plpgsql STABLE ROWS 25
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT DISTINCT ON (s.permanence_id)
           s.permanence_id, s.lieu_id, s.lieu_accueil_id, s.date, s.heure_debut, s.heure_fin, s.debut, s.fin, s.etat,
           s.cause, s.motif::text, s.mode::text, s.theme::text, s.demonstration
    FROM conseillers_seance s
    WHERE s.permanence_id = ANY (permanences) AND s.date >= depuis AND s.date < avant AND s.fin > maintenant
      AND s.etat IN ('prevue', 'modifiee', 'ajoutee')
    ORDER BY s.permanence_id, s.debut;
END
$$;
"""

NONE = """
DROP FUNCTION conseillers_prochaines_des(bigint[], date, date, timestamptz);
DROP TRIGGER ouverture_nouveau_lieu ON structures_lieu;
DROP TRIGGER ouverture_table_vide ON conseillers_permanence;
DROP TRIGGER ouverture_retrait ON conseillers_permanence;
DROP TRIGGER ouverture_change ON conseillers_permanence;
DROP TRIGGER ouverture_ajout ON conseillers_permanence;
DROP FUNCTION conseillers_sans_ouverture();
DROP FUNCTION conseillers_noter_ouvertures();
DROP FUNCTION conseillers_compter_ouvertures(bigint[]);
DROP TABLE conseillers_ouverture;
"""


class Migration(migrations.Migration):
    dependencies = [("conseillers", "0018_cles_des_listes")]

    operations = [
        migrations.RunSQL(TABLE + COUNT + TRIGGERS + NEXT, NONE),
        migrations.CreateModel(
            name="ConflitReleve",
            fields=[
                ("rang", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("genre", models.CharField(max_length=20)),
                ("phrase", models.TextField()),
                ("pages", models.JSONField()),
            ],
            options={
                "verbose_name": "conflit relevé",
                "ordering": ["rang"],
                "indexes": [models.Index(fields=["genre", "rang"], name="conflit_releve_ordre")],
            },
        ),
        migrations.CreateModel(
            name="Ouverture",
            fields=[
                (
                    "lieu",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        serialize=False,
                        related_name="ouverture",
                        to="structures.lieu",
                    ),
                ),
                ("jusqu_au", models.DateField()),
            ],
            options={"db_table": "conseillers_ouverture", "managed": False},
        ),
    ]
