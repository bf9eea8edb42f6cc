"""An answer that is kept is never older than the data, nor than the minute."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import cache

from conseillers.models import Permanence
from structures.models import Lieu
from tests.factories import MIETE, ChangementFactory, LieuFactory, PermanenceFactory, commit

pytestmark = pytest.mark.django_db

PAGE = "/lieux/la-miete-villeurbanne/"
TUESDAY = "2026-11-24T14:00:00+01:00"


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.KEEP_ANSWERS = True
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def permanence():
    return PermanenceFactory(lieu=LieuFactory(nom="La MIETE", at=MIETE))


@pytest.mark.parametrize("address", ["/", "/recherche/?q=Villeurbanne", "/recherche.geojson", PAGE, "/agenda/"])
def test_asked_again_a_page_takes_one_query_and_is_the_same(client, permanence, django_assert_num_queries, address):
    with time_machine.travel(TUESDAY, tick=False):
        first = client.get(address)
        with django_assert_num_queries(1):
            again = client.get(address)
        with django_assert_num_queries(1):
            unchanged = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert again.content == first.content
    assert unchanged.status_code == 304


def test_a_browser_that_has_the_answer_is_told_so_though_nobody_keeps_it(client, permanence, django_assert_num_queries):
    with time_machine.travel(TUESDAY, tick=False):
        first = client.get(PAGE)
        cache.clear()
        with django_assert_num_queries(1):
            unchanged = client.get(PAGE, headers={"If-None-Match": f"W/{first['ETag']}"})

    assert unchanged.status_code == 304
    assert unchanged["Cache-Control"] == "no-cache"


def test_the_same_answer_a_minute_later_is_not_sent_again(client, permanence):
    with time_machine.travel(TUESDAY, tick=False) as clock:
        first = client.get("/communes/villeurbanne/")
        clock.shift(timedelta(minutes=1))
        later = client.get("/communes/villeurbanne/", headers={"If-None-Match": first["ETag"]})

    assert later.status_code == 304
    assert later["ETag"] == first["ETag"]


def test_an_edit_is_sent_to_a_browser_that_has_the_answer_before_it(client, permanence):
    with time_machine.travel(TUESDAY, tick=False):
        first = client.get(PAGE)
        Lieu.objects.update(nom="La MIETE, nouveau nom")
        commit()
        edited = client.get(PAGE, headers={"If-None-Match": first["ETag"]})

    assert edited.status_code == 200


@pytest.mark.parametrize(
    "edit",
    [
        lambda permanence: ChangementFactory(permanence=permanence, du=date(2026, 11, 24)),
        lambda permanence: Permanence.objects.update(heure_fin="18:00"),
        lambda permanence: Lieu.objects.update(nom="La MIETE, nouveau nom"),
        lambda permanence: permanence.delete(),
    ],
)
def test_an_edit_shows_at_the_next_request(client, permanence, edit):
    with time_machine.travel(TUESDAY, tick=False):
        before = client.get(PAGE).content
        edit(permanence)
        assert client.get(PAGE).content == before
        commit()

        assert client.get(PAGE).content != before


def test_the_next_minute_is_another_page(client, permanence):
    with time_machine.travel("2026-11-24T16:59:59+01:00", tick=False):
        before = client.get(PAGE).content.decode()
    with time_machine.travel("2026-11-24T17:00:00+01:00", tick=False):
        after = client.get(PAGE).content.decode()

    assert "jusqu’à 17" in before
    assert "jusqu’à 17" not in after


def test_less_than_a_minute_is_not_a_minute(client, permanence):
    with time_machine.travel("2026-11-24T16:59:00+01:00", tick=False):
        sharp = client.get(PAGE).content.decode()
    with time_machine.travel("2026-11-24T16:59:59+01:00", tick=False):
        last = client.get(PAGE).content.decode()

    assert "encore 1\u00a0minute" in sharp
    assert "encore moins d’une minute" in last


def test_what_was_not_found_is_not_kept(client, permanence):
    assert client.get("/lieux/nulle-part/").status_code == 404
    LieuFactory(nom="Nulle part", slug="nulle-part")

    assert client.get("/lieux/nulle-part/").status_code == 200
