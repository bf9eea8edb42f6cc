"""Two lieux made one in a real browser, by keyboard; the pages break no accessibility rule."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PASSWORD = "un mot de passe pour ce test"
MAKE = f"""
from django.contrib.auth.models import User
from structures.models import Lieu
from tests.factories import MAIRIE_GRIGNY, LieuFactory, PermanenceFactory
User.objects.create_superuser('doublons', password='{PASSWORD}')
first = LieuFactory(nom='Halle de Grigny', slug='halle', at=MAIRIE_GRIGNY, telephone='+33472490000')
same = {{'nom': first.nom, 'structure': first.structure, 'at': MAIRIE_GRIGNY}}
second = LieuFactory(slug='halle-bis', acces='Bus 15', **same)
PermanenceFactory(lieu=first)
PermanenceFactory(lieu=second, jours=[4])
print(first.pk, second.pk)
"""
FORGET = """
from django.contrib.auth.models import User
from conseillers.models import Permanence
from structures.models import Lieu
User.objects.get(username='doublons').delete()
Permanence.objects.filter(lieu__nom='Halle de Grigny').delete()
Lieu.objects.filter(nom='Halle de Grigny').delete()
"""


@pytest.fixture
def desk(page, site):
    page.pair = site.shell(MAKE).split()
    page.goto(f"{site.url}/admin/")
    page.get_by_label("Nom d’utilisateur").fill("doublons")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Espace de l’équipe")).to_be_visible()
    yield page
    site.shell(FORGET)


def no_fault(desk) -> None:
    for scheme in ("light", "dark"):
        desk.emulate_media(color_scheme=scheme)
        for width in (768, 1440):
            desk.set_viewport_size({"width": width, "height": 900})
            desk.evaluate("Promise.all(document.getAnimations().map(each => each.finished))")
            found = Axe().run(desk, options={"resultTypes": ["violations"], "preload": False})
            assert found.violations_count == 0, found.generate_report()
            assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_from_the_work_list_to_one_lieu_by_keyboard(desk, site):
    desk.get_by_role("link", name="doublon").first.press("Enter")
    expect(desk.get_by_role("heading", name="Doublons probables")).to_be_visible()
    no_fault(desk)

    desk.get_by_role("link", name="Comparer Halle de Grigny").press("Enter")
    expect(desk.get_by_role("heading", name="Comparer deux lieux")).to_be_visible()
    no_fault(desk)
    way = desk.get_by_role("group", name="Comment venir")
    expect(way.get_by_role("radio", name="B : Bus 15")).to_be_checked()
    phone = desk.get_by_role("group", name="Téléphone")
    phone.get_by_role("radio", name="A : 04 72 49 00 00").press("ArrowRight")
    expect(phone.get_by_role("radio", name="B : –")).to_be_checked()
    desk.keyboard.press("ArrowLeft")
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("heading", name="Ce que cela donnera")).to_be_visible()
    no_fault(desk)
    desk.get_by_role("button", name="Réunir les deux lieux").press("Enter")

    expect(desk.get_by_text("il ne reste qu’un lieu")).to_be_visible()
    desk.goto(f"{site.url}/lieux/halle-bis/")
    assert desk.url == f"{site.url}/lieux/halle/"
    expect(desk.get_by_role("main")).to_contain_text("jeudi")
