"""What a resident may type to say where they are, as a view: nothing is copied by hand, so nothing goes stale.

`structures_cle` brings two spellings of one name to the same words: "Ste Foy les Lyon" and "Sainte-Foy-lès-Lyon",
"3ème arrondissement" and "Lyon 3e Arrondissement", "69 003" and "69003".
"""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db import migrations

from structures.reperes import Cle

GENRES = [
    ("commune", "Commune"), ("arrondissement", "Arrondissement"), ("code_postal", "Code Postal"), ("adresse", "Adresse"),
    ("voie", "Voie"), ("lieu", "Lieu"), ("structure", "Structure"), ("position", "Position"),
]

CLE = r"""
CREATE FUNCTION structures_cle(texte text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path FROM CURRENT AS $$
DECLARE
    cle text := trim(regexp_replace(lower(unaccent('unaccent', texte)), '[^a-z0-9]+', ' ', 'g'));
    rang integer := 0;
    mot text;
BEGIN
    cle := regexp_replace(cle, '\mst\M', 'saint', 'g');
    cle := regexp_replace(cle, '\mste\M', 'sainte', 'g');
    cle := regexp_replace(cle, '\m(\d+) ?(er|ere|e|eme|ieme|nd|nde)\M', '\1', 'g');
    FOREACH mot IN ARRAY ARRAY['premier', 'deuxieme', 'troisieme', 'quatrieme', 'cinquieme', 'sixieme', 'septieme',
                               'huitieme', 'neuvieme'] LOOP
        rang := rang + 1;
        cle := regexp_replace(cle, '\m' || mot || ' (arrond\w*|arr\w*)\M', rang::text, 'g');
        cle := regexp_replace(cle, '\mlyon ' || mot || '\M', 'lyon ' || rang, 'g');
    END LOOP;
    rang := 0;
    FOREACH mot IN ARRAY ARRAY['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix'] LOOP
        rang := rang + 1;
        cle := regexp_replace(cle, '\mlyon ' || mot || ' ?(er|e|eme)?\M', 'lyon ' || rang, 'g');
        cle := regexp_replace(cle, '\m' || mot || ' ?(er|e|eme)? (arrond\w*|arr|arrt|ardt)\M', rang::text, 'g');
    END LOOP;
    cle := regexp_replace(cle, '\m(arrondissements?|arrdt|arrt|ardt|arr|cedex)\M', ' ', 'g');
    cle := regexp_replace(cle, '\mlyon ?0?([1-9])\M', 'lyon \1', 'g');
    cle := regexp_replace(cle, '\m(69) (\d{3})\M', '\1\2', 'g');
    cle := trim(regexp_replace(cle, ' +', ' ', 'g'));
    -- "3e" alone, or "le 3e": an arrondissement of Lyon. "3e lyon" is one too.
    cle := regexp_replace(cle, '^(?:le )?0?([1-9])(?: (?:de )?lyon)?$', 'lyon \1');
    RETURN cle;
END
$$;

CREATE FUNCTION structures_cles(textes text[]) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT COALESCE(array_agg(structures_cle(texte) ORDER BY rang), '{}') FROM unnest(textes) WITH ORDINALITY AS t (texte, rang)
$$;
"""

# Does a name hold every word that was typed, each at the start of one of its own? One or two letters do not count.
TOUS_LES_MOTS = r"""
CREATE FUNCTION structures_tous_les_mots(nom text, mots text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT COALESCE(bool_and(strpos(nom, ' ' || mot) > 0), false)
    FROM unnest(string_to_array(mots, ' ')) AS m (mot)
    WHERE length(mot) > 2
$$;
"""

