"""A schedule too large for one page: lieu after lieu, in the order of communes, so many to a page.

Only the séances of the lieux of the page are computed, by the function that lists of lieux use, whose plan is made once
a connection.
"""

from datetime import date, timedelta
from functools import cached_property

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from conseillers.besoins import Besoin
from conseillers.models import JourCalendaire, Seance
from structures.models import Lieu

AT_ONCE = 150  # lieux whose séances fit one page: those of a whole Métropole
BY_PAGE = 60
OF_LIEUX = "SELECT * FROM conseillers_seances(%s::bigint[], %s, %s)"


class Portion:
    """The lieux of one page, from 1; a number past the last one is the last."""

    def __init__(self, lieux: QuerySet[Lieu], page: int):
        self.total = lieux.count()
        self.pages = max(1, -(-self.total // BY_PAGE))
        self.page = min(max(page, 1), self.pages)
        self.debut = (self.page - 1) * BY_PAGE + 1
        self.fin = min(self.page * BY_PAGE, self.total)
        ordered = lieux.order_by("commune_id", "nom", "pk").values_list("pk", flat=True)
        self.keys = list(ordered[self.debut - 1 : self.fin])

    @cached_property
    def lieux(self) -> QuerySet[Lieu]:
        return Lieu.objects.filter(pk__in=self.keys)

    def seances(self, first: date, days: int, mode: str | None, besoin: str | None) -> list[Seance]:
        """In the order they are read, with their lieu, their permanence and the holiday that the day is."""
        rows = Seance.objects.raw(OF_LIEUX, [self.keys, first, first + timedelta(days=days)])
        found = [seance for seance in rows if mode in (None, seance.mode)]
        there = Lieu.objects.select_related("commune").defer("commune__contour")
        prefetch_related_objects(found, "permanence", Prefetch("lieu", there))
        if besoin:
            found = [seance for seance in found if _serves(seance, Besoin(besoin))]
        calendar = JourCalendaire.objects.filter(date__in={seance.date for seance in found})
        holidays = dict(calendar.values_list("date", "ferie")) if found else {}
        for seance in found:
            seance.ferie = holidays.get(seance.date, "")
        return sorted(found, key=_as_read)


def portion_of(lieux: QuerySet[Lieu], page: int) -> Portion | None:
    """None where they all fit one page."""
    return Portion(lieux, page) if lieux.order_by()[AT_ONCE:].exists() else None


def _serves(seance: Seance, besoin: Besoin) -> bool:
    """As `SeanceQuerySet.serving` asks it of the database."""
    if seance.besoins:
        return besoin in seance.besoins
    return not {*seance.lieu.services}.isdisjoint(besoin.services)


def _as_read(seance: Seance) -> tuple:
    return seance.date, seance.lieu.commune.cle, seance.debut, seance.lieu.nom, seance.id
