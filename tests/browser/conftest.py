"""The real site: gunicorn, whitenoise, the demonstration data, on a port of this machine alone."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass

import dj_database_url
import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import expect
from psycopg import sql

expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong

START = 30  # seconds that a server may take to answer
PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
for what in ["communes", "structures", "postes", "vacances", "demonstration"]:
    call_command(f"charger_{what}")
call_command("collectstatic", interactive=False, verbosity=0)
"""


@dataclass
class Site:
    url: str
    env: dict

    def manage(self, *arguments: str, **kwargs) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=self.env, check=True, capture_output=True, text=True, **kwargs
        ).stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def _database():
    """A database of its own, dropped at the end; DATABASE_URL of the tests with another name."""
    url = os.environ["DATABASE_URL"]
    name = f"test_site_{os.getpid()}"
    known = dj_database_url.parse(url)
    options = {"host": known["HOST"], "user": known["USER"], "password": known["PASSWORD"], "port": known["PORT"]}
    server = {key: value for key, value in options.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield url.rpartition("/")[0] + f"/{name}"
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def site(_database, tmp_path_factory):
    port = _free_port()
    env = {
        **os.environ,
        "DATABASE_URL": _database,
        "SECRET_KEY": "x" * 50,
        "DEBUG": "0",
        "HTTPS": "0",
        "STATIC_ROOT": str(tmp_path_factory.mktemp("static")),
        "TILES_URL": "",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "ACCESS_LOG": "1",
    }
    env.pop("DJANGO_SETTINGS_MODULE", None)
    site = Site(f"http://127.0.0.1:{port}", env)
    site.manage("shell", "-v0", "-c", PREPARE)
    log = tmp_path_factory.mktemp("log") / "server.log"
    site.log = log
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"],
            cwd=settings.BASE_DIR,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(site.url, server)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=15)


def _wait_for(url: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/sante/", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the site did not come up at {url} (exit code {server.poll()})")


@pytest.fixture(scope="session")
def addresses(site):
    """One address of each kind of public page, errors included."""
    lieu = site.manage(
        "shell",
        "-v0",
        "-c",
        "from structures.models import Lieu; print(Lieu.objects.get(nom__startswith='La MIETE', publie=True).slug)",
    ).strip()
    return {
        "accueil": "/",
        "resultats": "/recherche/?q=Bron",
        "resultats filtrés": "/recherche/?q=69250&besoin=cv&mode=atelier&langue=ar&moment=matin",
        "incompris": "/recherche/?q=xyzzy&jour=hier",
        "plusieurs": "/recherche/?q=centre+social",
        "lieu": f"/lieux/{lieu}/",
        "lieu depuis une recherche": f"/lieux/{lieu}/?q=Bron",
        "commune": "/communes/villeurbanne/",
        "commune sans lieu": "/communes/quincieux/",
        "agenda": "/agenda/",
        "agenda de la semaine": "/agenda/?vue=semaine&commune=lyon",
        "agenda mal demandé": "/agenda/?jour=31/02/2026&commune=paris&mode=x",
        "agenda annulé": "/agenda/?jour=2026-11-11",
        "agenda vide": "/agenda/?jour=2026-12-25",
        "introuvable": "/nulle-part/",
    }


@pytest.fixture
def context(browser, site):
    """A visitor who speaks French, on the site alone: any other host or console error fails the test."""
    with_visitor = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    yield with_visitor
    with_visitor.close()


@pytest.fixture
def page(context, site):
    """A page of that visitor, which fails the test on a console error or a request to another host."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request", lambda request: None if request.url.startswith((site.url, "data:")) else wrong.append(request.url)
    )
    page.wrong = wrong
    yield page
    expected = [text for text in wrong if "status of 404" in text]  # the page that tests the 404 page
    assert [text for text in wrong if text not in expected] == []
