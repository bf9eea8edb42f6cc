"""What bin/bench measures with is right. How fast it all is, bin/bench says itself: no test is timed."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.models import Count, F
from django.utils import timezone

from conseillers.models import Permanence, Seance
from structures.models import Lieu
from structures.reperes import Cle
from tests.bench import data
from tests.bench.schedule import ask_days, ask_nearby, asked, moments, verdicts


@pytest.fixture
def sixty(lyon):
    connection.check_constraints()  # what is pending would forbid to set keys aside
    data.load(60)


def keys_and_indexes() -> list[str]:
    tables = sorted({model._meta.db_table for model, _rows, _columns in data.STEPS})
    with connection.cursor() as cursor:
        cursor.execute(data.KEYS_AND_INDEXES, [tables, tables])
        return sorted(drop for drop, _create in cursor.fetchall())


def test_loading_puts_every_key_and_index_back(lyon):
    before = keys_and_indexes()
    connection.check_constraints()

    data.load(60)

    assert len(before) > 20
    assert keys_and_indexes() == before


def test_lieux_stand_in_their_communes_with_five_permanences_each(sixty):
    lieux = Lieu.objects.annotate(nombre=Count("permanences"))

    assert lieux.filter(nombre=5, commune__contour__covers=F("position"), cle=Cle("nom")).count() == 60
    teams = Counter(Permanence.objects.annotate(team=Count("conseillers")).values_list("team", flat=True))
    assert set(teams) == {1, 2}


def test_the_schedule_has_all_that_a_schedule_may_have(sixty):
    seances = Seance.objects.within(timezone.localdate(), Seance.HORIZON.days)

    assert set(seances.values_list("etat", flat=True)) == set(Seance.Etat.values)
    assert set(seances.values_list("permanence__rythme", flat=True)) == set(Permanence.Rythme.values)


def test_nearby_counts_what_is_on_at_the_twenty_nearest_places(sixty):
    moment, *_others = moments(1)
    place, start, _end = moment
    end = start + timedelta(days=7)  # a week-end alone may be empty
    nearest = sorted(Lieu.objects.published().with_distance(place), key=lambda lieu: lieu.distance.m)[:20]
    around = Seance.objects.within(start.date() - timedelta(days=1), 10).filter(lieu__in=nearest)
    expected = sum(seance.tenue and seance.debut < end and seance.fin > start for seance in around)

    times = asked(ask_nearby, place, start, end)

    assert times.rows == expected > 0
    assert times.client > 0
    assert times.planning > 0
    assert times.execution > 0


def test_a_day_counts_all_its_seances_and_a_commune_its_own(sixty):
    tomorrow = Seance.objects.on(timezone.localdate() + timedelta(days=1))

    times = ask_days({60: connections["default"]})

    (day,), (commune,) = times["day", 60], times["commune", 60]
    assert day.rows == tomorrow.count() > 0
    assert commune.rows == tomorrow.filter(lieu__commune__slug="villeurbanne").count()


def test_twice_the_time_on_a_machine_twice_as_slow_is_no_growth():
    found = verdicts({60: 3.0, 1_000_000: 6.0}, {60: 1.0, 1_000_000: 2.0})

    assert [holds for holds, _words in found] == [True, True]


def test_growth_by_more_than_half_fails():
    found = verdicts({60: 3.0, 1_000_000: 4.6}, {60: 1.0, 1_000_000: 1.0})

    assert [holds for holds, _words in found] == [True, False]


def test_ten_milliseconds_fail_whatever_the_growth():
    found = verdicts({60: 10.0, 1_000_000: 10.0}, {60: 1.0, 1_000_000: 1.0})

    assert [holds for holds, _words in found] == [False, True]
