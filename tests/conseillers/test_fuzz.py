"""Twenty thousand made-up requests: no error of the server, none over a second, and nothing private in an answer."""

import json
import os
import time
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import caches
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from conseillers import jetons
from conseillers.faits import facts_of
from conseillers.liens import Usage, token
from conseillers.management.commands.preparer import LOADING_COMMANDS
from conseillers.models import Absence, Conseiller, Demande, Signalement
from structures.models import Lieu, Structure
from tests.admin.comptes import referent
from tests.conseillers.formulaires import typed
from tests.conseillers.made_up import (
    AGENDA,
    CORRIGER,
    INTEGRER,
    RECHERCHE,
    SIGNALER,
    SUGGESTIONS,
    addressed,
    query_strings,
)
from tests.structures.table import load_world

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "20000"))
PARTS = range(4)  # of the heavier tests, for the processors to share
LONGEST = 1.0  # seconds
LONGEST_CALENDAR = 3.0  # thirteen months of all places, which programs read by the hour: nobody waits for it
LONGEST_CORRECTION = 3.0  # all the permanences of a lieu checked at once, a few times a year
TRIES = 3  # the machine may be busy: a request is as slow as its quickest answer

PRIVATE = "zzprive"
FINE = {200, 400}  # 400: more parameters than Django reads; for a calendar, a filter that does not exist

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The demonstration's, with some streets: loaded once for all, and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_world()
        for command in LOADING_COMMANDS:
            call_command(command, verbosity=0)
        hide_what_is_private()
        yield
        transaction.set_rollback(True)


def hide_what_is_private():
    """One word in all that residents must not read."""
    Lieu.objects.update(remarque=PRIVATE)
    Structure.objects.update(remarque=PRIVATE)
    Absence.objects.update(motif_prive=PRIVATE)
    Conseiller.objects.filter(nom_public=False).update(nom=PRIVATE)
    lieu = Lieu.objects.published().first()
    said = {"precision": PRIVATE, "contact": PRIVATE}
    Signalement.objects.create(lieu=lieu, motif=Signalement.Motif.FERME, envoi=uuid4(), **said)
    nadia = referent(lieu.structure, email=f"{PRIVATE}@exemple.fr")
    facts = facts_of([lieu])[lieu.pk].empreinte
    Demande.objects.create(lieu=lieu, compte=nadia, courriel=nadia.email, empreinte=facts)


def try_all(share: float, made_up: SearchStrategy, check, part: int = 0):
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
    @given(request=made_up)
    def checked(request):
        asked.append(1)
        check(request)

    checked()
    assert len(asked) >= REQUESTS * share - 1


def ask(address: str, query_string: str = "", longest: float = LONGEST, fine=FINE, **posted):
    """The answer, which came in less than a second once in three times, and left nothing behind."""
    for _ in range(TRIES):
        start = time.perf_counter()
        with transaction.atomic():  # an error of the database does not spoil what comes after
            response = Client().generic("POST" if posted else "GET", address, QUERY_STRING=query_string, **posted)
            said = response.getvalue()
            transaction.set_rollback(True)
        if time.perf_counter() - start < longest:
            assert response.status_code in fine
            assert PRIVATE not in said.decode().lower()
            if response.streaming:
                response.streaming_content = [said]
            return response
    raise AssertionError(f"over {longest} s")


def post(address: str, body: str, longest: float = LONGEST):
    """A form of a public page as some program would send it: accepted, shown again, or refused in words."""
    caches["cadence"].clear()
    form = {"data": body, "content_type": "application/x-www-form-urlencoded"}
    return ask(address, longest=longest, fine=FINE | {302, 409}, **form)


@pytest.mark.parametrize("part", PARTS)
def test_any_search_has_its_page(world, part):
    try_all(0.0625, query_strings(RECHERCHE), lambda query_string: ask("/recherche/", query_string), part)


