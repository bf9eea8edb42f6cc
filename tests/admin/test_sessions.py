"""Sessions of the desk end; what was being typed then comes back, and is not saved by itself."""

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from conseillers.models import Permanence
from structures.comptes.models import Evenement
from structures.histoire.auteur import gesture
from structures.models import Lieu
from structures.roles import Role
from tests.admin.comptes import account, app_for, code_of, entered, give_password
from tests.admin.conftest import values_of
from tests.admin.test_propositions import PHONE, propose
from tests.admin.test_signalements import report
from tests.factories import LieuFactory, PermanenceFactory

pytestmark = pytest.mark.django_db

HOUR = 3600


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-25 08:00+01:00", tick=False) as clock:
        yield clock


@pytest.fixture
def agent(db):
    return account("agent@grandlyon.fr", Role.AGENT)


@pytest.fixture
def desk(client, agent, clock):
    give_password(client, agent)
    return client


@pytest.fixture
def lieu(db):
    return LieuFactory(nom="La MIETE")


def change_url(lieu) -> str:
    return reverse("admin:structures_lieu_change", args=[lieu.pk])


def typed(desk, lieu, **changes) -> dict:
    return {**values_of(desk.get(change_url(lieu))), "_save": "Enregistrer", **changes}


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_a_session_ends_after_two_hours_without_a_page(desk, clock):
    clock.shift(2 * HOUR - 10)
    assert entered(desk)
    clock.shift(2 * HOUR - 10)
    assert entered(desk)
    clock.shift(2 * HOUR + 1)
    assert not entered(desk)


def test_a_session_ends_after_twelve_hours_whatever_one_does(desk, clock):
    for _hour in range(12):
        assert entered(desk)
        clock.shift(HOUR)
    clock.shift(1)

    assert not entered(desk)


def test_a_form_sent_after_the_end_comes_back_as_typed_and_is_not_saved(desk, agent, clock, lieu):
    PermanenceFactory(lieu=lieu)
    data = typed(desk, lieu, nom="La MIETE, <b>rue Bat-Yam</b>")
    theme = next(name for name in data if name.endswith("-0-heure_debut"))
    data[theme] = "13:30"
    clock.shift(3 * HOUR)

    answer = desk.post(change_url(lieu), data)
    login = desk.get(answer["Location"])
    assert "Ce que vous aviez écrit est gardé" in login.content.decode()
    answer = desk.post(answer["Location"], {"username": agent.username, "password": "quatre mots sans rapport"})
    page = desk.get(answer["Location"])

    assert "Rien n’est encore enregistré" in said(page)
    assert page.context["adminform"].form["nom"].value() == "La MIETE, <b>rue Bat-Yam</b>"
    assert "<b>rue Bat-Yam" not in page.content.decode()
    assert values_of(page)[theme] == "13:30"
    assert page.context["errors"] == []
    assert Lieu.objects.get(pk=lieu.pk).nom == "La MIETE"

    desk.post(change_url(lieu), {**values_of(page), "_save": "Enregistrer"})
    assert Lieu.objects.get(pk=lieu.pk).nom == "La MIETE, <b>rue Bat-Yam</b>"
    assert Permanence.objects.get().heure_debut.hour == 13


def test_it_comes_back_after_the_code_too(settings, client, agent, clock, lieu):
    settings.SECOND_FACTOR = True
    device = app_for(agent)
    give_password(client, agent)
    client.post("/admin/connexion/code/", {"code": code_of(device)})
    data = typed(client, lieu, nom="Autre nom")
    clock.shift(3 * HOUR)

    answer = client.post(change_url(lieu), data)
    client.post(answer["Location"], {"username": agent.username, "password": "quatre mots sans rapport"})
    answer = client.post("/admin/connexion/code/", {"code": code_of(device)})

    assert client.get(answer["Location"]).context["adminform"].form["nom"].value() == "Autre nom"
    assert Lieu.objects.get().nom == "La MIETE"


def test_it_comes_back_to_its_author_alone(desk, clock, lieu):
    other = account("autre@grandlyon.fr", Role.AGENT)
    data = typed(desk, lieu, nom="Autre nom")
    clock.shift(3 * HOUR)

    answer = desk.post(change_url(lieu), data)
    answer = desk.post(answer["Location"], {"username": other.username, "password": "quatre mots sans rapport"})

    assert "Autre nom" not in desk.get(answer["Location"]).content.decode()


def test_nothing_is_kept_for_a_stranger_nor_from_a_forged_form(clock, agent, lieu):
    stranger = Client(enforce_csrf_checks=True)
    stranger.post(change_url(lieu), {"nom": "Volé"})
    Client().post(change_url(lieu), {"nom": "Volé"})
    assert not Session.objects.exists()

    victim = Client(enforce_csrf_checks=True)
    victim.force_login(agent)
    clock.shift(3 * HOUR)
    assert victim.post(change_url(lieu), {"nom": "Volé"}).status_code == 403
    assert "reprise" not in victim.session