REPERES = """
CREATE VIEW structures_repere AS
SELECT 'nom-' || c.id AS id, c.niveau AS genre, c.nom AS libelle, c.cle AS cle,
       ARRAY[c.code_insee]::text[] AS code_insee, c.centre AS position, c.population
FROM structures_commune c
UNION ALL
SELECT 'insee-' || c.id, c.niveau, c.nom, c.code_insee, ARRAY[c.code_insee], c.centre, c.population
FROM structures_commune c
-- 69003 is Albigny's INSEE code and Lyon 3e's postal code: people mean the postal one.
WHERE NOT EXISTS (SELECT FROM structures_commune o WHERE c.code_insee = ANY (o.codes_postaux))
UNION ALL
SELECT 'alias-' || c.id || '-' || a.alias, c.niveau, c.nom, a.cle, ARRAY[c.code_insee], c.centre, c.population
FROM structures_commune c, unnest(c.alias, c.cles_alias) AS a (alias, cle)
WHERE NOT EXISTS (SELECT FROM structures_anciennecommune x WHERE x.commune_id = c.id AND x.nom = a.alias)
UNION ALL
SELECT 'ancienne-' || x.id, 'commune', x.nom || ' (' || c.nom || ')', x.cle, ARRAY[c.code_insee], x.centre,
       c.population
FROM structures_anciennecommune x JOIN structures_commune c ON c.id = x.commune_id
UNION ALL
SELECT 'ancien-insee-' || x.id, 'commune', x.nom || ' (' || c.nom || ')', x.code_insee, ARRAY[c.code_insee], x.centre,
       c.population
FROM structures_anciennecommune x JOIN structures_commune c ON c.id = x.commune_id WHERE x.code_insee <> c.code_insee
UNION ALL
-- A postal code stands for all its communes: the point is inside their union.
SELECT 'cp-' || z.code_postal, 'code_postal', z.code_postal || ' ' || string_agg(z.nom, ', ' ORDER BY z.nom), z.code_postal,
       array_agg(DISTINCT z.code_insee)::text[],
       CASE WHEN count(*) = 1 THEN ST_Union(z.centre::geometry)
            ELSE ST_PointOnSurface(ST_Union(z.contour)) END::geography,
       sum(z.population)
FROM (
    SELECT cp.code_postal, c.nom, c.code_insee, c.centre, c.contour, c.population
    FROM structures_commune c, unnest(c.codes_postaux) AS cp (code_postal)
    WHERE NOT EXISTS (SELECT FROM structures_commune a WHERE a.parent_id = c.id)
      AND NOT EXISTS (SELECT FROM structures_anciennecommune x
                      WHERE x.commune_id = c.id AND cp.code_postal = ANY (x.codes_postaux))
    UNION ALL
    SELECT cp.code_postal, x.nom, c.code_insee, x.centre, x.contour, c.population
    FROM structures_anciennecommune x JOIN structures_commune c ON c.id = x.commune_id,
         unnest(x.codes_postaux) AS cp (code_postal)
) z
GROUP BY z.code_postal
UNION ALL
SELECT 'lieu-' || l.id, 'lieu', l.nom, l.cle, ARRAY[c.code_insee], l.position, 0
FROM structures_lieu l
JOIN structures_structure s ON s.id = l.structure_id AND NOT s.archivee
JOIN structures_commune c ON c.id = l.commune_id
WHERE l.publie
UNION ALL
-- A structure is found at its first lieu.
SELECT 'structure-' || s.id, 'structure', s.nom, s.cle, ARRAY[c.code_insee], l.position, 0
FROM structures_structure s
JOIN LATERAL (SELECT * FROM structures_lieu l WHERE l.structure_id = s.id AND l.publie ORDER BY l.id LIMIT 1) l ON true
JOIN structures_commune c ON c.id = l.commune_id
WHERE NOT s.archivee;
"""


class Migration(migrations.Migration):
    dependencies = [("structures", "0002_lieu_near_metropole")]

    operations = [
        migrations.RunSQL(CLE, "DROP FUNCTION structures_cles(text[]); DROP FUNCTION structures_cle(text);"),
        migrations.RunSQL(TOUS_LES_MOTS, "DROP FUNCTION structures_tous_les_mots(text, text);"),
        migrations.AddField("commune", "cle", models.GeneratedField(
            expression=Cle("nom"), output_field=models.TextField(), db_persist=True)),
        migrations.AddField("anciennecommune", "cle", models.GeneratedField(
            expression=Cle("nom"), output_field=models.TextField(), db_persist=True)),
        migrations.AddField("structure", "cle", models.GeneratedField(
            expression=Cle("nom"), output_field=models.TextField(), db_persist=True)),
        migrations.AddField("lieu", "cle", models.GeneratedField(
            expression=Cle("nom"), output_field=models.TextField(), db_persist=True)),
        migrations.AddField("commune", "cles_alias", models.GeneratedField(
            expression=models.Func("alias", function="structures_cles"), output_field=ArrayField(models.TextField()),
            db_persist=True)),
        migrations.RunSQL(REPERES, "DROP VIEW structures_repere;"),
        migrations.CreateModel(
            name="Repere",
            fields=[
                ("id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("genre", models.CharField(choices=GENRES, max_length=14)),
                ("libelle", models.TextField()),
                ("cle", models.TextField()),
                ("code_insee", ArrayField(base_field=models.CharField(max_length=5), size=None)),
                ("position", models.PointField(geography=True, srid=4326)),
                ("population", models.IntegerField()),
            ],
            options={"managed": False, "db_table": "structures_repere"},
        ),
    ]
