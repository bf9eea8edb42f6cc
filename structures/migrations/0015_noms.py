"""The names and codes of areas and quarters, side by side in one small table: to find them took half of a search.

They were put together from three tables at each question, and each of 800 names was compared with the words. Now
triggers keep them as they are looked up, a name is compared only when it shares enough of its trigrams with the words,
and what is found comes in one order, whatever the plan.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("structures.migrations.0013_mots_colles").AFTER

# The trigrams of a name as bits, of which several may share one (hash indexes keep `hashtext` too: it stays the same).
# A likeness of 0.3 takes three in ten of the name's trigrams, whatever else the words hold: `structures_requis` says
# how many common bits that makes at least. Nothing alike is lost, and nine names in ten are never compared. Short names
# are recognised by less: « jivor » is one letter wrong in Givors, which leaves few trigrams.
EMPREINTES = """
CREATE FUNCTION structures_empreinte(cle text) RETURNS bit(256) LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path FROM CURRENT AS $$
    SELECT bit_or(set_bit(0::bit(256), hashtext(trigramme) & 255, 1)) FROM unnest(show_trgm(cle)) AS t (trigramme)
$$;

CREATE FUNCTION structures_seuil(cle text, colle boolean) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN colle OR length(cle) > 7 THEN 0.3 ELSE 0.18 END
$$;

CREATE FUNCTION structures_requis(cle text, colle boolean) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path FROM CURRENT AS $$
    SELECT ceil(structures_seuil(cle, colle) * n)::bigint - n + bit_count(structures_empreinte(cle))
    FROM cardinality(show_trgm(cle)) AS n
