"""Real processes on the tests' database: one that is killed while it writes, two that bring the same lieux at once."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, transaction

from structures.import_lieux.models import IdentifiantLieu, Import, LigneImport
from structures.models import Lieu, Structure
from tests.bench.database import url_of
from tests.factories import load_communes
from tests.structures.import_lieux.fichiers import csv_bytes, row

pytestmark = pytest.mark.django_db(transaction=True, available_apps=["structures"])

NAMES = ["Maison pour tous des Rancy", "Cyber-base du Tonkin", "Atelier Cusset"]
STREETS = ["3 rue de la Viabert", "14 avenue Salvador Allende", "8 place de la Balance"]
PATIENCE = 30  # seconds
# A lieu is written before the name that its source gives it.
WRITES = """
    SELECT count(*) FROM pg_locks waits JOIN pg_locks holds USING (pid)
    WHERE NOT waits.granted AND waits.relation = 'structures_identifiantlieu'::regclass
      AND holds.granted AND holds.relation = 'structures_lieu'::regclass AND holds.mode = 'RowExclusiveLock'
"""
WAITS_FOR_ITS_TURN = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
AT_WORK = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND starts_with(application_name, 'import ')
"""


@pytest.fixture
def villeurbanne():
    load_communes("69266")


@pytest.fixture
def started():
    """Starts the command beside us; ends what a failing test left."""
    processes = []

    def start(*options: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "manage.py", "importer_lieux", *options],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": url_of(connection)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def lieux_of(path, **more):
    """A file of three lieux that nobody knows, each with a structure of its own."""
    doors = zip(NAMES, STREETS, range(3), strict=True)
    path.write_bytes(
        csv_bytes(
            *(
                row(id=f"rancy-{n}", nom=name, adresse=street, pivot="", latitude=f"45.77{3 * n}", telephone="", **more)
                for name, street, n in doors
            )
        )
    )
    return str(path)


@contextmanager
def holding(statement: str):
    """Others wait for what this statement takes, until the block ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        yield


def wait_until(question: str, answer: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(question)
            if cursor.fetchone()[0] == answer:
                return
        time.sleep(0.02)
    raise AssertionError(f"never {answer}: {question}")


def written() -> tuple[int, int, int]:
    return Lieu.objects.count(), Structure.objects.count(), IdentifiantLieu.objects.count()


def test_one_that_is_killed_while_it_writes_has_written_nothing_and_is_taken_up_again(villeurbanne, started, tmp_path):
    with holding("LOCK TABLE structures_identifiantlieu IN SHARE MODE"):
        killed = started(lieux_of(tmp_path / "lieux.csv"), "--appliquer", "--json")
        wait_until(WRITES, 1)
        killed.kill()
        killed.wait()
    wait_until(AT_WORK, 0)

    lot = Import.objects.get()
    assert written() == (0, 0, 0)
    assert lot.etat == Import.Etat.DEMANDE

    again = started("--poursuivre", str(lot.pk))

    assert again.communicate(timeout=PATIENCE)[1] == ""
    lot.refresh_from_db()
    assert written() == (3, 3, 3)
    assert (lot.etat, lot.bilan["crees"]) == (Import.Etat.APPLIQUE, 3)
    assert sorted(Lieu.objects.values_list("nom", flat=True)) == sorted(NAMES)


@pytest.mark.parametrize("source", ["Hinaura", "Grand Est"], ids=["of one source", "of two sources"])
def test_two_that_write_the_same_lieux_at_once_write_them_once_and_one_is_told(villeurbanne, started, tmp_path, source):
    with holding("SELECT pg_advisory_xact_lock(hashtext('importer_lieux'))"):
        pair = [
            started(lieux_of(tmp_path / "un.csv"), "--appliquer", "--json"),
            started(lieux_of(tmp_path / "deux.csv", source=source), "--appliquer", "--json"),
        ]
        wait_until(WAITS_FOR_ITS_TURN, 2)

    said = [process.communicate(timeout=PATIENCE) for process in pair]
    [told] = [words for (_counts, words), process in zip(said, pair, strict=True) if process.returncode]

    assert [json.loads(counts)["nouveaux"] for counts, _words in said] == [3, 3]  # as both saw it before
    assert written() == (3, 3, 3)
    assert "Rien n’a été écrit : quelque chose a changé depuis l’aperçu" in told
    assert sorted(Import.objects.values_list("etat", flat=True)) == [Import.Etat.APPLIQUE, Import.Etat.LU]
    late = LigneImport.objects.filter(lot__etat=Import.Etat.LU)
    assert not late.filter(issue=LigneImport.Issue.NOUVEAU).exists()
    assert set(late.values_list("lieu", flat=True)) == set(Lieu.objects.values_list("pk", flat=True))
