"""Hours as schema.org says them, read back by the rules of schema.org and Google: dates without a weekday win."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from conseillers.models import Changement, Permanence, Seance
from conseillers.referencement.donnees import of_lieu
from conseillers.referencement.horaires import DAYS
from tests.conseillers.test_opening_hours import NOWS
from tests.conseillers.worlds import a_world, seeds
from tests.factories import ARTAG, MIETE, ChangementFactory, LieuFactory, PermanenceFactory

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
SIXTY = Seance.HORIZON.days


@pytest.fixture
def miete():
    return LieuFactory(nom="MIETE", at=MIETE)


def said(lieu) -> list[dict]:
    seances = list(Seance.objects.filter(lieu=lieu).within(datetime.now(PARIS).date(), SIXTY))
    return of_lieu(lieu, seances, str).get("openingHoursSpecification", [])


def hours_on(specifications: list[dict], day: date) -> list[tuple[str, str]]:
    """What a reader of the specifications believes of a day."""
    inside = [s for s in specifications if s["validFrom"] <= day.isoformat() <= s["validThrough"]]
    dated = [s for s in inside if "dayOfWeek" not in s]
    weekly = [s for s in inside if DAYS[day.weekday()] in s.get("dayOfWeek", [])]
    return [(s["opens"], s["closes"]) for s in dated or weekly if s["opens"] != s["closes"]]


def instant(day: date, on_clocks: str) -> datetime:
    """The second one of the two, in the night of October that has an hour twice, as the site has it."""
    return datetime.combine(day, time.fromisoformat(on_clocks), PARIS).replace(fold=1).astimezone(UTC)


def as_read(specifications: list[dict], first: date) -> list[tuple[datetime, datetime]]:
    days = [first + timedelta(days=number) for number in range(SIXTY)]
    return [
        (instant(day, opens), instant(day, closes))
        for day in days
        for opens, closes in sorted(hours_on(specifications, day))
    ]


def as_shown(lieu, first: date) -> list[tuple[datetime, datetime]]:
    found = []
    for seance in Seance.objects.filter(lieu=lieu).held().within(first, SIXTY).in_order():
        if found and seance.debut <= found[-1][1]:
            found[-1] = (found[-1][0], max(seance.fin, found[-1][1]))
        elif seance.debut < seance.fin:
            found.append((seance.debut, seance.fin))
    return found


def test_every_tuesday_is_said_once_and_christmas_week_is_not_an_exception(miete):
    PermanenceFactory(lieu=miete)

    assert said(miete) == [
        {
            "@type": "OpeningHoursSpecification",
            "opens": "14:00",
            "closes": "17:00",
            "validFrom": "2026-11-24",
            "validThrough": "2027-01-22",
            "dayOfWeek": ["Tuesday"],
        }
    ]


def test_two_days_with_the_same_two_slots_are_two_specifications(miete):
    PermanenceFactory(lieu=miete, jours=[2, 4], heure_debut_2=time(18), heure_fin_2=time(19, 30))

    weekly = said(miete)

    assert [(s["dayOfWeek"], s["opens"], s["closes"]) for s in weekly] == [
        (["Tuesday", "Thursday"], "14:00", "17:00"),
        (["Tuesday", "Thursday"], "18:00", "19:30"),
    ]


def test_a_public_holiday_is_closed_from_midnight_to_midnight(miete):
    PermanenceFactory(lieu=miete, jours=[5])

    closed = [s for s in said(miete) if "dayOfWeek" not in s]

    assert [(s["validFrom"], s["validThrough"], s["opens"], s["closes"]) for s in closed] == [
        ("2026-12-25", "2027-01-01", "00:00", "00:00"),
    ]


def test_other_hours_on_a_date_stand_in_for_the_day(miete):
    permanence = PermanenceFactory(lieu=miete)
    hours = {"heure_debut": time(9), "heure_fin": time(11)}
    ChangementFactory(permanence=permanence, genre=Changement.Genre.HORAIRES, du=date(2026, 12, 1), **hours)

    assert hours_on(said(miete), date(2026, 12, 1)) == [("09:00", "11:00")]
    assert hours_on(said(miete), date(2026, 12, 8)) == [("14:00", "17:00")]


def test_a_date_that_comes_from_elsewhere_is_open_here_and_closed_there(miete):
    there = LieuFactory(at=ARTAG)
    permanence = PermanenceFactory(lieu=miete)
    day = date(2026, 12, 1)
    ChangementFactory(permanence=permanence, genre=Changement.Genre.LIEU, du=day, lieu_accueil=there)

    assert hours_on(said(miete), day) == []
    assert hours_on(said(there), day) == [("14:00", "17:00")]


@pytest.mark.parametrize(
    "rhythm",
    [{"semaines": "paires"}, {"rythme": "mensuel", "rangs": [1, 3]}, {"intervalle": 2, "du": date(2026, 11, 24)}],
)
def test_what_no_week_can_say_is_said_date_by_date(miete, rhythm):
    PermanenceFactory(lieu=miete, **rhythm)

    assert [s for s in said(miete) if "dayOfWeek" in s] == []
    assert as_read(said(miete), date(2026, 11, 24)) == as_shown(miete, date(2026, 11, 24))


def test_the_whole_of_today_is_said_even_what_is_over(miete, time_machine):
    PermanenceFactory(lieu=miete)
    time_machine.move_to(datetime(2026, 11, 24, 20, tzinfo=PARIS), tick=False)

    assert hours_on(said(miete), date(2026, 11, 24)) == [("14:00", "17:00")]


def test_without_a_seance_nothing_is_said(miete):
    assert said(miete) == []


# The séances are read as they are, whatever the rules: a tenth of the worlds says as much.
@pytest.mark.parametrize("seed", seeds(10 * len(NOWS) * SIXTY / 365))
def test_read_back_they_are_the_seances_of_any_world(time_machine, seed):
    permanences, _team, _world = a_world(f"schema.org {seed}")
    for permanence in permanences[::2]:  # half of them never end, unless that makes them the same as another
        with suppress(IntegrityError), transaction.atomic():
            Permanence.objects.filter(pk=permanence.pk).update(au=None)
    read = 0
    for now in NOWS:
        time_machine.move_to(now, tick=False)
        for lieu in {permanence.lieu for permanence in permanences}:
            specifications = said(lieu)
            assert as_read(specifications, now.date()) == as_shown(lieu, now.date()), (seed, now, specifications)
            read += len(specifications)

    assert read > 0
