"""Does a name hold every word that was typed, each at the start of one of its own? Words of one or two letters do not count."""

from django.db import migrations

TOUS_LES_MOTS = r"""
CREATE FUNCTION structures_tous_les_mots(nom text, mots text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT COALESCE(bool_and(strpos(nom, ' ' || mot) > 0), false)
    FROM unnest(string_to_array(mots, ' ')) AS m (mot)
    WHERE length(mot) > 2
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("structures", "0003_reperes")]

    operations = [migrations.RunSQL(TOUS_LES_MOTS, "DROP FUNCTION structures_tous_les_mots(text, text);")]
