"""A resident says that something is wrong, on a small screen without script; an agent puts it right."""

import re
import time
import urllib.parse
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.desk import assert_accessible, enter

WAIT = 2100  # milliseconds: a person reads before choosing


@pytest.fixture
def lieu(site):
    """Address of a place with séances; what is reported there is taken back."""
    yield site.shell(
        "from conseillers.models import Seance; print(Seance.objects.held().to_come().first().lieu.slug)"
    ).strip()
    site.shell("from conseillers.models import Signalement; Signalement.objects.all().delete()")


@pytest.fixture
def phone(browser):
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False, locale="fr-FR")
    yield context.new_page()
    context.close()


def test_a_seance_is_reported_in_three_taps_without_script_or_cookie(phone, site, lieu):
    phone.goto(f"{site.url}/lieux/{lieu}/")

    phone.locator(".slots").get_by_role("link", name="Signaler une erreur").first.click()
    phone.wait_for_timeout(WAIT)
    phone.get_by_text("C’était fermé").click()
    phone.get_by_role("button", name="Envoyer").click()

    expect(phone.get_by_role("heading", name="C’est reçu, merci.")).to_be_visible()
    expect(phone.get_by_role("link", name="Appeler le 04 78 63 40 40")).to_be_visible()
    assert phone.context.cookies() == []
    phone.get_by_role("link", name="Retour au lieu").click()
    assert phone.url == f"{site.url}/lieux/{lieu}/"


def test_everything_is_wide_enough_for_a_thumb_and_the_screen(phone, site, lieu):
    phone.goto(f"{site.url}/lieux/{lieu}/")
    phone.locator(".report a").last.click()

    targets = phone.locator("main a, main label:not(.trap *), main summary, main button, main textarea")
    boxes = [target.bounding_box() for target in targets.all() if target.is_visible()]
    fields = phone.locator(".motifs label").all()

    assert [field.bounding_box()["height"] >= 44 for field in fields] == [True] * 5
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 360 for box in boxes)
    for name in ["Retour au lieu", "Envoyer"]:
        assert phone.get_by_text(name, exact=True).bounding_box()["height"] >= 44
    assert phone.locator("summary").bounding_box()["height"] >= 44


def test_by_keyboard_the_hidden_box_is_never_reached(page, site, lieu):
    page.goto(f"{site.url}/lieux/{lieu}/signaler/")
    page.locator("summary").click()
    page.locator("#contenu").focus()
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.tagName"))

    assert {"motif", "precision", "contact", "BUTTON"} <= set(reached)
    assert "suite" not in reached
    assert page.get_by_role("textbox").count() == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_refused_breaks_no_accessibility_rule(page, site, lieu, scheme):
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site.url}/lieux/{lieu}/signaler/")
    page.locator("summary").click()
    page.get_by_label("Votre téléphone ou votre courriel").fill("0" * 200)
    page.get_by_text("Autre chose").click()
    page.wait_for_timeout(WAIT)
    page.get_by_role("button", name="Envoyer").click()

    expect(page.get_by_role("alert")).to_contain_text("Votre message n’est pas encore parti.")
    expect(page.get_by_label("Vous pouvez préciser")).to_have_accessible_description(
        re.compile("Dites en quelques mots ce qui ne va pas.")
    )
    expect(page.get_by_label("Votre téléphone ou votre courriel")).to_have_value("0" * 200)
    assert_accessible(page)


def post(site, lieu: str, **typed) -> int:
    with urllib.request.urlopen(f"{site.url}/lieux/{lieu}/signaler/", timeout=20) as response:
        jeton = re.search(r'name="jeton" value="([^"]+)"', response.read().decode())[1]
    time.sleep(WAIT / 1000)
    data = urllib.parse.urlencode({"jeton": jeton, **typed}).encode()
    with urllib.request.urlopen(f"{site.url}/lieux/{lieu}/signaler/", data, timeout=20) as response:
        return response.status


@pytest.mark.parametrize("typed", [{}, {"motif": "\x00Secretissime"}, {"seance": "Secretissime"}])
def test_what_is_typed_in_a_report_reaches_no_log(site, lieu, typed):
    secret = {"motif": "autre", "precision": "Secretissime 12 rue", "contact": "Secretissime@exemple.fr"}

    status = post(site, lieu, **{**secret, **typed})
    log = site.log.read_text()

    assert status == 200
    assert f"/lieux/{lieu}/signaler/" in log
    assert "Secretissime" not in log


def test_an_agent_corrects_what_is_reported_and_closes_it_in_the_same_step(browser, site, lieu):
    assert post(site, lieu, motif="telephone", precision="<b>Numéro</b> changé", contact="06 12 34 56 78") == 200
    site.shell("from tests.admin.comptes import *; account('agent@grandlyon.fr', Role.AGENT)")
    context = browser.new_context(viewport={"width": 768, "height": 900}, java_script_enabled=False, locale="fr-FR")
    desk = enter(context.new_page(), site, "agent@grandlyon.fr")
    desk.goto(f"{site.url}/admin/conseillers/signalement/")

    expect(desk.get_by_text("<b>Numéro</b> changé")).to_be_visible()
    desk.get_by_role("link", name="Corriger").click()
    expect(desk.get_by_role("heading", name="1 signalement d’habitant")).to_be_visible()
    expect(desk.get_by_label("Ce signalement est réglé")).to_be_checked()
    desk.get_by_role("button", name="Enregistrer", exact=True).first.click()

    expect(desk.get_by_text("1 signalement d’habitant réglé.")).to_be_visible()
    expect(desk.get_by_role("link", name="Corriger")).to_have_count(0)
    left = "from conseillers.models import *; print(Signalement.objects.values_list('etat', 'contact').get())"
    assert site.shell(left).strip() == "('corrige', '')"
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(768, "light"), (768, "dark"), (1280, "light")])
def test_the_pages_of_reports_break_no_accessibility_rule(desk, site, lieu, width, scheme):
    site.shell(
        "from conseillers.models import *; from uuid import uuid4;"
        f"s = Seance.objects.held().to_come().filter(lieu__slug='{lieu}').first();"
        "about = {'lieu_id': s.lieu_id, 'permanence_id': s.permanence_id, 'date': s.date};"
        "Signalement.objects.create(**about, motif='ferme', precision='x' * 500, contact='06', envoi=uuid4())"
    )
    desk.set_viewport_size({"width": width, "height": 900})
    desk.emulate_media(color_scheme=scheme)
    desk.goto(f"{site.url}/admin/conseillers/signalement/")
    to_correct = desk.get_by_role("link", name="Corriger").first.get_attribute("href")
    own = f"/admin/conseillers/signalement/{to_correct.partition('=')[2]}/change/"

    for address in ["/admin/conseillers/signalement/", own, to_correct]:
        desk.goto(site.url + address)
        expect(desk.get_by_text("x" * 500)).to_be_visible()
        assert_accessible(desk)
