"""Choosing a day, a need, a language: a page without script, a part of the results with it."""

import re

import pytest
from playwright.sync_api import expect

CHOOSE = "Choisir : jour, besoin…"


# A phone, and a screen of 1280 by 1024 pixels magnified four times.
@pytest.fixture(params=[(360, 740), (320, 256)], ids=["telephone", "400 %"])
def results(request, page, site):
    width, height = request.param
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site.url}/recherche/?q=Bron")
    return page


def test_the_choices_open_within_the_results_and_close_again(results, site):
    link = results.get_by_role("link", name=CHOOSE)

    link.click()
    expect(results.get_by_label("Pour quoi faire ?")).to_be_visible()
    expect(link).to_have_attribute("aria-expanded", "true")
    expect(results).to_have_url(f"{site.url}/recherche/?q=Bron")
    expect(results.locator(".card").first).to_be_attached()
    link.click()

    expect(results.get_by_label("Pour quoi faire ?")).to_be_hidden()


def test_the_choices_are_made_by_keyboard(results):
    results.get_by_role("link", name=CHOOSE).focus()
    results.keyboard.press("Enter")
    expect(results.get_by_role("link", name=re.compile("^Maintenant"))).to_be_focused()

    results.get_by_label("Avec ou sans rendez-vous ?").select_option("atelier")
    results.get_by_role("button", name="Voir les lieux").press("Enter")

    expect(results).to_have_url(re.compile("mode=atelier"))
    expect(results.get_by_role("link", name="Atelier , enlever ce choix")).to_be_visible()


def test_a_choice_taken_off_leaves_the_others_and_the_place(results):
    results.get_by_role("link", name=CHOOSE).click()
    results.get_by_label("Pour quoi faire ?").select_option("demarche")
    results.get_by_label("Avec ou sans rendez-vous ?").select_option("sans-rendez-vous")
    results.get_by_role("button", name="Voir les lieux").click()

    results.get_by_role("link", name=re.compile("^Aide pour : faire une démarche")).click()

    expect(results).to_have_url(re.compile(r"q=Bron&mode=sans-rendez-vous|mode=sans-rendez-vous&q=Bron"))


def test_each_choice_says_how_many_places_it_gives(results):
    results.get_by_role("link", name=CHOOSE).click()

    options = results.get_by_label("Dans quelle langue ?").locator("option").all_inner_texts()

    assert all(re.search(r"\(\d+\)$", option) for option in options[1:])
    expect(results.get_by_role("link", name=re.compile(r"^Samedi matin \(\d+\)$"))).to_be_visible()


def test_the_page_of_choices_opens_when_the_part_cannot_load(results, site):
    results.route("**/choix*.js", lambda route: route.abort())

    results.get_by_role("link", name=CHOOSE).click()

    expect(results).to_have_url(re.compile(r"/recherche/choix/\?q=Bron"))
    results.wrong.clear()  # the script that was refused


def test_a_wrong_day_is_said_beside_its_field_in_the_results(page, site):
    page.goto(f"{site.url}/recherche/?q=Bron&jour=31/02/2026")

    expect(page.get_by_label("Quel jour ?")).to_have_value("31/02/2026")
    expect(page.get_by_text("Ce jour n’existe pas.")).to_be_visible()
    expect(page.locator(".card").first).to_be_visible()