@pytest.mark.parametrize("part", PARTS)
def test_any_search_has_its_geojson(world, part):
    def check(query_string):
        response = ask("/recherche.geojson", query_string)
        assert response.status_code == 400 or json.loads(response.content)["type"] == "FeatureCollection"

    try_all(0.0625, query_strings(RECHERCHE), check, part)


@pytest.mark.parametrize("part", PARTS)
def test_anything_typed_has_its_suggestions(world, part):
    def check(query_string):
        response = ask("/suggestions.json", query_string)
        assert response.status_code == 400 or isinstance(json.loads(response.content), list)

    try_all(0.0925, query_strings(SUGGESTIONS), check, part)


def test_any_day_has_its_agenda(world):
    try_all(0.05, query_strings(AGENDA), lambda query_string: ask("/agenda/", query_string))


def test_any_filter_has_its_calendar(world):
    try_all(0.002, query_strings(AGENDA), lambda query_string: ask("/agenda.ics", query_string, LONGEST_CALENDAR))


@pytest.mark.parametrize("file", ["", "lieux.csv", "permanences.json", "schema-permanences.json"])
def test_whatever_is_added_to_its_address_a_file_is_the_same(world, file):
    same = Client().get(f"/donnees/{file}").getvalue()

    def check(query_string):
        assert ask(f"/donnees/{file}", query_string).getvalue() == same

    try_all(0.0005, query_strings(RECHERCHE), check)


def test_any_search_has_its_choices(world):
    try_all(0.028, query_strings(RECHERCHE), lambda query_string: ask("/recherche/choix/", query_string))


def test_any_frame_has_its_places_and_its_two_lines(world):
    try_all(0.015, query_strings(INTEGRER), lambda query_string: ask("/integrer/lieux/", query_string))
    try_all(0.015, query_strings(INTEGRER), lambda query_string: ask("/integrer/", query_string))


def test_a_place_opens_from_any_search(world):
    address = Lieu.objects.published().first().get_absolute_url()

    try_all(0.02, query_strings(RECHERCHE), lambda query_string: ask(address, query_string))


def test_any_date_may_be_reported(world):
    address = Lieu.objects.published().first().get_absolute_url() + "signaler/"

    try_all(0.004, query_strings(SIGNALER), lambda query_string: ask(address, query_string))


def test_any_report_is_kept_or_shown_again(world):
    lieu = Lieu.objects.published().first()
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        opened = urlencode({"jeton": jetons.new(lieu), "motif": "ferme"})

    def check(body):
        post(f"{lieu.get_absolute_url()}signaler/", f"{opened}&{body}")

    try_all(0.01, query_strings(SIGNALER), check)


@pytest.mark.parametrize("usage", Usage)
def test_no_broken_link_of_a_mail_opens_anything(world, usage):
    good = token(Demande.objects.get(), usage)

    def check(jeton):
        status = ask(f"/{usage}/{jeton}/", fine={200, 403, 404, 410}).status_code
        assert (status == 200) == (jeton == good)

    try_all(0.003, addressed(good), check)


def test_any_answer_to_a_mail_confirms_or_is_shown_again(world):
    demande = Demande.objects.get()
    address = f"/confirmer/{token(demande, Usage.CONFIRMER)}/"

    try_all(0.002, query_strings({"empreinte": addressed(demande.empreinte)}), lambda body: post(address, body))


def test_any_correction_is_proposed_or_shown_again(world):
    address = f"/corriger/{token(Demande.objects.get(), Usage.CORRIGER)}/"
    shown = typed(Client().get(address))
    rule = next(name for name in shown if name.startswith("permanence-")).rpartition("-")[0]
    fields = {name.replace("permanence", rule): values for name, values in CORRIGER.items()}

    def check(body):
        post(address, f"{urlencode(shown, doseq=True)}&{body}", LONGEST_CORRECTION)

    try_all(0.008, query_strings(fields), check)
