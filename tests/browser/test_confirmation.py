"""From the mail's link, on a phone without script, to the agent who accepts; and the list's button, by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desk import assert_accessible

SETUP = """
from conseillers.faits import facts_of
from conseillers.liens import Usage, token
from conseillers.models import Demande
from structures.models import Lieu
from tests.admin.comptes import referent
nadia = referent(last_name="Martin")
lieu = Lieu.objects.published().filter(permanences__isnull=False, nom__startswith="La MIETE").first()
lieu.structure.referents.add(nadia)
for _ in range(2):
    empreinte = facts_of([lieu])[lieu.pk].empreinte
    demande = Demande.objects.create(lieu=lieu, compte=nadia, courriel=nadia.email, empreinte=empreinte)
    print(*(f"/{usage}/{token(demande, usage)}/" for usage in Usage))
print(lieu.pk, lieu.slug, lieu.telephone, lieu.acces_fauteuil)
"""
CLEAN = """
from django.contrib.auth.models import User
from structures.confirmation import Confirmation
from structures.models import Lieu
pk, telephone, fauteuil = "{pk}", "{telephone}", {fauteuil}
Lieu.objects.filter(pk=pk).update(telephone=telephone, acces_fauteuil=fauteuil)
Lieu.objects.update(date_verification=None, verifie_par="")
Confirmation.objects.all().delete()
User.objects.filter(username="nadia").delete()
"""


@pytest.fixture(scope="module")
def asked(site):
    """Two demands about one lieu: their links; all is put back at the end."""
    *pairs, facts = site.shell(SETUP).strip().splitlines()
    pk, slug, telephone, fauteuil = facts.split()
    (confirm, _), (_, correct) = (pair.split() for pair in pairs)
    yield {"confirmer": confirm, "corriger": correct, "pk": pk, "slug": slug}
    site.shell(CLEAN.format(pk=pk, telephone=telephone, fauteuil=fauteuil))


@pytest.fixture
def phone(browser, site):
    """Narrow, without script."""
    context = browser.new_context(
        locale="fr-FR", viewport={"width": 360, "height": 740}, java_script_enabled=False, color_scheme="light"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(desk):
    desk.set_viewport_size({"width": 768, "height": 1000})
    return desk


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("what", ["confirmer", "corriger", "abîmé"])
def test_the_pages_behind_the_links_break_no_accessibility_rule(page, site, asked, what, scheme):
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme=scheme)
    page.goto(site.url + asked.get(what, "/corriger/abime/"))

    assert_accessible(page)
    assert page.context.cookies() == []


def test_the_form_shown_again_with_its_errors_breaks_none_either(page, site, asked):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(site.url + asked["corriger"])
    page.get_by_label("Téléphone").fill("04 78")
    page.get_by_text("Changer").first.click()
    page.get_by_label("De", exact=True).first.fill("25h")
    page.get_by_role("button", name="Envoyer à l’équipe").click()

    expect(page.get_by_text("Rien n’est encore envoyé. À revoir :")).to_be_visible()
    expect(page.get_by_label("Téléphone")).to_have_value("04 78")
    assert_accessible(page)
    page.get_by_role("link", name="Ce numéro de téléphone n’est pas complet").click()
    expect(page.get_by_label("Téléphone")).to_be_in_viewport()


def test_a_referent_corrects_on_a_phone_without_script_and_an_agent_accepts(phone, desk, site, asked):
    phone.goto(site.url + asked["corriger"])
    phone.get_by_label("Téléphone").fill("04 72 00 00 00")
    phone.get_by_label("accessible en fauteuil roulant").select_option("true")
    phone.get_by_label("Autre chose à nous dire ?").fill("Merci d’appeler Omar.")
    phone.get_by_role("button", name="Envoyer à l’équipe").click()
    expect(phone.get_by_role("heading", name="C’est bien arrivé, merci.")).to_be_visible()

    desk.goto(f"{site.url}/admin/conseillers/proposition/")
    desk.get_by_role("link", name=re.compile("^La MIETE")).first.click()
    expect(desk.get_by_text("Merci d’appeler Omar.")).to_be_visible()
    row = desk.get_by_role("row", name=re.compile("Téléphone"))
    expect(row).to_contain_text("04 72 00 00 00")
    for scheme in ("light", "dark"):
        desk.emulate_media(color_scheme=scheme)
        desk.reload()  # colours change little by little
        assert_accessible(desk)
    row.get_by_role("radio", name="Accepter").press("Space")
    desk.get_by_role("row", name=re.compile("fauteuil")).get_by_role("radio", name="Refuser").press("Space")
    desk.get_by_role("button", name="Valider mes choix").press("Enter")
    expect(desk.get_by_text("est noté vérifié au nom de Nadia Martin.")).to_be_visible()

    phone.goto(f"{site.url}/lieux/{asked['slug']}/")
    expect(phone.get_by_text(re.compile(r"Vérifié en \w+ 20\d\d\."))).to_be_visible()
    expect(phone.get_by_role("link", name="04 72 00 00 00").first).to_be_visible()
    expect(phone.get_by_text("Martin")).to_have_count(0)


def test_a_referent_confirms_without_script_and_no_log_holds_the_link(phone, site, asked):
    phone.goto(site.url + asked["confirmer"])
    phone.get_by_role("button", name="Oui, tout est exact").click()
    expect(phone.get_by_role("heading", name="C’est noté, merci.")).to_be_visible()
    phone.goto(site.url + asked["confirmer"])
    expect(phone.get_by_role("heading", name="C’est déjà noté, merci.")).to_be_visible()

    assert phone.context.cookies() == []
    log = site.log.read_text()
    assert '"POST /confirmer/…' in log
    assert asked["confirmer"].split("/")[2] not in log
    assert asked["corriger"].split("/")[2] not in log


def test_the_button_of_the_list_is_pressed_by_keyboard_and_the_list_stays(desk, site):
    desk.goto(f"{site.url}/admin/structures/lieu/?verification=a_confirmer&o=1")
    rows = desk.locator("#result_list tbody tr")
    due = desk.locator(".paginator")
    number = int(re.search(r"(\d+) lieux", due.inner_text())[1])
    second = rows.nth(1).locator("th, td").nth(1).inner_text()
    for scheme in ("light", "dark"):
        desk.emulate_media(color_scheme=scheme)
        desk.reload()  # colours change little by little
        assert_accessible(desk)

    rows.first.get_by_role("button", name=re.compile("^Toujours exact")).press("Enter")

    expect(desk.get_by_text("noté exact aujourd’hui.")).to_be_visible()
    assert re.search(r"\?verification=a_confirmer&o=1#lieu-\d+$", desk.url)
    expect(due).to_contain_text(f"{number - 1} lieux")
    assert rows.first.locator("th, td").nth(1).inner_text() == second


def test_a_page_of_a_lieu_is_confirmed_by_its_button(desk, site, asked):
    desk.goto(f"{site.url}/admin/structures/lieu/{asked['pk']}/change/")
    assert_accessible(desk)
    desk.get_by_role("button", name="Enregistrer, tout est exact").first.press("Enter")
    expect(desk.get_by_text("noté exact aujourd’hui.")).to_be_visible()
