"""Séances of a few places read in a tenth of the time, with their needs and theme.

Who is there is found once a séance, not once for each thing that is said of it; `conseillers_seances` reads the view
for a list of places with a plan that is made once a connection. Its joins go by index only: the planner, which cannot
know how many places are asked about, would otherwise read the whole table of places to join three séances to it.
"""

from importlib import import_module

from django.db import migrations

before = import_module("conseillers.migrations.0006_seance_view_planned_sooner").SEANCES


def replaced(sql: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        if old not in sql:
            raise ValueError(f"the view does not hold: {old}")
        sql = sql.replace(old, new)
    return sql


SEANCES = replaced(
    before,
    ("presence.conseillers, ARRAY[]::bigint[]) AS conseillers, o.demonstration", "presence.conseillers, ARRAY[]::bigint[]) AS conseillers, o.demonstration,\n    o.besoins, o.theme"),
    ("p.mode, p.demonstration", "p.mode, p.demonstration, p.besoins, p.theme"),
    (
        """           (SELECT array_agg(DISTINCT langue) FROM unnest(string_to_array(
               string_agg(array_to_string(k.langues, ','), ',') FILTER (WHERE present), ',')) AS langue) AS langues
""",
        "           string_agg(array_to_string(k.langues, ','), ',') FILTER (WHERE present) AS langues\n",
    ),
    (
        "COALESCE(presence.langues, ARRAY[]::text[]) AS langues",
        "ARRAY(SELECT DISTINCT langue FROM unnest(string_to_array(presence.langues, ',')) AS langue) AS langues",
    ),
    (
        "          AND (c.date_depart IS NULL OR c.date_depart >= o.date)\n",
        # Without the OFFSET, the look-up of absences would be written again wherever `present` is.
        "          AND (c.date_depart IS NULL OR c.date_depart >= o.date)\n        OFFSET 0\n",
    ),
    # Dates added are found by the permanences that are asked about, where these are.
    ("    SELECT p.id, p.lieu_id, NULL, ch.du, 1,", "    SELECT ch.permanence_id, p.lieu_id, NULL, ch.du, 1,"),
)

# Permanences that stand at these places, at times: the view then reads no other.
STANDING = """
    permanences bigint[] := ARRAY(
        SELECT p.id FROM conseillers_permanence p WHERE p.lieu_id = ANY (lieux) {asked}
        UNION SELECT p.id FROM conseillers_changement ch JOIN conseillers_permanence p ON p.id = ch.permanence_id
        WHERE ch.lieu_accueil_id = ANY (lieux) {asked});
"""
HOW = """LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
"""

# All that is known of the séances of some places, from a day on, up to another that is left out.
OF_PLACES = f"""
CREATE FUNCTION conseillers_seances(lieux bigint[], du date, avant date) RETURNS SETOF conseillers_seance
{HOW} ROWS 100 AS $$
DECLARE {STANDING.format(asked="")}
BEGIN
    RETURN QUERY SELECT s.* FROM conseillers_seance s
    WHERE s.lieu_id = ANY (lieux) AND s.permanence_id = ANY (permanences) AND s.date >= du AND s.date < avant;
END
$$;
"""

# At each place, the first one held and the first one not held (before a day) that answer what is asked and are not
# over; what is NULL is not asked. Who is there is worked out only when it is asked.
FIRST = """
    RETURN QUERY
    SELECT DISTINCT ON (s.lieu_id, s.tenue)
           s.permanence_id, s.lieu_id, s.lieu_accueil_id, s.date, s.heure_debut, s.heure_fin, s.debut, s.fin, s.etat,
           s.cause, s.motif::text, s.mode::text, s.theme::text, s.demonstration
    FROM (SELECT s.*, s.etat IN ('prevue', 'modifiee', 'ajoutee') AS tenue FROM conseillers_seance s
          WHERE s.lieu_id = ANY (lieux) AND s.permanence_id = ANY (permanences) AND s.date >= depuis AND s.date < avant
            AND (finit_apres IS NULL OR (s.heure_debut < commence_avant AND s.heure_fin > finit_apres)){who}) s
    WHERE s.fin > maintenant AND s.debut <= debut_max AND (s.tenue OR s.date < perdues_avant)
    ORDER BY s.lieu_id, s.tenue, s.debut, s.permanence_id;
"""
WHO = """
            AND (langue IS NULL OR s.langues @> ARRAY[langue]) AND (qui IS NULL OR s.conseillers && qui)"""
ASKED = """AND (p.au IS NULL OR p.au >= depuis) AND (en_mode IS NULL OR p.mode = en_mode)
            AND (besoin IS NULL OR p.besoins = '{}' OR p.besoins @> ARRAY[besoin]::varchar[])"""
NEXT = f"""
CREATE FUNCTION conseillers_prochaines(
    lieux bigint[], depuis date, avant date, perdues_avant date, maintenant timestamptz, debut_max timestamptz,
    finit_apres time, commence_avant time, en_mode text, besoin text, langue text, qui bigint[])
RETURNS TABLE (
    permanence_id bigint, lieu_id bigint, lieu_accueil_id bigint, date date, heure_debut time, heure_fin time,
    debut timestamptz, fin timestamptz, etat text, cause text, motif text, mode text, theme text, demonstration boolean)
{HOW} ROWS 40 AS $$
#variable_conflict use_column
DECLARE {STANDING.format(asked=ASKED)}
BEGIN
    IF langue IS NULL AND qui IS NULL THEN {FIRST.format(who="")}
    ELSE {FIRST.format(who=WHO)}
    END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("conseillers", "0007_revision")]

    operations = [
        migrations.RunSQL(f"DROP VIEW conseillers_seance; {SEANCES}", f"DROP VIEW conseillers_seance; {before}"),
        migrations.RunSQL(OF_PLACES, "DROP FUNCTION conseillers_seances;"),
        migrations.RunSQL(NEXT, "DROP FUNCTION conseillers_prochaines;"),
    ]
