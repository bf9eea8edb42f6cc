"""Who does the work: the page itself when it is short, else a process of its own that no server's patience ends."""

import gc
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from structures.import_lieux.avancement import Avancement, under_way
from structures.import_lieux.lots import read, write
from structures.import_lieux.models import Import

SHORT_FILE = 300_000  # bytes: some 500 rows
SHORT_LIST = 500  # rows
STARTING = timedelta(seconds=20)  # that a process may take to say that it is there

Etat = Import.Etat
WORKING = {Etat.RECU, Etat.DEMANDE}


def start(lot: Import) -> None:
    """Reads what was received, or writes what was asked for. Twice at once is once: each takes its row's lock."""
    Import.objects.filter(pk=lot.pk).update(lance_le=timezone.now())
    if is_short(lot):
        work(lot.pk)
    else:
        launch(lot.pk)


def work(pk: int) -> None:
    read(pk)
    write(pk)


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """The rows of a file are many objects that stay: to look among them for cycles every 700 of them takes longer than
    a tenth of the work. For a process of its own."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def is_short(lot: Import) -> bool:
    if lot.etat == Etat.RECU:
        return len(lot.contenu) <= SHORT_FILE
    return lot.lignes.count() <= SHORT_LIST


def launch(pk: int) -> None:
    """Goes on when the server's process is replaced. What it says on errors goes where the server's errors go."""
    subprocess.Popen(  # noqa: S603 - our own command, and a number
        [sys.executable, settings.BASE_DIR / "manage.py", "importer_lieux", "--poursuivre", str(pk)],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def state(lot: Import) -> tuple[Avancement | None, bool]:
    """How far the work is, and whether it was interrupted: it is to be done, and nobody is at it."""
    if lot.etat not in WORKING:
        return None, False
    found = under_way(lot.pk)
    begun = lot.lance_le and timezone.now() - lot.lance_le < STARTING
    return found, found is None and not begun
