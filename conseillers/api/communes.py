"""Communes, each with what it offers: places, rules, hours, the next séance."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone

from conseillers.api import curseur
from conseillers.api.endpoint import answered, endpoint
from conseillers.api.parametres import PageForm, read
from conseillers.api.reponses import area, name, next_one
from conseillers.models import Seance
from structures.models import Commune, Lieu

# An arrondissement counts for Lyon too. Hours are those of an ordinary week, without holidays: a rule of every other
# week counts for half, one of the month for its share of the year, dates for those of the next four weeks.
OFFERS = """
SELECT zone, count(DISTINCT l.id), count(p.id), round(COALESCE(sum(
    CASE WHEN p.du > %(today)s OR p.vacances = 'seulement' THEN 0 ELSE
        extract(epoch FROM p.heure_fin - p.heure_debut + COALESCE(p.heure_fin_2 - p.heure_debut_2, '0')) / 3600
        * CASE p.rythme
            WHEN 'hebdomadaire' THEN cardinality(p.jours) / p.intervalle::numeric
                * CASE p.semaines WHEN 'toutes' THEN 1 ELSE 0.5 END
            WHEN 'mensuel' THEN cardinality(p.jours) * cardinality(p.rangs) * 12 * 7 / 365.25
            ELSE (SELECT count(*) FROM unnest(p.dates) d WHERE d >= %(today)s AND d < %(today)s + 28) / 4.0 END
    END), 0), 1)::float8
FROM unnest(%(communes)s::bigint[]) zone
JOIN structures_commune c ON c.id = zone OR c.parent_id = zone
JOIN structures_lieu l ON l.commune_id = c.id AND l.publie
JOIN structures_structure s ON s.id = l.structure_id AND NOT s.archivee
LEFT JOIN conseillers_permanence p ON p.lieu_id = l.id
    AND (p.au IS NULL OR p.au >= %(today)s) AND (p.rythme <> 'dates' OR %(today)s <= ANY (p.dates))
GROUP BY zone
"""
# Day after day, until the first that has one: other days are not worked out. Among a hundred places of each commune at
# most, as on its page; none has as many.
NEXT = """
SELECT zone, s.*
FROM unnest(%(communes)s::bigint[]) zone
CROSS JOIN LATERAL (
    SELECT s.* FROM conseillers_jourcalendaire j
    CROSS JOIN LATERAL (
        SELECT s.* FROM conseillers_seances(ARRAY(
            SELECT l.id FROM structures_lieu l JOIN structures_commune c ON c.id = l.commune_id
            JOIN structures_structure s ON s.id = l.structure_id AND NOT s.archivee
            WHERE l.publie AND (c.id = zone OR c.parent_id = zone) ORDER BY l.id LIMIT 100), j.date, j.date + 1) s
        WHERE s.etat = ANY (%(held)s) AND s.fin > %(now)s ORDER BY s.debut, s.id LIMIT 1) s
    WHERE j.date >= %(today)s AND j.date < %(end)s ORDER BY j.date LIMIT 1) s
"""


@dataclass
class Offre:
    lieux: int = 0
    permanences: int = 0
    heures: float = 0.0


@endpoint
def communes(request):
    """In the order of INSEE codes: Lyon's arrondissements stand after the others."""
    form = read(PageForm, request)
    after = curseur.read(request).get("code", "")
    known = Commune.objects.filter(code_insee__gt=after).select_related("parent").defer("contour", "parent__contour")
    found = list(known.order_by("code_insee")[: form.taille_page + 1])
    shown = found[: form.taille_page]
    more = len(found) > len(shown)
    return answered(
        {
            "communes": _said(shown, timezone.localdate()),
            "suivant": curseur.following(request, code=shown[-1].code_insee) if more else None,
        }
    )


def _said(found: list[Commune], today: date) -> list[dict]:
    offers = _offers([commune.pk for commune in found], today)
    seances = _next(list(offers), today)
    lieux = Lieu.objects.select_related("commune").defer("commune__contour")
    lieux = lieux.in_bulk({seance.lieu_id for seance in seances.values()})
    said = []
    for commune in found:
        offre, seance = offers.get(commune.pk, Offre()), seances.get(commune.pk)
        said.append(
            area(commune)
            | {"lieux": offre.lieux, "permanences": offre.permanences, "heures_par_semaine": offre.heures}
            | {"prochaine_seance": next_one(seance) | {"lieu": name(lieux[seance.lieu_id])} if seance else None}
        )
    return said


def _offers(communes: list[int], today: date) -> dict[int, Offre]:
    """Of those that have a place."""
    with connection.cursor() as cursor:
        cursor.execute(OFFERS, {"communes": communes, "today": today})
        return {zone: Offre(*numbers) for zone, *numbers in cursor.fetchall()}


def _next(communes: list[int], today: date) -> dict[int, Seance]:
    values = {"communes": communes, "today": today, "end": today + Seance.HORIZON}
    values |= {"now": timezone.now(), "held": list(Seance.HELD)}
    return {seance.zone: seance for seance in Seance.objects.raw(NEXT, values)}
