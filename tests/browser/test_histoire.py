"""Two agents, two browsers, one lieu: nothing typed is lost; and the pages of history and archives, read by axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PASSWORD = "un mot de passe pour ce test"


@pytest.fixture(scope="module")
def lieu(site):
    """Two accounts, and the key of a lieu of their own, withdrawn."""
    return site.shell(
        "from django.contrib.auth.models import User; from structures.models import Lieu;"
        f"User.objects.create_superuser('nadia', password='{PASSWORD}', first_name='Nadia', last_name='Roux');"
        f"User.objects.create_superuser('karim', password='{PASSWORD}', first_name='Karim', last_name='Haddad');"
        "lieu = Lieu.objects.get(nom__startswith='La MIETE', publie=True);"
        "lieu.pk, lieu.slug, lieu.nom, lieu.publie = None, '', 'Lieu partagé', False;"
        "lieu.save(); print(lieu.pk)",
    ).strip()


def signed_in(context, site, name):
    page = context.new_page()
    page.goto(f"{site.url}/admin/")
    page.get_by_label("Nom d’utilisateur").fill(name)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Connexion").click()
    expect(page.get_by_role("heading", name="Espace de l’équipe")).to_be_visible()
    return page


def assert_accessible(page):
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_the_second_of_two_agents_is_told_and_both_are_kept(browser, site, lieu):
    url = f"{site.url}/admin/structures/lieu/{lieu}/change/"
    nadia = signed_in(browser.new_context(locale="fr-FR"), site, "nadia")
    karim = signed_in(browser.new_context(locale="fr-FR"), site, "karim")
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
    page = signed_in(browser.new_context(locale="fr-FR"), site, "nadia")
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
    pages = [signed_in(browser.new_context(locale="fr-FR"), site, name) for name in ("nadia", "karim")]
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
