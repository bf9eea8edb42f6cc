"""What the places within reach offer: how many answer each choice."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, time

from django.contrib.gis.geos import Point
from django.db import connection
from django.utils import timezone

from conseillers.besoins import Besoin
from conseillers.fiches import Fiche, nearest
from conseillers.models import Moment, Seance
from conseillers.prochaines import SOON
from structures.models import Lieu

NEAREST = 100  # places counted; a longer list says nothing more of what is within reach

# What tells one séance from another, for those who choose; a day only when it may be asked for.
OFFERS = """
SELECT DISTINCT s.lieu_id, s.mode, s.langues, s.besoins, s.conseillers, s.heure_debut, s.heure_fin,
       s.debut <= %(soon)s, CASE WHEN s.date = ANY (%(days)s) THEN s.date END
FROM conseillers_seances(%(lieux)s::bigint[], %(today)s, %(end)s) s
WHERE s.etat = ANY (%(held)s) AND s.fin > %(now)s
"""


@dataclass
class Offre:
    """Séances of a place that differ in nothing that one chooses by."""

    mode: str
    langues: list[str]
    besoins: list[str]
    conseillers: list[int]
    debut: time
    fin: time
    soon: bool
    jour: date | None

    def __post_init__(self):
        spans = {moment: moment.span for moment in Moment if moment != Moment.MAINTENANT}
        self.moments = {moment.value for moment, (start, end) in spans.items() if self.debut < end and self.fin > start}
        if self.soon:
            self.moments.add(Moment.MAINTENANT.value)


@dataclass
class Place:
    services: set[str]
    acces_fauteuil: bool | None
    offres: list[Offre]


class Reach:
    """The places nearest to a point, or to the centre without one, with what their coming séances offer."""

    def __init__(self, point: Point | None, days: set[date], conseillers: list[int] = ()):
        """`days` are those that may be asked for, others are not told apart; `conseillers`, whom `prenom` names."""
        fiches = nearest(point, NEAREST + 1)
        self.whole = len(fiches) <= NEAREST  # there are no other places than these
        self.conseillers = set(conseillers)
        self.places = _places(fiches[:NEAREST], days)

    def number(self, filters: dict) -> int:
        """How many places answer these filters: the same as the search's own."""
        return sum(self._answers(place, filters) for place in self.places)

    def counts(self, filters: dict) -> dict[str, Counter]:
        """How many places would answer if each value of each filter were chosen, the other filters kept."""
        return {name: self._counts_of(name, without(filters, name)) for name in CHOICES}

    def _counts_of(self, name: str, others: dict) -> Counter:
        counter: Counter = Counter()
        for place in self.places:
            if _is_apt(place, others):
                offres = [offre for offre in place.offres if self._fits(offre, others)]
                counter.update(CHOICES[name](self, place, offres, others))
        return counter

    def _fits(self, offre: Offre, filters: dict) -> bool:
        if "prenom" in filters and not self.conseillers & set(offre.conseillers):
            return False
        return all(OFFERED[name](offre, value) for name, value in filters.items() if name in OFFERED)

    def _answers(self, place: Place, filters: dict) -> bool:
        """A place without any séance answers when nothing is asked of séances."""
        if not _is_apt(place, filters):
            return False
        return not (OF_SEANCES & set(filters)) or any(self._fits(offre, filters) for offre in place.offres)


def _places(fiches: list[Fiche], days: set[date]) -> list[Place]:
    facts = Lieu.objects.filter(pk__in=[fiche.pk for fiche in fiches]).values_list("pk", "services", "acces_fauteuil")
    known = {pk: (set(services), access) for pk, services, access in facts}
    places = {fiche.pk: Place(*known[fiche.pk], []) for fiche in fiches}
    for lieu, *facts in _offers(list(places), days):
        places[lieu].offres.append(Offre(*facts))
    return list(places.values())


def _offers(lieux: list[int], days: set[date]) -> list[tuple]:
    now = timezone.now()
    today = timezone.localdate(now)
    values = {
        **{"lieux": lieux, "days": sorted(days), "today": today, "end": today + Seance.HORIZON},
        **{"held": list(Seance.HELD), "now": now, "soon": now + SOON},
    }
    with connection.cursor() as cursor:
        cursor.execute(OFFERS, values)
        return cursor.fetchall()


def without(filters: dict, name: str) -> dict:
    return {key: value for key, value in filters.items() if key != name}


def _is_apt(place: Place, filters: dict) -> bool:
    """As far as the place itself goes."""
    if "accessible" in filters and not place.acces_fauteuil:
        return False
    return "besoin" not in filters or bool(place.services & set(Besoin(filters["besoin"]).services))


# Does a séance offer this value? The need is asked of the place first.
OFFERED = {
    "besoin": lambda offre, value: not offre.besoins or value in offre.besoins,
    "jour": lambda offre, value: offre.jour == value,
    "moment": lambda offre, value: value in offre.moments,
    "mode": lambda offre, value: offre.mode == value,
    "langue": lambda offre, value: value in offre.langues,
}
OF_SEANCES = {"jour", "moment", "mode", "langue", "prenom"}


def _besoins(reach, place, _offres, others):
    apt = [besoin for besoin in Besoin if place.services & set(besoin.services)]
    return {besoin.value for besoin in apt if reach._answers(place, others | {"besoin": besoin.value})}


# The values of each choice that a place has, given those of its séances that fit the other choices.
CHOICES = {
    "besoin": _besoins,
    "moment": lambda _reach, _place, offres, _others: {moment for offre in offres for moment in offre.moments},
    "mode": lambda _reach, _place, offres, _others: {offre.mode for offre in offres},
    "langue": lambda _reach, _place, offres, _others: {langue for offre in offres for langue in offre.langues},
    "accessible": lambda reach, place, _offres, others: (
        {True} if place.acces_fauteuil and reach._answers(place, others) else set()
    ),
}
