"""Databases for the time of a benchmark, never the site's: one a size, made by the project's own migrations."""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections

# Nothing of a load is to survive a crash.
LOADING = {"synchronous_commit": "off", "maintenance_work_mem": "512MB", "work_mem": "64MB"}


@contextmanager
def databases_of_our_own(names: Iterable[str], prepare: Callable[[], None] = lambda: None) -> Iterator[dict]:
    """Connections by name. Dropped at the end, Ctrl-C and SIGTERM too; what a crash leaves goes at the next start.

    The first one is migrated, then `prepare` fills what all have in common; the others are its copies.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    site, ours = connections["default"], {}
    prefix = f"{site.settings_dict['NAME']}_bench_"
    drop_all(site, prefix)
    try:
        for name in names:
            ours[name] = connections.create_connection("default")
            ours[name].settings_dict = site.settings_dict | {"NAME": f"{prefix}{name}"}
            first = next(iter(ours.values())).settings_dict["NAME"]
            with site._nodb_cursor() as cursor:
                template = "" if len(ours) == 1 else f' TEMPLATE "{first}"'
                cursor.execute(f'CREATE DATABASE "{prefix}{name}"{template}')
            enter(ours[name])
            if len(ours) == 1:
                call_command("migrate", verbosity=0)
                prepare()
                ours[name].close()  # or there would be no copying it
        yield ours
    finally:
        enter(site)
        for connection in ours.values():
            connection.close()
        drop_all(site, prefix)


def enter(connection) -> None:
    """From here on, this is the application's database."""
    connections["default"] = connection


def url_of(connection) -> str:
    """The address of its database: that of the site's, with another name."""
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"


def drop_all(site, prefix: str) -> None:
    with site._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def quick_loading(cursor) -> Iterator[None]:
    for name, value in LOADING.items():
        cursor.execute(f"SET {name} = '{value}'")
    yield
    for name in LOADING:
        cursor.execute(f"RESET {name}")
