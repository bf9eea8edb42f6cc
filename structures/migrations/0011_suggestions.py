"""What may be suggested, in functions whose plans Postgres keeps.

What is common is found among the largest streets, in the order of the list; what is rare, by an index on the beginning
of names or by trigrams. So « rue de la », the beginning of thousands of names, is never sorted, and trigrams are never
asked for a word that most names hold. Plans are made once: planning would take longer than the search.
"""

from django.db import migrations

# Keys hold letters, digits and spaces alone. The number of addresses is in the index: no row is read to be sorted.
INDEX = r"""
CREATE INDEX voie_cle_debut ON structures_voie (cle text_pattern_ops) INCLUDE (nombre, id);
CREATE INDEX voie_cle_debut_commune ON structures_voie (commune_id, cle text_pattern_ops) INCLUDE (nombre, id);
CREATE INDEX voie_plus_grandes ON structures_voie (nombre DESC, id) INCLUDE (cle);
CREATE INDEX lieu_cle_debut ON structures_lieu (cle text_pattern_ops);
CREATE INDEX structure_cle_debut ON structures_structure (cle text_pattern_ops);
"""
DROP_INDEX = """
DROP INDEX voie_cle_debut, voie_cle_debut_commune, voie_plus_grandes, lieu_cle_debut, structure_cle_debut;
"""

# The words of a name in the order they were typed, each at the start of one: « rue gari » in « rue jean garibaldi ».
# The word that the fewest names hold, as far as one can say without looking: the longest that is no kind of street.
MOTS = r"""
CREATE FUNCTION structures_motif(debut text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT '% ' || replace(debut, ' ', '% ') || '%'
$$;

CREATE FUNCTION structures_mot_rare(debut text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT mot FROM unnest(string_to_array(debut, ' ')) AS m (mot)
    WHERE length(mot) > 2
      AND mot !~ '^(rue|ave(nue)?|boulevard|place|chemin|route|impasse|all(ee)?|square|cours|quai|montee|des|les|sur|lyon)$'
    ORDER BY length(mot) DESC LIMIT 1
$$;
"""

# Streets whose name begins so, the largest first, else those that hold the words. In these communes, if there are some.
VOIES = r"""
CREATE FUNCTION structures_voies_suggerees(debut text, communes bigint[], combien integer) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    grandes CONSTANT integer := 500;
    fin CONSTANT text := debut || '{';  -- after letters, digits and spaces
    motif CONSTANT text := structures_motif(debut);
    rare CONSTANT text := structures_mot_rare(debut);
    trouvees bigint[] := '{}';
BEGIN
    IF communes IS NULL THEN
        trouvees := ARRAY(
            SELECT v.id FROM (SELECT id, cle FROM structures_voie ORDER BY nombre DESC, id LIMIT grandes) v
            WHERE starts_with(v.cle, debut) LIMIT combien);
        IF cardinality(trouvees) < combien THEN
            trouvees := ARRAY(
                SELECT id FROM structures_voie WHERE cle ~>=~ debut AND cle ~<~ fin ORDER BY nombre DESC, id LIMIT combien);
        END IF;
    ELSE
        trouvees := ARRAY(
            SELECT id FROM structures_voie WHERE commune_id = ANY (communes) AND cle ~>=~ debut AND cle ~<~ fin
            ORDER BY nombre DESC, id LIMIT combien);
    END IF;
    IF cardinality(trouvees) < combien AND communes IS NULL THEN
        trouvees := trouvees || ARRAY(
            SELECT v.id FROM (SELECT id, cle FROM structures_voie ORDER BY nombre DESC, id LIMIT grandes) v
            WHERE ' ' || v.cle LIKE motif AND v.id <> ALL (trouvees) LIMIT combien - cardinality(trouvees));
    END IF;
    IF cardinality(trouvees) < combien AND rare IS NOT NULL THEN
        trouvees := trouvees || ARRAY(
            SELECT v.id FROM (
                SELECT id, nombre FROM structures_voie
                WHERE cle LIKE '%' || rare || '%' AND ' ' || cle LIKE motif
                  AND (communes IS NULL OR commune_id = ANY (communes)) OFFSET 0
            ) v
            WHERE v.id <> ALL (trouvees) ORDER BY v.nombre DESC, v.id LIMIT combien - cardinality(trouvees));
    END IF;
    RETURN trouvees;
END
$$;
"""

