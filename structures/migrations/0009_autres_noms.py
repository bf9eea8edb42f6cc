"""A quarter is said by the name that was typed, « Carré de Soie » for La Soie; and names are heard through wrong spaces.

A former commune is known by its postal code, which says on which side a street of the merged one is. The rest of the
function is that of 0008.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("structures.migrations.0008_noms_evoques").SECTEURS.replace("CREATE", "CREATE OR REPLACE", 1)

LABEL = "l.nom || COALESCE(', ' || replace(c.nom, ' Arrondissement', ''), ''), n.cle,"
NAMES = "unnest(l.cle || l.cles_alias) AS n (cle)"
LIKE = "WHERE strict_word_similarity(s.cle, mots) >= 0.3;"
HEAD = "LANGUAGE plpgsql STABLE AS $$\n#variable_conflict use_column\nBEGIN"

# Names are compared with the words that may be theirs: half as many, half the time. « vaulsenvelin » is heard by its long
# words; « jivor » is one letter wrong in a short name, which leaves few trigrams.
OWN_WORDS = r"""LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    utiles CONSTANT text := regexp_replace(
        mots, '\m(rue|avenue|boulevard|place|route|chemin|cours|impasse|allee|je|suis|de|du|des|la|le|les|et|au|[a-z]|\d+)\M *',
        '', 'g');
    longs CONSTANT text := regexp_replace(utiles, '\m[a-z]{1,7}\M *', '', 'g');
BEGIN"""
LIKE_OR_GLUED = """WHERE strict_word_similarity(s.cle, utiles) >= CASE WHEN length(s.cle) > 7 THEN 0.3 ELSE 0.18 END
        OR (longs <> '' AND strpos(s.cle, ' ') > 0 AND strict_word_similarity(replace(s.cle, ' ', ''), longs) >= 0.3);"""

AFTER = (
    BEFORE.replace(LABEL, LABEL.replace("l.nom", "n.nom"))
    .replace(NAMES, "unnest(l.nom || l.alias, l.cle || l.cles_alias) AS n (nom, cle)")
    .replace(LIKE, LIKE_OR_GLUED)
    .replace(HEAD, OWN_WORDS)
    .replace("SELECT 'ancienne-' || x.id, 'commune'", "SELECT 'ancienne-' || x.codes_postaux[1], 'commune'")
)


class Migration(migrations.Migration):
    dependencies = [("structures", "0008_noms_evoques")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
