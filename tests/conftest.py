"""Shared by all tests: a real Postgres, the machine's Chromium, and no way out."""

import os
import shutil
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection

# Playwright's synchronous API runs an event loop in the main thread, where Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
CHROMIUM_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Unit tests need no collected files; the browser tests have a server with the real ones."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
    settings.SECURE_SSL_REDIRECT = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # half a second less an account
    settings.SECOND_FACTOR = False  # tests of the desk enter by force_login; those of the door turn it on
    settings.KEEP_ANSWERS = False  # a test is one transaction, hence one version of the data: see test_kept.py


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Nothing else is at work in the tests' database when it is dropped: a vacuum, after millions of rows."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608


@pytest.fixture
def monday():
    """23 November 2026, at eight: the clock, which tests may move."""
    with time_machine.travel("2026-11-23 08:00+01:00", tick=False) as clock:
        yield clock


@pytest.fixture
def lyon(db):
    """The real outlines of the places that tests name."""
    from tests.factories import load_communes

    return load_communes()


@pytest.fixture(scope="session")
def browser_type_launch_args():
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    return {
        "executable_path": found or (CHROMIUM_MACOS if Path(CHROMIUM_MACOS).exists() else None),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


def pytest_collection_modifyitems(items):
    """Quick tests first: a mistake shows before the browser starts."""
    browser = Path(settings.BASE_DIR) / "tests" / "browser"
    items.sort(key=lambda item: browser in item.path.parents)
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction") and not mark.kwargs.get("available_apps"):
            # All tables are emptied after it, the calendar that a migration wrote with them: later tests would fail.
            raise pytest.UsageError(f"{item.nodeid}: say which apps' tables are to be emptied (available_apps)")
        if browser in item.path.parents:
            item.add_marker(pytest.mark.browser)
