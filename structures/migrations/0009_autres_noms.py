"""A quarter is said by the name that was typed, « Carré de Soie » for La Soie; and names are heard through wrong spaces.

The rest of the function is that of 0008.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("structures.migrations.0008_noms_evoques").SECTEURS.replace("CREATE", "CREATE OR REPLACE", 1)

LABEL = "l.nom || COALESCE(', ' || replace(c.nom, ' Arrondissement', ''), ''), n.cle,"
NAMES = "unnest(l.cle || l.cles_alias) AS n (cle)"
LIKE = "WHERE strict_word_similarity(s.cle, mots) >= 0.3;"

# « vaulsenvelin », « jivor »: of a short name, one wrong letter leaves few trigrams.
LIKE_OR_GLUED = """WHERE strict_word_similarity(s.cle, mots) >= CASE WHEN length(s.cle) > 7 THEN 0.3 ELSE 0.18 END
        OR (strpos(s.cle, ' ') > 0 AND strict_word_similarity(replace(s.cle, ' ', ''), mots) >= 0.3);"""

AFTER = (
    BEFORE.replace(LABEL, LABEL.replace("l.nom", "n.nom"))
    .replace(NAMES, "unnest(l.nom || l.alias, l.cle || l.cles_alias) AS n (nom, cle)")
    .replace(LIKE, LIKE_OR_GLUED)
)


class Migration(migrations.Migration):
    dependencies = [("structures", "0008_noms_evoques")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