$$;
"""
DROP_EMPREINTES = """
DROP FUNCTION structures_requis(text, boolean);
DROP FUNCTION structures_seuil(text, boolean);
DROP FUNCTION structures_empreinte(text);
"""

# What is to be kept, one row a spelling: with its spaces and, marked `colle`, without them. Codes are found as they
# are: they have no spelling that one compares.
# A postal code that several communes share stands at the most central of them, which takes no union of outlines.
# INSEE codes that are somebody else's postal code are not offered: 69003 is Albigny's, people mean Lyon 3e.
LUS = """
CREATE VIEW structures_noms_lus AS
WITH noms AS (
    SELECT ARRAY[1, c.id, n.rang] AS ordre, 'nom-' || c.id AS id, c.niveau::text AS genre, c.nom::text AS libelle,
           n.cle, ARRAY[c.code_insee]::text[] AS code_insee, c.centre::geometry AS point, c.population
    FROM structures_commune c, unnest(c.cle || c.cles_alias) WITH ORDINALITY AS n (cle, rang)
    WHERE NOT EXISTS (SELECT FROM structures_anciennecommune x WHERE x.cle = n.cle AND x.commune_id = c.id)
    UNION ALL
    SELECT ARRAY[2, x.id], 'ancienne-' || x.codes_postaux[1], 'commune', x.nom || ' (' || c.nom || ')', x.cle,
           ARRAY[c.code_insee]::text[], x.centre::geometry, c.population
    FROM structures_anciennecommune x JOIN structures_commune c ON c.id = x.commune_id
    UNION ALL
    SELECT ARRAY[3, l.id, n.rang], 'localite-' || l.id, l.genre,
           n.nom || COALESCE(', ' || replace(c.nom, ' Arrondissement', ''), ''), n.cle,
           ARRAY[l.code_insee]::text[], l.position::geometry, 0
    FROM structures_localite l
    LEFT JOIN structures_commune c ON c.code_insee = l.code_insee,
         unnest(l.nom || l.alias, l.cle || l.cles_alias) WITH ORDINALITY AS n (nom, cle, rang)
), codes AS (
    SELECT ARRAY[4, row_number() OVER (ORDER BY g.code_postal)] AS ordre, 'cp-' || g.code_postal AS id,
           'code_postal' AS genre, g.code_postal || ' ' || g.noms AS libelle, g.code_postal AS cle,
           g.codes_insee AS code_insee, p.point, g.population
    FROM (
        SELECT z.code_postal, string_agg(z.nom, ', ' ORDER BY z.nom) AS noms,
               array_agg(DISTINCT z.code_insee)::text[] AS codes_insee, sum(z.population)::integer AS population,
               array_agg(z.centre::geometry) AS centres
        FROM (
            SELECT cp.code_postal::text, c.nom, c.code_insee, c.centre, c.population
            FROM structures_commune c, unnest(c.codes_postaux) AS cp (code_postal)
            WHERE NOT EXISTS (SELECT FROM structures_commune a WHERE a.parent_id = c.id)
              AND NOT EXISTS (SELECT FROM structures_anciennecommune x
                              WHERE x.commune_id = c.id AND cp.code_postal = ANY (x.codes_postaux))
            UNION ALL
            SELECT cp.code_postal::text, x.nom, c.code_insee, x.centre, c.population
            FROM structures_anciennecommune x JOIN structures_commune c ON c.id = x.commune_id,
                 unnest(x.codes_postaux) AS cp (code_postal)
        ) z
        GROUP BY z.code_postal
    ) g
    CROSS JOIN LATERAL (
        SELECT centre AS point FROM unnest(g.centres) AS centre
        ORDER BY ST_Distance(centre, ST_Centroid(ST_Collect(g.centres))), centre LIMIT 1
    ) p
    UNION ALL
    SELECT ARRAY[5, c.id], 'insee-' || c.id, c.niveau, c.nom, c.code_insee, ARRAY[c.code_insee]::text[],
           c.centre::geometry, c.population
    FROM structures_commune c
    WHERE NOT EXISTS (SELECT FROM structures_commune o WHERE c.code_insee = ANY (o.codes_postaux))
    UNION ALL
    SELECT ARRAY[6, x.id], 'ancienne-' || x.id, 'commune', x.nom || ' (' || c.nom || ')', x.code_insee,
           ARRAY[c.code_insee]::text[], x.centre::geometry, c.population
    FROM structures_anciennecommune x JOIN structures_commune c ON c.id = x.commune_id
    WHERE x.code_insee <> c.code_insee
)
SELECT n.ordre, false AS colle, n.cle AS ecrit, n.id, n.genre, n.libelle, n.cle, n.code_insee,
       ST_X(n.point) AS lon, ST_Y(n.point) AS lat, n.population
FROM noms n
UNION ALL
SELECT n.ordre, true, replace(n.cle, ' ', ''), n.id, n.genre, n.libelle, n.cle, n.code_insee,
       ST_X(n.point), ST_Y(n.point), n.population
FROM noms n WHERE strpos(n.cle, ' ') > 0
UNION ALL
SELECT c.ordre, false, NULL, c.id, c.genre, c.libelle, c.cle, c.code_insee, ST_X(c.point), ST_Y(c.point), c.population
FROM codes c;
"""

COLUMNS = "ordre, colle, ecrit, id, genre, libelle, cle, code_insee, lon, lat, population"
TABLE = """
CREATE TABLE structures_noms (
    ordre bigint[],
    colle boolean,
    ecrit text,
    id text NOT NULL,
    genre text NOT NULL,
    libelle text NOT NULL,
    cle text NOT NULL,
    code_insee text[] NOT NULL,
    lon float8 NOT NULL,
    lat float8 NOT NULL,
    population integer,
    empreinte bit(256) GENERATED ALWAYS AS (structures_empreinte(ecrit)) STORED,
    requis bigint GENERATED ALWAYS AS (structures_requis(ecrit, colle)) STORED,
    PRIMARY KEY (ordre, colle)
);
"""

# Rows that did not change are left alone: a load leaves few dead ones behind for searches to wade through. One
# transaction at a time: a code that two of them change is to say both. Searches do not wait.
TENIR = f"""
CREATE FUNCTION structures_tenir_noms() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    LOCK TABLE structures_noms IN SHARE ROW EXCLUSIVE MODE;
    WITH lus AS MATERIALIZED (
        SELECT * FROM structures_noms_lus
    ), ecrits AS (
        INSERT INTO structures_noms ({COLUMNS})
        SELECT * FROM lus
        EXCEPT
        SELECT {COLUMNS} FROM structures_noms
        ON CONFLICT (ordre, colle) DO UPDATE SET
            ecrit = EXCLUDED.ecrit, id = EXCLUDED.id, genre = EXCLUDED.genre, libelle = EXCLUDED.libelle,
            cle = EXCLUDED.cle, code_insee = EXCLUDED.code_insee, lon = EXCLUDED.lon, lat = EXCLUDED.lat,
            population = EXCLUDED.population
    )
    DELETE FROM structures_noms n
    WHERE NOT EXISTS (SELECT FROM lus WHERE lus.ordre = n.ordre AND lus.colle = n.colle);
    RETURN NULL;
