"""OpenStreetMap's opening hours: an evaluator of another house reads the site's own hours back."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from opening_hours import OpeningHours

from conseillers.models import Absence, Changement, Permanence, Seance, VacancesScolaires
from conseillers.opening_hours import DAYS, opening_hours, opening_hours_of
from tests.conseillers.worlds import a_world, seeds
from tests.factories import ARTAG, MIETE, ChangementFactory, ConseillerFactory, LieuFactory, PermanenceFactory

PARIS = ZoneInfo("Europe/Paris")
Genre = Changement.Genre

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _january(time_machine):
    """Sixty days without a public holiday."""
    time_machine.move_to(datetime(2027, 1, 11, 10, tzinfo=PARIS), tick=False)


@pytest.fixture
def miete():
    return LieuFactory(nom="MIETE", at=MIETE)


def as_read(text: str, first: date) -> list[tuple[datetime, datetime]]:
    """Instants when it is open, over sixty days."""
    start = datetime.combine(first, time(), PARIS)
    evaluator = OpeningHours(text or "off", country="FR", timezone=PARIS, auto_timezone=False)
    intervals = evaluator.intervals(start, datetime.combine(first + timedelta(days=DAYS), time(), PARIS))
    assert evaluator.warnings == []
    return [
        (begins.astimezone(UTC), ends.astimezone(UTC))
        for begins, ends, state, _comment in intervals
        if str(state) == "open"
    ]


def as_shown(lieu, first: date) -> list[tuple[datetime, datetime]]:
    """The same, from the séances."""
    found = []
    for seance in Seance.objects.filter(lieu=lieu).held().within(first, DAYS).in_order():
        if found and seance.debut <= found[-1][1]:
            found[-1] = (found[-1][0], max(seance.fin, found[-1][1]))
        else:
            found.append((seance.debut, seance.fin))
    return found


def test_a_weekly_permanence_is_one_short_rule(miete):
    PermanenceFactory(lieu=miete)

    assert opening_hours(miete) == "Tu 14:00-17:00; PH off"


def test_days_with_the_same_hours_are_said_together(miete):
    PermanenceFactory(lieu=miete, jours=[2, 4], heure_debut_2=time(18), heure_fin_2=time(19, 30))
    PermanenceFactory(lieu=miete, jours=[3], heure_debut=time(9), heure_fin=time(12))

    assert opening_hours(miete) == "Tu,Th 14:00-17:00,18:00-19:30; We 09:00-12:00; PH off"


def test_days_of_the_month_add_to_those_of_the_week(miete):
    PermanenceFactory(lieu=miete)
    PermanenceFactory(
        lieu=miete, rythme=Permanence.Rythme.MENSUEL, rangs=[1, -1], heure_debut=time(9), heure_fin=time(12)
    )

    assert opening_hours(miete) == "Tu 14:00-17:00, Tu[1,-1] 09:00-12:00; PH off"


def test_even_weeks(miete):
    PermanenceFactory(lieu=miete, semaines="paires")

    assert opening_hours(miete) == "week 02-52/2 Tu 14:00-17:00; PH off"


def test_every_third_week_is_a_list_of_dates(miete):
    PermanenceFactory(lieu=miete, intervalle=3, du=date(2027, 1, 12))

    assert opening_hours(miete) == "2027 Jan 12,2027 Feb 02,2027 Feb 23 14:00-17:00"


def test_a_permanence_that_ends_soon_is_a_list_of_dates(miete):
    PermanenceFactory(lieu=miete, au=date(2027, 1, 20))

    assert opening_hours(miete) == "2027 Jan 12,2027 Jan 19 14:00-17:00"


def test_what_differs_on_a_date_comes_last(miete):
    permanence = PermanenceFactory(lieu=miete)
    ChangementFactory(permanence=permanence, du=date(2027, 1, 19))
    ChangementFactory(permanence=permanence, genre=Genre.AJOUT, du=date(2027, 1, 21))
    ChangementFactory(
        permanence=permanence, genre=Genre.HORAIRES, du=date(2027, 1, 26), heure_debut=time(9), heure_fin=time(11)
    )

    assert opening_hours(miete) == (
        "Tu 14:00-17:00; PH off; 2027 Jan 19 off; 2027 Jan 21 14:00-17:00; 2027 Jan 26 09:00-11:00"
    )


def test_a_closure_is_one_stretch(miete):
    permanence = PermanenceFactory(lieu=miete, jours=[1, 2, 4])
    ChangementFactory(lieu=miete, du=date(2027, 1, 25), au=date(2027, 2, 5))
    ChangementFactory(permanence=permanence, du=date(2027, 2, 16))

    assert opening_hours(miete) == ("Mo,Tu,Th 14:00-17:00; PH off; 2027 Jan 25-2027 Feb 04 off; 2027 Feb 16 off")


def test_a_date_moved_elsewhere_is_off_here_and_open_there(miete):
    there = LieuFactory(at=ARTAG)
    permanence = PermanenceFactory(lieu=miete)
    ChangementFactory(permanence=permanence, genre=Genre.LIEU, du=date(2027, 1, 19), lieu_accueil=there)

    assert opening_hours(miete) == "Tu 14:00-17:00; PH off; 2027 Jan 19 off"
    assert opening_hours(there) == "2027 Jan 19 14:00-17:00"


def test_an_absence_is_off(miete):
    nadia = ConseillerFactory()
    PermanenceFactory(lieu=miete, conseillers=[nadia])
    Absence.objects.create(conseiller=nadia, du=date(2027, 1, 18), au=date(2027, 1, 22))

    assert opening_hours(miete) == "Tu 14:00-17:00; PH off; 2027 Jan 19 off"


def test_a_permanence_held_on_public_holidays_says_nothing_of_them(miete, time_machine):
    time_machine.move_to(datetime(2027, 4, 26, 10, tzinfo=PARIS))
    PermanenceFactory(lieu=miete, jours=[4], tenue_jours_feries=True)

    assert opening_hours(miete) == "Th 14:00-17:00"


def test_beside_one_that_is_not_it_says_its_dates(miete, time_machine):
    time_machine.move_to(datetime(2027, 4, 26, 10, tzinfo=PARIS))
    PermanenceFactory(lieu=miete, jours=[4], tenue_jours_feries=True)
    PermanenceFactory(lieu=miete, jours=[2])

    assert opening_hours(miete) == "Tu,Th 14:00-17:00; PH off; 2027 May 06 14:00-17:00"


def test_the_night_that_lacks_an_hour_says_what_clocks_show(miete, time_machine):
    time_machine.move_to(datetime(2027, 3, 22, 10, tzinfo=PARIS))
    PermanenceFactory(lieu=miete, jours=[7], heure_debut=time(2, 30), heure_fin=time(6), tenue_jours_feries=True)

    assert opening_hours(miete) == "Su 02:30-06:00; 2027 Mar 28 03:30-06:00"


def test_only_in_school_holidays_is_a_list_of_dates(miete):
    VacancesScolaires.objects.create(nom="Hiver", du=date(2027, 2, 13), au=date(2027, 2, 28))
    PermanenceFactory(lieu=miete, vacances="seulement")

    assert opening_hours(miete) == "2027 Feb 16,2027 Feb 23 14:00-17:00"


def test_a_lieu_without_seance_or_withdrawn_says_nothing(miete):
    withdrawn = LieuFactory(publie=False)
    PermanenceFactory(lieu=withdrawn)

    assert opening_hours(miete) == ""
    assert opening_hours(withdrawn) == ""


def test_many_lieux_take_as_many_queries_as_one_and_say_the_same(miete, django_assert_num_queries):
    for jour in (1, 2, 3):
        PermanenceFactory(lieu=miete, jours=[jour])
    artag, nobody = LieuFactory(at=ARTAG), LieuFactory()
    moved = PermanenceFactory(lieu=artag)
    ChangementFactory(permanence=moved, genre=Genre.LIEU, du=date(2027, 1, 19), lieu_accueil=miete)
    alone = {lieu.pk: opening_hours(lieu) for lieu in (miete, artag, nobody)}

    with django_assert_num_queries(3):
        together = opening_hours_of([miete, artag, nobody])

    assert together == alone
    assert (alone[nobody.pk], "2027 Jan 19 off" in alone[artag.pk]) == ("", True)


def test_the_evaluator_knows_the_public_holidays_of_the_site():
    evaluator = OpeningHours("PH 10:00-12:00", country="FR", auto_timezone=False)
    known = list(evaluator.intervals(datetime(2024, 1, 1), datetime(2031, 1, 1)))  # noqa: DTZ001 - on the wall

    assert sum(str(state) == "open" for _begins, _ends, state, _comment in known) == 7 * 11


# Among them: both nights when the clocks change, week 53, 29 February, each public holiday but 15 August and 14 July.
NOWS = [
    datetime(2024, 2, 10, 12, tzinfo=PARIS),
    datetime(2026, 3, 29, 1, 59, tzinfo=PARIS),
    datetime(2026, 9, 30, 23, 59, tzinfo=PARIS),
    datetime(2026, 12, 10, 0, 0, tzinfo=PARIS),
    datetime(2027, 4, 20, 8, tzinfo=PARIS),
    datetime(2028, 7, 1, 8, tzinfo=PARIS),
]


@pytest.mark.parametrize("seed", seeds(len(NOWS) * DAYS / 365))
def test_an_evaluator_reads_back_the_hours_of_the_site_and_no_other(time_machine, seed):
    permanences, _team, _world = a_world(f"opening hours {seed}")
    for permanence in permanences[::2]:  # half of them never end, unless that makes them the same as another
        with suppress(IntegrityError), transaction.atomic():
            Permanence.objects.filter(pk=permanence.pk).update(au=None)
    read = 0
    for now in NOWS:
        time_machine.move_to(now, tick=False)
        for lieu in {permanence.lieu for permanence in permanences}:
            text = opening_hours(lieu)
            assert as_read(text, now.date()) == as_shown(lieu, now.date()), (seed, now, text)
            read += text != ""

    assert read > 0
