"""Abbreviations and small numbers in words are brought to one spelling: "bd" and "boulevard", "huit mai" and "8 mai".

Names keep what the function makes of them in a generated column: each is written again.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("structures.migrations.0003_reperes").CLE.split("CREATE FUNCTION structures_cles")[0]

CLE = r"""
CREATE OR REPLACE FUNCTION structures_cle(texte text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path FROM CURRENT AS $$
DECLARE
    cle text := trim(regexp_replace(lower(unaccent('unaccent', texte)), '[^a-z0-9]+', ' ', 'g'));
    rangs text[] := ARRAY['premier', 'deuxieme', 'troisieme', 'quatrieme', 'cinquieme', 'sixieme', 'septieme',
                          'huitieme', 'neuvieme'];
    romains text[] := ARRAY['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix'];
    abreges jsonb := '{
        "st": "saint", "sts": "saints", "ste": "sainte", "stes": "saintes", "nd": "notre dame", "mt": "mont",
        "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "bvd": "boulevard",
        "blvd": "boulevard", "boul": "boulevard", "pl": "place", "rte": "route", "ch": "chemin", "che": "chemin",
        "chem": "chemin", "imp": "impasse", "all": "allee", "sq": "square", "crs": "cours", "qu": "quai",
        "mte": "montee", "mtee": "montee", "fg": "faubourg", "fbg": "faubourg", "pass": "passage",
        "prom": "promenade", "esp": "esplanade", "lot": "lotissement", "res": "residence", "gd": "grand",
        "gde": "grande", "gr": "grande", "gal": "general", "gen": "general", "mal": "marechal",
        "cdt": "commandant", "cmdt": "commandant", "cap": "capitaine", "cne": "capitaine", "capt": "capitaine",
        "col": "colonel", "lt": "lieutenant", "sgt": "sergent", "dr": "docteur", "pr": "professeur",
        "prof": "professeur", "pdt": "president", "mgr": "monseigneur",
        "janv": "janvier", "fev": "fevrier", "juil": "juillet", "nov": "novembre", "dec": "decembre",
        "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7", "huit": "8", "neuf": "9",
        "dix": "10", "onze": "11", "douze": "12", "treize": "13", "quatorze": "14", "quinze": "15", "seize": "16",
        "vingt": "20"}';
BEGIN
    cle := regexp_replace(cle, '\m(\d+) ?(er|ere|e|eme|ieme|nd|nde)\M', '\1', 'g');
    SELECT string_agg(COALESCE(abreges ->> mot, mot), ' ' ORDER BY rang) INTO cle
    FROM unnest(string_to_array(cle, ' ')) WITH ORDINALITY AS m (mot, rang);
    cle := COALESCE(cle, '');
    cle := regexp_replace(cle, '^(\d+ (?:(?:bis|ter|quater) )?)?r ', '\1rue ');
    -- Patterns made on the fly are not kept compiled: they are tried only where one may match.
    IF cle ~ '\m(lyon|arr)' AND cle ~ '\m(premier|[a-z]+ieme|[ivx]+(er|e|eme)?)\M' THEN
        FOR rang IN 1..9 LOOP
            cle := regexp_replace(cle, '\m' || rangs[rang] || ' (arrond\w*|arr\w*)\M', rang::text, 'g');
            cle := regexp_replace(cle, '\mlyon ' || rangs[rang] || '\M', 'lyon ' || rang, 'g');
            cle := regexp_replace(cle, '\mlyon ' || romains[rang] || ' ?(er|e|eme)?\M', 'lyon ' || rang, 'g');
            cle := regexp_replace(cle, '\m' || romains[rang] || ' ?(er|e|eme)? (arrond\w*|arr|arrt)\M', rang::text, 'g');
        END LOOP;
    END IF;
    cle := regexp_replace(cle, '\m(arrondissements?|arrdt|arrt|ardt|arr|cedex)\M', ' ', 'g');
    cle := regexp_replace(cle, '\mlyon ?0?([1-9])\M', 'lyon \1', 'g');
    cle := regexp_replace(cle, '\m(69) (\d{3})\M', '\1\2', 'g');
    cle := trim(regexp_replace(cle, ' +', ' ', 'g'));
    -- "3e" alone, or "le 3e": an arrondissement of Lyon. "3e lyon" is one too.
    cle := regexp_replace(cle, '^(?:le )?0?([1-9])(?: (?:de )?lyon)?$', 'lyon \1');
    RETURN cle;
END
$$;
"""

# An immutable function is trusted never to change: what was computed with the old one is computed again.
AGAIN = """
UPDATE structures_commune SET nom = nom, alias = alias;
UPDATE structures_anciennecommune SET nom = nom;
UPDATE structures_structure SET nom = nom;
UPDATE structures_lieu SET nom = nom;
UPDATE structures_voie SET nom = nom;
"""


class Migration(migrations.Migration):
    dependencies = [("structures", "0005_adresses")]

    operations = [
        migrations.RunSQL(CLE, BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
        migrations.RunSQL(AGAIN, AGAIN),
    ]
