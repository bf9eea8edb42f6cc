"""How many reports are taken in an hour: enough for a town hall, not for a program."""

from datetime import timedelta

import pytest

from conseillers import cadence
from conseillers.models import Signalement
from tests.conseillers.signaler.conftest import address, open_form, thanked

pytestmark = pytest.mark.django_db


def flood(client, clock, lieu, times: int, **headers) -> list:
    """Answers to this many reports, each from a form of its own."""
    forms = [open_form(client, lieu) for _ in range(times)]
    clock.shift(5)
    return [client.post(address(lieu), form | {"motif": "autre", "precision": "x"}, **headers) for form in forms]


def test_a_town_hall_behind_one_address_sends_twenty_an_hour_a_program_no_more_than_thirty(client, clock, lieu):
    answers = flood(client, clock, lieu, cadence.MOST_OF_ONE + 2)

    assert all(thanked(answer, lieu) for answer in answers[:20])
    assert [answer.status_code for answer in answers].count(429) == 2
    assert Signalement.objects.count() == cadence.MOST_OF_ONE


def test_whoever_is_refused_keeps_what_was_typed_and_has_a_number_to_call(client, clock, lieu):
    refused = flood(client, clock, lieu, cadence.MOST_OF_ONE + 1)[-1]
    page = refused.content.decode()

    assert "Réessayez dans une heure, ou appelez." in page
    assert 'href="tel:+33478634040"' in page
    assert refused.context["form"]["precision"].value() == "x"
    assert refused["Retry-After"] == "3600"

    clock.shift(timedelta(hours=1))
    typed = {"jeton": refused.context["form"].jeton, "motif": "autre", "precision": "x"}
    assert thanked(client.post(address(lieu), typed), lieu)


def test_others_are_not_refused_for_it(client, clock, lieu):
    flood(client, clock, lieu, cadence.MOST_OF_ONE + 1, REMOTE_ADDR="203.0.113.1")

    [other] = flood(client, clock, lieu, 1, REMOTE_ADDR="203.0.113.2")

    assert thanked(other, lieu)


def test_addresses_of_one_line_count_together_and_a_proxy_says_the_last(client, clock, lieu, settings):
    settings.BEHIND_PROXY = True
    addresses = [f"198.51.100.{n}, 2001:db8::{n:x}" for n in range(cadence.MOST_OF_ONE + 1)]

    answers = [flood(client, clock, lieu, 1, HTTP_X_FORWARDED_FOR=said)[0] for said in addresses]

    assert [answer.status_code for answer in answers].count(429) == 1


def test_all_together_are_bounded_too(client, clock, lieu, monkeypatch):
    monkeypatch.setattr(cadence, "MOST_OF_ALL", 3)

    answers = [flood(client, clock, lieu, 1, REMOTE_ADDR=f"203.0.113.{n}")[0] for n in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
