"""The national geocoding service: asked little, believed little, waited for less than a second."""

import json
import logging
import socket
import ssl
import threading
import time
from threading import Event

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from structures import geocodeur, peer
from structures.reperes import understand
from tests.conseillers.made_up import AWKWARD, anything
from tests.structures.geocodeur_fictif import answering, collection, dripping, feature, hanging, serving_fictif

pytestmark = pytest.mark.django_db

UNKNOWN = "rue des Mirabelles"
LONGEST_WAIT = 1.0  # seconds: the promise
PATIENCE = 0.3  # what these tests' searches wait, so that a busy machine has some to spare


@pytest.fixture
def service(settings):
    geocodeur._peer.cache_clear()
    with serving_fictif() as fictif:
        settings.GEOCODEUR_URL = fictif.url
        settings.GEOCODEUR_SECONDS = 5  # the machine may be busy; the tests of the wait set less
        yield fictif


def timed(words):
    start = time.monotonic()
    compris = understand(words)
    return compris, time.monotonic() - start


# --- When it is asked, and what ---


def test_it_is_off_by_default(lyon, settings):
    assert settings.GEOCODEUR_URL == ""
    assert understand(UNKNOWN).confiance == "aucune"


def test_a_street_that_we_do_not_know_is_found_there_with_a_doubt(lyon, service):
    service.answer(feature("Rue des Mirabelles", at=(4.8575, 45.7607)))

    compris = understand(UNKNOWN)

    assert (compris.libelle, compris.genre, compris.code_insee) == (
        "Rue des Mirabelles, 69003 Lyon",
        "voie",
        ["69383"],
    )
    assert (compris.confiance, compris.repli) == ("doute", "service")
    assert compris.point.coords == (4.8575, 45.7607)


@pytest.mark.parametrize("words", ["Bron", "69003", "Lyon 3e", "villeurbane", "saint genis", "brons", "", "!?"])
def test_what_we_know_is_not_asked(lyon, service, words):
    understand(words)

    assert service.asked == []


@pytest.mark.parametrize("words", ["jean.dupont@exemple.fr", "06 12 34 56 78", "Mirabelles 0612345678", "ab"])
def test_what_says_who_somebody_is_stays_here(lyon, service, words):
    understand(words)

    assert service.asked == []


def test_nothing_leaves_but_the_words(lyon, service):
    understand("  « rue des   Mirabelles »")

    assert service.asked == [
        {"q": "rue des Mirabelles »", "limit": "5", "autocomplete": "0", "lat": "45.757", "lon": "4.835"}
    ]
    assert set(service.headers[0]) == {"Host", "Accept-Encoding", "User-Agent", "Accept", "Connection"}
    assert service.headers[0]["User-Agent"] == "conseillers-numeriques"


def test_the_same_question_is_asked_once_a_minute(lyon, service, settings):
    settings.KEEP_ANSWERS = True
    cache.clear()
    service.answer(feature("Rue des Mirabelles"))

    first, again = understand(UNKNOWN), understand(UNKNOWN)

    cache.clear()
    assert first == again
    assert len(service.asked) == 1


# --- What is better than our own answer ---


def test_a_street_unknown_in_a_town_we_know_is_found_there(lyon, service):
    service.answer(feature("12 Rue des Mirabelles", "69500", "Bron", (4.9112, 45.7337), type="housenumber"))

    compris = understand("12 rue des Mirabelles, Bron")

    assert (compris.libelle, compris.code_insee) == ("12 Rue des Mirabelles, 69500 Bron", ["69029"])


@pytest.mark.parametrize(
    "answer",
    [
        feature("Bron", "69500", "Bron", (4.9112, 45.7337), type="municipality"),
        feature("Rue des Mirabelles", "69250", "Neuville-sur-Saône", (4.8413, 45.8763)),
    ],
)
def test_the_town_that_we_understood_stands(lyon, service, answer):
    service.answer(answer)

    compris = understand("rue des Mirabelles, Bron")

    assert (compris.libelle, compris.confiance, compris.repli) == ("Bron", "doute", "voie")


