"""Twenty thousand made-up requests: no error of the server, and none over a second."""

import json
import os
import time

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings

from conseillers.management.commands.preparer import LOADING_COMMANDS
from structures.models import Lieu
from tests.conseillers.made_up import AGENDA, RECHERCHE, SUGGESTIONS, query_strings
from tests.structures.table import load_world

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "20000"))
PARTS = range(4)  # of the heavier tests, for the processors to share
LONGEST = 1.0  # seconds
LONGEST_CALENDAR = 3.0  # thirteen months of all places, which programs read by the hour: nobody waits for it
TRIES = 3  # the machine may be busy: a request is as slow as its quickest answer

FINE = {200, 400}  # 400: more parameters than Django reads; for a calendar, a filter that does not exist

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The demonstration's, with some streets: loaded once for all, and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_world()
        for command in LOADING_COMMANDS:
            call_command(command, verbosity=0)
        yield
        transaction.set_rollback(True)


def try_all(share: float, parameters: dict, check, part: int = 0):
    """Checks a share of the requests: the same ones at each run, others for each part."""
    asked = []

    @seed(f"{check.__qualname__} {part}")
    @settings(
        max_examples=max(1, round(REQUESTS * share)),
        database=None,
        deadline=None,  # hypothesis' own; ours is in `ask`
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(query_string=query_strings(parameters))
    def checked(query_string):
        asked.append(1)
        check(query_string)

    checked()
    assert len(asked) >= REQUESTS * share - 1


def ask(address: str, query_string: str, longest: float = LONGEST):
    """The answer, which came in less than a second once in three times."""
    for _ in range(TRIES):
        start = time.perf_counter()
        with transaction.atomic():  # an error of the database does not spoil what comes after
            response = Client().get(address, QUERY_STRING=query_string)
        if time.perf_counter() - start < longest:
            assert response.status_code in FINE
            return response
    raise AssertionError(f"over {longest} s")


@pytest.mark.parametrize("part", PARTS)
def test_any_search_has_its_page(world, part):
    try_all(0.0625, RECHERCHE, lambda query_string: ask("/recherche/", query_string), part)


@pytest.mark.parametrize("part", PARTS)
def test_any_search_has_its_geojson(world, part):
    def check(query_string):
        response = ask("/recherche.geojson", query_string)
        assert response.status_code == 400 or json.loads(response.content)["type"] == "FeatureCollection"

    try_all(0.0625, RECHERCHE, check, part)


@pytest.mark.parametrize("part", PARTS)
def test_anything_typed_has_its_suggestions(world, part):
    def check(query_string):
        response = ask("/suggestions.json", query_string)
        assert response.status_code == 400 or isinstance(json.loads(response.content), list)

    try_all(0.0925, SUGGESTIONS, check, part)


def test_any_day_has_its_agenda(world):
    try_all(0.05, AGENDA, lambda query_string: ask("/agenda/", query_string))


def test_any_filter_has_its_calendar(world):
    try_all(0.002, AGENDA, lambda query_string: ask("/agenda.ics", query_string, LONGEST_CALENDAR))


@pytest.mark.parametrize("file", ["", "lieux.csv", "permanences.json", "schema-permanences.json"])
def test_whatever_is_added_to_its_address_a_file_is_the_same(world, file):
    same = Client().get(f"/donnees/{file}").getvalue()

    def check(query_string):
        assert ask(f"/donnees/{file}", query_string).getvalue() == same

    try_all(0.0005, RECHERCHE, check)


def test_any_search_has_its_choices(world):
    try_all(0.028, RECHERCHE, lambda query_string: ask("/recherche/choix/", query_string))


def test_a_place_opens_from_any_search(world):
    address = Lieu.objects.published().first().get_absolute_url()

    try_all(0.05, RECHERCHE, lambda query_string: ask(address, query_string))
