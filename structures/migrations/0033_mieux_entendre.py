"""Streets by ear, better heard: « prier » is said as Priest, « foi » as Foy, « Lafaillette » as Lafayette.

Only the streets whose name sounds otherwise are written again.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("structures.migrations.0017_sons").SON

SOUNDS = [
    (r"ge(?=[aou])", "j"),
    (r"jea(?=n)", "ja"),
    (r"(?<=[aeou])ille?(?=s?$)|(?<=[ae])ye?(?=s?$)", "j"),
    (r"(?<=[aeou])ill(?=[aeou])", "y"),
    (r"l+i(?=[eo])", "i"),
    (r"y", "i"),
    (r"ain|ein|aim", "in"),
    (r"eau|au", "o"),
    (r"ph", "f"),
    (r"qu|q|c(?![eiyh])|ck", "k"),
    (r"c|z", "s"),
    (r"w", "v"),
    (r"oe|ai|ei", "e"),
    (r"g(?=[ei])", "j"),
    (r"h", ""),
    (r"en(?![aeiou])|em(?=[bp])|am(?=[bp])", "an"),
    (r"([a-z])\1+", r"\1"),
    (r"(?<=[a-z]{3})(?:(?<=i)er|e?[stxd]*)$", ""),
]


def spoken() -> str:
    said = "mot"
    for pattern, sound in SOUNDS:
        said = f"regexp_replace({said}, '{pattern}', '{sound}', 'g')"
    return said


SON = f"""
CREATE OR REPLACE FUNCTION structures_son(mot text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN {spoken()};
"""
# Its generated column keeps what the function made of a name.
AGAIN = "UPDATE structures_voie SET nom = nom WHERE sons IS DISTINCT FROM structures_sons(cle);"


class Migration(migrations.Migration):
    dependencies = [("structures", "0032_versions_sans_relire")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, AGAIN),
        migrations.RunSQL(SON, BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
