"""Answers are kept in memory that the workers share, and nowhere once the site has stopped."""

import os
import runpy
import stat
import sys
from pathlib import Path

import pytest

CONFIG = Path(__file__).resolve().parents[2] / "config" / "gunicorn.py"

pytestmark = pytest.mark.skipif(not Path("/dev/shm").exists(), reason="no memory that looks like files")  # noqa: S108


@pytest.fixture
def nothing_given(monkeypatch):
    monkeypatch.setenv("CACHE_FOLDER", "")  # so that it is put back as it was
    monkeypatch.delenv("CACHE_FOLDER")


@pytest.fixture
def started(nothing_given):
    config = runpy.run_path(str(CONFIG))
    yield config
    config["on_exit"](None)


def test_kept_answers_are_in_memory_for_the_site_alone(started):
    folder = Path(os.environ["CACHE_FOLDER"])

    assert folder.parent == Path("/dev/shm")  # noqa: S108
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_they_go_when_the_site_stops(started):
    folder = Path(os.environ["CACHE_FOLDER"])
    (folder / "answer").write_text("ce que quelqu’un a tapé")

    started["on_exit"](None)

    assert not folder.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc who lives")
def test_what_a_killed_site_left_goes_at_the_next_start(nothing_given):
    left, living = (Path(f"/dev/shm/conseillers-{pid}-x") for pid in (2**22 + 1, os.getpid()))  # noqa: S108
    for folder in (left, living):
        folder.mkdir()

    config = runpy.run_path(str(CONFIG))

    assert (left.exists(), living.exists()) == (False, True)
    config["on_exit"](None)
    living.rmdir()


def test_a_folder_that_was_given_is_left_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("CACHE_FOLDER", str(tmp_path))

    runpy.run_path(str(CONFIG))["on_exit"](None)

    assert tmp_path.exists()