def test_a_town_elsewhere_is_answered_as_elsewhere(lyon, service):
    service.answer(feature("Annecy", "74000", "Annecy", (6.1294, 45.8992), type="municipality", citycode="74010"))

    compris = understand("Annecy")

    assert (compris.libelle, compris.code_insee) == ("Annecy", ["74010"])
    assert (compris.confiance, compris.repli) == ("doute", "ailleurs")


def test_the_commune_is_the_one_where_the_point_stands(lyon, service):
    service.answer(feature("Rue des Mirabelles", citycode="13055", at=(4.9112, 45.7337)))

    assert understand(UNKNOWN).code_insee == ["69029"]


# --- Lies ---

RIGHT = feature("Rue des Mirabelles")
LIES = {
    "another name": feature("Rue Garibaldi"),
    "a common word alone": feature("Rue des Lilas"),
    "a guess": feature("Rue des Mirabelles", score=0.3),
    "a guess far away": feature("Rue des Mirabelles", "75001", "Paris", (2.34, 48.86), score=0.6),
    "a score that is none": feature("Rue des Mirabelles", score="1"),
    "a score that is no number": feature("Rue des Mirabelles", score=float("nan")),
    "swapped coordinates": feature("Rue des Mirabelles", at=(45.7607, 4.8575)),
    "an endless longitude": feature("Rue des Mirabelles", at=(float("inf"), 45.76)),
    "no number": feature("Rue des Mirabelles", at=(4.85, float("nan"))),
    "an enormous number": feature("Rue des Mirabelles", at=(10**400, 45.76)),
    "true and false": feature("Rue des Mirabelles", at=(True, False)),
    "words": feature("Rue des Mirabelles", at=("4.85", "45.76")),
    "one coordinate": feature("Rue des Mirabelles", at=(4.85,)),
    "the ocean": feature("Rue des Mirabelles", at=(-30, 45.76)),
    "an unknown kind": feature("Rue des Mirabelles", type="planet"),
    "a kind that is a list": feature("Rue des Mirabelles", type=["street"]),
    "a name that is a number": feature(12),
    "a name without end": feature("Rue des Mirabelles " * 100),
    "a name that turns the page round": feature("Rue des Mirabelles \u202e"),
    "no town": feature("Rue des Mirabelles", city=None),
    "no place": {"properties": RIGHT["properties"], "geometry": None},
    "no properties": {"geometry": RIGHT["geometry"]},
    "a list": ["Rue des Mirabelles"],
    "nothing": None,
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_is_dropped_and_the_next_place_read(lyon, service, lie):
    service.answer(lie)
    assert understand(UNKNOWN).confiance == "aucune"

    service.answer(lie, RIGHT)
    assert understand(UNKNOWN).libelle == "Rue des Mirabelles, 69003 Lyon"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | anything,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(anything, inside, max_size=3),
    max_leaves=5,
)
NEARLY_A_PLACE = st.fixed_dictionaries(
    {
        "properties": st.fixed_dictionaries(
            {
                "type": st.sampled_from(sorted(geocodeur.GENRES)) | JSON,
                "name": anything | st.sampled_from(AWKWARD) | JSON,
                "city": st.just("Lyon") | JSON,
                "score": st.just(1) | JSON,
            },
            optional={"postcode": st.just("69003") | JSON, "citycode": JSON},
        )
        | JSON,
        "geometry": st.fixed_dictionaries({"coordinates": st.just([4.85, 45.76]) | JSON}) | JSON,
    }
)


@example_settings(max_examples=1000, derandomize=True, database=None, deadline=None)
@given(place=NEARLY_A_PLACE | JSON, words=anything | st.sampled_from(AWKWARD))
def test_nonsense_is_read_without_a_failure(place, words):
    for trouve in geocodeur._read({"features": [place]}):
        geocodeur._answers(trouve, geocodeur._question(words))
        assert trouve.libelle.isprintable()


def test_another_number_of_the_street_is_not_the_door(lyon, service):
    service.answer(feature("14 Rue des Mirabelles", type="housenumber"))

    assert understand("12 rue des Mirabelles").confiance == "aucune"


# --- Errors ---

