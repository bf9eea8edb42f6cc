"""The same séances, planned in less time: each permanence is read once, not once more at the end.

Planning is most of what one question of the schedule costs, and it grows with the tables that the view joins.
"""

from importlib import import_module

from django.db import migrations

seance_view = import_module("conseillers.migrations.0003_seance_view")
REGLE, FERIE = seance_view.REGLE, seance_view.FERIE

SEANCES = f"""
CREATE VIEW conseillers_seance AS
SELECT
    o.permanence_id || '-' || to_char(o.date, 'YYYYMMDD') || '-' || o.rang || o.branche AS id,
    o.permanence_id, o.lieu_id, o.lieu_accueil_id, o.date, o.heure_debut, o.heure_fin,
    (o.date + o.heure_debut) AT TIME ZONE 'Europe/Paris' AS debut,
    (o.date + o.heure_fin) AT TIME ZONE 'Europe/Paris' AS fin,
    CASE
        WHEN o.ferie <> '' OR presence.presents = 0 THEN 'annulee'
        WHEN fermeture.id IS NULL THEN o.etat
        WHEN o.etat = 'deplacee' AND fermeture.permanence_id IS NULL THEN o.etat
        ELSE 'annulee'
    END AS etat,
    CASE
        WHEN o.ferie <> '' THEN 'ferie'
        WHEN fermeture.id IS NOT NULL THEN 'fermeture'
        WHEN presence.presents = 0 THEN 'absence'
        ELSE ''
    END AS cause,
    CASE
        WHEN o.ferie <> '' THEN o.ferie
        WHEN fermeture.id IS NOT NULL AND (o.etat <> 'deplacee' OR fermeture.permanence_id IS NOT NULL) THEN fermeture.motif
        WHEN presence.presents = 0 THEN ''
        ELSE o.motif
    END AS motif,
    o.mode, COALESCE(presence.prenoms, ARRAY[]::text[]) AS prenoms, COALESCE(presence.langues, ARRAY[]::text[]) AS langues,
    COALESCE(presence.conseillers, ARRAY[]::bigint[]) AS conseillers, o.demonstration
FROM (
    -- The rule where it usually is. Other hours on a day stand in for all its slots.
    SELECT p.id AS permanence_id, p.lieu_id, ch.lieu_accueil_id, j.date, c.rang, 'a' AS branche, {FERIE} AS ferie,
           CASE WHEN ch.genre = 'horaires' THEN ch.heure_debut ELSE c.heure_debut END AS heure_debut,
           CASE WHEN ch.genre = 'horaires' THEN ch.heure_fin ELSE c.heure_fin END AS heure_fin,
           CASE ch.genre WHEN 'horaires' THEN 'modifiee' WHEN 'lieu' THEN 'deplacee' ELSE 'prevue' END AS etat,
           COALESCE(ch.motif, '') AS motif, p.mode, p.demonstration
    {REGLE}
    LEFT JOIN conseillers_changement ch
      ON ch.permanence_id = p.id AND ch.du = j.date AND ch.genre IN ('horaires', 'lieu')
    WHERE c.heure_debut IS NOT NULL AND (c.rang = 1 OR ch.genre IS DISTINCT FROM 'horaires')

    UNION ALL
    -- The rule on the days it is moved, where it is moved to.
    SELECT p.id, ch.lieu_accueil_id, NULL, j.date, c.rang, 'b', {FERIE},
           COALESCE(ch.heure_debut, c.heure_debut), COALESCE(ch.heure_fin, c.heure_fin), 'modifiee', ch.motif,
           p.mode, p.demonstration
    {REGLE}
    JOIN conseillers_changement ch ON ch.permanence_id = p.id AND ch.du = j.date AND ch.genre = 'lieu'
    WHERE c.heure_debut IS NOT NULL AND (c.rang = 1 OR ch.heure_debut IS NULL)

    UNION ALL
    -- Dates added, at the usual lieu.
    SELECT p.id, p.lieu_id, NULL, ch.du, 1, 'c' || ch.id, '',
           COALESCE(ch.heure_debut, p.heure_debut), COALESCE(ch.heure_fin, p.heure_fin), 'ajoutee', ch.motif,
           p.mode, p.demonstration
    FROM conseillers_changement ch
    JOIN conseillers_permanence p ON p.id = ch.permanence_id
    WHERE ch.genre = 'ajout' AND ch.lieu_accueil_id IS NULL

    UNION ALL
    -- Dates added elsewhere.
    SELECT p.id, ch.lieu_accueil_id, NULL, ch.du, 1, 'd' || ch.id, '',
           COALESCE(ch.heure_debut, p.heure_debut), COALESCE(ch.heure_fin, p.heure_fin), 'ajoutee', ch.motif,
           p.mode, p.demonstration
    FROM conseillers_changement ch
    JOIN conseillers_permanence p ON p.id = ch.permanence_id
    WHERE ch.genre = 'ajout' AND ch.lieu_accueil_id IS NOT NULL
) o
JOIN structures_lieu l ON l.id = o.lieu_id AND l.publie
JOIN structures_structure s ON s.id = l.structure_id AND NOT s.archivee
-- Advisers in post that day; those of them who are there.
JOIN LATERAL (
    SELECT count(*) AS attendus, count(*) FILTER (WHERE present) AS presents,
           array_agg(k.id) FILTER (WHERE present) AS conseillers,
           array_agg(k.affiche ORDER BY k.affiche) FILTER (WHERE present) AS prenoms,
           (SELECT array_agg(DISTINCT langue) FROM unnest(string_to_array(
               string_agg(array_to_string(k.langues, ','), ',') FILTER (WHERE present), ',')) AS langue) AS langues
    FROM (
        SELECT c.id, c.langues, CASE WHEN c.nom_public THEN trim(c.prenom || ' ' || c.nom) ELSE c.prenom END AS affiche,
               NOT EXISTS (SELECT FROM conseillers_absence a
                           WHERE a.conseiller_id = c.id AND o.date BETWEEN a.du AND a.au) AS present
        FROM conseillers_permanence_conseillers pc
        JOIN conseillers_conseiller c ON c.id = pc.conseiller_id
        WHERE pc.permanence_id = o.permanence_id
          AND c.etat <> 'a_pourvoir'
          AND (c.etat IN ('en_poste', 'parti') OR c.date_prise_de_poste IS NOT NULL)
          AND (c.date_prise_de_poste IS NULL OR c.date_prise_de_poste <= o.date)
          AND (c.date_depart IS NULL OR c.date_depart >= o.date)
    ) k
) presence ON presence.attendus > 0
-- A date added is not undone by a longer closure of its own permanence, only by one of that very day.
LEFT JOIN LATERAL (
    SELECT f.id, f.motif, f.permanence_id
    FROM conseillers_changement f
    WHERE f.genre = 'annulation' AND o.date BETWEEN f.du AND f.au
      AND ((f.permanence_id = o.permanence_id AND (o.etat <> 'ajoutee' OR f.du = f.au))
           OR f.lieu_id = l.id OR f.structure_id = l.structure_id)
    ORDER BY f.permanence_id NULLS LAST, f.id
    LIMIT 1
) fermeture ON true;
"""


class Migration(migrations.Migration):
    dependencies = [("conseillers", "0005_occurrence_view")]

    operations = [migrations.RunSQL(
            f"DROP VIEW conseillers_seance; {SEANCES}", f"DROP VIEW conseillers_seance; {seance_view.SEANCES}"
        )]
