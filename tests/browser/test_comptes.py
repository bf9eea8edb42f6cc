"""From an invitation to the desk, in a real browser: mail, password, authenticator app, recovery codes; and back."""

import re
import time
from base64 import b32decode
from email import message_from_bytes, policy

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import expect

from tests.browser.conftest import PREPARE
from tests.browser.desk import PASSWORD, assert_accessible_everywhere, give_password
from tests.browser.server import fresh_database, serving

WIDTHS = (360, 768, 1440)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site whose door is closed, that puts its mails in a folder."""
    folder = tmp_path_factory.mktemp("comptes")
    outbox = folder / "mails"
    outbox.mkdir()
    chief = """
from tests.admin.comptes import *
account("chef@grandlyon.fr", Role.ADMINISTRATEUR)
"""
    with (
        fresh_database("comptes") as database,
        serving(database, folder, PREPARE + chief, SECOND_FACTOR="1", EMAIL_FOLDER=str(outbox)) as site,
    ):
        site.outbox = outbox
        yield site


class Phone:
    """An authenticator app: it read the key on the page, and never shows the same code twice."""

    def __init__(self, key: str):
        self.key, self.used = b32decode(key.replace(" ", "")), 0

    def code(self) -> str:
        totp = TOTP(self.key)
        totp.time = max(time.time(), self.used + 30)
        self.used = totp.time
        return f"{totp.token():06d}"


def last_mail(site) -> str:
    files = sorted(site.outbox.iterdir(), key=lambda file: file.stat().st_mtime)
    return message_from_bytes(files[-1].read_bytes(), policy=policy.default).get_content()


def log_in(page, site, mail: str):
    page.goto(f"{site.url}/admin/")
    give_password(page, mail)


def set_up_the_app(page) -> tuple[Phone, list[str]]:
    expect(page.get_by_role("heading", name="Activer la double vérification")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Image à viser"))).to_be_visible()
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 100
    page.get_by_text("Je ne peux pas viser l’image").click()
    phone = Phone(page.locator(".cle").inner_text())
    page.get_by_label("Code").fill(phone.code())
    page.get_by_role("button", name="Activer").click()
    expect(page.get_by_role("heading", name="Vos codes de secours")).to_be_visible()
    return phone, page.locator("#codes code").all_inner_texts()


def pass_the_codes(page):
    page.get_by_role("link", name="Je les ai notés : entrer").click()
    expect(page.get_by_role("heading", name="Espace de l’équipe")).to_be_visible()


@pytest.fixture
def nadia(browser):
    """The browser of somebody who is invited."""
    page = browser.new_context(locale="fr-FR").new_page()
    yield page
    page.context.close()


def invite(page, site):
    """What an administrator does, for an agent called Nadia."""
    page.goto(f"{site.url}/admin/structures/compte/add/")
    page.get_by_label("Prénom").fill("Nadia")
    page.get_by_label(re.compile(r"^\s*Nom\b")).fill("Benali")
    page.get_by_label("Adresse mail").fill("nadia@grandlyon.fr")
    page.get_by_label("Agent de la Métropole :").check()
    assert_accessible_everywhere(page, *WIDTHS)
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_text("Invitation envoyée à nadia@grandlyon.fr.")).to_be_visible()
    assert_accessible_everywhere(page, *WIDTHS)


def choose_a_password(page, address: str):
    page.goto(address)
    page.get_by_label("Nouveau mot de passe", exact=False).first.fill(PASSWORD)
    page.get_by_label(re.compile("^Confirmation")).fill(PASSWORD)
    assert_accessible_everywhere(page, *WIDTHS)
    page.get_by_role("button", name="Enregistrer ce mot de passe").click()
    expect(page.get_by_text("Votre mot de passe est enregistré")).to_be_visible()
    assert_accessible_everywhere(page, *WIDTHS)


def come_back(page, site, code: str):
    page.get_by_role("button", name="Déconnexion").click()
    log_in(page, site, "nadia@grandlyon.fr")
    expect(page.get_by_role("heading", name="Votre code")).to_be_visible()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("heading", name="Espace de l’équipe")).to_be_visible()


def test_from_the_invitation_to_the_desk_and_back_with_a_code_then_a_recovery_code(page, nadia, site):
    log_in(page, site, "chef@grandlyon.fr")
    set_up_the_app(page)
    pass_the_codes(page)
    invite(page, site)
    for address in ["structures/compte/", "structures/evenement/", "double-verification/"]:
        page.goto(f"{site.url}/admin/{address}")
        assert_accessible_everywhere(page, *WIDTHS)

    choose_a_password(nadia, site.url + re.search(r"http://localhost:8000(/\S+)", last_mail(site))[1])
    log_in(nadia, site, "Nadia@grandlyon.fr")
    assert_accessible_everywhere(nadia, *WIDTHS)
    phone, codes = set_up_the_app(nadia)
    assert len(codes) == 10
    assert_accessible_everywhere(nadia, *WIDTHS)
    pass_the_codes(nadia)

    come_back(nadia, site, phone.code())
    come_back(nadia, site, codes[0])
    expect(nadia.get_by_text("Il vous reste 9 codes de secours.")).to_be_visible()


def test_the_pages_of_those_who_cannot_enter_break_no_accessibility_rule(browser, site):
    lost = browser.new_context(locale="fr-FR").new_page()
    for address in ["oublie/", "oublie/envoye/", "MQ/x-y/"]:
        lost.goto(f"{site.url}/admin/mot-de-passe/{address}")
        assert_accessible_everywhere(lost, *WIDTHS)
    for _try in range(5):
        lost.goto(f"{site.url}/admin/login/")
        give_password(lost, "personne@grandlyon.fr", "faux")
    expect(lost.get_by_role("heading", name="Trop d’essais")).to_be_visible()
    assert_accessible_everywhere(lost, *WIDTHS)
    lost.context.close()


def end_all_sessions(site):
    """As if everybody had left their desk hours ago."""
    site.shell(
        "from django.contrib.sessions.models import Session;"
        "from django.contrib.sessions.backends.db import SessionStore;"
        "stores = [SessionStore(each.session_key) for each in Session.objects.all()];"
        "[(store.__setitem__('vue_le', 0), store.save()) for store in stores if 'vue_le' in store]"
    )


def test_a_session_that_ends_while_one_types_gives_the_form_back(browser, site):
    page = browser.new_context(locale="fr-FR", java_script_enabled=False).new_page()
    site.shell(
        "from tests.admin.comptes import *; from structures.models import Structure;"
        "account('lou@bron.fr', Role.REFERENT, Structure.objects.first())"
    )
    log_in(page, site, "lou@bron.fr")
    page.goto(f"{site.url}/admin/structures/structure/")
    page.locator("#result_list tbody th a").first.click()
    name = page.get_by_label(re.compile(r"^\s*Nom\b"))
    before = name.input_value()
    name.fill("Ce que je tapais")
    end_all_sessions(site)
    page.get_by_role("button", name="Enregistrer", exact=True).click()

    expect(page.get_by_text("Ce que vous aviez écrit est gardé")).to_be_visible()
    give_password(page, "lou@bron.fr")

    expect(page.get_by_text("Rien n’est encore enregistré.")).to_be_visible()
    expect(name).to_have_value("Ce que je tapais")
    page.reload()
    assert name.input_value() == before
    page.context.close()
