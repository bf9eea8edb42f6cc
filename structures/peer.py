"""A question asked of a server that one does not trust: the answer comes in time, or is none.

A timeout of the socket bounds neither the look-up of a name nor an answer that comes byte by byte. So each question has
a thread of its own, which is waited for until the deadline and not after; what comes later is dropped. Nothing that
was asked is ever in a log nor in an exception that leaves this module.
"""

import json
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing, suppress
from functools import cache
from http.client import HTTPConnection, HTTPSConnection
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

LONGEST = 64 * 1024  # bytes; a few addresses take 4 kB
AT_ONCE = 4  # questions, those that nobody waits for any more included
FAILURES = 3  # in a row, after which the peer is left alone
PAUSE = 60  # seconds
HEADERS = {"User-Agent": "conseillers-numeriques", "Accept": "application/json", "Connection": "close"}

T = TypeVar("T")
logger = logging.getLogger(__name__)


class Refused(Exception):
    """The peer said that this question makes no sense: it is at work, and has no answer."""


class Unfit(Exception):
    """The peer's answer is not one."""


class Breaker:
    """After so many failures in a row nothing is asked for a minute, then one trial."""

    def __init__(self, name: str):
        self.name = name
        self.failures = 0
        self.since = 0.0
        self.lock = threading.Lock()

    def allows(self) -> bool:
        with self.lock:
            if self.failures < FAILURES:
                return True
            if time.monotonic() - self.since < PAUSE:
                return False
            self.since = time.monotonic()  # of those who come during the trial, none passes
            return True

    def succeeded(self) -> None:
        with self.lock:
            self.failures = 0

    def failed(self, why: str) -> None:
        with self.lock:
            self.failures += 1
            self.since = time.monotonic()
            opened = self.failures >= FAILURES
        if opened:
            logger.warning("%s does not answer (%s): nothing is asked for %s s.", self.name, why, PAUSE)


class Peer:
    def __init__(self, url: str):
        self.url = url
        self.breaker = Breaker(urlsplit(url).hostname or "")
        self.places = threading.Semaphore(AT_ONCE)

    def ask(self, parameters: dict, read: Callable[[object], T], seconds: float) -> T | None:
        """What `read` makes of the JSON that is answered within so many seconds; None when there is none."""
        if not self.breaker.allows() or not self.places.acquire(blocking=False):
            return None
        call = Call(self.url, parameters, read, seconds)
        try:
            threading.Thread(target=self._run, args=[call], name="question", daemon=True).start()
            value, failure = call.outcome.result(seconds)
        except TimeoutError:
            call.give_up()
            value, failure = None, "TimeoutError"
        except RuntimeError:  # no more thread to be had
            self.places.release()
            value, failure = None, "RuntimeError"
        if failure:
            self.breaker.failed(failure)
        else:
            self.breaker.succeeded()
        return value

    def _run(self, call: "Call") -> None:
        try:
            call.run()
        finally:
            self.places.release()


class Call:
    """One question. Its thread runs it; whoever waits gives it up at the deadline."""

    def __init__(self, url: str, parameters: dict, read: Callable, seconds: float):
        self.url = urlsplit(url)
        self.parameters = parameters
        self.read = read
        self.deadline = time.monotonic() + seconds
        self.outcome: Future = Future()  # the value, and in one word why there is none
        self.socket: socket.socket | None = None

    def run(self) -> None:
        value, failure = None, ""
        try:
            value = self.read(json.loads(self._body()))
        except Refused:
            pass
        except Exception as error:  # whatever a peer may cause: a name that says nothing of what was asked
            failure = type(error).__name__
        self.outcome.set_result((value, failure))

    def give_up(self) -> None:
        """Wakes up the thread if it is reading: a peer may feed it a byte now and then for hours."""
        if self.socket:
            with suppress(OSError):
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)

    def _body(self) -> bytes:
        with closing(_connection(self.url, self._left())) as connection:
            connection.connect()
            self.socket = connection.sock  # the connection forgets it once the headers are there
            self.socket.settimeout(self._left())
            target = f"{self.url.path or '/'}?{urlencode(self.parameters, errors='replace')}"
            connection.request("GET", target, headers=HEADERS)
            with connection.getresponse() as response:
                return self._content(response)

    def _content(self, response) -> bytes:
        if response.status == 400:
            raise Refused
        if response.status != 200 or response.headers.get("Content-Encoding", "identity") != "identity":
            raise Unfit  # nothing is followed, nothing is unpacked
        if "json" not in response.headers.get_content_type():
            raise Unfit
        body = response.read(LONGEST + 1)
        if len(body) > LONGEST:
            raise Unfit
        return body

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def _connection(url, timeout: float) -> HTTPConnection:
    if url.scheme == "https":
        return HTTPSConnection(url.hostname, url.port, timeout=timeout, context=_certificates())
    return HTTPConnection(url.hostname, url.port, timeout=timeout)


@cache
def _certificates() -> ssl.SSLContext:
    """Read once: it takes longer than a question."""
    return ssl.create_default_context()
