"""Séances between two dates, place after place, those that are not held too."""

from datetime import timedelta

from conseillers.api import curseur
from conseillers.api.endpoint import answered, endpoint
from conseillers.api.forms import SeancesForm
from conseillers.api.parametres import read
from conseillers.api.reponses import name, occurrences
from conseillers.models import Seance
from structures.models import Lieu

MOST_PLACES = 200  # looked at for one page
PER_PLACE = 3  # so many places are looked at, for a page: that have one séance in three days each, say

# Of a few places at once, by a function whose plan is made once a connection (migrations/0008).
OF_PLACES = """
SELECT s.*, p.inscription, p.note
FROM conseillers_seances(%(lieux)s::bigint[], %(first)s, %(end)s) s
JOIN conseillers_permanence p ON p.id = s.permanence_id
WHERE (%(mode)s = '' OR s.mode = %(mode)s)
  AND (%(seance)s = '' OR (s.lieu_id, s.debut, s.id) > (%(lieu)s, %(debut)s::timestamptz, %(seance)s))
ORDER BY s.lieu_id, s.debut, s.id
LIMIT %(limit)s
"""


@endpoint
def seances(request):
    """A page looks at so many places and no more: it may be short, or empty, and still be followed by another."""
    form = read(SeancesForm, request)
    after = {"lieu": 0, "debut": None, "seance": ""} | curseur.read(request)
    number = max(1, min(MOST_PLACES, PER_PLACE * form.taille_page // form.days))
    *places, beyond = _first(form.lieux.filter(pk__gte=after["lieu"]), number)
    found = _of(places, form, after)
    shown = found[: form.taille_page]
    following = None
    if len(found) > len(shown):
        last = shown[-1]
        debut = last.debut.isoformat()
        following = curseur.following(request, lieu=last.lieu_id, debut=debut, seance=last.pk)
    elif beyond:
        following = curseur.following(request, lieu=beyond.pk)
    return answered({"seances": _said(shown, places), "suivant": following})


def _first(lieux, number: int) -> list[Lieu | None]:
    """So many, and the one after them, or None."""
    found = list(lieux[: number + 1])
    return found if len(found) > number else [*found, None]


def _of(places: list[Lieu], form: SeancesForm, after: dict) -> list[Seance]:
    """One more than a page."""
    end = form.last if form.last == form.last.max else form.last + timedelta(days=1)
    days = {"lieux": [lieu.pk for lieu in places], "first": form.first, "end": end}
    others = {"mode": form.cleaned_data["mode"], "limit": form.taille_page + 1}
    return list(Seance.objects.raw(OF_PLACES, days | others | after))


def _said(found: list[Seance], places: list[Lieu]) -> list[dict]:
    names = {lieu.pk: name(lieu) for lieu in places}
    return [
        said | {"inscription": seance.inscription or None, "note": seance.note or None, "lieu": names[seance.lieu_id]}
        for seance, said in zip(found, occurrences(found), strict=True)
    ]
