"""A permanence archived in its lieu's page, in a real browser, with and without script; and a point that has moved."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import PASSWORD, assert_accessible, give_password

MAKE = f"""
from datetime import date, timedelta
from django.contrib.auth.models import User
from structures.geo import point
from tests.factories import MAIRIE_GRIGNY, ChangementFactory, LieuFactory, PermanenceFactory
if not User.objects.filter(username='depart').exists():
    User.objects.create_superuser('depart', password='{PASSWORD}')
lieu = LieuFactory(nom='Halle du départ', at=MAIRIE_GRIGNY)
permanence = PermanenceFactory(lieu=lieu)
tuesday = date.today() + timedelta(days=(8 - date.today().isoweekday()) % 7 + 1)
while tuesday.isoweekday() != 2: tuesday += timedelta(days=1)
ChangementFactory(permanence=permanence, du=tuesday)
lieu.position = point(lieu.position.x + 0.002, lieu.position.y)
lieu.save()
print(lieu.pk)
"""
FORGET = """
from conseillers.models import Permanence
from structures.models import Lieu
Permanence.objects.filter(lieu__nom='Halle du départ').delete()
Lieu.objects.filter(nom='Halle du départ').delete()
"""


@pytest.fixture
def key(site):
    yield site.shell(MAKE).strip()
    site.shell(FORGET)


def enter(page, site, path):
    page.goto(f"{site.url}{path}")
    give_password(page, "depart")


def test_what_goes_along_is_said_as_one_ticks_and_saved_in_one_press(page, site, key):
    enter(page, site, f"/admin/structures/lieu/{key}/change/")
    tick = page.get_by_role("checkbox", name="Archiver")

    tick.check()

    said = page.get_by_role("status").filter(has_text="Avec cela : 1 changement.")
    expect(said).to_contain_text("disparaîtr")
    assert_accessible(page)
    tick.uncheck()
    expect(page.get_by_text("Avec cela : 1 changement.")).to_have_count(0)
    tick.check()
    expect(said).to_be_visible()
    page.get_by_role("button", name="Enregistrer", exact=True).first.click()
    expect(page.get_by_text("a été modifié avec succès")).to_be_visible()


def test_without_script_the_page_says_it_before_it_saves(browser, site, key):
    context = browser.new_context(locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    enter(page, site, f"/admin/structures/lieu/{key}/change/")

    page.get_by_role("checkbox", name="Archiver").check()
    page.get_by_role("button", name="Enregistrer", exact=True).first.click()

    expect(page.get_by_role("alert")).to_contain_text("Avec cela : 1 changement.")
    page.get_by_role("button", name="Enregistrer et archiver").click()
    expect(page.get_by_text("a été modifié avec succès")).to_be_visible()
    context.close()


def test_the_history_draws_where_a_point_was_and_is(page, site, key):
    enter(page, site, f"/admin/structures/lieu/{key}/history/")

    plan = page.get_by_role("group", name="Carte : déplacé de 156 m vers l’est")

    expect(plan).to_be_visible()
    for word in ["avant", "après"]:
        expect(plan.get_by_text(word, exact=True)).to_be_visible()
    assert_accessible(page)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page)
