"""What residents, référents and staff said of a lieu leaves with it and comes back; how to answer them is forgotten."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conseillers.models import Demande, Ligne, Proposition, Signalement
from structures.confirmation import Confirmation
from structures.fusions import AncienneAdresse, PasDoublon
from structures.histoire.auteur import gesture
from structures.histoire.version import Version
from structures.models import Lieu
from structures.roles import Role
from tests import factories
from tests.admin.comptes import someone
from tests.admin.deux_temps import read
from tests.admin.test_archives import ARCHIVES, archive, delete_page, put_back

pytestmark = pytest.mark.django_db
CONTACT = "06 12 34 56 78"
SAID = [Signalement, Confirmation, Proposition, Ligne, AncienneAdresse, PasDoublon]


@pytest.fixture
def lieu(monday):
    with gesture():
        lieu = factories.LieuFactory(nom="La MIETE")
        permanence = factories.PermanenceFactory(lieu=lieu)
        nadia = User.objects.create_user("nadia", email="nadia@example.fr")
        report(lieu, permanence=permanence)
        Confirmation.objects.create(lieu=lieu, par="Nadia", compte=nadia, maniere="courriel")
        demande = Demande.objects.create(lieu=lieu, compte=nadia, courriel=nadia.email)
        correction = Proposition.objects.create(demande=demande, lieu=lieu, par="Nadia", compte=nadia, remarque="Vu")
        Ligne.objects.create(proposition=correction, champ="courriels", avant=[], apres=["a@b.fr"])
        Ligne.objects.create(proposition=correction, champ="note", objet="le mardi", permanence=permanence, apres="")
        AncienneAdresse.objects.create(slug="miete", lieu=lieu)
        PasDoublon.objects.remember(lieu, factories.LieuFactory(nom="MIETE"), nadia)
    return lieu


def report(lieu, **more) -> Signalement:
    values = {"motif": "ferme", "precision": "Personne à 14 h", "contact": CONTACT, "envoi": uuid4()} | more
    return Signalement.objects.create(lieu=lieu, **values)


def said() -> list:
    """All of it, but for the demand: a mail's links end with its lieu."""
    rows = [(model, model_to_dict(row)) for model in SAID for row in model.objects.order_by("pk")]
    return [(model, {name: value for name, value in row.items() if name != "demande"}) for model, row in rows]


def kept_contacts() -> int:
    return Version.objects.filter(modele="conseillers.signalement", valeurs__contact=CONTACT).count()


def test_what_was_said_of_a_lieu_is_told_before_and_comes_back_with_it(admin_client, lieu):
    before = said()
    asked = read(admin_client.get(delete_page(lieu)))
    archive(admin_client, lieu)
    assert not said()

    put_back(admin_client)

    for words in ["1 signalement d’habitant", "1 confirmation", "1 correction proposée", "2 lignes de correction"]:
        assert words in asked
    assert "effacé pour de bon : 1 demande de confirmation." in asked
    assert said() == before
    assert Signalement.objects.get().contact == CONTACT


def test_what_was_said_of_a_permanence_is_about_it_again(admin_client, lieu):
    permanence = lieu.permanences.get()
    archive(admin_client, permanence)
    assert Signalement.objects.get().permanence is None

    put_back(admin_client)

    assert Signalement.objects.get().permanence == permanence
    assert Ligne.objects.get(champ="note").permanence == permanence


def test_a_referent_archives_their_lieu_with_what_only_others_may_read_and_puts_it_back(lieu):
    before = said()
    client = Client()
    client.force_login(someone(Role.REFERENT, lieu.structure))

    archive(client, lieu)
    assert not Lieu.objects.filter(pk=lieu.pk).exists()
    put_back(client)

    assert said() == before


def test_it_comes_back_without_an_account_that_is_gone(admin_client, lieu):
    archive(admin_client, lieu)
    User.objects.get(username="nadia").delete()

    put_back(admin_client)

    assert Confirmation.objects.values_list("par", "compte").get() == ("Nadia", None)


def test_closing_a_report_forgets_how_to_answer_in_its_history_too(admin_client, lieu):
    assert kept_contacts() == 1

    Signalement.objects.all().close(Signalement.Etat.CORRIGE, None)

    assert kept_contacts() == 0
    history = admin_client.get(reverse("admin:conseillers_signalement_history", args=[Signalement.objects.get().pk]))
    assert "réglé" in read(history)
    assert CONTACT not in history.content.decode()


def test_how_to_answer_does_not_outlive_the_purge_there_or_archived(admin_client, lieu, capsys):
    other = factories.LieuFactory(nom="Le Rayonne")
    report(other)
    archive(admin_client, lieu)

    with time_machine.travel(timezone.now() + Signalement.CONTACT_KEPT + timedelta(hours=1)):
        recent = report(other)
        call_command("purger_signalements")

    assert "2 moyens de répondre effacés" in capsys.readouterr().out
    assert set(Version.objects.filter(valeurs__contact=CONTACT).values_list("cle", flat=True)) == {recent.pk}
    put_back(admin_client)
    assert Signalement.objects.get(lieu=lieu).contact == ""
    assert Signalement.objects.get(pk=recent.pk).contact == CONTACT


def test_an_accepted_correction_is_not_undone_by_its_history(admin_client, lieu):
    correction = Proposition.objects.get()
    with gesture():
        correction.traitee = timezone.now()
        correction.save()
    first = Version.objects.of(correction).last()

    page = admin_client.get(reverse("admin:conseillers_proposition_history", args=[correction.pk]))
    back = admin_client.post(reverse("admin:conseillers_proposition_retour", args=[correction.pk, first.pk]))

    assert "Traitée le" in read(page)
    assert "Revenir à cette version" not in read(page)
    assert back.status_code == 403


def test_a_report_that_comes_in_does_not_stop_whoever_edits_the_lieu(edit, lieu):
    url = reverse("admin:structures_lieu_change", args=[lieu.pk])
    report(lieu)

    assert "a été modifié avec succès" in edit(url, nom="La Miete").content.decode()


def test_the_archives_name_the_lieu_first(admin_client, lieu):
    archive(admin_client, lieu)

    line = admin_client.get(ARCHIVES).context["archives"][0]

    assert line["nom"] == "Lieu : La MIETE"
    assert "1 signalement d’habitant" in line["avec"]
