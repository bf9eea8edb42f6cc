"""The map follows the list and the list the map, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

MARKER = ".leaflet-marker-icon[aria-label]"


@pytest.fixture
def results(page, site):
    """Results on a wide screen, with their map drawn."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site.url}/recherche/?q=Villeurbanne&mode=sans-rendez-vous")
    page.wait_for_selector(MARKER)
    return page


def move(page):
    """The map, half its width to the east, by its own keys."""
    page.locator(".leaflet-container").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(300)


@pytest.mark.parametrize("gesture", ["hover", "focus"])
def test_a_card_marks_its_marker_alone(results, gesture):
    card = results.locator("main li[data-lieu]").nth(1)
    marker = results.locator(MARKER).nth(1)

    getattr(card.locator("h3 a"), gesture)()

    expect(marker).to_have_class(re.compile(r"\bshown\b"))
    expect(results.locator(f"{MARKER}.shown")).to_have_count(1)
    results.get_by_label("Où êtes-vous ?").focus()
    results.mouse.move(5, 5)
    expect(results.locator(".shown")).to_have_count(0)


@pytest.mark.parametrize("gesture", ["hover", "focus"])
def test_a_marker_marks_its_card_alone(results, gesture):
    results.locator("[data-plan]").scroll_into_view_if_needed()
    name = results.locator("main li[data-lieu] h3 a").first.inner_text()

    getattr(results.get_by_role("button", name=re.compile(r"^1\. ")), gesture)()

    expect(results.locator("li.shown")).to_have_count(1)
    expect(results.locator("li.shown h3")).to_contain_text(name)


def test_escape_closes_the_popup_then_goes_to_the_card(results):
    marker = results.get_by_role("button", name=re.compile(r"^2\. "))
    marker.focus()
    results.keyboard.press("Enter")
    expect(results.locator(".leaflet-popup a.btn")).to_be_focused()

    results.keyboard.press("Escape")
    expect(results.locator(".leaflet-popup a.btn")).to_have_count(0)
    expect(marker).to_be_focused()
    results.keyboard.press("Escape")

    expect(results.locator("main li[data-lieu] h3 a").nth(1)).to_be_focused()


def test_the_map_can_be_skipped_and_left_by_keyboard(results):
    skip = results.get_by_role("link", name="Passer la carte")
    skip.focus()
    expect(skip).to_be_in_viewport()
    results.keyboard.press("Enter")
    results.keyboard.press("Tab")
    assert not results.evaluate("document.querySelector('#carte').contains(document.activeElement)")

    results.get_by_role("button", name="Agrandir la carte").focus()
    results.keyboard.press("Escape")

    expect(results.locator("#apres-carte")).to_be_focused()


def test_a_map_moved_offers_to_search_there_and_back_and_forward_work(results, site):
    here = results.get_by_role("link", name="Chercher ici")
    title = results.get_by_role("heading", level=1)
    expect(here).to_be_hidden()

    move(results)
    here.click()

    expect(title).to_have_text("Résultats autour de l’endroit choisi sur la carte")
    expect(results).to_have_url(
        re.compile(r"/recherche/\?mode=sans-rendez-vous&carte=1&lat=45\.\d{4}&lon=4\.\d{4}#carte$")
    )
    there = results.url
    results.go_back()
    expect(title).to_contain_text("Villeurbanne")
    results.go_forward()
    expect(results).to_have_url(there)
    expect(title).to_contain_text("sur la carte")


def test_an_opened_popup_offers_nothing(results):
    results.get_by_role("button", name=re.compile(r"^1\. ")).focus()
    results.keyboard.press("Enter")
    expect(results.locator(".leaflet-popup a.btn")).to_be_focused()
    results.wait_for_timeout(500)

    expect(results.get_by_role("link", name="Chercher ici")).to_be_hidden()


def test_on_a_phone_the_page_of_another_spot_shows_its_map(page, site):
    page.set_viewport_size({"width": 360, "height": 740})

    page.goto(f"{site.url}/recherche/?carte=1&lat=45.7600&lon=4.9100#carte")

    expect(page.get_by_role("button", name="Voir la carte")).to_have_attribute("aria-expanded", "true")
    expect(page.locator(MARKER).first).to_be_visible()