def test_passwords_are_never_put_aside(desk, clock):
    clock.shift(3 * HOUR)
    desk.post("/admin/password_change/", {"old_password": "quatre mots", "new_password1": "x", "new_password2": "x"})

    assert desk.session["reprise"]["champs"] == {}


def test_a_form_too_long_to_be_kept_says_so(desk, agent, clock, lieu):
    data = typed(desk, lieu, nom="x" * 600_000)
    clock.shift(3 * HOUR)
    answer = desk.post(change_url(lieu), data)
    answer = desk.post(answer["Location"], {"username": agent.username, "password": "quatre mots sans rapport"})

    page = desk.get(answer["Location"])

    assert "trop long pour être gardé" in said(page)
    assert page.context["adminform"].form["nom"].value() == "La MIETE"


def test_a_deletion_confirmed_after_the_end_is_not_done(desk, agent, clock, lieu):
    url = reverse("admin:structures_lieu_delete", args=[lieu.pk])
    clock.shift(3 * HOUR)
    answer = desk.post(url, {"post": "yes"})
    answer = desk.post(answer["Location"], {"username": agent.username, "password": "quatre mots sans rapport"})

    page = desk.get(answer["Location"])

    assert "rien n’a été fait" in said(page)
    assert Lieu.objects.filter(pk=lieu.pk).exists()


def back_in(desk, agent, url, data):
    """Sent after the end of the session; the page that its author finds once logged in again."""
    answer = desk.post(url, data)
    answer = desk.post(answer["Location"], {"username": agent.username, "password": "quatre mots sans rapport"})
    return desk.get(answer["Location"])


def test_a_button_that_acts_at_once_is_not_pressed_again_by_the_login(desk, agent, clock):
    one = report()
    clock.shift(3 * HOUR)

    page = back_in(desk, agent, reverse("admin:conseillers_signalement_change", args=[one.pk]), {"corrige": one.pk})

    assert "rien n’a été fait" in said(page)
    one.refresh_from_db()
    assert one.etat == "nouveau"


def test_decisions_on_a_proposition_come_back_ticked_and_undone(desk, agent, clock):
    proposition = propose(lines=[PHONE])
    line = proposition.lignes.get()
    url = reverse("admin:conseillers_proposition_change", args=[proposition.pk])
    read = desk.get(url).context["lecture"].empreinte
    clock.shift(3 * HOUR)

    page = back_in(desk, agent, url, {"empreinte": read, f"ligne-{line.pk}": "accepter"})

    assert "Rien n’est encore enregistré" in said(page)
    assert 'value="accepter" checked' in page.content.decode()
    line.refresh_from_db()
    assert line.etat == line.Etat.ATTENTE
    assert proposition.lieu.telephone == Lieu.objects.get(pk=proposition.lieu_id).telephone


@pytest.mark.parametrize(("more", "told"), [({}, True), ({"_quand_meme": "1"}, True), ({"_verifier": ""}, False)])
def test_what_a_colleague_saved_meanwhile_is_said_beside_what_was_typed(desk, agent, clock, lieu, more, told):
    page = desk.get(change_url(lieu))
    data = {**values_of(page), "_version": page.context["version"], "_save": "Enregistrer", "nom": "Autre nom"}
    with gesture(account("karim@grandlyon.fr", Role.AGENT)):
        Lieu.objects.filter(pk=lieu.pk).update(telephone="+33472000000")
    clock.shift(3 * HOUR)

    page = back_in(desk, agent, change_url(lieu), {**data, **more})

    assert page.context["adminform"].form["nom"].value() == "Autre nom"
    assert bool(page.context.get("conflit")) is told
    assert Lieu.objects.get().nom == "La MIETE"


def test_a_page_left_open_while_one_logged_in_again_comes_back_too(agent, clock, lieu):
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(agent)
    data = typed(desk, lieu, nom="Autre nom", csrfmiddlewaretoken="x" * 64)

    answer = desk.post(change_url(lieu), data, headers={"origin": "http://testserver"})

    page = desk.get(answer["Location"])
    assert page.context["adminform"].form["nom"].value() == "Autre nom"
    assert Lieu.objects.get().nom == "La MIETE"


@pytest.mark.parametrize("origin", ["https://mechant.example", "null", None])
def test_a_form_from_elsewhere_gets_a_page_in_words_with_the_way_back(agent, clock, lieu, origin):
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(agent)

    answer = desk.post(change_url(lieu), {"nom": "Volé"}, headers={"origin": origin} if origin else {})

    assert answer.status_code == 403
    assert "Ce formulaire n’a pas été envoyé." in answer.content.decode()
    assert f'href="{change_url(lieu)}"' in answer.content.decode()
    assert "reprise" not in desk.session


def test_public_pages_open_no_session(client):
    assert not client.get("/").cookies


def test_files_that_leave_and_rows_that_go_are_in_the_security_log(admin_client, lieu):
    admin_client.post(reverse("admin:structures_lieu_delete", args=[lieu.pk]), {"post": "yes"})

    event = Evenement.objects.get(genre="suppression")

    assert event.detail == "lieu : La MIETE"
    assert event.auteur == User.objects.get(username="admin")
