"""The week drawn while one types, and pages in two steps: in a real browser, by keyboard, without a rule broken."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import assert_accessible


@pytest.fixture(scope="module")
def lieu(site):
    """The key of a lieu with permanences."""
    return site.shell(
        "from structures.models import Lieu;"
        "print(Lieu.objects.filter(publie=True, permanences__isnull=False).order_by('pk').first().pk)"
    ).strip()


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
