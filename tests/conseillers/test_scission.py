"""From a day on, or for some days: the séances of the view are the same ones but for what was asked to change."""

import random
from contextlib import suppress
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from conseillers.models import Changement, Occurrence, Permanence, Seance
from conseillers.scission import cut, write
from structures.essai import trial
from tests.conseillers.worlds import FIRST, LAST, a_world, some_day
from tests.factories import ChangementFactory, ConseillerFactory, PermanenceFactory

pytestmark = pytest.mark.django_db

READ = [
    "lieu_id",
    "lieu_accueil_id",
    "date",
    "heure_debut",
    "heure_fin",
    "etat",
    "cause",
    "motif",
    "mode",
    "conseillers",
]
NEW_HOURS = {"heure_debut": time(7), "heure_fin": time(7, 45), "heure_debut_2": None, "heure_fin_2": None}


def seances(permanences) -> list[tuple]:
    rows = Seance.objects.filter(permanence__in=permanences, date__range=(FIRST, LAST)).values_list(*READ)
    return sorted([(*row[:-1], sorted(row[-1])) for row in rows], key=repr)


def set_hours(permanence):
    for name, value in NEW_HOURS.items():
        setattr(permanence, name, value)


def changed_everywhere(permanence, team) -> list[tuple]:
    """What it would give with other hours and another team on all its days, the past included."""
    with trial():
        everywhere = Permanence.objects.get(pk=permanence.pk)
        set_hours(everywhere)
        everywhere.save()
        everywhere.conseillers.set(team)
        return seances([everywhere])


def cut_and_changed(permanence, first, last, team) -> list[tuple] | None:
    with trial():
        scission = cut(Permanence.objects.get(pk=permanence.pk), first, last)
        if not scission.during:
            return None
        set_hours(scission.during)
        return seances(write(scission, team))


@pytest.mark.parametrize("seed", range(4))
def test_only_the_seances_of_these_days_change_whatever_the_rule(seed):
    permanences, _with_whom, _world = a_world(seed)
    dice = random.Random(seed)  # noqa: S311
    team, compared = [ConseillerFactory()], 0
    for permanence in permanences:
        first = some_day(dice)
        last = dice.choice([None, first, first + timedelta(days=dice.randrange(60))])
        usual, other = seances([permanence]), changed_everywhere(permanence, team)
        inside = [row for row in other if row[2] >= first and (last is None or row[2] <= last)]
        outside = [row for row in usual if row[2] < first or (last and row[2] > last)]

        with suppress(ValidationError):  # a date added out of reach: refused, in words
            found = cut_and_changed(permanence, first, last, team)
            if found is not None:
                compared += len(found)
                assert found == sorted(outside + inside, key=repr), (seed, permanence.pk, str(permanence), first, last)
            else:
                days = Occurrence.objects.filter(permanence=permanence, date__range=(first, last or LAST))
                assert not days.exists(), (seed, permanence.pk, str(permanence), first, last)
    assert compared > 1000


def test_every_other_week_stays_on_its_weeks():
    permanence = PermanenceFactory(intervalle=2, du=date(2026, 11, 24))

    for day, start in [(date(2026, 12, 2), date(2026, 12, 7)), (date(2026, 12, 8), date(2026, 12, 8))]:
        assert cut(permanence, day).during.du == start


def test_a_list_of_dates_is_shared_out():
    days = [date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 15)]
    scission = cut(PermanenceFactory(rythme="dates", jours=[], dates=days), days[1], days[1])

    assert [part.dates for part in scission.parts] == [[day] for day in days]


def test_the_earliest_part_keeps_the_row_and_one_that_begins_that_day_is_simply_edited():
    old, new = PermanenceFactory(), PermanenceFactory(du=date(2026, 12, 1))

    parts = [write(cut(row, date(2026, 12, 1)), row.conseillers.all()) for row in (old, new)]

    assert [[part.pk == row.pk for part in found] for found, row in zip(parts, (old, new), strict=True)] == [
        [True, False],
        [True],
    ]
    assert (old.au, parts[0][1].du) == (date(2026, 11, 30), date(2026, 12, 1))


def test_changements_go_where_their_days_went_and_a_closure_over_both_is_whole_in_each():
    permanence = PermanenceFactory()
    before = ChangementFactory(permanence=permanence, du=date(2026, 11, 24))
    after = ChangementFactory(permanence=permanence, du=date(2026, 12, 8))
    ChangementFactory(permanence=permanence, du=date(2026, 11, 30), au=date(2026, 12, 2), motif="travaux")

    old, new = write(cut(permanence, date(2026, 12, 1)), permanence.conseillers.all())

    assert before in old.changements.all()
    assert after in new.changements.all()
    whole = Changement.objects.filter(motif="travaux").order_by("permanence")
    assert [(change.permanence, change.du, change.au) for change in whole] == [
        (part, date(2026, 11, 30), date(2026, 12, 2)) for part in (old, new)
    ]


def test_a_date_added_before_a_rule_that_would_be_edited_is_refused_and_said():
    permanence = PermanenceFactory(du=date(2026, 12, 1))
    ChangementFactory(permanence=permanence, genre="ajout", du=date(2026, 11, 26))

    with pytest.raises(ValidationError, match=r"Une date ajoutée \(jeudi 26"):
        write(cut(permanence, date(2026, 12, 1)), permanence.conseillers.all())
