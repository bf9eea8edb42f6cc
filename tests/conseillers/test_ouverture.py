"""Until when a lieu opens, kept by the database: true after any change, on any day."""

import random
from datetime import date, timedelta
from itertools import count

import pytest
from django.db import connection
from django.db.models import Max

from conseillers.models import Ouverture, Permanence
from structures.models import Lieu
from tests.factories import LieuFactory, PermanenceFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
NUMBERS = count()  # no rule is written twice
ENDS = [None, *(TODAY + timedelta(days=days) for days in (-400, -1, 0, 1, 30))]


def write_something(dice: random.Random) -> None:
    """As pages, commands and SQL do."""
    lieu, permanence = dice.choice(Lieu.objects.order_by("pk")), Permanence.objects.order_by("?").first()
    gestures = [
        lambda: PermanenceFactory(lieu=lieu, au=dice.choice(ENDS), theme=str(next(NUMBERS))),
        lambda: permanence and Permanence.objects.filter(pk=permanence.pk).update(au=dice.choice(ENDS)),
        lambda: permanence and Permanence.objects.filter(pk=permanence.pk).update(lieu=lieu),
        lambda: permanence and permanence.delete(),
        lambda: Permanence.objects.filter(lieu=lieu).update(au=dice.choice(ENDS)),
        lambda: Permanence.objects.filter(lieu=lieu).delete(),
        lambda: LieuFactory(),
    ]
    dice.choices(gestures, weights=[6, 4, 3, 2, 1, 1, 1])[0]()


@pytest.mark.parametrize("seed", range(8))
def test_which_lieux_open_is_what_their_permanences_say(seed):
    dice = random.Random(seed)  # noqa: S311
    LieuFactory()

    for _ in range(25):
        write_something(dice)
        for day in (TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=2), TODAY + timedelta(days=365)):
            open_then = set(Permanence.objects.in_force(day).values_list("lieu", flat=True))
            assert {*Lieu.objects.filter(Ouverture.there(day)).values_list("pk", flat=True)} == open_then
            closed = Lieu.objects.exclude(pk__in=open_then).values_list("pk", flat=True)
            assert {*Lieu.objects.filter(Ouverture.none_there(day)).values_list("pk", flat=True)} == {*closed}


def test_nothing_has_to_be_written_when_a_day_passes():
    lieu = PermanenceFactory(au=TODAY).lieu

    assert Lieu.objects.filter(Ouverture.there(TODAY)).get() == lieu
    assert Lieu.objects.filter(Ouverture.none_there(TODAY + timedelta(days=1))).get() == lieu


def test_a_lieu_that_goes_and_a_table_that_is_emptied_leave_nothing_behind():
    gone, stays = LieuFactory(), PermanenceFactory().lieu
    gone.delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE conseillers_permanence CASCADE")

    assert list(Ouverture.objects.values_list("lieu", "jusqu_au")) == [(stays.pk, date.min)]


def test_to_save_a_permanence_is_no_change_of_its_lieu():
    permanence = PermanenceFactory()
    before = Lieu.objects.aggregate(Max("date_maj"))

    permanence.au = TODAY
    permanence.save()

    assert Lieu.objects.aggregate(Max("date_maj")) == before
    assert Ouverture.objects.get().jusqu_au == TODAY
