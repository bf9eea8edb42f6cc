"""What the words of a question may name, as functions, whose plans Postgres keeps: planning cost more than searching.

The few hundred areas and quarters are compared one by one; streets, lieux and structures are found by a word of their
name, misspelled or not, by trigram index at any size.
"""

from importlib import import_module

import django.contrib.postgres.indexes
from django.db import migrations

TOUS_LES_MOTS = import_module("structures.migrations.0003_reperes").TOUS_LES_MOTS  # nobody asks any more

# INSEE codes that are somebody else's postal code are not offered: 69003 is Albigny's, people mean Lyon 3e.
# A postal code stands for all its communes: the point is inside their union.
SECTEURS = """
CREATE FUNCTION structures_secteurs(mots text, codes text[], debut_de_code text)
RETURNS TABLE (id text, genre text, libelle text, cle text, code_insee text[], lon float8, lat float8,
               population integer)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
    SELECT s.id, s.genre, s.libelle, s.cle, s.code_insee, ST_X(s.point), ST_Y(s.point), s.population
    FROM (
        SELECT 'nom-' || c.id AS id, c.niveau::text AS genre, c.nom::text AS libelle, n.cle,
               ARRAY[c.code_insee]::text[] AS code_insee, c.centre::geometry AS point, c.population
        FROM structures_commune c, unnest(c.cle || c.cles_alias) AS n (cle)
        WHERE NOT EXISTS (SELECT FROM structures_anciennecommune x WHERE x.cle = n.cle AND x.commune_id = c.id)
        UNION ALL
        SELECT 'ancienne-' || x.id, 'commune', x.nom || ' (' || c.nom || ')', x.cle, ARRAY[c.code_insee]::text[],
               x.centre::geometry, c.population
        FROM structures_anciennecommune x JOIN structures_commune c ON c.id = x.commune_id
        UNION ALL
        SELECT 'localite-' || l.id, l.genre, l.nom || COALESCE(', ' || replace(c.nom, ' Arrondissement', ''), ''), n.cle,
               ARRAY[l.code_insee]::text[], l.position::geometry, 0
        FROM structures_localite l
        LEFT JOIN structures_commune c ON c.code_insee = l.code_insee, unnest(l.cle || l.cles_alias) AS n (cle)
    ) s
    WHERE strict_word_similarity(s.cle, mots) >= 0.3;

    IF cardinality(codes) = 0 AND debut_de_code = '' THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT 'cp-' || g.code_postal, 'code_postal', g.code_postal || ' ' || g.noms, g.code_postal, g.codes_insee,
           ST_X(p.point), ST_Y(p.point), g.population
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
        WHERE z.code_postal = ANY (codes) OR (debut_de_code <> '' AND starts_with(z.code_postal, debut_de_code))
        GROUP BY z.code_postal
    ) g
    CROSS JOIN LATERAL (
        SELECT CASE WHEN cardinality(g.centres) = 1 THEN g.centres[1]
                    ELSE (SELECT ST_PointOnSurface(ST_Union(o.contour)) FROM structures_commune o
                          WHERE g.code_postal = ANY (o.codes_postaux)) END AS point
    ) p;

    RETURN QUERY
    SELECT 'insee-' || c.id, c.niveau::text, c.nom::text, c.code_insee::text, ARRAY[c.code_insee]::text[],
           ST_X(c.centre::geometry), ST_Y(c.centre::geometry), c.population
    FROM structures_commune c
    WHERE c.code_insee = ANY (codes)
      AND NOT EXISTS (SELECT FROM structures_commune o WHERE c.code_insee = ANY (o.codes_postaux))
    UNION ALL
    SELECT 'ancienne-' || x.id, 'commune', x.nom || ' (' || c.nom || ')', x.code_insee::text,
           ARRAY[c.code_insee]::text[], ST_X(x.centre::geometry), ST_Y(x.centre::geometry), c.population
    FROM structures_anciennecommune x JOIN structures_commune c ON c.id = x.commune_id
    WHERE x.code_insee = ANY (codes) AND x.code_insee <> c.code_insee;
END
$$;
"""

