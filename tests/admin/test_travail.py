"""What needs somebody today: counts that their links keep, each account its own, and the weekly mail."""

from datetime import date
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from conseillers.admin.travail import work_list
from conseillers.models import Conseiller, Releve
from structures.models import Lieu
from structures.roles import Role
from tests.admin.comptes import account, someone
from tests.factories import (
    CYBERBASE_BRON,
    MIETE,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
    StructureFactory,
    load_communes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def something_of_each(monday):
    """One of each kind of thing to do, and as much that is in order."""
    load_communes("69266", "69029")
    PermanenceFactory(lieu__nom="La MIETE", au=None)
    PermanenceFactory(lieu__nom="La Rayonne", au=date(2026, 12, 15))
    PermanenceFactory(lieu__nom="Le Rize", au=date(2026, 11, 1))
    LieuFactory(nom="L’Artag")
    LieuFactory(nom="Le Toboggan", publie=False)
    strayed = LieuFactory(nom="Cyber-base", at=CYBERBASE_BRON)
    Lieu.objects.filter(pk=strayed.pk).update(position=LieuFactory.build(at=MIETE, commune=strayed.commune).position)
    LieuFactory(nom="Quelque part", adresse="", precision="commune")
    ConseillerFactory(prenom="", etat=Conseiller.Etat.A_POURVOIR)


def counts(user) -> dict[str, int]:
    return {tache.nom: tache.nombre for tache in work_list(user)}


def test_an_agent_reads_how_much_there_is_of_each(something_of_each):
    found = counts(someone(Role.AGENT))

    assert found["point hors de sa commune"] == 1
    assert found["permanence qui finit dans les 30 jours"] == 1
    assert found["lieux sans permanence"] == 4  # Le Rize is over; L’Artag, Cyber-base, Quelque part
    assert found["lieu sans adresse exacte"] == 1
    assert found["poste à pourvoir"] == 1


def test_the_list_behind_each_count_has_that_many(something_of_each, client):
    user = someone(Role.AGENT)
    client.force_login(user)
    for tache in work_list(user):
        page = client.get(tache.url)
        if changelist := page.context.get("cl"):
            if "vacances" not in tache.url:
                assert changelist.result_count == tache.nombre, tache.nom
        else:
            assert page.context["nombre"] == tache.nombre, tache.nom


def test_the_first_page_says_what_there_is_to_do_and_what_is_in_order(something_of_each, client):
    client.force_login(someone(Role.AGENT))

    page = client.get("/admin/").content.decode()

    assert "<strong>4</strong> lieux sans permanence" in page
    assert "Rien à faire : signalements d’habitants, corrections proposées, conflits d’horaires" in page


def test_when_nothing_is_left_the_first_page_says_so(client, monday, django_user_model):
    call_command("charger_vacances", verbosity=0)
    client.force_login(someone(Role.REFERENT, StructureFactory()))

    assert "Tout est à jour." in client.get("/admin/").content.decode()


def test_a_referent_reads_theirs_alone(something_of_each):
    own = Lieu.objects.get(nom="L’Artag")

    found = counts(someone(Role.REFERENT, own.structure))

    assert found["lieu sans permanence"] == 1
    assert found["points hors de leur commune"] == 0
    assert "structures sans référent" not in found
    assert "calendrier scolaire à compléter" not in found


def test_a_reader_has_nothing_to_do(something_of_each):
    assert not {nom: nombre for nom, nombre in counts(someone(Role.LECTEUR)).items() if "conflit" not in nom}


def test_a_point_that_is_moved_home_leaves_the_list(something_of_each):
    lieu = Lieu.objects.get(nom="Cyber-base")
    lieu.position = lieu.commune.centre
    lieu.save()

    assert counts(someone(Role.AGENT))["points hors de leur commune"] == 0


def test_of_many_permanences_the_conflicts_are_those_counted_last_with_the_hour(monday, monkeypatch, client):
    monkeypatch.setattr("conseillers.admin.releves.AT_ONCE", 1)
    nadia = ConseillerFactory()
    PermanenceFactory(conseillers=[nadia])
    PermanenceFactory(conseillers=[nadia])
    user = someone(Role.AGENT)
    assert "conflit d’horaires" not in counts(user)

    call_command("relever_conflits", verbosity=0)

    assert counts(user)["conflit d’horaires"] == Releve.objects.get(nom=Releve.CONFLITS).nombre == 1
    client.force_login(user)
    assert "compté le 23 novembre à 08:00" in client.get("/admin/").content.decode()


# --- The weekly mail ---


def test_the_mail_says_the_same_with_whole_addresses(something_of_each, settings):
    settings.SITE_URL = "https://conseillers.example"
    someone(Role.AGENT)

    call_command("envoyer_travail")

    (letter,) = mail.outbox
    assert letter.to == ["agent@exemple.fr"]
    assert (
        "- 4 lieux sans permanence\n  https://conseillers.example/admin/structures/lieu/?permanences=aucune"
        in letter.body
    )
    assert "d’habitants" not in letter.body


def test_nobody_is_written_to_who_has_nothing_to_do(monday):
    call_command("charger_vacances", verbosity=0)
    someone(Role.REFERENT, StructureFactory())

    call_command("envoyer_travail")

    assert not mail.outbox


def test_nobody_is_written_to_twice_a_day(something_of_each):
    someone(Role.AGENT)

    call_command("envoyer_travail")
    call_command("envoyer_travail")

    assert len(mail.outbox) == 1


def test_readers_accounts_without_address_and_former_ones_are_not_written_to(something_of_each):
    account("lecteur@grandlyon.example", Role.LECTEUR)
    account("parti@grandlyon.example", Role.AGENT, is_active=False)
    account("sans@grandlyon.example", Role.AGENT, email="")

    call_command("envoyer_travail")

    assert not mail.outbox


class OneRefuses(EmailBackend):
    def send_messages(self, messages):
        if messages[0].to == ["a@grandlyon.example"]:
            raise SMTPRecipientsRefused({})
        return super().send_messages(messages)


def test_an_address_that_refuses_does_not_stop_the_others(something_of_each, settings):
    account("a@grandlyon.example", Role.AGENT)
    account("b@grandlyon.example", Role.AGENT)
    settings.EMAIL_BACKEND = f"{__name__}.OneRefuses"

    with pytest.raises(CommandError, match=r"a@grandlyon\.example"):
        call_command("envoyer_travail")

    assert [letter.to for letter in mail.outbox] == [["b@grandlyon.example"]]


def test_a_trial_prints_and_sends_nothing(something_of_each, capsys):
    someone(Role.AGENT)

    call_command("envoyer_travail", essai=True)

    assert "4 lieux sans permanence" in capsys.readouterr().out
    assert not mail.outbox
