"""What is done to somebody's access is in the security log, and they are told by mail."""

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from structures.comptes.models import Evenement
from structures.histoire.version import Version
from structures.roles import Role
from tests.admin.comptes import account, app_for
from tests.admin.conftest import values_of
from tests.factories import StructureFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chef(client):
    chef = account("chef@grandlyon.fr", Role.ADMINISTRATEUR, first_name="Karim", last_name="Haddad")
    client.force_login(chef)
    return chef


@pytest.fixture
def nadia():
    return account("nadia@bron.fr", Role.REFERENT)


@pytest.fixture
def post(client, chef, django_capture_on_commit_callbacks):
    """Sends the page with these changes; the mails leave once it is saved."""

    def post(url, **changes):
        sent = values_of(client.get(url)) | changes if changes else {}
        with (
            time_machine.travel("2026-11-25 15:04+01:00", tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            return client.post(url, sent, follow=True)

    return post


def page_of(row, name="change", *more) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk, *more])


def compte(user, name="change", *more) -> str:
    return reverse(f"admin:structures_compte_{name}", args=[user.pk, *more])


def noted() -> list:
    return list(Evenement.objects.filter(genre="role").order_by("pk").values_list("compte", "auteur", "detail"))


def bodies() -> list[str]:
    return [" ".join(message.body.replace("\u00a0", " ").split()) for message in mail.outbox]


def test_a_referent_added_on_the_structure_s_page_is_in_the_log_and_told(post, chef, nadia):
    structure = StructureFactory(nom="MIETE <&>")

    post(page_of(structure), referents=[nadia.pk])

    assert noted() == [(nadia.pk, chef.pk, "référent de MIETE <&>")]
    assert [message.to for message in mail.outbox] == [["nadia@bron.fr"]]
    assert mail.outbox[0].subject == "Votre accès à l’espace des conseillers numériques a changé"
    assert bodies() == [
        "Bonjour, Vous êtes désormais référent de « MIETE <&> ». "
        "Fait par Karim Haddad, le 25 novembre 2026 à 15 h 04. "
        "Vous ne vous y attendiez pas ? Appelez tout de suite le 04 78 63 40 40."
    ]


def test_one_taken_away_is_too_by_the_page_or_by_its_history(post, chef, nadia):
    structure = StructureFactory(nom="MIETE")
    first = Version.objects.of(structure).first()
    post(page_of(structure), referents=[nadia.pk])
    mail.outbox.clear()

    post(page_of(structure, "retour", first.pk))

    assert not structure.referents.exists()
    assert noted()[-1] == (nadia.pk, chef.pk, "n’est plus référent de MIETE")
    assert "Vous n’êtes plus référent de « MIETE »." in bodies()[0]


def test_a_page_saved_with_the_same_referents_says_nothing(post, nadia):
    structure = StructureFactory(nom="MIETE")
    structure.referents.add(nadia)

    post(page_of(structure), nom="La MIETE", referents=[nadia.pk])

    assert (noted(), mail.outbox) == ([], [])


def test_whoever_gets_another_role_is_told_which(post, nadia):
    post(compte(nadia), first_name="Nadia", last_name="Benali", role=Role.LECTEUR)

    assert "Votre rôle est maintenant « Lecteur »." in bodies()[0]
    assert "Fait par Karim Haddad" in bodies()[0]


def test_whoever_loses_their_second_factor_is_told(post):
    agent = account("agent@grandlyon.fr", Role.AGENT)
    app_for(agent)

    post(compte(agent, "geste", "double-verification"))

    assert "Votre double vérification a été retirée" in bodies()[0]


def test_removing_one_s_own_is_told_too(client, nadia, django_capture_on_commit_callbacks):
    app_for(nadia)
    client.force_login(nadia)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("compte_retirer"))

    assert "Depuis votre compte, le" in bodies()[0]


def test_a_server_of_mails_that_does_not_answer_undoes_nothing_and_is_said(post, nadia, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    structure = StructureFactory(nom="MIETE")

    response = post(page_of(structure), referents=[nadia.pk])

    assert list(structure.referents.all()) == [nadia]
    assert noted()
    assert response.status_code == 200


def test_the_log_is_named_for_what_it_lists(client, chef):
    assert "Événements du journal" in client.get(reverse("admin:structures_evenement_changelist")).content.decode()
