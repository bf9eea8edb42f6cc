"""A server that errs, hangs, drips or is silent: a search goes on without it, in less than a second."""

import logging
import socket
import ssl
import threading
import time
from threading import Event

import pytest

from structures import geocodeur, peer
from structures.reperes import understand
from tests.structures.geocodeur_fictif import RIGHT, answering, collection, dripping, hanging, serving_fictif

pytestmark = pytest.mark.django_db

UNKNOWN = "rue des Mirabelles"
LONGEST_WAIT = 1.0  # seconds: the promise
PATIENCE = 0.3  # what these tests' searches wait, so that a busy machine has some to spare


def timed(words):
    start = time.monotonic()
    compris = understand(words)
    return compris, time.monotonic() - start


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