END
$$;
"""
TRIGGER = """
CREATE TRIGGER tenir_noms AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION structures_tenir_noms();
"""
TABLES = ["structures_commune", "structures_anciennecommune", "structures_localite"]

# Names are compared with the words that may be theirs: half as many, half the time. « vaulsenvelin » is heard by its
# long words. Bits are counted first, a thirtieth of the work: CASE keeps the planner from comparing before.
SECTEURS = r"""
CREATE OR REPLACE FUNCTION structures_secteurs(mots text, codes text[], debut_de_code text)
RETURNS TABLE (id text, genre text, libelle text, cle text, code_insee text[], lon float8, lat float8,
               population integer)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    petits CONSTANT text :=
        'rue|avenue|boulevard|place|route|chemin|cours|impasse|allee|je|suis|de|du|des|la|le|les|et|au|[a-z]|\d+';
    utiles CONSTANT text := regexp_replace(mots, '\m(' || petits || ')\M *', '', 'g');
    longs CONSTANT text := regexp_replace(utiles, '\m[a-z]{1,9}\M *', '', 'g');
    des_utiles CONSTANT bit(256) := structures_empreinte(utiles);
    des_longs CONSTANT bit(256) := structures_empreinte(longs);
BEGIN RETURN QUERY
    SELECT n.id, n.genre, n.libelle, n.cle, n.code_insee, n.lon, n.lat, n.population
    FROM (
        SELECT DISTINCT ON (n.ordre) n.*
        FROM structures_noms n
        WHERE CASE
            WHEN n.ecrit IS NULL THEN
                n.cle = ANY (codes)
                OR (n.genre = 'code_postal' AND debut_de_code <> '' AND starts_with(n.cle, debut_de_code))
            WHEN n.colle THEN
                CASE WHEN bit_count(n.empreinte & des_longs) >= n.requis
                     THEN strict_word_similarity(n.ecrit, longs) >= structures_seuil(n.ecrit, n.colle) END
            ELSE
                CASE WHEN bit_count(n.empreinte & des_utiles) >= n.requis
                     THEN strict_word_similarity(n.ecrit, utiles) >= structures_seuil(n.ecrit, n.colle) END
            END
        ORDER BY n.ordre
    ) n;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("structures", "0014_referents")]

    operations = [
        migrations.RunSQL(EMPREINTES, DROP_EMPREINTES),
        migrations.RunSQL(LUS, "DROP VIEW structures_noms_lus;"),
        migrations.RunSQL(TABLE, "DROP TABLE structures_noms;"),
        migrations.RunSQL(
            f"INSERT INTO structures_noms ({COLUMNS}) SELECT * FROM structures_noms_lus;", migrations.RunSQL.noop
        ),
        migrations.RunSQL(TENIR, "DROP FUNCTION structures_tenir_noms();"),
        *(
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER tenir_noms ON {table};")
            for table in TABLES
        ),
        migrations.RunSQL(SECTEURS, BEFORE),
    ]
