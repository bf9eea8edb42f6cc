"""What the home, results and place pages say at an instant, whatever the server's and the browser's time zones."""

import pytest
from playwright.sync_api import expect

from tests.browser.server import fresh_database, serving

PREPARE = """
from datetime import time
from django.core.management import call_command
from tests.factories import CCAS_ECULLY, MIETE, RAYONNE, LieuFactory, PermanenceFactory

call_command("migrate", verbosity=0)
call_command("charger_communes")
call_command("collectstatic", interactive=False, verbosity=0)
miete, rayonne, ccas = (
    LieuFactory(nom=nom, at=at) for nom, at in [("La MIETE", MIETE), ("Rayonne", RAYONNE), ("CCAS", CCAS_ECULLY)]
)
PermanenceFactory(lieu=miete, jours=[2])
PermanenceFactory(lieu=rayonne, rythme="mensuel", jours=[3], rangs=[2], heure_debut=time(9), heure_fin=time(12))
PermanenceFactory(lieu=ccas, jours=[7], heure_debut=time(10), heure_fin=time(12, 30))
"""
LIEUX = {
    "La MIETE": "/lieux/la-miete-villeurbanne/",
    "Rayonne": "/lieux/rayonne-villeurbanne/",
    "CCAS": "/lieux/ccas-ecully/",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Three places, on a server at the antipodes, whose day is already the next one at noon in Lyon."""
    folder = tmp_path_factory.mktemp("clock")
    clock = {"application": "tests.browser.frozen:application", "TZ": "Pacific/Auckland"}
    with fresh_database("clock") as database, serving(database, folder, PREPARE, **clock) as site:
        yield site


@pytest.fixture
def context(browser, site):
    """A visitor with the zone and the language of another continent."""
    context = browser.new_context(
        locale="en-US", timezone_id="America/Los_Angeles", viewport={"width": 360, "height": 740}
    )
    yield context
    context.close()


@pytest.fixture
def pages(page, site):
    """Opens an address of the site at an instant."""

    def open_at(instant, address="/"):
        page.context.set_extra_http_headers({"X-Instant": instant})
        page.goto(site.url + address, wait_until="domcontentloaded")
        return page

    return open_at


def expect_everywhere(pages, instant, home, lieu, when):
    """The home page's sentence about the day, then when to come to this place, on its card and on its page."""
    expect(pages(instant).locator(".today")).to_have_text(home)
    card = pages(instant, "/recherche/?q=Villeurbanne").get_by_role("listitem").filter(has_text=lieu)
    expect(card.locator(".when")).to_have_text(when)
    expect(pages(instant, LIEUX[lieu]).locator(".next .when")).to_have_text(when)


NONE_LEFT = "Plus de permanence aujourd’hui. Prochaine : "
NONE = "Pas de permanence aujourd’hui. Prochaine : "
LATER = "1 permanence ouvre encore aujourd’hui. Voir où et à quelle heure"
UNDER_WAY = "1 permanence est ouverte en ce moment. Voir où et à quelle heure"


@pytest.mark.parametrize(
    ("instant", "home", "when"),
    [
        ("2026-11-23T23:59:59+01:00", f"{NONE}demain, mardi 24 novembre", "Demain de 14 h à 17 h"),
        ("2026-11-24T00:00:00+01:00", LATER, "Aujourd’hui de 14 h à 17 h"),
        ("2026-11-24T13:59:59+01:00", LATER, "Aujourd’hui de 14 h à 17 h"),
        ("2026-11-24T14:00:00+01:00", UNDER_WAY, "Ouvert en ce moment, jusqu’à 17 h"),
        ("2026-11-24T16:40:00+01:00", UNDER_WAY, "Ouvert en ce moment, jusqu’à 17 h"),
        ("2026-11-24T16:50:00+01:00", UNDER_WAY, "Ouvert encore 10 minutes, jusqu’à 17 h"),
        ("2026-11-24T16:59:00+01:00", UNDER_WAY, "Ouvert encore 1 minute, jusqu’à 17 h"),
        ("2026-11-24T16:59:59+01:00", UNDER_WAY, "Ouvert encore moins d’une minute, jusqu’à 17 h"),
        ("2026-11-24T17:00:00+01:00", f"{NONE_LEFT}dimanche 29 novembre", "Mardi 1er décembre de 14 h à 17 h"),
        ("2026-11-24T23:59:59+01:00", f"{NONE_LEFT}dimanche 29 novembre", "Mardi 1er décembre de 14 h à 17 h"),
        ("2026-11-25T00:00:00+01:00", f"{NONE}dimanche 29 novembre", "Mardi 1er décembre de 14 h à 17 h"),
    ],
)
def test_pages_follow_a_seance_from_the_eve_to_the_day_after(pages, instant, home, when):
    expect_everywhere(pages, instant, home, "La MIETE", when)


@pytest.mark.parametrize(
    ("instant", "home", "when"),
    [
        ("2026-03-28T23:59:59+01:00", f"{NONE}demain, dimanche 29 mars", "Demain de 10 h à 12 h 30"),
        ("2026-03-29T00:00:00+01:00", LATER, "Aujourd’hui de 10 h à 12 h 30"),
        ("2026-03-29T03:00:00+02:00", LATER, "Aujourd’hui de 10 h à 12 h 30"),
        ("2026-03-29T10:00:00+02:00", UNDER_WAY, "Ouvert en ce moment, jusqu’à 12 h 30"),
        ("2026-03-29T12:20:00+02:00", UNDER_WAY, "Ouvert encore 10 minutes, jusqu’à 12 h 30"),
        ("2026-03-29T23:59:59+02:00", f"{NONE_LEFT}mardi 31 mars", "Dimanche 5 avril de 10 h à 12 h 30"),
        ("2026-03-30T00:00:00+02:00", f"{NONE}demain, mardi 31 mars", "Dimanche 5 avril de 10 h à 12 h 30"),
        ("2026-10-24T23:59:59+02:00", f"{NONE}demain, dimanche 25 octobre", "Demain de 10 h à 12 h 30"),
        ("2026-10-25T00:00:00+02:00", LATER, "Aujourd’hui de 10 h à 12 h 30"),
        ("2026-10-25T02:30:00+02:00", LATER, "Aujourd’hui de 10 h à 12 h 30"),
        ("2026-10-25T02:30:00+01:00", LATER, "Aujourd’hui de 10 h à 12 h 30"),
        ("2026-10-25T10:00:00+01:00", UNDER_WAY, "Ouvert en ce moment, jusqu’à 12 h 30"),
        ("2026-10-25T12:20:00+01:00", UNDER_WAY, "Ouvert encore 10 minutes, jusqu’à 12 h 30"),
        ("2026-10-25T23:59:59+01:00", f"{NONE_LEFT}mardi 27 octobre", "Dimanche 8 novembre de 10 h à 12 h 30"),
        ("2026-10-26T00:00:00+01:00", f"{NONE}demain, mardi 27 octobre", "Dimanche 8 novembre de 10 h à 12 h 30"),
    ],
)
def test_hours_stay_those_on_the_wall_when_the_clocks_change(pages, instant, home, when):
    expect_everywhere(pages, instant, home, "CCAS", when)


@pytest.mark.parametrize(
    ("instant", "home", "day"),
    [
        ("2026-11-10T23:59:59+01:00", f"{NONE_LEFT}dimanche 15 novembre", "Demain"),
        (
            "2026-11-11T00:00:00+01:00",
            "Aujourd’hui, Armistice : pas de permanence. Prochaine : dimanche 15 novembre",
            "Aujourd’hui",
        ),
        (
            "2026-11-11T10:00:00+01:00",
            "Aujourd’hui, Armistice : pas de permanence. Prochaine : dimanche 15 novembre",
            "Aujourd’hui",
        ),
    ],
)
def test_11_november_is_named_with_where_to_go_instead(pages, instant, home, day):
    lost = f"{day} de 9 h à 12 h Annulée : Armistice"

    expect_everywhere(pages, instant, home, "Rayonne", "La suivante : Mercredi 9 décembre de 9 h à 12 h")
    card = pages(instant, "/recherche/?q=Villeurbanne").get_by_role("listitem").filter(has_text="Rayonne")
    expect(card.locator(".lost")).to_have_text(lost)
    place = pages(instant, LIEUX["Rayonne"])
    expect(place.locator(".next .lost")).to_have_text(lost)
    expect(place.locator(".dates li").first).to_contain_text(
        "Ailleurs, à 2,3 km : La MIETE, Villeurbanne, mardi 17 novembre de 14 h à 17 h"
    )


def test_the_day_after_a_holiday_says_no_more_of_it(pages):
    thursday = "2026-11-12T00:00:00+01:00"

    expect_everywhere(pages, thursday, f"{NONE}dimanche 15 novembre", "Rayonne", "Mercredi 9 décembre de 9 h à 12 h")
    expect(pages(thursday, LIEUX["Rayonne"]).get_by_text("Armistice")).to_have_count(0)


def test_the_next_day_leads_to_its_agenda_and_a_holiday_is_in_its_title(pages):
    page = pages("2026-11-11T10:00:00+01:00", "/")
    page.get_by_role("link", name="Prochaine").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dimanche 15 novembre")
    page.get_by_role("link", name="Permanences du jour").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mercredi 11 novembre, Armistice")


def test_a_page_that_the_browser_kept_is_asked_for_again_after_midnight(pages):
    address = LIEUX["La MIETE"]
    pages("2026-11-23T23:59:59+01:00", address)

    page = pages("2026-11-24T00:00:00+01:00", address)

    expect(page.locator(".next .when")).to_have_text("Aujourd’hui de 14 h à 17 h")


def test_a_visitor_in_lyon_reads_the_very_same_words(browser, site, pages):
    midnight = "2026-11-11T00:00:00+01:00"
    lyon = browser.new_page(locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 360, "height": 740})
    lyon.set_extra_http_headers({"X-Instant": midnight})

    for address in ["/", "/recherche/?q=Villeurbanne", *LIEUX.values(), "/agenda/"]:
        lyon.goto(site.url + address)
        expect(pages(midnight, address).locator("main")).to_have_text(lyon.locator("main").text_content())
    lyon.close()
