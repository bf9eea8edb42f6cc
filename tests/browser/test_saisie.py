"""The form of a lieu in a real browser: an address places the marker, the marker proposes an address."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desk import assert_accessible

DOOR = "12 Rue Anatole France, 69100 Villeurbanne"
PLACED = re.compile(r"4\.8795,45\.7671")


@pytest.fixture(scope="module")
def street(site):
    """A street with one door, for the time of these tests: other pages are measured without any."""
    site.shell(
        "from structures.models import *; from structures.geo import point; place = point(4.8795, 45.7671);"
        "commune = Commune.objects.get(code_insee='69266');"
        "voie = Voie.objects.create(nom='Rue Anatole France', commune=commune, codes_postaux=['69100'],"
        " position=place, nombre=1);"
        "Adresse.objects.create(voie=voie, numero=12, code_postal='69100', position=place)"
    )
    yield
    site.shell("from structures.models import *; Voie.objects.all().delete()")


@pytest.fixture
def form(desk, site, street):
    desk.goto(f"{site.url}/admin/structures/lieu/add/")
    expect(desk.get_by_label("Adresse :", exact=True)).to_have_role("combobox")
    return desk


def choose_the_address(form):
    address = form.get_by_label("Adresse :", exact=True)
    address.press_sequentially("12 rue anat")
    expect(form.get_by_role("option", name=DOOR)).to_be_visible()
    form.keyboard.press("ArrowDown")
    form.keyboard.press("Enter")
    expect(address).to_have_value("12 rue Anatole France")


def test_choosing_an_address_moves_the_marker_and_fills_the_commune(form):
    choose_the_address(form)

    expect(form.get_by_text("Point placé : 12 rue Anatole France, 69100 Villeurbanne.")).to_be_visible()
    expect(form.get_by_label("Code postal")).to_have_value("69100")
    expect(form.locator("#id_commune")).to_have_value(re.compile(r"\d"))
    expect(form.locator(".field-commune .select2-selection__rendered")).to_have_text(re.compile("Villeurbanne"))
    expect(form.get_by_label("Précision du point")).to_have_value("adresse")
    expect(form.locator("textarea[name=position]")).to_have_value(PLACED)
    expect(form.get_by_role("button", name="Marqueur du lieu")).to_be_visible()


def test_moving_the_marker_proposes_an_address_and_overwrites_nothing_by_itself(form):
    choose_the_address(form)
    form.get_by_label("Adresse :", exact=True).fill("Espace Gratte-Ciel")

    form.get_by_label("Latitude, longitude").fill("45.7672, 4.8796")
    form.get_by_label("Latitude, longitude").press("Tab")
    button = form.get_by_role("button", name="12 rue Anatole France, 69100 Villeurbanne : reprendre cette adresse")
    expect(button).to_be_visible()
    expect(form.get_by_label("Adresse :", exact=True)).to_have_value("Espace Gratte-Ciel")
    button.click()

    expect(form.get_by_label("Adresse :", exact=True)).to_have_value("12 rue Anatole France")
    expect(form.locator("textarea[name=position]")).to_have_value(re.compile(r"4\.8796,45\.7672"))
    expect(form.get_by_text("Adresse reprise : 12 rue Anatole France, 69100 Villeurbanne.")).to_be_visible()


def test_a_click_on_the_map_far_from_any_door_proposes_the_commune(form):
    map_ = form.get_by_role("region", name=re.compile("^Carte"))
    map_.locator("path.carte-contour").first.wait_for()

    form.get_by_label("Latitude, longitude").fill("45.7312, 4.9149")
    form.get_by_label("Latitude, longitude").press("Tab")
    form.get_by_role("button", name="Bron : reprendre cette commune").click()

    expect(form.get_by_label("Code postal")).to_have_value("69500")
    expect(form.locator(".field-commune .select2-selection__rendered")).to_have_text(re.compile("Bron"))


def test_by_keyboard_alone_an_address_and_a_point_find_each_other(form):
    form.get_by_label("Adresse :", exact=True).focus()
    form.keyboard.type("12 rue anatole france villeurbanne")
    form.keyboard.press("Escape")
    form.keyboard.press("Tab")
    expect(form.get_by_role("button", name="Chercher cette adresse")).to_be_focused()
    form.keyboard.press("Enter")
    expect(form.locator("textarea[name=position]")).to_have_value(PLACED)

    form.get_by_label("Adresse :", exact=True).fill("")
    form.get_by_label("Latitude, longitude").focus()
    form.keyboard.press("Control+a")
    form.keyboard.type("45.7672, 4.8796")
    form.keyboard.press("Tab")
    taking = form.get_by_role("button", name=re.compile("reprendre cette adresse$"))
    expect(taking).to_be_visible()
    form.get_by_label("Latitude, longitude").focus()
    form.keyboard.press("Tab")
    expect(taking).to_be_focused()
    form.keyboard.press("Enter")

    expect(form.get_by_label("Adresse :", exact=True)).to_be_focused()
    expect(form.get_by_label("Adresse :", exact=True)).to_have_value("12 rue Anatole France")


def test_boxes_that_are_ticked_are_counted(form):
    form.locator("summary", has_text="Aide proposée").click()
    boxes = form.get_by_role("group", name="services")
    expect(boxes.get_by_text("Aucune case cochée")).to_be_visible()

    boxes.get_by_label("Insertion professionnelle").check()
    boxes.get_by_label("Loisirs et créations").check()

    expect(boxes.get_by_text("2 cases cochées")).to_be_visible()


@pytest.mark.parametrize("width", [768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_lieu_and_of_a_structure_break_no_accessibility_rule(desk, site, street, width, scheme):
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size({"width": width, "height": 900})
    keys = site.shell(
        "from structures.models import *;"
        "print(Lieu.objects.filter(precision='rue').first().pk, Structure.objects.first().pk)"
    )
    lieu, structure = keys.split()

    for address in ["lieu/add/", f"lieu/{lieu}/change/", "structure/add/", f"structure/{structure}/change/"]:
        desk.goto(f"{site.url}/admin/structures/{address}", wait_until="networkidle")
        desk.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        if address == "lieu/add/":
            desk.get_by_label("Adresse :", exact=True).press_sequentially("12 rue anat")
            expect(desk.get_by_role("option", name=DOOR)).to_be_visible()
            desk.keyboard.press("ArrowDown")

        assert_accessible(desk)
