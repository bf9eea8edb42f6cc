"""« Autour de moi »: the position is asked on a click alone, and every answer of the device is put in words."""

import re

import pytest
from playwright.sync_api import expect

GRATTE_CIEL = {"latitude": 45.763777, "longitude": 4.890171}

# What no driver can bring about: a device that answers with this code of GeolocationPositionError.
DEVICE_THAT_ANSWERS = "navigator.geolocation.getCurrentPosition = (found, failed) => failed({code: %d})"
COUNT_REQUESTS_FOR_POSITION = """
window.asked = 0;
const ask = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
navigator.geolocation.getCurrentPosition = (...all) => { window.asked += 1; ask(...all); };
"""


@pytest.fixture
def button(page):
    return page.get_by_role("button", name="Autour de moi")


def test_around_me_asks_the_position_on_click_alone(context, page, site, button):
    context.grant_permissions(["geolocation"])
    context.set_geolocation(GRATTE_CIEL)
    page.add_init_script(COUNT_REQUESTS_FOR_POSITION)
    page.goto(site.url, wait_until="networkidle")
    expect(button).to_be_visible()
    before = page.evaluate("asked")

    button.evaluate("button => button.addEventListener('click', () => sessionStorage.setItem('asked', window.asked))")
    button.click()

    expect(page).to_have_url(re.compile("lat="))
    assert (before, page.evaluate("sessionStorage.getItem('asked')")) == (0, "1")


def test_around_me_writes_ten_metres_in_the_address_not_a_door(context, page, site, button):
    context.grant_permissions(["geolocation"])
    context.set_geolocation(GRATTE_CIEL)
    page.goto(site.url)

    button.click()

    expect(page).to_have_url(f"{site.url}/recherche/?lat=45.7638&lon=4.8902")
    expect(page.locator("main li:has(h3)").first).to_contain_text("MIETE")


def test_the_address_that_around_me_writes_works_without_script(browser, site):
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()

    page.goto(f"{site.url}/recherche/?lat=45.7638&lon=4.8902")

    expect(page.get_by_role("heading", level=1)).to_contain_text("votre position")
    expect(page.locator("main li:has(h3)").first).to_contain_text("MIETE")
    context.close()


def test_a_refused_position_is_explained_and_the_button_stays(context, page, site, button):
    context.clear_permissions()
    page.goto(site.url)

    button.click()

    expect(page.get_by_role("status").filter(has_text="Votre position n’est pas partagée")).to_be_visible()
    expect(page).to_have_url(f"{site.url}/")
    expect(button).to_be_focused()


@pytest.mark.parametrize(
    ("code", "words"), [(2, "Votre appareil ne trouve pas où vous êtes."), (3, "Votre appareil met trop de temps")]
)
def test_a_device_that_finds_nothing_says_why_and_what_to_do(page, site, button, code, words):
    page.add_init_script(DEVICE_THAT_ANSWERS % code)
    page.goto(site.url)

    button.click()

    expect(page.get_by_role("status").filter(has_text=words)).to_contain_text("votre code postal")


def test_after_a_refusal_the_position_can_be_given(context, page, site, button):
    page.goto(site.url)
    button.click()
    expect(page.get_by_role("status").filter(has_text="Votre position n’est pas partagée")).to_be_visible()

    context.grant_permissions(["geolocation"])
    context.set_geolocation(GRATTE_CIEL)
    button.click()

    expect(page).to_have_url(re.compile("lat=45.7638"))
