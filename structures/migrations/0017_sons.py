"""Streets by ear: how the words of a name sound, alone and two by two, as `ressemblance.sound` says it."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models
from django.db import migrations

SOUNDS = [
    (r"ge(?=[aou])", "j"),
    (r"jea(?=n)", "ja"),
    (r"(?<=[aeou])(?:ille?|ye?)(?=s?$)", "j"),
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
    (r"(?<=[a-z]{3})e?[stxd]*$", ""),
]


def spoken() -> str:
    said = "mot"
    for pattern, sound in SOUNDS:
        said = f"regexp_replace({said}, '{pattern}', '{sound}', 'g')"
    return said


SON = f"""
CREATE FUNCTION structures_son(mot text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN {spoken()};
"""
# The kind of street is in none of them: « rue » would be in all.
SONS = """
CREATE FUNCTION structures_sons(cle text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT array_agg(DISTINCT structures_son(m.mot)) FILTER (WHERE length(m.mot) > 2)
        || array_agg(DISTINCT structures_son(m.avant || m.mot)) FILTER (WHERE m.avant IS NOT NULL)
    FROM (
        SELECT mot, lag(mot) OVER (ORDER BY rang) AS avant
        FROM regexp_split_to_table(regexp_replace(cle, '^[a-z]+ (?=[a-z0-9])', ''), ' ')
            WITH ORDINALITY AS t (mot, rang)
        WHERE mot NOT IN ('a', 'au', 'aux', 'd', 'de', 'des', 'du', 'en', 'et', 'l', 'la', 'le', 'les', 'lez', 'sur')
    ) m
);
"""


class Migration(migrations.Migration):
    dependencies = [("structures", "0016_sauvegardes")]

    operations = [
        migrations.RunSQL(SON, "DROP FUNCTION structures_son(text)"),
        migrations.RunSQL(SONS, "DROP FUNCTION structures_sons(text)"),
        migrations.AddField(
            "voie",
            "sons",
            django.db.models.GeneratedField(
                db_persist=True,
                expression=django.db.models.Func(
                    django.db.models.Func("nom", function="structures_cle"), function="structures_sons"
                ),
                output_field=django.contrib.postgres.fields.ArrayField(django.db.models.TextField()),
            ),
        ),
        migrations.AddIndex(
            "voie", django.contrib.postgres.indexes.GinIndex(fields=["sons"], name="voie_sons")
        ),
    ]
