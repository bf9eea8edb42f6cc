"""Where to go instead of a séance that is not held: never a closed door without another one."""

import math
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet

from conseillers.models import Seance
from structures.geo import metres_between

SOON = timedelta(days=7)  # beyond, another place nearby is better than waiting


@dataclass
class Alternative:
    seance: Seance
    ici: bool = False  # at the same lieu, later
    deplacee: bool = False  # the very séance, moved to another lieu
    distance: float | None = None  # metres, from the lieu one would have gone to


def give_alternatives(seances: list[Seance], held: QuerySet[Seance], here: list[Seance] = ()) -> None:
    """Gives each séance that is not held its `alternative`, or None: one query at most, over these held ones.

    `here` are held séances at hand, at the same lieu; with one of them soon enough for each, nothing is asked.
    """
    lost = [seance for seance in seances if not seance.tenue]
    pool = list(here)
    if any(seance.lieu_accueil_id or not _here(seance, pool, SOON) for seance in lost):
        first, last = min(s.date for s in lost), max(s.date for s in lost)
        pool += held.within(first, (last - first + SOON).days + 1).select_related("permanence", "lieu__commune")
    for seance in lost:
        seance.alternative = _moved(seance, pool) or _here(seance, pool, SOON)
        seance.alternative = seance.alternative or _elsewhere(seance, pool) or _here(seance, pool)


def _moved(lost: Seance, pool: list[Seance]) -> Alternative | None:
    """Where it was moved to, with the hours it has there; unless it is cancelled there too."""
    for seance in pool if lost.lieu_accueil_id else ():
        same = (seance.permanence_id, seance.date) == (lost.permanence_id, lost.date)
        if same and seance.lieu_id == lost.lieu_accueil_id:
            return Alternative(seance, deplacee=True)
    return None


def _here(lost: Seance, pool: list[Seance], soon: timedelta | None = None) -> Alternative | None:
    later = (s for s in pool if s.lieu_id == lost.lieu_id and _after(lost, s, soon))
    found = min(later, key=lambda seance: seance.debut, default=None)
    return found and Alternative(found, ici=True)


def _elsewhere(lost: Seance, pool: list[Seance]) -> Alternative | None:
    later = [s for s in pool if s.lieu_id != lost.lieu_id and _after(lost, s, SOON)]
    far = {s.lieu_id: s.lieu for s in later}
    far = {pk: metres_between(lost.lieu.position, lieu.position) for pk, lieu in far.items()}
    found = min(later, key=lambda s: (far.get(s.lieu_id, math.inf), s.debut, s.id), default=None)
    return found and Alternative(found, distance=far[found.lieu_id])


def _after(lost: Seance, seance: Seance, soon: timedelta | None) -> bool:
    return seance.fin > lost.debut and (soon is None or seance.date <= lost.date + soon)