# By name alone, else with the beginning of a town behind it: « rue garibaldi vau ».
AVEC_VILLE = r"""
CREATE FUNCTION structures_voies_et_villes(mots text, combien integer)
RETURNS TABLE (nom text, code_postal text, commune text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    trouvees bigint[] := structures_voies_suggerees(mots, NULL, combien);
    coupe record;
BEGIN
    IF cardinality(trouvees) < combien THEN
        FOR coupe IN
            SELECT c.nom, array_agg(v.id) AS communes
            FROM (
                SELECT array_to_string(m.mots[:n], ' ') AS nom, array_to_string(m.mots[n + 1:], ' ') AS ville
                FROM (SELECT string_to_array(mots, ' ') AS mots) m,
                     generate_series(greatest(1, cardinality(m.mots) - 6), cardinality(m.mots) - 1) AS n
            ) c
            JOIN structures_commune v
              ON ' ' || array_to_string(v.codes_postaux, ' ') || ' ' || v.cle LIKE structures_motif(c.ville)
            WHERE length(c.nom) >= 5 AND length(c.ville) >= 2
            GROUP BY c.nom ORDER BY length(c.nom) DESC
        LOOP
            trouvees := trouvees || structures_voies_suggerees(coupe.nom, coupe.communes, combien);
            EXIT WHEN cardinality(trouvees) >= combien;
        END LOOP;
    END IF;
    RETURN QUERY
    SELECT v.nom::text, v.codes_postaux[1]::text, c.nom::text
    FROM unnest(trouvees) WITH ORDINALITY AS t (id, rang)
    JOIN structures_voie v ON v.id = t.id JOIN structures_commune c ON c.id = v.commune_id
    ORDER BY t.rang LIMIT combien;
END
$$;
"""
# Communes, quarters, lieux and structures, read from their tables: the view of all names would read every place before it
# looks for one. Those that begin with the words come first, then the largest.
NOMS = r"""
CREATE FUNCTION structures_noms_suggeres(mots text, ressemblants boolean, combien integer)
RETURNS TABLE (genre text, libelle text, commune text)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    vus CONSTANT integer := 200;  -- places that match, among which the best are chosen
    fin CONSTANT text := mots || '{';
    motif CONSTANT text := structures_motif(mots);
    rare CONSTANT text := structures_mot_rare(mots);
BEGIN RETURN QUERY
    WITH lieux AS MATERIALIZED (
        (SELECT l.id FROM structures_lieu l WHERE NOT ressemblants AND rare IS NULL AND l.cle ~>=~ mots AND l.cle ~<~ fin
         LIMIT vus)
        UNION ALL
        (SELECT l.id FROM structures_lieu l
         WHERE NOT ressemblants AND l.cle LIKE '%' || rare || '%' AND ' ' || l.cle LIKE motif LIMIT vus)
        UNION ALL
        (SELECT l.id FROM structures_lieu l WHERE ressemblants AND mots <% l.cle LIMIT vus)
    ), structures AS MATERIALIZED (
        (SELECT s.id FROM structures_structure s
         WHERE NOT ressemblants AND rare IS NULL AND s.cle ~>=~ mots AND s.cle ~<~ fin LIMIT vus)
        UNION ALL
        (SELECT s.id FROM structures_structure s
         WHERE NOT ressemblants AND s.cle LIKE '%' || rare || '%' AND ' ' || s.cle LIKE motif LIMIT vus)
        UNION ALL
        (SELECT s.id FROM structures_structure s WHERE ressemblants AND mots <% s.cle LIMIT vus)
    ), noms AS (
        SELECT c.niveau::text AS genre, c.nom::text AS libelle, n.cle, c.population, NULL AS commune, 1 AS rang
        FROM structures_commune c, unnest(c.cle || c.cles_alias) AS n (cle)
        UNION ALL
        SELECT 'commune', x.nom || ' (' || c.nom || ')', x.cle, 0, NULL, 1
        FROM structures_anciennecommune x JOIN structures_commune c ON c.id = x.commune_id
        UNION ALL
        SELECT 'lieu', n.nom || ', ' || c.nom, n.cle, 0, NULL, 2
        FROM structures_localite q JOIN structures_commune c ON c.code_insee = q.code_insee,
             unnest(q.nom || q.alias, q.cle || q.cles_alias) AS n (nom, cle)
        WHERE q.genre = 'quartier' AND NOT ressemblants
          AND ' ' || q.cle || ' ' || array_to_string(q.cles_alias, ' ') LIKE motif  -- before each name is looked at
    )
    SELECT r.genre, r.libelle, r.commune FROM (
        SELECT * FROM noms n WHERE CASE WHEN ressemblants THEN mots <% n.cle ELSE ' ' || n.cle LIKE motif END
        UNION ALL
        SELECT 'lieu', l.nom, l.cle, 0, c.nom, 2
        FROM lieux t JOIN structures_lieu l ON l.id = t.id AND l.publie JOIN structures_commune c ON c.id = l.commune_id
        JOIN structures_structure s ON s.id = l.structure_id AND NOT s.archivee
        UNION ALL
        SELECT 'structure', s.nom, s.cle, 0, c.nom, 2
        FROM structures t JOIN structures_structure s ON s.id = t.id AND NOT s.archivee
        JOIN LATERAL (SELECT l.commune_id FROM structures_lieu l
                      WHERE l.structure_id = s.id AND l.publie ORDER BY l.id LIMIT 1) l ON true
        JOIN structures_commune c ON c.id = l.commune_id
    ) r
    ORDER BY NOT starts_with(r.cle, mots), r.rang, r.population DESC, word_similarity(mots, r.cle) DESC,
             length(r.libelle), r.libelle, r.genre
    LIMIT combien;
END
$$;
"""

