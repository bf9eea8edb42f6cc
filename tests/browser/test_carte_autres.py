"""The other places where the map was moved to: plain marks while they are few, counted clusters when they are many."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

MARKER = ".leaflet-marker-icon[aria-label]"
PIN, OTHER, CLUSTER = f".pin{MARKER}", f".other{MARKER}", f".many{MARKER}"
STATUS = "[data-etat]"

# Ninety places around the door of an invented structure in Bron, and thirty at one and the same door.
CROWD = """
from structures.geo import point
from structures.models import Commune, Lieu, Structure
structure = Structure.objects.create(nom="Foule d’essai")
bron = Commune.objects.get(code_insee="69029")
spots = [(4.90 + i % 10 / 500, 45.725 + i // 10 / 500) for i in range(90)] + [(4.9301, 45.7301)] * 30
Lieu.objects.bulk_create(
    Lieu(structure=structure, nom=f"Essai {i}", slug=f"essai-{i}", commune=bron, code_postal="69500",
         precision="commune", position=point(*spot))
    for i, spot in enumerate(spots)
)
"""
NO_CROWD = """
from structures.models import Lieu, Structure
Lieu.objects.filter(structure__nom="Foule d’essai").delete()
Structure.objects.filter(nom="Foule d’essai").delete()
"""


@pytest.fixture(scope="module")
def crowd(site):
    site.shell(CROWD)
    yield
    site.shell(NO_CROWD)


def open_map(page, site, width, address="/recherche/?q=Villeurbanne"):
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(site.url + address)
    button = page.get_by_role("button", name="Voir la carte")
    if button.is_visible():
        button.click()
    page.wait_for_selector(PIN)
    page.locator("[data-plan]").scroll_into_view_if_needed()


def zoom_out(page):
    """One step, until the map says what it found."""
    page.get_by_role("button", name="Réduire la carte").click()
    expect(page.locator(STATUS)).not_to_be_empty()


def asked(page) -> list[str]:
    found = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    return [name for name in found if "/lieux.geojson" in name]


WIDTHS = [1280, 360, 320]  # 320: a window of 1280 px at 400 %


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_asked_before_the_map_is_moved(page, site, width):
    open_map(page, site, width)
    page.get_by_role("button", name=re.compile(r"^1\. ")).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup a.btn")).to_be_focused()
    page.wait_for_timeout(500)

    assert asked(page) == []
    assert page.evaluate("performance.getEntriesByType('resource').length") <= 11  # and the page itself


@pytest.mark.parametrize("width", WIDTHS)
def test_a_map_zoomed_out_shows_the_places_that_the_list_does_not_hold(page, site, width):
    open_map(page, site, width)
    numbered = [marker.get_attribute("aria-label") for marker in page.locator(PIN).all()]

    zoom_out(page)
    expect(page.locator(OTHER).first).to_be_attached()

    assert [marker.get_attribute("aria-label") for marker in page.locator(PIN).all()] == numbered
    others = [marker.get_attribute("aria-label") for marker in page.locator(OTHER).all()]
    assert not {name.partition(". ")[2].rpartition(", ")[0] for name in numbered} & set(others)
    expect(page.locator(STATUS)).to_have_text(re.compile(r"^(\d+ autres lieux|1 autre lieu|Aucun autre lieu) ici$"))
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_a_move_within_the_grid_asks_nothing_again(page, site):
    open_map(page, site, 1280)
    zoom_out(page)
    page.locator(".leaflet-container").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(1000)
    before = asked(page)

    for key in ["ArrowLeft", "ArrowRight"]:
        page.keyboard.press(key)
        page.wait_for_timeout(500)

    assert len(before) in (1, 2)
    assert asked(page) == before


def test_another_place_has_a_popup_that_leads_to_its_page_by_keyboard(page, site):
    open_map(page, site, 1280)
    zoom_out(page)
    mark = page.locator(OTHER).first
    name = mark.get_attribute("aria-label")

    mark.focus()
    page.keyboard.press("Enter")

    link = page.locator(".leaflet-popup").get_by_role("link", name="Horaires et accès")
    expect(link).to_be_focused()
    expect(page.locator(".leaflet-popup b")).to_have_text(name)
    page.keyboard.press("Escape")
    expect(mark).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#apres-carte")).to_be_focused()
    mark.focus()
    page.keyboard.press("Enter")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("key", ["Enter", " "])
@pytest.mark.parametrize("width", WIDTHS)
def test_many_places_are_counted_and_a_cluster_pressed_comes_nearer(page, site, width, key):
    open_map(page, site, width, "/recherche/?q=Grigny")
    zoom_out(page)
    cluster = page.locator(CLUSTER).last
    expect(cluster).to_have_accessible_name(re.compile(r"^\d+ autres lieux ici, agrandir$"))
    expect(cluster).to_have_role("button")
    assert cluster.bounding_box()["width"] >= 44
    scale = page.locator(".leaflet-control-scale-line").inner_text()

    with page.expect_response(re.compile(r"/lieux\.geojson")):
        cluster.focus()
        page.keyboard.press(key)

    expect(page.locator(".leaflet-control-scale-line")).not_to_have_text(scale)
    expect(page.locator(f".leaflet-container:focus, {MARKER}:focus")).to_have_count(1)


@pytest.mark.usefixtures("crowd")
def test_numbered_places_are_not_counted_again(page, site):
    open_map(page, site, 1280, "/recherche/?carte=1&lat=45.7301&lon=4.9301")  # the thirty of one door come first
    zoom_out(page)
    expect(page.locator(CLUSTER).first).to_be_attached()

    (url,) = asked(page)
    features = page.request.get(url).json()["features"]
    door = next(f for f in features if f.get("bbox") and f["bbox"][2] == 4.9301)
    others = door["properties"]["nombre"] - 20
    expect(page.get_by_role("button", name=f"{others} autres lieux ici, agrandir").first).to_be_attached()


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_clusters_stand_out_below_the_numbered_markers(page, site, scheme):
    page.emulate_media(color_scheme=scheme)
    open_map(page, site, 360, "/recherche/?q=Bron")
    zoom_out(page)
    expect(page.locator(CLUSTER).first).to_be_attached()

    contrast = page.evaluate(CONTRAST, f"{CLUSTER} span")
    assert min(contrast) >= 7
    order = "marks => marks.map(mark => Number(getComputedStyle(mark).zIndex))"
    assert max(page.locator(CLUSTER).evaluate_all(order)) < min(page.locator(PIN).evaluate_all(order))
    found = Axe().run(page, options={"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}})
    assert found.violations_count == 0, found.generate_report()


def test_a_map_that_cannot_ask_says_so_and_keeps_the_list(browser, site):
    page = browser.new_page(locale="fr-FR")
    page.route("**/lieux.geojson*", lambda route: route.abort())
    open_map(page, site, 1280)

    page.get_by_role("button", name="Réduire la carte").click()

    expect(page.locator(STATUS)).to_have_text("Les autres lieux ne s’affichent pas. Bougez la carte pour réessayer.")
    expect(page.locator(PIN)).to_have_count(20)
    page.close()


# Of the text of each element with its own background, as WCAG counts it.
CONTRAST = """selector => [...document.querySelectorAll(selector)].map(element => {
    const light = colour => {
        const [r, g, b] = colour.match(/[\\d.]+/g).map(part => part / 255)
            .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const { color, backgroundColor } = getComputedStyle(element);
    const [a, b] = [light(color), light(backgroundColor)];
    return Math.max(a, b) / Math.min(a, b);
})"""
