"""The real site for a test: gunicorn over a database of its own, on a port of this machine alone."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dj_database_url
import psycopg
from django.conf import settings
from psycopg import sql

START = 30  # seconds that a server may take to answer


@dataclass
class Site:
    url: str
    env: dict
    log: Path
    pid: int = 0  # of the server, which has the workers

    def manage(self, *arguments: str, **kwargs) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=self.env, check=True, capture_output=True, text=True, **kwargs
        ).stdout

    def shell(self, code: str) -> str:
        return self.manage("shell", "-v0", "-c", code)


@contextmanager
def fresh_database(name: str):
    """The address of an empty database, dropped at the end; DATABASE_URL of the tests with another name."""
    url = os.environ["DATABASE_URL"]
    name = f"test_{name}_{os.getpid()}"
    known = dj_database_url.parse(url)
    options = {"host": known["HOST"], "user": known["USER"], "password": known["PASSWORD"], "port": known["PORT"]}
    server = {key: value for key, value in options.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield url.rpartition("/")[0] + f"/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def serving(database: str, folder: Path, prepare: str, application: str = "config.wsgi", **env: str):
    """A site that answers, once `prepare` has run in its shell; `env` differs from an ordinary deployment."""
    port = _free_port()
    env = {
        **os.environ,
        "DATABASE_URL": database,
        "SECRET_KEY": "x" * 50,
        "DEBUG": "0",
        "HTTPS": "0",
        "STATIC_ROOT": str(folder / "static"),
        "TILES_URL": "",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "ACCESS_LOG": "1",
        "SECOND_FACTOR": "0",
        **env,
    }
    env.pop("DJANGO_SETTINGS_MODULE", None)
    site = Site(f"http://127.0.0.1:{port}", env, folder / "server.log")
    site.shell(prepare)
    with site.log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", application],
            cwd=settings.BASE_DIR,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(site.url, server)
        site.pid = server.pid
        yield site
    finally:
        server.terminate()
        server.wait(timeout=15)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(url: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/sante/", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the site did not come up at {url} (exit code {server.poll()})")