# A word spelled as some name spells it is looked up as it is; the others by trigrams, which costs ten times more. The
# planner takes `%>` for a cheap test and would read the whole table: sequential scans are off, and the threshold is this
# function's own. The inner limits bound what a word that thousands of places share may cost.
EVOQUES = """
CREATE FUNCTION structures_noms_evoques(mots text[], communes text[])
RETURNS TABLE (id text, genre text, libelle text, cle text, code_insee text[], lon float8, lat float8, population integer,
               voie bigint, nom text, commune text, parent text, codes_postaux text[])
LANGUAGE plpgsql STABLE SET pg_trgm.word_similarity_threshold = 0.33 SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    ids bigint[] := ARRAY(
        SELECT c.id FROM structures_commune c LEFT JOIN structures_commune p ON p.id = c.parent_id
        WHERE c.code_insee = ANY (communes) OR p.code_insee = ANY (communes));
    partout boolean := cardinality(communes) = 0;
    inconnus text[];
BEGIN
    inconnus := ARRAY(
        SELECT mot FROM unnest(mots) AS m (mot)
        WHERE NOT EXISTS (SELECT FROM structures_voie v WHERE string_to_array(v.cle, ' ') @> ARRAY[mot]
                          AND (partout OR v.commune_id = ANY (ids)))
          AND NOT EXISTS (SELECT FROM structures_lieu l WHERE string_to_array(l.cle, ' ') @> ARRAY[mot]
                          AND (partout OR l.commune_id = ANY (ids)))
          AND NOT EXISTS (SELECT FROM structures_structure s WHERE string_to_array(s.cle, ' ') @> ARRAY[mot]));

    RETURN QUERY
    WITH trouvees AS (
        (SELECT v.id FROM structures_voie v
         WHERE string_to_array(v.cle, ' ') && mots AND (partout OR v.commune_id = ANY (ids)) LIMIT 1000)
        UNION
        (SELECT v.id FROM structures_voie v
         WHERE cardinality(inconnus) > 0 AND v.cle %> ANY (inconnus) AND (partout OR v.commune_id = ANY (ids)) LIMIT 1000)
    )
    SELECT 'voie-' || v.id, 'voie', v.nom::text, v.cle, ARRAY[c.code_insee]::text[], ST_X(v.position::geometry),
           ST_Y(v.position::geometry), COALESCE(p.population, c.population, 0), v.id, v.nom::text,
           replace(c.nom, ' Arrondissement', ''), COALESCE(p.code_insee, '')::text, v.codes_postaux::text[]
    FROM trouvees
    JOIN structures_voie v ON v.id = trouvees.id
    JOIN structures_commune c ON c.id = v.commune_id
    LEFT JOIN structures_commune p ON p.id = c.parent_id,
    LATERAL (SELECT sum(word_similarity(mot, v.cle)) AS ressemblance FROM unnest(mots) AS m (mot)) r
    ORDER BY r.ressemblance - length(v.cle) / 1000.0 DESC, COALESCE(p.population, c.population) DESC, v.nombre DESC, v.id
    LIMIT 40;

    RETURN QUERY
    WITH trouves AS (
        (SELECT l.id, l.nom, l.cle, l.position, l.commune_id, l.structure_id FROM structures_lieu l
         WHERE string_to_array(l.cle, ' ') && mots AND l.publie AND (partout OR l.commune_id = ANY (ids)) LIMIT 300)
        UNION
        (SELECT l.id, l.nom, l.cle, l.position, l.commune_id, l.structure_id FROM structures_lieu l
         WHERE cardinality(inconnus) > 0 AND l.cle %> ANY (inconnus) AND l.publie
           AND (partout OR l.commune_id = ANY (ids)) LIMIT 300)
    ), structures AS (
        (SELECT s.id, s.nom, s.cle FROM structures_structure s
         WHERE string_to_array(s.cle, ' ') && mots AND NOT s.archivee LIMIT 300)
        UNION
        (SELECT s.id, s.nom, s.cle FROM structures_structure s
         WHERE cardinality(inconnus) > 0 AND s.cle %> ANY (inconnus) AND NOT s.archivee LIMIT 300)
    ), noms AS (
        SELECT 'lieu-' || t.id AS id, 'lieu' AS genre, t.nom, t.cle, t.position, t.commune_id
        FROM trouves t JOIN structures_structure s ON s.id = t.structure_id AND NOT s.archivee
        UNION ALL
        -- A structure is found at its first lieu.
        SELECT 'structure-' || s.id, 'structure', s.nom, s.cle, l.position, l.commune_id
        FROM structures s
        JOIN LATERAL (SELECT * FROM structures_lieu l WHERE l.structure_id = s.id AND l.publie ORDER BY l.id LIMIT 1) l
            ON true
        WHERE partout OR l.commune_id = ANY (ids)
    )
    SELECT n.id, n.genre, n.nom::text, n.cle, ARRAY[c.code_insee]::text[], ST_X(n.position::geometry),
           ST_Y(n.position::geometry), 0, NULL::bigint, n.nom::text, replace(c.nom, ' Arrondissement', ''),
           COALESCE(p.code_insee, '')::text, c.codes_postaux::text[]
    FROM noms n
    JOIN structures_commune c ON c.id = n.commune_id
    LEFT JOIN structures_commune p ON p.id = c.parent_id,
    LATERAL (SELECT sum(word_similarity(mot, n.cle)) AS ressemblance FROM unnest(mots) AS m (mot)) s
    ORDER BY s.ressemblance DESC, n.id
    LIMIT 20;
END
$$;
"""
WORDS = "CREATE INDEX {table}_mots ON structures_{table} USING gin (string_to_array(cle, ' '))"


class Migration(migrations.Migration):
    dependencies = [("structures", "0007_localites")]

    operations = [
        migrations.AddIndex("lieu", django.contrib.postgres.indexes.GinIndex(
            fields=["cle"], opclasses=["gin_trgm_ops"], name="lieu_cle_trigrammes")),
        migrations.AddIndex("structure", django.contrib.postgres.indexes.GinIndex(
            fields=["cle"], opclasses=["gin_trgm_ops"], name="structure_cle_trigrammes")),
        migrations.RunSQL(SECTEURS, "DROP FUNCTION structures_secteurs(text, text[], text);"),
        *(
            migrations.RunSQL(WORDS.format(table=table), f"DROP INDEX {table}_mots")
            for table in ["voie", "lieu", "structure"]
        ),
        migrations.RunSQL(EVOQUES, "DROP FUNCTION structures_noms_evoques(text[], text[]);"),
        migrations.RunSQL(
            "DROP FUNCTION structures_tous_les_mots(text, text);",
            TOUS_LES_MOTS,
        ),
    ]
