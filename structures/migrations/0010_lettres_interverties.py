"""Two swapped letters of a short word (« mremoz ») leave too few trigrams: each swap is looked up as it is.

The rest of the function is that of 0008.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("structures.migrations.0008_noms_evoques").EVOQUES.replace("CREATE", "CREATE OR REPLACE", 1)

SWAPPED = """s.cle, ' ') @> ARRAY[mot]));
    inconnus := inconnus[:2];
    permutes := mots || ARRAY(
        SELECT overlay(mot PLACING reverse(substr(mot, place, 2)) FROM place FOR 2)
        FROM unnest(inconnus) AS m (mot), generate_series(1, length(mot) - 1) AS place
        WHERE length(mot) <= 9);
"""

# Found by trigrams first: the planner would rather read all streets of Lyon, and compare each.
IN_COMMUNE = """(SELECT v.id FROM structures_voie v
         WHERE cardinality(inconnus) > 0 AND v.cle %> ANY (inconnus) AND (partout OR v.commune_id = ANY (ids)) LIMIT 1000)"""
IN_ALL_THEN_IN_COMMUNE = """(SELECT v.id FROM (
            SELECT id, commune_id FROM structures_voie WHERE cardinality(inconnus) > 0 AND cle %> ANY (inconnus) OFFSET 0
         ) v WHERE partout OR v.commune_id = ANY (ids) LIMIT 1000)"""

AFTER = (
    BEFORE.replace("inconnus text[];", "inconnus text[];\n    permutes text[];")
    .replace("s.cle, ' ') @> ARRAY[mot]));\n", SWAPPED)
    .replace(IN_COMMUNE, IN_ALL_THEN_IN_COMMUNE)
    .replace("SET enable_seqscan = off", "SET enable_seqscan = off SET plan_cache_mode = force_generic_plan")
    .replace("WHERE string_to_array(v.cle, ' ') && mots", "WHERE string_to_array(v.cle, ' ') && permutes")
)


class Migration(migrations.Migration):
    dependencies = [("structures", "0009_autres_noms")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
