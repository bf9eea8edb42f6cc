"""How much one address may ask: a town hall never notices, a program in a loop is told to wait."""

from datetime import timedelta

import pytest
from django.core.cache import cache, caches
from django.core.checks import run_checks

HOME = "192.0.2.7"


@pytest.fixture(autouse=True)
def _ten_a_minute(settings, world, monday, db):
    settings.API_PAR_MINUTE = 10
    settings.KEEP_ANSWERS = True
    cache.clear()
    yield
    cache.clear()


def ask(client, address=HOME, **headers):
    return client.get("/api/communes/?taille=1", REMOTE_ADDR=address, headers=headers)


def statuses(client, number, address=HOME):
    return [ask(client, address).status_code for _ in range(number)]


def test_a_whole_minute_may_be_asked_at_once_and_no_more(client):
    assert statuses(client, 12) == [200] * 10 + [429] * 2


def test_whoever_is_refused_is_told_when_to_come_back_and_may(client, monday):
    statuses(client, 10)
    refused = ask(client)

    assert refused["Content-Type"] == "application/problem+json"
    assert refused["Retry-After"] == "6"  # a minute for ten
    assert refused.json()["status"] == 429

    monday.shift(timedelta(seconds=int(refused["Retry-After"])))
    assert statuses(client, 2) == [200, 429]


def test_after_a_minute_all_is_forgotten(client, monday):
    statuses(client, 10)
    monday.shift(timedelta(minutes=1))

    assert statuses(client, 11) == [200] * 10 + [429]


def test_headers_say_what_is_left(client):
    statuses(client, 3)

    answer = ask(client)

    assert answer["RateLimit-Policy"] == '"adresse";q=10;w=60'
    assert answer["RateLimit"] == '"adresse";r=6;t=24'


def test_an_answer_that_one_has_costs_a_tenth(client):
    etag = ask(client)["ETag"]

    again = [ask(client, **{"If-None-Match": etag}).status_code for _ in range(80)]

    assert again == [304] * 80


def test_what_makes_no_sense_costs_as_much_as_the_rest(client):
    wrong = [client.get("/api/lieux/?besoin=x", REMOTE_ADDR=HOME).status_code for _ in range(11)]

    assert wrong == [400] * 10 + [429]


def test_others_are_not_refused_for_it(client):
    statuses(client, 11)

    assert statuses(client, 1, "192.0.2.8") == [200]


def test_the_addresses_of_one_line_count_together(client):
    assert [ask(client, f"2001:db8::{n:x}").status_code for n in range(11)] == [200] * 10 + [429]
    assert statuses(client, 1, "2001:db8:0:1::1") == [200]


def test_ipv4_addresses_seen_through_ipv6_are_not_one_line(client):
    statuses(client, 11, "::ffff:192.0.2.1")

    assert statuses(client, 1, "::ffff:192.0.2.2") == [200]


def test_behind_a_proxy_the_address_that_it_saw_counts(client, settings):
    settings.BEHIND_PROXY = True
    seen = [ask(client, **{"X-Forwarded-For": f"198.51.100.{n}, 192.0.2.1"}).status_code for n in range(11)]

    assert seen == [200] * 10 + [429]


def test_where_nothing_tells_visitors_apart_nobody_is_refused(client):
    assert statuses(client, 11, "") == [200] * 11


def test_pages_for_people_are_never_limited(client):
    statuses(client, 11)

    pages = [client.get(page, REMOTE_ADDR=HOME) for page in ["/", "/recherche/?q=bron", "/recherche.geojson"] * 5]

    assert {page.status_code for page in pages} == {200}
    assert not any(page.has_header("RateLimit") for page in pages)


def test_nobodys_address_is_kept(client):
    statuses(client, 2)

    kept = str([list(caches["limite"]._cache), list(caches["limite"]._cache.values())])
    assert "api-" in kept
    assert HOME not in kept


@pytest.mark.parametrize(("most", "warned"), [(59, True), (60, False)])
def test_a_limit_that_would_refuse_a_town_hall_is_said(settings, most, warned):
    settings.API_PAR_MINUTE = most

    said = [warning.id for warning in run_checks(include_deployment_checks=True)]

    assert ("api.W001" in said) is warned