# A street behind the number of a door is that door; but « 8 mai » is a street first.
SUGGESTIONS = r"""
CREATE FUNCTION structures_suggestions(mots text, combien integer)
RETURNS TABLE (genre text, libelle text, commune text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    porte CONSTANT text := substring(mots FROM '^(?:\d{1,4} (?:(?:bis|ter|quater|[a-d]) )?)(?=\D)');
    rue CONSTANT text := substr(mots, length(porte) + 1);
    trouve boolean;
BEGIN
    RETURN QUERY SELECT * FROM structures_noms_suggeres(mots, false, 2 * combien);
    trouve := FOUND;
    IF length(mots) >= 5 THEN  -- fewer letters, « rue », say nothing of which street
        RETURN QUERY SELECT 'voie', v.nom || ', ' || v.code_postal || ' ' || v.commune, NULL
                     FROM structures_voies_et_villes(mots, combien) v
                     WHERE COALESCE(rue !~ '^(rue|avenue|boulevard|place|chemin|route|impasse|allee|cours|quai)', true);
        trouve := trouve OR FOUND;
        IF NOT FOUND AND length(rue) >= 5 THEN
            RETURN QUERY SELECT 'adresse', porte || v.nom || ', ' || v.code_postal || ' ' || v.commune, NULL
                         FROM structures_voies_et_villes(rue, combien) v;
            trouve := trouve OR FOUND;
        END IF;
    END IF;
    IF NOT trouve AND length(mots) <= 40 THEN  -- longer than any name
        RETURN QUERY SELECT * FROM structures_noms_suggeres(mots, true, 2 * combien);
    END IF;
END
$$;
"""
DROP = """
DROP FUNCTION structures_suggestions(text, integer);
DROP FUNCTION structures_noms_suggeres(text, boolean, integer);
DROP FUNCTION structures_voies_et_villes(text, integer);
DROP FUNCTION structures_voies_suggerees(text, bigint[], integer);
DROP FUNCTION structures_mot_rare(text);
DROP FUNCTION structures_motif(text);
"""


class Migration(migrations.Migration):
    dependencies = [("structures", "0010_lettres_interverties")]

    operations = [
        migrations.RunSQL(INDEX, DROP_INDEX),
        migrations.RunSQL(MOTS + VOIES + AVEC_VILLE + NOMS + SUGGESTIONS, DROP),
    ]
