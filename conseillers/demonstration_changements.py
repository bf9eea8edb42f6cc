"""What departs from the invented schedule in the coming weeks: each kind of change, once or twice."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.utils.translation import gettext as _

from conseillers.demonstration import SEED, WEEK, Plan, Planner, kilometres
from conseillers.models import Absence, Changement, Conseiller, JourCalendaire, Permanence
from structures.models import Lieu

Genre = Changement.Genre


def closure_motif() -> str:
    """A closure belongs to a real lieu and bears no mark of its own: its words are what it is known by."""
    return _("fermeture de fin d’année (exemple)")


def changes(planner: Planner, today: date) -> tuple[list[Changement], list[Absence]]:
    steady = list(islice(apart(planner.plan), 9))
    if len(steady) < 9:  # too few lieux to vary them all
        return [], []
    cancelled, failing, late, delayed, moved, extra, closed, ill, away = steady
    soon, later = today, today + timedelta(days=7)
    return [
        on_one_day(Genre.ANNULATION, cancelled, soon, motif=_("formation de l’équipe")),
        on_one_day(Genre.ANNULATION, failing, later, motif=_("panne d’internet")),
        on_one_day(Genre.HORAIRES, late, soon, motif=_("réunion d’équipe"), **from_an_hour_later(late[0])),
        on_one_day(
            Genre.HORAIRES, delayed, later, motif=_("conseiller en formation avant"), **from_an_hour_later(delayed[0])
        ),
        on_one_day(
            Genre.LIEU,
            moved,
            later,
            motif=_("travaux dans la salle"),
            lieu_accueil=nearest_other(moved[0].lieu, planner.lieux),
        ),
        added(extra, planner, later),
        Changement(
            genre=Genre.ANNULATION,
            lieu=closed[0].lieu,
            du=date(today.year, 12, 24),
            au=date(today.year + 1, 1, 1),
            motif=closure_motif(),
        ),
    ], [
        absence(ill, planner.monday + timedelta(weeks=1), days=5),
        absence(away, planner.monday + timedelta(weeks=3), days=12),
    ]


def apart(plan: Plan) -> Iterator[tuple[Permanence, list[Conseiller]]]:
    """Permanences held every week by one adviser, no two of one lieu or one adviser: changes do not pile up."""
    seen = set()
    for permanence, team in random.Random(SEED).sample(plan, len(plan)):  # noqa: S311 - nothing secret
        ordinary = (
            permanence.rythme == Permanence.Rythme.HEBDOMADAIRE
            and permanence.semaines == Permanence.Semaines.TOUTES
            and permanence.intervalle == 1
            and permanence.vacances == Permanence.Vacances.TENUE
            and permanence.heure_debut_2 is None
            and len(team) == 1
        )
        if ordinary and seen.isdisjoint([permanence.lieu, *team]):
            seen.update([permanence.lieu, *team])
            yield permanence, team


def on_one_day(genre: Genre, entry: tuple[Permanence, list[Conseiller]], after: date, **facts) -> Changement:
    permanence, _team = entry
    day = next_day(permanence.jours[0], after)
    return Changement(genre=genre, permanence=permanence, du=day, au=day, **facts)


def added(entry: tuple[Permanence, list[Conseiller]], planner: Planner, after: date) -> Changement:
    """One more date, on a day of the week when the adviser is nowhere else."""
    permanence, (conseiller,) = entry
    jour = next(jour for jour in WEEK if jour not in planner.busy[conseiller])
    day = next_day(jour, after)
    return Changement(
        genre=Genre.AJOUT,
        permanence=permanence,
        du=day,
        au=day,
        heure_debut=time(14),
        heure_fin=time(17),
        motif=_("date supplémentaire"),
    )


def next_day(jour: int, after: date) -> date:
    """The next such day of the week that is no public holiday."""
    days = JourCalendaire.objects.filter(date__gt=after, jour_semaine=jour, ferie="")
    return days.values_list("date", flat=True).earliest("date")


def from_an_hour_later(permanence: Permanence) -> dict[str, time]:
    start = datetime.combine(date.min, permanence.heure_debut) + timedelta(hours=1)
    return {"heure_debut": start.time(), "heure_fin": permanence.heure_fin}


def nearest_other(lieu: Lieu, lieux: list[Lieu]) -> Lieu:
    others = [other for other in lieux if other != lieu]
    return min(others, key=lambda other: kilometres(lieu.position, other.position))


def absence(entry: tuple[Permanence, list[Conseiller]], first: date, days: int) -> Absence:
    _permanence, (conseiller,) = entry
    last = first + timedelta(days=days - 1)
    return Absence(conseiller=conseiller, du=first, au=last, motif_prive=_("absence inventée"))
