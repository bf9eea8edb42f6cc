"""Searching as a resident does."""

import re

import pytest
from playwright.sync_api import expect

SOMETIMES = re.compile(r"aujourd’hui|demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|en ce moment", re.I)


MARKER = ".leaflet-marker-icon[aria-label]"


@pytest.fixture
def without_script(browser, site):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="fr-FR")
    yield context.new_page()
    context.close()


def test_the_nearest_drop_in_is_found_without_script(without_script, site):
    page = without_script
    page.goto(site.url)

    expect(page.get_by_role("button", name="Autour de moi")).to_be_hidden()
    page.get_by_label("Où êtes-vous ?").fill("villeurbanne")
    page.get_by_role("button", name="Trouver").click()

    expect(page).to_have_title(re.compile("Villeurbanne"))
    first = page.locator("main li:has(h3)").first
    expect(first).to_contain_text(SOMETIMES)
    first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Retour à la liste")).to_be_visible()


def test_filters_work_without_script(without_script, site):
    page = without_script
    page.goto(f"{site.url}/recherche/?q=Bron")

    page.get_by_role("link", name="Choisir : jour, besoin…").click()
    expect(page).to_have_url(re.compile(r"/recherche/choix/\?q=Bron"))
    page.get_by_label("Avec ou sans rendez-vous ?").select_option("atelier")
    page.get_by_role("button", name="Voir les lieux").click()

    expect(page).to_have_url(re.compile("mode=atelier"))
    expect(page).to_have_url(re.compile("q=Bron"))


def test_a_need_leads_from_the_home_page_to_places_that_answer_it(page, site):
    page.goto(site.url)

    page.get_by_role("link", name="Faire mon CV").click()

    expect(page).to_have_url(re.compile(r"besoin=cv"))
    expect(page.locator("main li:has(h3)").first).to_be_visible()


def test_the_map_shows_the_very_places_of_the_list_by_keyboard(page, site):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site.url}/recherche/?q=Villeurbanne")
    page.wait_for_selector(MARKER)
    listed = page.locator("main li h3 a").all_inner_texts()

    markers = page.locator(MARKER)
    expect(page.locator(".leaflet-overlay-pane path").first).to_be_attached()
    names = [marker.get_attribute("aria-label") for marker in markers.all()]

    assert len(names) == len(listed) == 20
    for rank, (text, name) in enumerate(zip(listed, names, strict=True), start=1):
        assert name.startswith(f"{rank}. {text.strip()}, ")
    page.get_by_role("button", name=re.compile(r"^1[. ]")).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup a").first).to_be_visible()


def test_the_list_stands_when_the_map_cannot_load(browser, site):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.route("**/leaflet/**", lambda route: route.abort())

    page.goto(f"{site.url}/recherche/?q=Bron")

    expect(page.locator("main li:has(h3)").first).to_contain_text("Bron")
    page.close()


def test_the_first_tab_skips_to_the_content(page, site):
    page.goto(site.url)

    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.textContent.trim()")
    page.keyboard.press("Enter")

    assert focused == "Aller au contenu"
    expect(page).to_have_url(f"{site.url}/#contenu")


@pytest.mark.parametrize("width", [320, 360, 768])
def test_nothing_is_cut_or_scrolls_sideways(browser, site, addresses, width):
    page = browser.new_page(viewport={"width": width, "height": 740})
    wide = []
    for name, address in addresses.items():
        page.goto(site.url + address)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(name)
    page.close()

    assert wide == []
