"""The map follows the list and the list the map, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

MARKER = ".leaflet-marker-icon[aria-label]"


WIDTHS = [1280, 360, 320]  # 320: a window of 1280 px at 400 %


def open_results(page, site, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site.url}/recherche/?q=Villeurbanne&mode=sans-rendez-vous")
    button = page.get_by_role("button", name="Voir la carte")
    if button.is_visible():
        button.click()
        page.mouse.move(1, 1)  # what lies under the mouse is marked too
    page.wait_for_selector(MARKER)


@pytest.fixture(params=WIDTHS)
def results(page, site, request):
    """Results with their map drawn, on a wide screen, on a phone, and four times larger."""
    open_results(page, site, request.param)
    return page


def move(page):
    """The map, far to the east, by its own keys."""
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
        re.compile(r"/recherche/\?mode=sans-rendez-vous&carte=1&lat=45\.\d{4}&lon=[45]\.\d{4}#carte$")
    )
    there = results.url
    results.go_back()
    expect(title).to_contain_text("Villeurbanne")
    results.go_forward()
    expect(results).to_have_url(there)
    expect(title).to_contain_text("sur la carte")
    expect(results.locator(MARKER).first).to_be_visible()


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


def test_on_a_phone_the_address_says_that_the_map_is_open(page, site):
    open_results(page, site, 360)
    expect(page).to_have_url(re.compile(r"mode=sans-rendez-vous#carte$"))

    page.reload()
    expect(page.locator(MARKER).first).to_be_visible()
    page.get_by_role("button", name="Voir la carte").click()

    expect(page).to_have_url(re.compile(r"mode=sans-rendez-vous$"))
    expect(page.locator("#carte")).to_be_hidden()


@pytest.mark.parametrize("width", WIDTHS)
def test_script_adds_the_map_and_leaves_the_list_as_the_server_wrote_it(browser, page, site, width):
    open_results(page, site, width)
    plain = browser.new_context(java_script_enabled=False, locale="fr-FR").new_page()
    plain.set_viewport_size({"width": width, "height": 900})
    plain.goto(page.url)

    written = [
        part.evaluate("element => element.outerHTML") for part in plain.locator("main h1, main li[data-lieu]").all()
    ]
    shown = [
        part.evaluate("element => element.outerHTML") for part in page.locator("main h1, main li[data-lieu]").all()
    ]

    assert len(written) == 21
    assert [html.replace(' class="card shown"', ' class="card"') for html in shown] == written
    expect(plain.locator("#carte")).to_be_hidden()
    expect(plain.get_by_role("button", name="Voir la carte")).to_be_hidden()
    assert plain.locator(".pages a, nav a[href*='page=2']").count() >= 1  # the places that only a moved map would show
    plain.context.close()


@pytest.mark.parametrize("height", [256, 740])  # 256: a window of 1024 px at 400 %
def test_a_popup_fits_in_a_narrow_map_with_nothing_over_it(page, site, height):
    page.set_viewport_size({"width": 320, "height": height})
    page.goto(f"{site.url}/recherche/?q=Villeurbanne#carte")
    page.get_by_role("button", name=re.compile(r"^1\. ")).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup a.btn")).to_be_focused()
    page.wait_for_timeout(500)

    inner, outer = page.locator(".leaflet-popup-content-wrapper").bounding_box(), page.locator(".map").bounding_box()
    for start, length in [("x", "width"), ("y", "height")]:
        assert outer[start] <= inner[start]
        assert inner[start] + inner[length] <= outer[start] + outer[length]
    expect(page.get_by_role("button", name="Agrandir la carte")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Agrandir la carte")).to_be_visible()
