"""Only the pages that are made for it may be shown in a frame of another site: every address of the site is asked."""

import re

import pytest
from django.contrib.auth import get_user_model

from tests.factories import MIETE, LieuFactory, PermanenceFactory
from tests.urls import patterns

pytestmark = pytest.mark.django_db

OPEN = {"/integrer/lieux/", "/integrer/semaine/la-miete-villeurbanne/"}
VALUES = {
    "int": "1", "slug": "la-miete-villeurbanne", "str": "x", "path": "1", "hexa": "ffffff", "uuid": "0" * 32,
}  # fmt: skip
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
REGULAR = re.compile(r"[\^(].*$")


def every_address() -> set[str]:
    """One address for each pattern, with values that lead to something where there is anything."""
    return {f"/{_plain(route)}" for route, _name in patterns()}


def _plain(route: str) -> str:
    """The admin's own regular expressions lead to applications, and to what is none of them."""
    plain = PARAMETER.sub(lambda part: VALUES[part[1] or "str"], route)
    return REGULAR.sub("structures/", plain)


def is_closed(response) -> bool:
    policy = response.headers.get("Content-Security-Policy", "")
    return response.headers.get("X-Frame-Options") == "DENY" and "frame-ancestors 'none'" in policy


def is_open(response) -> bool:
    return "X-Frame-Options" not in response.headers and "frame-ancestors *" in response["Content-Security-Policy"]


def test_no_other_page_of_the_site_or_of_the_desk_may_be_framed(client):
    PermanenceFactory(lieu=LieuFactory(nom="La MIETE", at=MIETE, pk=1))
    client.force_login(get_user_model().objects.create_superuser("chef"))
    client.raise_request_exception = False
    addresses = every_address()

    closed = {address for address in addresses if is_closed(client.get(address))}

    assert addresses - closed == OPEN
    assert len([address for address in addresses if address.startswith("/admin/")]) > 50
    assert [address for address in sorted(OPEN) if not is_open(client.get(address))] == []


@pytest.mark.parametrize("address", ["/integrer/", "/lieux/la-miete-villeurbanne/", "/nulle-part/", "/integrer/lieux"])
def test_neither_may_it_when_it_is_unchanged_or_not_found(client, address):
    LieuFactory(nom="La MIETE", at=MIETE)
    first = client.get(address)

    assert is_closed(client.get(address, headers={"If-None-Match": first.headers.get("ETag", "*")}))


def test_the_page_that_shows_a_preview_may_show_this_site_alone(client):
    assert "frame-src 'self'" in client.get("/integrer/")["Content-Security-Policy"]
    assert "frame-src" not in client.get("/")["Content-Security-Policy"]


@pytest.mark.parametrize("address", sorted(OPEN))
def test_a_frame_sets_no_cookie_and_runs_nothing(client, address):
    PermanenceFactory(lieu=LieuFactory(nom="La MIETE", at=MIETE))

    response = client.get(address)

    assert not response.cookies
    assert not re.search(r"<script|<style|style=", response.content.decode())