ERRORS = {
    "500": answering(b"{}", 500),
    "429": answering(b"{}", 429),
    "404": answering(collection(RIGHT), 404),
    "no content": answering(b"", 204),
    "another kind": answering(collection(RIGHT), kind="text/html"),
    "not JSON": answering(b"<html>"),
    "not text": answering(b"\xff\xfe\x00"),
    "truncated": answering(collection(RIGHT)[:-9]),
    "shorter than announced": answering(collection(RIGHT)[:-9], Content_Length="900"),
    "too long": answering(b" " * 200_000 + collection(RIGHT)),
    "too deep": answering(b"[" * 60_000),
    "a number too long": answering(b'{"features": [' + b"9" * 60_000 + b"]}"),
    "packed": answering(collection(RIGHT), Content_Encoding="gzip"),
    "not a collection": answering(b"[]"),
    "no list": answering(b'{"features": {}}'),
    "not HTTP": lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "nothing": lambda handler: None,
    "a header without end": lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nA: " + b"a" * 100_000),
    "too many headers": lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"A: a\r\n" * 1000 + b"\r\n"),
    "a wrong chunk": lambda handler: handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}"
    ),
}


@pytest.mark.parametrize("behave", ERRORS.values(), ids=ERRORS)
def test_an_error_leaves_our_own_answer_and_counts(lyon, service, behave):
    service.behave = behave

    assert understand("rue des Mirabelles, Bron").libelle == "Bron"
    assert geocodeur._peer(service.url).breaker.failures == 1


def test_a_redirection_is_not_followed(lyon, service):
    with serving_fictif() as elsewhere:
        elsewhere.answer(RIGHT)
        service.behave = answering(b"", 302, Location=elsewhere.url)

        assert understand(UNKNOWN).confiance == "aucune"
        assert elsewhere.asked == []


def test_words_that_it_refuses_are_no_failure(lyon, service):
    service.behave = answering(b'{"code": 400}', 400)

    assert understand(UNKNOWN).confiance == "aucune"
    assert geocodeur._peer(service.url).breaker.failures == 0


