"""Suggestions while typing: by keyboard, screen reader, mouse and touch; without script, the field alone."""

import json
import re
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

LARGEST = 5000  # bytes of script


def open_suggestions(page, site, words="villeurb", address="/"):
    """Types the words into the field and waits for the list."""
    page.goto(site.url + address)
    field = page.get_by_label("Où êtes-vous ?")
    field.focus()
    expect(field).to_have_role("combobox")
    field.fill("")
    field.press_sequentially(words)
    expect(page.get_by_role("listbox")).to_be_visible()
    return field


def active_option(page):
    return page.locator(f"#{page.get_by_role('combobox').get_attribute('aria-activedescendant')}")


@pytest.fixture
def asked(page):
    """The words of each request for suggestions."""
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url) if "/suggestions.json" in request.url else None)
    return requests


def test_arrows_choose_and_enter_goes_there(page, site):
    field = open_suggestions(page, site, "lyo")
    options = page.get_by_role("option")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_have_attribute("aria-controls", page.get_by_role("listbox").get_attribute("id"))
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))

    page.keyboard.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "false")
    expect(active_option(page)).to_have_text(re.compile("^Lyon 3e"))
    expect(field).to_be_focused()
    expect(field).to_have_value("lyo")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{site.url}/recherche/?q=Lyon+3e")


def test_arrows_go_round_through_the_field(page, site):
    field = open_suggestions(page, site, "lyo")

    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")

    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    expect(page.locator("[aria-selected=true]")).to_have_count(0)


def test_enter_without_choosing_searches_the_words_as_typed(page, site):
    open_suggestions(page, site, "villeurb")

    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{site.url}/recherche/?q=villeurb")


def test_escape_closes_the_list_keeps_the_words_and_an_arrow_opens_it_again(page, site, asked):
    field = open_suggestions(page, site)

    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("villeurb")
    page.keyboard.press("ArrowDown")

    expect(page.get_by_role("listbox")).to_be_visible()
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    assert len(asked) == 1


def test_tab_closes_the_list_and_goes_on_without_choosing(page, site):
    field = open_suggestions(page, site)
    page.keyboard.press("ArrowDown")

    page.keyboard.press("Tab")

    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("villeurb")
    expect(page.get_by_role("button", name="Trouver")).to_be_focused()


def test_moving_in_the_words_leaves_the_list(page, site):
    field = open_suggestions(page, site)
    page.keyboard.press("ArrowDown")

    page.keyboard.press("ArrowLeft")

    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))


def test_a_screen_reader_is_told_how_many_there_are(page, site):
    field = open_suggestions(page, site, "villeurb")
    count = page.locator("form.ask [role=status].sr-only")

    expect(count).to_have_text("2 propositions, flèches haut et bas pour choisir")
    field.fill("xyzzyxyzzy")

    expect(count).to_have_text("Aucune proposition")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_pause_of_typing_asks_once(page, site, asked):
    open_suggestions(page, site, "villeurbanne")  # without a pause between letters
    page.wait_for_timeout(600)

    assert [url.split("?")[1] for url in asked] == ["q=villeurbanne"]


def test_what_was_asked_is_not_asked_again(page, site, asked):
    field = open_suggestions(page, site, "bron")
    field.press("End")
    field.press_sequentially(" ")
    page.wait_for_timeout(600)

    assert len(asked) == 1


def test_one_letter_asks_nothing(page, site, asked):
    page.goto(site.url)
    field = page.get_by_label("Où êtes-vous ?")
    field.focus()
    expect(field).to_have_role("combobox")
    field.press_sequentially("v")
    page.wait_for_timeout(600)

    assert asked == []


def test_a_click_elsewhere_closes_the_list(page, site):
    open_suggestions(page, site)

    page.get_by_role("heading", level=1).click()

    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_finger_chooses_on_a_phone(browser, site):
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="fr-FR"
    )
    page = context.new_page()
    open_suggestions(page, site, "vill")
    first = page.get_by_role("option").first
    assert first.bounding_box()["height"] >= 48

    first.tap()

    expect(page).to_have_url(f"{site.url}/recherche/?q=Villeurbanne")
    context.close()


def test_the_filters_in_force_are_kept(page, site):
    open_suggestions(page, site, "villeurb", "/recherche/?q=Bron&mode=atelier")

    page.get_by_role("option").first.click()

    expect(page).to_have_url(re.compile("q=Villeurbanne&mode=atelier"))


def test_the_field_works_when_suggestions_fail(browser, site):
    page = browser.new_page()
    page.route("**/suggestions.json*", lambda route: route.abort())
    page.goto(site.url)
    field = page.get_by_label("Où êtes-vous ?")
    field.press_sequentially("bron")
    page.wait_for_timeout(400)

    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Bron")
    page.close()


def test_without_script_the_field_is_a_plain_one(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url)
    field = page.get_by_label("Où êtes-vous ?")

    assert field.get_attribute("role") is None
    field.fill("bron")
    field.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Bron")
    context.close()


def test_nothing_is_loaded_before_the_field_is_used(page, site):
    scripts: list[str] = []
    page.on("request", lambda request: scripts.append(request.url) if "suggestions" in request.url else None)
    page.goto(f"{site.url}/recherche/?q=Bron", wait_until="networkidle")
    assert scripts == []

    page.get_by_label("Où êtes-vous ?").focus()

    expect(page.get_by_role("combobox", name="Où êtes-vous ?")).to_be_focused()
    assert len(scripts) == 1
    assert len((settings.BASE_DIR / "static/js/suggestions.js").read_bytes()) <= LARGEST


@pytest.mark.parametrize(("width", "height"), [(320, 256), (360, 740), (1280, 900)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_list_breaks_no_rule_and_fits(browser, site, width, height, scheme):
    """320 × 256 is a screen of 1280 × 1024 at 400 %."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, locale="fr-FR")
    open_suggestions(page, site, "centre soc")
    page.keyboard.press("ArrowUp")

    found = Axe().run(page, options={"rules": {"color-contrast-enhanced": {"enabled": True}}})
    overflow = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    assert found.violations_count == 0, found.generate_report()
    assert not overflow
    expect(active_option(page)).to_be_in_viewport()
    page.close()


def test_what_is_typed_reaches_no_log_and_no_shared_cache(site):
    with urllib.request.urlopen(f"{site.url}/suggestions.json?q=secretville") as answer:
        assert json.load(answer) == []
        assert answer.headers["Cache-Control"] == "private, max-age=300"
        assert "Set-Cookie" not in answer.headers

    log = site.log.read_text()
    assert "/suggestions.json" in log
    assert "secretville" not in log
