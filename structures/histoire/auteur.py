"""Who makes the changes that the triggers record, and in which gesture."""

from contextlib import contextmanager
from uuid import uuid4

from django.db import connection

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
SETTINGS = ("bureau.geste", "bureau.auteur", "bureau.nom", "bureau.raison")


@contextmanager
def gesture(user=None, reason: str = "", key: str = ""):
    """All that is written within is one gesture, signed by this account or, without one, by its reason alone.

    Told to the connection rather than to each object, so that whatever writes is signed. Put back as it was after.
    """
    before = _read()
    name = (user.get_full_name() or user.get_username()) if user else ""
    _write((key or uuid4().hex, str(user.pk) if user else "", name[:200], str(reason)[:200]))
    try:
        yield
    finally:
        if not connection.needs_rollback:  # a transaction that is to be undone takes the settings along
            _write(before)


def explain(reason: str) -> None:
    """Says why, within a gesture: « Retour à la version du 3 mars »."""
    _write((*_read()[:3], str(reason)[:200]))


def current() -> str:
    """Key of the gesture under way."""
    return _read()[0]


def sign(get_response):
    """Middleware: what a page of staff sends is one gesture of theirs. Residents' pages pay nothing for it."""

    def middleware(request):
        if request.method in SAFE or not request.user.is_authenticated:
            return get_response(request)
        with gesture(request.user):
            return get_response(request)

    return middleware


def _read() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(['coalesce(current_setting(%s, true), %s)'] * 4)}", _pairs())
        return cursor.fetchone()


def _pairs() -> list[str]:
    return [value for name in SETTINGS for value in (name, "")]


def _write(values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(['set_config(%s, %s, false)'] * 4)}",
            [value for pair in zip(SETTINGS, values, strict=True) for value in pair],
        )
