"""A resident who opens the form, reads it, and sends it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches

from tests.factories import LieuFactory

NOW = "2026-11-23 08:00+01:00"  # a Monday


@pytest.fixture(autouse=True)
def _nothing_counted():
    caches["cadence"].clear()


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def lieu():
    return LieuFactory(nom="La MIETE")


def address(lieu) -> str:
    return f"/lieux/{lieu.slug}/signaler/"


def open_form(client, lieu, **asked) -> dict:
    """What the browser would send of the form as it is given."""
    form = client.get(address(lieu), asked).context["form"]
    return {"jeton": form.jeton, "suite": ""} | ({"seance": form.seance.pk} if form.seance else {})


@pytest.fixture
def send(client, clock, lieu):
    """Opens the form, takes five seconds, sends: `send(motif="ferme")`."""

    def send(after: float = 5, **typed):
        given = open_form(client, lieu)
        clock.shift(timedelta(seconds=after))
        return client.post(address(lieu), {**given, **typed})

    return send


def thanked(response, lieu) -> bool:
    return response.status_code == 302 and response["Location"] == f"{address(lieu)}merci/"
