"""The week drawn while one types, and pages in two steps: in a real browser, by keyboard, without a rule broken."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PASSWORD = "un mot de passe pour ce test"


@pytest.fixture
def desk(page, site, lieu):
    page.goto(f"{site.url}/admin/")
    page.get_by_label("Nom d’utilisateur").fill("horaires")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Connexion").click()
    expect(page.get_by_role("heading", name="Espace de l’équipe")).to_be_visible()
    return page


@pytest.fixture(scope="module")
def lieu(site):
    """The key of a lieu with permanences; and an account of its own, for another file has its own too."""
    return site.shell(
        "from django.contrib.auth.models import User; from structures.models import Lieu;"
        f"User.objects.create_superuser('horaires', password='{PASSWORD}');"
        "print(Lieu.objects.filter(publie=True, permanences__isnull=False).order_by('pk').first().pk)"
    ).strip()


def assert_accessible(page):
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_week_follows_what_is_typed_and_says_so(desk, site, lieu):
    desk.goto(f"{site.url}/admin/structures/lieu/{lieu}/change/")
    week = desk.get_by_role("region", name="La semaine")
    expect(week.get_by_text("Pas enregistré")).to_have_count(0)

    end = desk.locator("#id_permanences-0-heure_fin")
    end.fill("19h45")
    end.press("Tab")

    expect(week.get_by_role("link", name="à 19 h 45").first).to_be_visible()
    expect(week.locator(".semaine-bilan")).to_contain_text("1 permanence pas enregistrée")
    assert set(week.locator(".creneau.essai a").evaluate_all("all => all.map(each => each.hash)")) == {"#permanences-0"}


@pytest.mark.parametrize("width", [768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_week_and_the_pages_in_two_steps_break_no_rule(desk, site, lieu, width, scheme):
    desk.set_viewport_size({"width": width, "height": 900})
    desk.emulate_media(color_scheme=scheme)
    desk.goto(f"{site.url}/admin/structures/lieu/{lieu}/change/")
    assert_accessible(desk)

    for address in (
        f"conseillers/permanence/horaires/?lieu={lieu}",
        f"conseillers/changement/fermer/?lieux={lieu}",
        f"structures/lieu/{lieu}/copier/",
    ):
        desk.goto(f"{site.url}/admin/{address}")
        for name, value in [("Raison", "fêtes"), ("À partir du", "01/12/2068"), ("Du", "01/12/2068")]:
            if desk.get_by_label(f"{name} :", exact=True).count():
                desk.get_by_label(f"{name} :", exact=True).fill(value)
        desk.get_by_role("button", name="Voir ce que cela donne").press("Enter")
        expect(desk.get_by_role("heading", name="Ce que cela donnera")).to_be_visible()
        assert_accessible(desk)
