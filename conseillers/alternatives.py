"""Where to go instead of a séance that is not held: never a closed door without another one."""

from collections import defaultdict
from collections.abc import Iterable
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


Pool = dict[int, list[Seance]]  # held séances by lieu, earliest first


def give_alternatives(seances: list[Seance], held: QuerySet[Seance], here: Iterable[Seance] = ()) -> None:
    """Gives each séance that is not held its `alternative`, or None: one query at most, over these held ones.

    `here` are held séances at hand, at the same lieu; with one of them soon enough for each, nothing is asked.
    """
    lost = [seance for seance in seances if not seance.tenue]
    pool = _by_lieu(here)
    if any(seance.lieu_accueil_id or not _here(seance, pool, SOON) for seance in lost):
        first, last = min(s.date for s in lost), max(s.date for s in lost)
        pool = _by_lieu([*here, *held.within(first, (last - first + SOON).days + 1).with_lieu()])
    for seance in lost:
        seance.alternative = _moved(seance, pool) or _here(seance, pool, SOON)
        seance.alternative = seance.alternative or _elsewhere(seance, pool) or _here(seance, pool)


def _by_lieu(seances: Iterable[Seance]) -> Pool:
    pool = defaultdict(list)
    for seance in sorted(seances, key=lambda seance: (seance.debut, seance.id)):
        pool[seance.lieu_id].append(seance)
    return pool


def _moved(lost: Seance, pool: Pool) -> Alternative | None:
    """Where it was moved to, with the hours it has there; unless it is cancelled there too."""
    for seance in pool.get(lost.lieu_accueil_id, ()):
        if (seance.permanence_id, seance.date) == (lost.permanence_id, lost.date):
            return Alternative(seance, deplacee=True)
    return None


def _here(lost: Seance, pool: Pool, soon: timedelta | None = None) -> Alternative | None:
    found = _next(lost, pool.get(lost.lieu_id, ()), soon)
    return found and Alternative(found, ici=True)


def _elsewhere(lost: Seance, pool: Pool) -> Alternative | None:
    """The nearest lieu that has one soon."""
    others = [_next(lost, seances, SOON) for pk, seances in pool.items() if pk != lost.lieu_id]
    far = ((metres_between(lost.lieu.position, s.lieu.position), s.debut, s.id, s) for s in others if s)
    found = min(far, default=None)
    return found and Alternative(found[-1], distance=found[0])


def _next(lost: Seance, seances: Iterable[Seance], soon: timedelta | None) -> Seance | None:
    return next((seance for seance in seances if _after(lost, seance, soon)), None)


def _after(lost: Seance, seance: Seance, soon: timedelta | None) -> bool:
    return seance.fin > lost.debut and (soon is None or seance.date <= lost.date + soon)
