"""Two lieux made one in a real browser, by keyboard; the pages break no accessibility rule."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import assert_accessible_everywhere

MAKE = """
from structures.models import Lieu
from tests.factories import MAIRIE_GRIGNY, LieuFactory, PermanenceFactory
first = LieuFactory(nom='Halle de Grigny', slug='halle', at=MAIRIE_GRIGNY, telephone='+33472490000')
same = {'nom': first.nom, 'structure': first.structure, 'at': MAIRIE_GRIGNY}
second = LieuFactory(slug='halle-bis', acces='Bus 15', **same)
PermanenceFactory(lieu=first)
PermanenceFactory(lieu=second, jours=[4])
print(first.pk, second.pk)
"""
FORGET = """
from conseillers.models import Permanence
from structures.models import Lieu
Permanence.objects.filter(lieu__nom='Halle de Grigny').delete()
Lieu.objects.filter(nom='Halle de Grigny').delete()
"""


@pytest.fixture
def pair(site):
    """Two lieux that are one: their keys."""
    yield site.shell(MAKE).split()
    site.shell(FORGET)


def test_from_the_work_list_to_one_lieu_by_keyboard(pair, desk, site):
    desk.get_by_role("link", name="doublon").first.press("Enter")
    expect(desk.get_by_role("heading", name="Doublons probables")).to_be_visible()
    assert_accessible_everywhere(desk, 768, 1440)

    desk.get_by_role("link", name="Comparer Halle de Grigny").press("Enter")
    expect(desk.get_by_role("heading", name="Comparer deux lieux")).to_be_visible()
    assert_accessible_everywhere(desk, 768, 1440)
    way = desk.get_by_role("group", name="Comment venir")
    expect(way.get_by_role("radio", name="B : Bus 15")).to_be_checked()
    phone = desk.get_by_role("group", name="Téléphone")
    phone.get_by_role("radio", name="A : 04 72 49 00 00").press("ArrowRight")
    expect(phone.get_by_role("radio", name="B : –")).to_be_checked()
    desk.keyboard.press("ArrowLeft")
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("heading", name="Ce que cela donnera")).to_be_visible()
    assert_accessible_everywhere(desk, 768, 1440)
    desk.get_by_role("button", name="Réunir les deux lieux").press("Enter")

    expect(desk.get_by_text("il ne reste qu’un lieu")).to_be_visible()
    desk.goto(f"{site.url}/lieux/halle-bis/")
    assert desk.url == f"{site.url}/lieux/halle/"
    expect(desk.get_by_role("main")).to_contain_text("jeudi")