def test_nobody_there_is_told_at_once(lyon, settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.GEOCODEUR_URL = f"http://127.0.0.1:{probe.getsockname()[1]}/search"

        assert understand(UNKNOWN).confiance == "aucune"


# --- The wait ---

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
SLOW = {
    "says nothing": lambda service: hanging(service),
    "stops within its headers": lambda service: hanging(service, HEAD),
    "stops within its answer": lambda service: hanging(service, HEAD + b"Content-Length: 900\r\n\r\n{"),
    "drips its headers": lambda service: dripping(service, HEAD + b"A: "),
    "drips its answer": lambda service: dripping(service, HEAD + b"Content-Length: 60000\r\n\r\n"),
    "drips a chunk": lambda service: dripping(service, HEAD + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n"),
}


@pytest.mark.parametrize("behave", SLOW.values(), ids=SLOW)
def test_the_search_never_waits_more_than_a_second(lyon, service, settings, behave):
    settings.GEOCODEUR_SECONDS = PATIENCE
    service.behave = behave(service)

    compris, elapsed = timed("rue des Mirabelles, Bron")

    assert (compris.libelle, compris.repli) == ("Bron", "voie")
    assert PATIENCE <= elapsed < LONGEST_WAIT
    assert _all_threads_end()


def test_a_handshake_that_never_ends_is_not_waited_for(lyon, settings):
    settings.GEOCODEUR_SECONDS = PATIENCE
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.GEOCODEUR_URL = f"https://127.0.0.1:{silent.getsockname()[1]}/search"

        compris, elapsed = timed(UNKNOWN)

    assert compris.confiance == "aucune"
    assert elapsed < LONGEST_WAIT
    assert _all_threads_end()


def test_the_certificate_is_checked():
    context = peer._certificates()

    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def _all_threads_end():
    """Nobody is left reading what drips: the question's thread ends once it is given up."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if not [thread for thread in threading.enumerate() if thread.name.startswith("question")]:
            return True
        time.sleep(0.01)
    return False


def test_a_name_that_is_looked_up_for_ever_is_not_waited_for_and_holds_few_threads(lyon, settings, monkeypatch):
    release = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: release.wait(10) and [])
    monkeypatch.setattr(peer, "FAILURES", 100)  # the breaker never opens: the threads are bounded by themselves
    settings.GEOCODEUR_URL, settings.GEOCODEUR_SECONDS = "https://geocodeur.invalid/search", 0.1

    waits = [timed(UNKNOWN)[1] for _ in range(peer.AT_ONCE + 3)]

    stuck = [thread for thread in threading.enumerate() if thread.name.startswith("question")]
    release.set()
    assert max(waits) < LONGEST_WAIT
    assert max(waits[peer.AT_ONCE :]) < 0.1 + LONGEST_WAIT / 2
    assert len(stuck) == peer.AT_ONCE
    assert _all_threads_end()


def test_what_comes_too_late_is_dropped(lyon, service, settings):
    settings.GEOCODEUR_SECONDS = 0.1
    late = answering(collection(RIGHT))
    service.behave = lambda handler: service.closing.wait(0.3) or late(handler)

    assert understand(UNKNOWN).confiance == "aucune"
    assert _all_threads_end()
    assert geocodeur._peer(service.url).breaker.failures == 1


# --- The breaker ---


def test_after_three_failures_it_is_left_alone_for_a_minute_then_tried_once(lyon, service, monkeypatch, caplog):
    service.behave = answering(b"", 500)
    for _ in range(5):
        understand(UNKNOWN)
    assert len(service.asked) == 3

    now = time.monotonic()
    monkeypatch.setattr(peer.time, "monotonic", lambda: now + 61)
    understand(UNKNOWN)
    understand(UNKNOWN)

    assert len(service.asked) == 4


def test_one_answer_closes_it_again(lyon, service, monkeypatch):
    service.behave = answering(b"", 500)
    for _ in range(3):
        understand(UNKNOWN)

    service.answer(RIGHT)
    now = time.monotonic()
    monkeypatch.setattr(peer.time, "monotonic", lambda: now + 61)

    assert [understand(UNKNOWN).confiance for _ in range(3)] == ["doute"] * 3


def test_what_was_typed_is_in_no_log_whatever_happens(lyon, service, caplog):
    caplog.set_level(logging.DEBUG)
    for behave in [*ERRORS.values(), answering(b'{"rue des Mirabelles": ')]:
        geocodeur._peer.cache_clear()
        service.behave = behave
        for _ in range(3):
            understand(UNKNOWN)

    said = " ".join(
        record.getMessage() + str(record.exc_info) for record in caplog.records if record.name != "django.db.backends"
    )
    assert "127.0.0.1 does not answer" in said
    assert "irabelle" not in said


# --- The page ---


def test_the_page_says_who_answers_and_its_twin_too(client, lyon, service):
    service.answer(RIGHT)

    page = client.get("/recherche/", {"q": f"impots {UNKNOWN}"}).content.decode()
    twin = json.loads(client.get("/recherche.geojson", {"q": UNKNOWN}).content)

    assert "Résultats autour de Rue des Mirabelles, 69003 Lyon" in page
    assert "service national des adresses" in page
    assert service.asked[0]["q"] == UNKNOWN
    assert (twin["compris"]["libelle"], twin["compris"]["confiance"]) == ("Rue des Mirabelles, 69003 Lyon", "doute")


@pytest.mark.parametrize(
    "asked", [{"lat": "45.76", "lon": "4.85"}, {"lat": "45.76", "lon": "4.85", "q": UNKNOWN}, {"q": "impots"}]
)
def test_neither_a_position_nor_a_need_alone_is_asked(client, lyon, service, asked):
    assert client.get("/recherche/", asked).status_code == 200

    assert service.asked == []


def test_the_page_comes_while_the_service_hangs(client, lyon, service, settings):
    settings.GEOCODEUR_SECONDS = PATIENCE
    service.behave = hanging(service)

    page = client.get("/recherche/", {"q": UNKNOWN})

    assert "Nous n’avons pas compris où vous êtes." in page.content.decode()
