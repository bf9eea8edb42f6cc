"""Two agents, two browsers, one lieu: nothing typed is lost; and the pages of history and archives, read by axe."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import assert_accessible, enter, superuser


@pytest.fixture(scope="module")
def lieu(site):
    """Two accounts, and the key of a lieu of their own, withdrawn."""
    superuser(site, "nadia", first_name="Nadia", last_name="Roux")
    superuser(site, "karim", first_name="Karim", last_name="Haddad")
    return site.shell(
        "from structures.models import Lieu;"
        "lieu = Lieu.objects.get(nom__startswith='La MIETE', publie=True);"
        "lieu.pk, lieu.slug, lieu.nom, lieu.publie = None, '', 'Lieu partagé', False;"
        "lieu.save(); print(lieu.pk)",
    ).strip()


def test_the_second_of_two_agents_is_told_and_both_are_kept(browser, site, lieu):
    url = f"{site.url}/admin/structures/lieu/{lieu}/change/"
    nadia = enter(browser.new_context(locale="fr-FR").new_page(), site, "nadia")
    karim = enter(browser.new_context(locale="fr-FR").new_page(), site, "karim")
    nadia.goto(url)
    karim.goto(url)

    nadia.get_by_label("Nom :").fill("Lieu de Nadia")
    nadia.get_by_role("button", name="Enregistrer", exact=True).first.click()
    expect(nadia.get_by_text("a été modifié avec succès")).to_be_visible()
    karim.get_by_label("Comment venir").fill("Métro A, Gratte-Ciel")
    karim.get_by_role("button", name="Enregistrer", exact=True).first.click()

    told = karim.get_by_role("alert")
    expect(told).to_contain_text("Nadia Roux")
    expect(told.get_by_role("row", name="Nom")).to_contain_text("Lieu de Nadia")
    expect(told.get_by_role("row")).to_have_count(2)
    expect(karim.get_by_label("Comment venir")).to_have_value("Métro A, Gratte-Ciel")
    assert_accessible(karim)
    karim.get_by_role("button", name="Enregistrer quand même").click()
    expect(karim.get_by_text("a été modifié avec succès")).to_be_visible()

    karim.goto(url)
    expect(karim.get_by_label("Nom :")).to_have_value("Lieu de Nadia")
    expect(karim.get_by_label("Comment venir")).to_have_value("Métro A, Gratte-Ciel")
    nadia.context.close()
    karim.context.close()


def test_history_and_archives_are_read_and_undone_with_two_presses(browser, site, lieu):
    page = enter(browser.new_context(locale="fr-FR").new_page(), site, "nadia")
    page.goto(f"{site.url}/admin/structures/lieu/{lieu}/change/")
    page.get_by_label("Nom :").fill("Un autre nom")
    page.get_by_role("button", name="Enregistrer et continuer").first.click()
    page.get_by_role("link", name="Historique").click()
    expect(page.get_by_text("Un autre nom").first).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Revenir à cette version").last.click()
    assert_accessible(page)
    page.get_by_role("button", name="Revenir à cette version").click()
    expect(page.get_by_text("Revenu à la version du")).to_be_visible()

    page.goto(f"{site.url}/admin/structures/lieu/{lieu}/change/")
    page.get_by_role("link", name="Archiver").first.click()
    assert_accessible(page)
    page.get_by_role("button", name="Archiver").click()
    expect(page.get_by_text("Tout est gardé dans les archives.")).to_be_visible()
    page.goto(f"{site.url}/admin/archives/")
    assert_accessible(page)
    page.get_by_role("button", name="Remettre").first.click()
    expect(page.get_by_text("Remis : 1 lieu.")).to_be_visible()
    page.context.close()


def test_of_two_sent_at_the_same_instant_one_alone_is_saved(browser, site, lieu):
    url = f"{site.url}/admin/structures/lieu/{lieu}/change/"
    pages = [enter(browser.new_context(locale="fr-FR").new_page(), site, name) for name in ("nadia", "karim")]
    for number, page in enumerate(pages):
        page.goto(url)
        page.get_by_label("Comment venir").fill(f"Porte {number}")

    for page in pages:  # neither waits for the other
        page.evaluate("setTimeout(() => document.querySelector('[name=_continue]').click(), 300)")
    for page in pages:
        expect(page.get_by_text("a été modifié avec succès").or_(page.get_by_role("alert"))).to_be_visible()

    told = [page.get_by_role("alert").count() for page in pages]
    assert sorted(told) == [0, 1]
    saved = site.shell(f"from structures.models import Lieu; print(Lieu.objects.get(pk={lieu}).acces)").strip()
    assert saved == f"Porte {told.index(0)}"
    for page in pages:
        page.context.close()
