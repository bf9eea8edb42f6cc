"""Who fails too often waits a quarter of an hour; their colleagues at the same address do not."""

import logging

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.urls import reverse

from structures.comptes.adresse import client_address
from structures.comptes.models import Evenement
from structures.roles import Role
from tests.admin.comptes import account, app_for, code_of, entered, give_password

pytestmark = pytest.mark.django_db

TOWN_HALL = {"REMOTE_ADDR": "192.0.2.7"}
HOME = {"REMOTE_ADDR": "198.51.100.9"}
SECRET = "Tr0pSecret-tape-par-erreur"


@pytest.fixture
def nadia():
    return account("nadia@bron.fr", Role.LECTEUR)


@pytest.fixture
def karim():
    return account("karim@bron.fr", Role.LECTEUR)


def fail(user, times: int, **where):
    for _try in range(times):
        answer = give_password(Client(), user, "faux", **where)
    return answer


def test_the_fifth_failure_says_when_to_come_back_and_whom_to_call(nadia):
    with time_machine.travel("2026-11-25 08:00+01:00", tick=False):
        assert fail(nadia, 4, **TOWN_HALL).status_code == 200
        answer = fail(nadia, 1, **TOWN_HALL)

    assert answer.status_code == 429
    assert "Revenez à <strong>08:15</strong>" in answer.content.decode()
    assert "arrêtée depuis cette adresse, pour ce compte." in answer.content.decode()
    assert "tel:+33478634040" in answer.content.decode()
    assert answer["Retry-After"] == "900"


def test_a_locked_account_is_not_opened_by_the_right_password_until_a_quarter_of_an_hour_later(nadia):
    with time_machine.travel("2026-11-25 08:00+01:00", tick=False) as clock:
        fail(nadia, 5, **TOWN_HALL)
        clock.shift(10 * 60)
        assert give_password(Client(), nadia, **TOWN_HALL).status_code == 429  # and that does not make it longer
        clock.shift(5 * 60 + 1)
        assert give_password(Client(), nadia, **TOWN_HALL).status_code == 302


def test_a_colleague_at_the_same_address_and_oneself_elsewhere_stay_free(nadia, karim):
    fail(nadia, 6, **TOWN_HALL)

    assert give_password(Client(), karim, **TOWN_HALL).status_code == 302
    assert give_password(Client(), nadia, **HOME).status_code == 302


def test_fifty_failures_lock_an_address_that_tries_everybody(nadia):
    for number in range(50):
        Client().post("/admin/login/", {"username": f"x{number}@bron.fr", "password": "faux"}, **TOWN_HALL)

    refused = give_password(Client(), nadia, **TOWN_HALL)
    assert refused.status_code == 429
    assert "depuis cette adresse, pour tous les comptes." in refused.content.decode()
    assert "débloquer votre compte" not in refused.content.decode()  # it would not be enough
    assert give_password(Client(), nadia, **HOME).status_code == 302


def test_a_success_forgets_the_failures_of_that_account_alone(nadia, karim):
    fail(nadia, 4, **TOWN_HALL)
    fail(karim, 3, **TOWN_HALL)
    give_password(Client(), nadia, **TOWN_HALL)

    assert fail(nadia, 4, **TOWN_HALL).status_code == 200
    assert fail(karim, 2, **TOWN_HALL).status_code == 429


def test_wrong_codes_count_too_and_a_right_password_between_them_forgets_none(settings):
    settings.SECOND_FACTOR = True
    agent = account("agent@grandlyon.fr", Role.AGENT)
    device = app_for(agent)
    for _try in range(5):
        client = Client()
        give_password(client, agent)
        answer = client.post("/admin/connexion/code/", {"code": "000000"})

    assert answer.status_code == 429
    assert give_password(Client(), agent).status_code == 429
    assert client.post("/admin/connexion/code/", {"code": code_of(device)}).status_code == 429
    assert not entered(client)


def test_neither_the_log_of_failures_nor_the_security_log_nor_the_server_s_holds_what_was_typed(nadia, caplog):
    caplog.set_level(logging.DEBUG)
    Client().post("/admin/login/", {"username": SECRET, "password": SECRET}, HTTP_USER_AGENT="Firefox", **TOWN_HALL)
    give_password(Client(), nadia, SECRET, **TOWN_HALL)

    kept = [*AccessAttempt.objects.values_list(), *Evenement.objects.values_list()]

    assert SECRET not in f"{kept} {caplog.text}"
    assert "Firefox" not in str(kept)
    assert "nadia" not in str(list(AccessAttempt.objects.values_list()))
    assert "192.0.2.7" not in str(list(Evenement.objects.values_list()))
    assert list(Evenement.objects.order_by("pk").values_list("compte", flat=True)) == [None, nadia.pk]


def test_addresses_go_with_the_lockout(nadia):
    with time_machine.travel("2026-11-25 08:00+01:00", tick=False) as clock:
        fail(nadia, 2, **TOWN_HALL)
        clock.shift(16 * 60)
        call_command("purger_journal")

    assert not AccessAttempt.objects.exists()


def test_an_administrator_frees_an_account_at_once(nadia, admin_client):
    fail(nadia, 5, **TOWN_HALL)

    admin_client.post(reverse("admin:structures_compte_geste", args=[nadia.pk, "debloquer"]))

    assert give_password(Client(), nadia, **TOWN_HALL).status_code == 302
    assert Evenement.objects.filter(genre="deblocage", compte=nadia).exists()


@pytest.mark.parametrize(
    ("behind", "sent", "seen"),
    [
        (False, "203.0.113.1", "192.0.2.7"),
        (True, "203.0.113.1", "203.0.113.1"),
        (True, "6.6.6.6, 203.0.113.1", "203.0.113.1"),  # the first one was written by the visitor
        (True, "n’importe quoi", None),
        (True, "", "192.0.2.7"),
        (True, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (True, "::ffff:203.0.113.1", "203.0.113.1"),
    ],
)
def test_the_address_is_the_one_that_the_proxy_saw(settings, behind, sent, seen):
    settings.BEHIND_PROXY = behind
    request = RequestFactory().get("/", headers={"X-Forwarded-For": sent}, **TOWN_HALL)

    assert client_address(request) == seen


def test_the_user_who_does_not_exist_is_locked_like_any_other(db):
    nobody = User(username="personne@bron.fr")

    assert fail(nobody, 5).status_code == 429
