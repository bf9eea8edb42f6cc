"""Two swapped letters of a short word (« mremoz ») leave too few trigrams: each swap is looked up as it is.

The rest of the function is that of 0008.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("structures.migrations.0008_noms_evoques").EVOQUES.replace("CREATE", "CREATE OR REPLACE", 1)

SWAPPED = """s.cle, ' ') @> ARRAY[mot]));
    permutes := mots || ARRAY(
        SELECT overlay(mot PLACING reverse(substr(mot, place, 2)) FROM place FOR 2)
        FROM unnest(inconnus) AS m (mot), generate_series(1, length(mot) - 1) AS place
        WHERE length(mot) <= 9);
"""

AFTER = (
    BEFORE.replace("inconnus text[];", "inconnus text[];\n    permutes text[];")
    .replace("s.cle, ' ') @> ARRAY[mot]));\n", SWAPPED)
    .replace("WHERE string_to_array(v.cle, ' ') && mots", "WHERE string_to_array(v.cle, ' ') && permutes")
)


class Migration(migrations.Migration):
    dependencies = [("structures", "0009_autres_noms")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
