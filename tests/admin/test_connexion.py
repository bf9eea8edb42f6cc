"""The door of the desk: password, code, recovery codes; and nothing within before both."""

import re

import pytest
import time_machine
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from structures.comptes import second_facteur
from structures.comptes.models import Evenement
from structures.roles import Role
from tests.admin.comptes import PASSWORD, account, app_for, code_of, entered, give_password
from tests.admin.test_roles import World, addresses

pytestmark = pytest.mark.django_db

CODE, ENROL = "/admin/connexion/code/", "/admin/double-verification/activer/"


@pytest.fixture(autouse=True)
def _second_factor(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def agent():
    return account("agent@grandlyon.fr", Role.AGENT)


@pytest.fixture
def reader():
    return account("lecteur@grandlyon.fr", Role.LECTEUR)


def events() -> list[str]:
    return list(Evenement.objects.order_by("pk").values_list("genre", flat=True))


def test_one_logs_in_by_mail_whatever_its_capitals(client, reader):
    client.post("/admin/login/", {"username": " Lecteur@GrandLyon.fr ", "password": PASSWORD})

    assert entered(client)


def test_an_account_made_by_a_command_logs_in_by_its_name_or_its_mail(client):
    User.objects.create_superuser("metropole", "equipe@grandlyon.fr", PASSWORD)

    for name in ["metropole", "equipe@grandlyon.fr"]:
        answer = client.post("/admin/login/", {"username": name, "password": PASSWORD})
        assert answer["Location"] == ENROL


@pytest.mark.parametrize("typed", ["x" * 5000, "a\0b", "<script>alert(1)</script>", ""])
def test_nonsense_in_place_of_a_name_is_refused_in_words(client, typed):
    answer = client.post("/admin/login/", {"username": typed, "password": PASSWORD})

    assert answer.status_code == 200
    assert "errornote" in answer.content.decode() or "errorlist" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("role", [Role.AGENT, Role.ADMINISTRATEUR])
def test_agents_and_administrators_are_led_to_set_a_second_factor_up(client, role):
    answer = give_password(client, account("x@grandlyon.fr", role))

    assert answer["Location"] == ENROL
    assert not entered(client)


def test_the_first_code_confirms_the_app_shows_ten_recovery_codes_and_lets_in(client, agent):
    client.post("/admin/login/?next=/admin/structures/lieu/", {"username": agent.username, "password": PASSWORD})
    page = client.get(ENROL).content.decode()
    device = TOTPDevice.objects.get(user=agent)
    assert "data:image/svg+xml" in page
    assert "style=" not in page

    answer = client.post(ENROL, {"code": code_of(device)})

    shown = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", answer.content.decode())
    assert len(shown) == len(set(shown)) == 10
    assert "no-store" in answer["Cache-Control"]
    assert 'href="/admin/structures/lieu/"' in answer.content.decode()
    assert entered(client)
    stored = "".join(StaticToken.objects.values_list("token", flat=True))
    assert not any(code.replace("-", "") in stored for code in shown)
    assert events() == ["connexion", "facteur_active"]


def test_a_wrong_first_code_keeps_the_same_key_and_lets_nobody_in(client, agent):
    give_password(client, agent)
    client.get(ENROL)
    key = TOTPDevice.objects.get(user=agent).key

    answer = client.post(ENROL, {"code": "000000"})

    assert "Ce code n’est pas le bon." in answer.content.decode()
    assert TOTPDevice.objects.get(user=agent).key == key
    assert not entered(client)


def test_the_same_enrolment_sent_twice_makes_one(client, agent):
    give_password(client, agent)
    client.get(ENROL)
    code = code_of(TOTPDevice.objects.get(user=agent))
    client.post(ENROL, {"code": code})

    again = client.post(ENROL, {"code": code})

    assert "<code>" not in again.content.decode()
    assert TOTPDevice.objects.filter(user=agent, confirmed=True).count() == 1
    assert StaticToken.objects.count() == 10
    assert entered(client)


def test_the_next_login_asks_for_the_app_code_after_the_password(client, agent):
    device = app_for(agent)

    assert give_password(client, agent)["Location"] == CODE
    assert not entered(client)
    assert client.post(CODE, {"code": f" {code_of(device)[:3]} {code_of(device)[3:]} "})["Location"] == "/admin/"
    assert entered(client)


def test_a_code_serves_once(client, agent):
    code = code_of(app_for(agent))
    give_password(client, agent)
    client.post(CODE, {"code": code})

    other = Client()
    give_password(other, agent)
    answer = other.post(CODE, {"code": code})

    assert "Ce code n’est pas le bon" in answer.content.decode()
    assert not entered(other)


def test_a_recovery_code_opens_the_same_field_once(client, agent):
    app_for(agent)
    codes = second_facteur.new_recovery_codes(agent)
    give_password(client, agent)

    answer = client.post(CODE, {"code": codes[3].upper()}, follow=True)

    assert "Il vous reste 9 codes de secours." in answer.content.decode()
    assert entered(client)
    other = Client()
    give_password(other, agent)
    other.post(CODE, {"code": codes[3]})
    assert not entered(other)
    assert "code_utilise" in events()


def test_each_wrong_code_makes_the_next_one_wait_longer(client, agent):
    device = app_for(agent)
    give_password(client, agent)
    for _try in range(2):
        client.post(CODE, {"code": "000000"})

    answer = client.post(CODE, {"code": code_of(device)})

    assert re.search(r"Attendez \d secondes? avant de réessayer", answer.content.decode())
    assert not entered(client)


def test_the_password_alone_opens_no_page_of_codes_after_ten_minutes(client, agent):
    device = app_for(agent)
    with time_machine.travel("2026-11-25 08:00+01:00", tick=False) as clock:
        give_password(client, agent)
        clock.shift(11 * 60)
        answer = client.post(CODE, {"code": code_of(device)})

    assert answer["Location"] == "/admin/login/"


def test_whoever_has_an_app_cannot_replace_it_with_the_password_alone(client, agent):
    app_for(agent)
    give_password(client, agent)

    assert client.get(ENROL)["Location"] == "/admin/login/"
    assert TOTPDevice.objects.count() == 1


def test_codes_and_enrolment_are_closed_to_those_who_gave_no_password(client):
    for page in [CODE, ENROL]:
        assert client.get(page)["Location"] == "/admin/login/"


def test_readers_and_referents_enter_without_it_and_are_offered_it(client, reader):
    give_password(client, reader)

    assert "Activer la double vérification" in client.get("/admin/double-verification/").content.decode()
    client.get(ENROL)
    client.post(ENROL, {"code": code_of(TOTPDevice.objects.get(user=reader))})
    other = Client()
    assert give_password(other, reader)["Location"] == CODE
    client.post("/admin/double-verification/retirer/")
    assert not TOTPDevice.objects.exists()


def test_those_who_must_have_it_cannot_remove_it(client, agent):
    device = app_for(agent)
    give_password(client, agent)
    client.post(CODE, {"code": code_of(device)})

    client.post("/admin/double-verification/retirer/")

    assert TOTPDevice.objects.filter(confirmed=True).count() == 1


def test_new_recovery_codes_end_the_former_and_leave_the_session_open(client, agent):
    app_for(agent)
    old = second_facteur.new_recovery_codes(agent)
    give_password(client, agent)
    client.post(CODE, {"code": old[0]})

    answer = client.post("/admin/double-verification/codes/")

    assert len(re.findall("<code>", answer.content.decode())) == 10
    assert entered(client)
    assert second_facteur.verify(agent, old[1]) is None


def test_a_new_phone_takes_the_place_of_the_former_and_ends_other_sessions(client, agent):
    device = app_for(agent)
    with time_machine.travel("2026-11-25 08:00+01:00", tick=False) as clock:
        other = Client()
        for each in [client, other]:
            clock.shift(60)
            give_password(each, agent)
            each.post(CODE, {"code": code_of(device)})
        client.get(ENROL)
        client.post(ENROL, {"code": code_of(TOTPDevice.objects.get(confirmed=False))})

        assert entered(client)
        assert not entered(other)


def test_no_page_of_the_desk_answers_a_session_that_is_not_verified(agent):
    world = World()
    app_for(agent)
    superuser = User.objects.create_superuser("chef", password=PASSWORD)
    own = {"/admin/double-verification/", "/admin/double-verification/codes/", "/admin/double-verification/retirer/"}
    pages = (addresses(world.own) | own) - {"/admin/login/"}
    before = world.facts(world.own)
    assert len(pages) > 60

    for user in [agent, superuser]:
        client = Client()
        client.force_login(user)  # as with the password alone
        for page in pages:
            for answer in [client.get(page), client.post(page, {"post": "yes", "nom": "Volé"})]:
                assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/admin/login/"), page

    assert world.facts(world.own) == before


def test_the_same_session_is_open_where_the_second_factor_is_off(settings, agent, client):
    settings.SECOND_FACTOR = False
    client.force_login(agent)

    assert entered(client)


def test_a_role_given_during_a_session_asks_for_its_second_factor_at_once(client, reader):
    give_password(client, reader)
    assert entered(client)

    reader.is_superuser = True
    reader.save()

    assert not entered(client)


def test_one_is_not_sent_to_another_site_after_the_login(client, reader):
    answer = client.post(
        "/admin/login/?next=https://mechant.example/", {"username": reader.username, "password": PASSWORD}
    )

    assert answer["Location"] == reverse("admin:index")


def test_pages_of_the_door_are_in_french_under_a_strict_policy(client, agent):
    app_for(agent)
    give_password(client, agent)
    for page in ["/admin/login/", CODE, "/admin/mot-de-passe/oublie/", "/admin/mot-de-passe/oublie/envoye/"]:
        answer = client.get(page)
        assert '<html lang="fr"' in answer.content.decode()
        assert "unsafe" not in answer["Content-Security-Policy"]


def test_keys_and_codes_of_the_second_factor_have_no_page_in_the_desk():
    assert not {"otp_totp", "otp_static", "axes", "auth"} & {model._meta.app_label for model in admin.site._registry}
