"""The staff's map and forms in a real browser: the policy is strict, the console stays quiet."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desk import assert_accessible


@pytest.fixture(scope="module")
def lieu(site):
    """The key of a lieu of its own: withdrawn, so that residents’ pages stay as they are."""
    return site.shell(
        "from structures.models import Lieu;"
        "lieu = Lieu.objects.get(nom__startswith='La MIETE', publie=True);"
        "lieu.pk, lieu.slug, lieu.publie = None, '', False; lieu.save(); print(lieu.pk)",
    ).strip()


def test_a_lieu_is_moved_by_dragging_clicking_or_pasting(desk, site, lieu):
    desk.goto(f"{site.url}/admin/structures/lieu/{lieu}/change/")
    map_ = desk.get_by_role("region", name=re.compile("^Carte"))
    coordinates = desk.get_by_label("Latitude, longitude")
    stored = desk.locator("textarea[name=position]")
    expect(map_.locator("path.carte-contour.ici")).to_have_count(1)  # Villeurbanne stands out
    first = coordinates.input_value()

    map_.get_by_role("button", name="Marqueur du lieu").drag_to(map_, target_position={"x": 250, "y": 300})
    dragged = coordinates.input_value()
    map_.click(position={"x": 200, "y": 120})
    clicked = coordinates.input_value()
    coordinates.fill("45,7312 ; 4,9149")
    coordinates.press("Tab")

    assert len({first, dragged, clicked}) == 3
    expect(stored).to_have_value('{"type":"Point","coordinates":[4.9149,45.7312]}')

    desk.get_by_role("button", name="Enregistrer et continuer").first.click()
    said = desk.locator(".messagelist").get_by_text("est à Bron, alors que l’adresse est à Villeurbanne")
    expect(said).to_be_visible()


def test_fields_show_where_the_rhythm_gives_them_a_meaning(desk, site):
    desk.goto(f"{site.url}/admin/conseillers/permanence/add/")
    ranks = desk.get_by_role("group", name="rangs dans le mois")
    dates = desk.get_by_label("Dates")
    expect(ranks).to_be_hidden()

    desk.get_by_label("Rythme").select_option("mensuel")
    expect(ranks).to_be_visible()
    desk.get_by_label("Rythme").select_option("dates")
    expect(dates).to_be_visible()
    expect(ranks).to_be_hidden()


def test_a_rule_says_its_dates_while_it_is_typed_and_is_not_saved(desk, site):
    desk.goto(f"{site.url}/admin/conseillers/permanence/")
    desk.locator("#result_list tbody th a").first.click()
    preview = desk.locator("[data-apercu]")
    before = preview.inner_text()

    desk.get_by_label("Rythme").select_option("mensuel")
    expect(preview).to_contain_text("Rangs dans le mois : Cochez au moins un rang")
    desk.get_by_label("dernier", exact=True).check()
    expect(preview).to_contain_text("Pas encore enregistré.")
    expect(preview.locator(".apercu-jour")).to_have_count(6)
    assert "dernier" in preview.locator(".apercu-phrase").inner_text()

    desk.reload()
    assert preview.inner_text() == before


def test_a_date_is_cancelled_in_two_clicks_by_keyboard(desk, site):
    desk.goto(f"{site.url}/admin/conseillers/seance/?vue=semaine")
    cancel = desk.get_by_role("link", name=re.compile("^Annuler ")).last
    cancel.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Changement", exact=False).first).to_be_visible()
    desk.get_by_label("Raison").fill("essai au clavier")
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("heading", name=re.compile("^Agenda"))).to_be_visible()
    expect(desk.get_by_text("Annulée : essai au clavier").first).to_be_visible()
    site.manage("shell", "-v0", "-c", "from conseillers.models import *; Changement.objects.latest('pk').delete()")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["conseillers/seance/", "conseillers/permanence/add/"])
def test_the_pages_of_the_schedule_break_no_accessibility_rule(desk, site, address, scheme):
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size({"width": 768, "height": 900})
    desk.goto(f"{site.url}/admin/{address}")

    assert_accessible(desk)


ADDED = [
    "structures/lieu/",
    "structures/structure/",
    "structures/compte/",
    *(f"conseillers/{kind}/" for kind in ("conseiller", "permanence", "changement", "absence", "vacancesscolaires")),
]
READ = [
    "",
    "structures/commune/",
    "structures/confirmation/",
    "structures/evenement/",
    "structures/lieu/doublons/",
    "conseillers/proposition/",
    "conseillers/signalement/",
    "conseillers/conseiller/deploiement/",
    "archives/",
    "password_change/",
]


@pytest.mark.parametrize(("width", "scheme"), [(768, "light"), (1440, "dark")])
def test_every_list_and_form_breaks_no_rule_and_keeps_the_console_quiet(desk, site, width, scheme):
    desk.set_viewport_size({"width": width, "height": 900})
    desk.emulate_media(color_scheme=scheme)
    desk.goto(f"{site.url}/admin/structures/structure/")
    first = [desk.locator("#result_list tbody th a").first.get_attribute("href").removeprefix("/admin/")]
    desk.goto(f"{site.url}/admin/conseillers/conseiller/")
    first.append(desk.locator("#result_list tbody th a").first.get_attribute("href").removeprefix("/admin/"))

    for address in [*READ, *ADDED, *(f"{each}add/" for each in ADDED), *first]:
        desk.goto(f"{site.url}/admin/{address}")
        expect(desk.locator("#content h1")).to_be_visible()
        assert_accessible(desk)


@pytest.mark.parametrize("width", [768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_conflicts_break_no_accessibility_rule(desk, site, width, scheme):
    desk.set_viewport_size({"width": width, "height": 900})
    desk.emulate_media(color_scheme=scheme)
    desk.get_by_role("link", name=re.compile("^Conflits d’horaires")).press("Enter")
    expect(desk.get_by_role("heading", name="Conflits d’horaires")).to_be_visible()

    assert_accessible(desk)
