"""The real site with the demonstration data, and visitors who come to it."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import enter, superuser
from tests.browser.server import fresh_database, serving

expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong

PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
for what in ["communes", "structures", "postes", "vacances", "demonstration"]:
    call_command(f"charger_{what}")
call_command("collectstatic", interactive=False, verbosity=0)
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    with fresh_database("site") as database, serving(database, tmp_path_factory.mktemp("site"), PREPARE) as site:
        yield site


@pytest.fixture(scope="session")
def addresses(site):
    """One address of each kind of public page, errors included."""
    lieu = site.shell(
        "from structures.models import Lieu; print(Lieu.objects.get(nom__startswith='La MIETE', publie=True).slug)"
    ).strip()
    return {
        "accueil": "/",
        "resultats": "/recherche/?q=Bron",
        "resultats filtrés": "/recherche/?q=69250&besoin=cv&mode=atelier&langue=ar&moment=matin",
        "incompris": "/recherche/?q=xyzzy&jour=hier",
        "choix": "/recherche/choix/?q=Bron&moment=soir&jour=2026-12-01",
        "plusieurs": "/recherche/?q=centre+social",
        "lieu": f"/lieux/{lieu}/",
        "lieu depuis une recherche": f"/lieux/{lieu}/?q=Bron",
        "signaler": f"/lieux/{lieu}/signaler/",
        "signaler une séance perdue": f"/lieux/{lieu}/signaler/?seance=x",
        "signalé": f"/lieux/{lieu}/signaler/merci/",
        "commune": "/communes/villeurbanne/",
        "commune sans lieu": "/communes/quincieux/",
        "agenda": "/agenda/",
        "données ouvertes": "/donnees/",
        "agenda de la semaine": "/agenda/?vue=semaine&commune=lyon",
        "agenda mal demandé": "/agenda/?jour=31/02/2026&commune=paris&mode=x",
        "agenda annulé": "/agenda/?jour=2026-11-11",
        "agenda vide": "/agenda/?jour=2026-12-25",
        "documentation de l’API": "/api/documentation/",
        "introuvable": "/nulle-part/",
        "intégrer": "/integrer/?q=Bron&nombre=3",
        "intégrer, mal demandé": "/integrer/?quoi=semaine&q=xyzzy&choisies=on&fond=bleu&texte=%23ddd&hauteur=9",
        "cadre des lieux": "/integrer/lieux/?q=Bron",
        "cadre d’une semaine": f"/integrer/semaine/{lieu}/",
        "cadre d’un lieu parti": "/integrer/semaine/parti/?couleurs=ffffff-000000-00008b",
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


@pytest.fixture(scope="session")
def staff(site):
    """The name of an account that may do everything."""
    superuser(site, "equipe", first_name="Inès", last_name="Roux")
    return "equipe"


@pytest.fixture
def desk(page, site, staff):
    """The page of somebody who has just come in."""
    return enter(page, site, staff)
