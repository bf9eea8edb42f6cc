"""The frame in somebody else's page: another origin, a real browser, no script; and what it may not show."""

import http.server
import re
import threading
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from conseillers.integrer.contraste import LEAST, contrast
from tests.browser.test_walls import KILOBYTE

CHOSEN = "couleurs=0b3d2e-ffffff-ffd166"
# Computed by the browser: what each piece of text is written in, and on what.
COLOURS = """() => [...document.querySelectorAll('main *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => { let under = e; const rgba = x => getComputedStyle(x).backgroundColor;
        while (rgba(under).startsWith('rgba(0, 0, 0, 0') && under.parentElement) under = under.parentElement;
        return [getComputedStyle(e).color, rgba(under)]; })"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A commune's own site: a folder of pages, on another port and under another name."""
    folder = tmp_path_factory.mktemp("commune")
    server = http.server.ThreadingHTTPServer(("localhost", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def shown(browser, elsewhere):
    """A page of the commune, with these lines pasted in it, as a visitor without script sees it."""
    folder, url = elsewhere
    contexts = []

    def of(lines: str, width: int, scheme: str = "light", script: bool = False):
        title = f"page-{len(contexts)}.html"
        head = (
            '<!doctype html><html lang="fr"><meta charset="utf-8"><title>Commune</title><link rel="icon" href="data:,">'
        )
        Path(folder, title).write_text(f"{head}<main><h1>Commune</h1>{lines}</main>")
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=script, color_scheme=scheme, locale="fr-FR"
        )
        contexts.append(context)
        page = context.new_page()
        page.wrong = []
        page.on("console", lambda message: page.wrong.append(message.text))
        page.goto(f"{url}/{title}", wait_until="networkidle")
        return page

    yield of
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def week(site):
    lieu = "from structures.models import Lieu; print(Lieu.objects.get(nom__startswith='La MIETE', publie=True).slug)"
    return f"/integrer/semaine/{site.shell(lieu).strip()}/"


@pytest.fixture
def frames(site, week):
    return {"lieux": f"{site.url}/integrer/lieux/?q=Bron", "semaine": site.url + week}


def frame_of(address: str, width="100%") -> str:
    return f'<iframe src="{address}" title="Conseillers numériques" width="{width}" height="600"></iframe>'


def test_the_two_lines_that_are_copied_show_the_places_on_another_site(browser, site, shown):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{site.url}/integrer/?q=Bron&nombre=3")
    lines = page.get_by_label("À copier dans votre page").input_value()
    page.close()

    theirs = shown(lines, 900)

    inside = theirs.frame_locator("iframe")
    expect(inside.get_by_role("heading", name="Un conseiller numérique près de Bron")).to_be_visible()
    expect(inside.get_by_role("heading", level=2)).to_have_count(3)
    assert theirs.get_by_role("link", name="Conseillers numériques près de Bron").count() == 1
    assert theirs.context.cookies() == []
    assert theirs.wrong == []


@pytest.mark.parametrize("width", [240, 360, 900])
@pytest.mark.parametrize("what", ["lieux", "semaine"])
def test_it_fits_any_width_without_script(shown, frames, what, width):
    page = shown(frame_of(frames[what], width), 1000)
    inside = page.frames[1]

    assert inside.locator("h1").is_visible()
    box = inside.locator("main").bounding_box()
    assert box["width"] <= width
    edges = [one.bounding_box() for one in inside.locator("main a, main li").all() if one.is_visible()]
    assert [edge for edge in edges if edge["x"] + edge["width"] > box["x"] + width] == []


@pytest.mark.parametrize(("width", "scheme"), [(240, "light"), (360, "dark"), (900, "light")])
@pytest.mark.parametrize("colours", ["", CHOSEN])
def test_no_accessibility_rule_is_broken_inside(browser, frames, width, scheme, colours):
    page = browser.new_page(viewport={"width": width, "height": 600}, color_scheme=scheme, locale="fr-FR")
    broken = {}
    for name, address in frames.items():
        page.goto(f"{address}{'&' if '?' in address else '?'}{colours}", wait_until="networkidle")
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        if found.violations_count:
            broken[name] = found.generate_report()
    page.close()

    assert broken == {}


def test_no_accessibility_rule_is_broken_by_the_frame_in_its_page(shown, frames):
    page = shown(frame_of(frames["lieux"]), 900, script=True)

    found = Axe().run(page, options={"resultTypes": ["violations"]})

    assert found.violations_count == 0, found.generate_report()


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", colour)[:3]))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("colours", ["", CHOSEN, "couleurs=ffffff-aaaaaa-ffee00"])
def test_every_word_can_be_read_in_the_colours_that_the_browser_draws(shown, frames, scheme, colours):
    for address in frames.values():
        page = shown(frame_of(f"{address}{'&' if '?' in address else '?'}{colours}"), 900, scheme, script=True)
        pairs = {(rgb(text), rgb(under)) for text, under in page.frames[1].evaluate(COLOURS)}

        assert len(pairs) >= 2
        assert [pair for pair in pairs if contrast(*pair) < LEAST] == []
    if colours == CHOSEN:
        assert ((255, 255, 255), (11, 61, 46)) in pairs


def weights(browser, address: str) -> dict[str, int]:
    """Bytes of each answer, as the browser has them once decompressed."""
    page, responses = browser.new_page(), []
    page.on("response", lambda response: responses.append(response))
    page.goto(address, wait_until="networkidle")
    found = {response.url: len(response.body()) for response in responses if not response.url.startswith("data:")}
    page.close()
    return found


@pytest.mark.parametrize("colours", ["", CHOSEN])
def test_all_that_it_takes_is_under_25_kilobytes_before_compression(browser, frames, colours):
    for address in frames.values():
        sizes = weights(browser, f"{address}{'&' if '?' in address else '?'}nombre=10&{colours}")

        assert len(sizes) == (3 if colours else 2)
        assert sum(sizes.values()) < 25 * KILOBYTE, sizes


def test_a_place_is_reached_by_keyboard_and_opens_in_the_whole_window(shown, site, frames):
    page = shown(frame_of(frames["lieux"]), 900, script=True)
    page.keyboard.press("Tab")
    inside = page.frames[1]
    focus = inside.evaluate("getComputedStyle(document.activeElement).outlineStyle + document.activeElement.tagName")

    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/lieux/**")

    assert focus == "solidA"
    assert page.get_by_role("heading", level=1).is_visible()


@pytest.mark.parametrize(
    "address", ["/", "/recherche/?q=Bron", "/agenda/", "/integrer/", "/admin/login/", "/nulle-part/"]
)
def test_the_browser_refuses_any_other_page_in_a_frame(shown, site, address):
    page = shown(frame_of(site.url + address), 900, script=True)

    assert page.frames[1].url.startswith("chrome-error://")
    assert any("frame" in message.lower() for message in page.wrong)


def test_what_search_engines_read_breaks_no_rule_of_the_policy(page, site, addresses):
    for name in ("accueil", "lieu", "commune"):
        page.goto(site.url + addresses[name], wait_until="networkidle")

        assert page.locator("script[type='application/ld+json']").count() == 1
    assert page.wrong == []


def test_the_preview_follows_what_one_chooses(page, site):
    page.goto(f"{site.url}/integrer/")
    page.get_by_label("Où ?").fill("Bron")

    expect(page.locator("iframe")).to_have_attribute("title", "Conseillers numériques près de Bron")
    expect(page.get_by_label("À copier dans votre page")).to_have_value(re.compile("lieux/.q=Bron&amp;nombre=5"))
    expect(page.get_by_label("Où ?")).to_be_focused()

    page.get_by_label("La semaine d’un lieu").check()
    page.get_by_label("ARTAG", exact=False).check()
    expect(page.locator("iframe")).to_have_attribute("src", re.compile("/integrer/semaine/artag"))

    page.get_by_label("Prendre mes couleurs").check()
    page.get_by_label("Texte").fill("#999999")
    expect(page.get_by_text("elle se lit mal sur ce fond")).to_be_visible()
    expect(page.locator("iframe")).to_have_attribute("src", re.compile("couleurs=ffffff-767676-0a4578"))


def test_the_two_lines_are_copied_by_a_button(browser, site):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], locale="fr-FR")
    page = context.new_page()
    page.goto(f"{site.url}/integrer/?q=Bron")
    page.get_by_role("button", name="Copier").click()

    expect(page.get_by_text("C’est copié.")).to_be_visible()
    assert "<iframe src=" in page.evaluate("navigator.clipboard.readText()")
    context.close()
