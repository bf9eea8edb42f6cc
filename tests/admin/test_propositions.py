"""Corrections proposed by référents: accepted or refused line by line, written as the models allow."""

from datetime import date, time

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from conseillers.models import Demande, Ligne, Permanence, Proposition
from conseillers.propositions import corrections_proposees
from structures.confirmation import Confirmation
from structures.models import Lieu
from structures.roles import Role
from tests.admin.comptes import client_of, referent, someone
from tests.factories import MIETE, LieuFactory, PermanenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

LIST = "admin:conseillers_proposition_changelist"


def propose(lieu=None, remarque="", lines=(), name="nadia") -> Proposition:
    lieu = lieu or LieuFactory(at=MIETE, nom="La MIETE", telephone="+33478634040")
    nadia = referent(lieu.structure, name=name)
    demande = Demande.objects.create(lieu=lieu, compte=nadia, courriel=nadia.email)
    proposition = Proposition.objects.create(demande=demande, lieu=lieu, par="Nadia", compte=nadia, remarque=remarque)
    for permanence, champ, avant, apres in lines:
        objet = str(permanence) if permanence else ""
        proposition.lignes.create(permanence=permanence, objet=objet, champ=champ, avant=avant, apres=apres)
    return proposition


PHONE = (None, "telephone", "+33478634040", "+33472000000")
NAME = (None, "nom", "La MIETE", "La Miete")


def url_of(proposition) -> str:
    return reverse("admin:conseillers_proposition_change", args=[proposition.pk])


def decide(client, proposition, **choices):
    """Opens the page, chooses (accepter, refuser) for these fields, sends it."""
    page = client.get(url_of(proposition))
    data = {"empreinte": page.context["lecture"].empreinte}
    for line in proposition.lignes.all():
        data[f"ligne-{line.pk}"] = choices.get(line.champ, "")
    return client.post(url_of(proposition), data, follow=True)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_before_and_after_stand_side_by_side_in_words(admin_client):
    permanence = PermanenceFactory(lieu=LieuFactory(nom="La MIETE", telephone="+33478634040"))
    proposition = propose(
        permanence.lieu,
        lines=[
            PHONE,
            (None, "acces_fauteuil", None, True),
            (permanence, "jours", [2], [2, 4]),
            (permanence, "heure_debut", "14:00", "09:30"),
            (permanence, "au", None, "2027-06-30"),
        ],
    )

    page = admin_client.get(url_of(proposition))

    groups = {objet: [(r.nom, r.avant, r.apres) for r in lines] for objet, lines in page.context["lecture"].groupes}
    assert groups == {
        "Le lieu": [
            ("Téléphone", "04 78 63 40 40", "04 72 00 00 00"),
            ("Accessible en fauteuil roulant", "on ne sait pas", "oui"),
        ],
        "tous les mardis de 14\u00a0h à 17\u00a0h, sans rendez-vous": [
            ("Jours", "mardi", "mardi et jeudi"),
            ("De", "14\u00a0h", "9\u00a0h\u00a030"),
            ("Jusqu’au", "", "30/06/2027"),
        ],
    }


def test_lines_are_accepted_and_refused_one_by_one_then_the_lieu_is_confirmed_by_the_referent(admin_client):
    proposition = propose(lines=[PHONE, NAME])

    response = decide(admin_client, proposition, telephone="accepter", nom="refuser")

    lieu = Lieu.objects.get()
    assert (lieu.telephone, lieu.nom) == ("+33472000000", "La MIETE")
    assert (lieu.date_verification, lieu.verifie_par) == (date(2026, 11, 23), "Nadia")
    assert Confirmation.objects.values_list("par", "compte", "maniere").get() == (
        "Nadia",
        proposition.compte_id,
        "courriel",
    )
    proposition.refresh_from_db()
    assert proposition.traitee
    assert proposition.traitee_par == "admin"
    assert list(Ligne.objects.values_list("etat", "decidee_par")) == [("acceptee", "admin"), ("refusee", "admin")]
    assert said(response) == ["C’est fini : « La MIETE » est noté vérifié au nom de Nadia."]
    assert LogEntry.objects.get().get_change_message() == "Corrections acceptées : Téléphone."


def test_what_is_left_for_later_waits_and_confirms_nothing(admin_client):
    proposition = propose(lines=[PHONE, NAME])

    response = decide(admin_client, proposition, telephone="accepter")

    assert said(response) == ["C’est enregistré. Il reste 1 ligne à décider."]
    assert Lieu.objects.get().telephone == "+33472000000"
    assert not Confirmation.objects.exists()

    decide(admin_client, proposition, nom="accepter")
    assert Lieu.objects.get().nom == "La Miete"
    assert Confirmation.objects.exists()


def test_without_a_choice_nothing_happens(admin_client):
    proposition = propose(lines=[PHONE])

    response = decide(admin_client, proposition)

    assert said(response) == ["Choisissez « Accepter » ou « Refuser » pour une ligne au moins."]
    assert not Confirmation.objects.exists()


def test_a_remark_alone_is_settled_by_having_been_read(admin_client):
    proposition = propose(remarque="Nous déménageons.")
    assert "J’ai lu : c’est traité" in admin_client.get(url_of(proposition)).content.decode()

    decide(admin_client, proposition)

    proposition.refresh_from_db()
    assert proposition.traitee


def test_a_fact_that_changed_since_is_said(admin_client):
    proposition = propose(lines=[PHONE, NAME])
    Lieu.objects.update(telephone="+33411111111", nom="La Miete")

    page = admin_client.get(url_of(proposition)).content.decode()

    assert "A changé depuis : le site dit maintenant « 04 11 11 11 11 »." in page
    assert "C’est déjà ainsi sur le site." in page


def test_a_fact_that_changes_while_the_agent_reads_is_read_again_first(admin_client):
    proposition = propose(lines=[PHONE])
    seen = admin_client.get(url_of(proposition)).context["lecture"].empreinte
    Lieu.objects.update(telephone="+33411111111")
    line = proposition.lignes.get()

    response = admin_client.post(url_of(proposition), {"empreinte": seen, f"ligne-{line.pk}": "accepter"})

    assert said(response) == [
        "Des informations ont changé pendant que vous lisiez. Rien n’est enregistré : relisez, puis validez."
    ]
    assert response.context["lecture"].lines[0].choice == "accepter"
    assert Lieu.objects.get().telephone == "+33411111111"


def test_hours_that_are_right_together_are_accepted_together(admin_client):
    permanence = PermanenceFactory()
    lines = [(permanence, "heure_debut", "14:00", "18:00"), (permanence, "heure_fin", "17:00", "20:00")]

    decide(admin_client, propose(permanence.lieu, lines=lines), heure_debut="accepter", heure_fin="accepter")

    permanence.refresh_from_db()
    assert (permanence.heure_debut, permanence.heure_fin) == (time(18), time(20))


def test_a_line_that_a_constraint_refuses_says_so_and_nothing_of_the_page_is_written(admin_client):
    permanence = PermanenceFactory(lieu=LieuFactory(nom="La MIETE", telephone="+33478634040"))
    lines = [PHONE, (permanence, "heure_debut", "14:00", "18:00"), (permanence, "heure_fin", "17:00", "20:00")]
    proposition = propose(permanence.lieu, lines=lines)

    response = decide(admin_client, proposition, telephone="accepter", heure_debut="accepter", heure_fin="refuser")

    reads = {read.line.champ: read for read in response.context["lecture"].lines}
    assert reads["heure_debut"].error == "La fin doit être après le début."
    assert (reads["telephone"].error, reads["telephone"].choice) == ("", "accepter")
    assert reads["telephone"].remarque == ""
    assert said(response) == ["Rien n’est enregistré : voyez ce qui ne va pas à côté de chaque ligne."]
    assert Lieu.objects.get().telephone == "+33478634040"
    assert set(Ligne.objects.values_list("etat", flat=True)) == {"attente"}


def test_a_rule_that_would_give_no_date_is_refused(admin_client):
    permanence = PermanenceFactory(du=date(2026, 11, 24))
    proposition = propose(
        permanence.lieu, lines=[(permanence, "au", None, "2026-11-24"), (permanence, "jours", [2], [5])]
    )

    response = decide(admin_client, proposition, au="accepter", jours="accepter")

    assert [read.error for read in response.context["lecture"].lines] == [
        "Avec cela, la permanence n’aurait plus aucune date.",
        "",
    ]
    permanence.refresh_from_db()
    assert permanence.jours == [2]


def test_the_same_rule_as_another_is_refused(admin_client):
    tuesday = PermanenceFactory()
    thursday = PermanenceFactory(lieu=tuesday.lieu, jours=[4])

    response = decide(admin_client, propose(tuesday.lieu, lines=[(thursday, "jours", [4], [2])]), jours="accepter")

    assert "Cette permanence existe déjà dans ce lieu." in response.context["lecture"].lines[0].error


def test_a_permanence_that_is_no_more_ends_the_day_before_and_its_past_stays(admin_client):
    permanence = PermanenceFactory()
    proposition = propose(permanence.lieu, lines=[(permanence, "existe", True, False)])

    decide(admin_client, proposition, existe="accepter")

    assert Permanence.objects.get().au == date(2026, 11, 22)


def test_a_permanence_deleted_since_can_only_be_refused(admin_client):
    permanence = PermanenceFactory()
    proposition = propose(permanence.lieu, lines=[(permanence, "heure_fin", "17:00", "18:00")])
    permanence.delete()

    response = decide(admin_client, proposition, heure_fin="accepter")
    assert response.context["lecture"].lines[0].error == "Cette permanence n’existe plus : refusez cette ligne."

    decide(admin_client, proposition, heure_fin="refuser")
    proposition.refresh_from_db()
    assert proposition.traitee


def test_sent_twice_it_is_decided_once(admin_client):
    proposition = propose(lines=[PHONE])
    data = {"empreinte": admin_client.get(url_of(proposition)).context["lecture"].empreinte}
    data[f"ligne-{proposition.lignes.get().pk}"] = "accepter"

    admin_client.post(url_of(proposition), data)
    Lieu.objects.update(telephone="+33411111111")
    again = admin_client.post(url_of(proposition), data, follow=True)

    assert said(again)[-1] == "C’était déjà traité : rien n’a changé."
    assert Lieu.objects.get().telephone == "+33411111111"
    assert Confirmation.objects.count() == 1


def test_a_new_address_reminds_the_agent_of_the_marker(admin_client):
    proposition = propose(lines=[(None, "adresse", "1 rue de la République", "2 rue de la République")])

    response = decide(admin_client, proposition, adresse="accepter")

    assert any("déplacer le marqueur sur la carte" in message for message in said(response))


def test_script_is_shown_as_text(admin_client):
    proposition = propose(
        remarque="<script>alert(1)</script>", lines=[(None, "nom", "La MIETE", "<script>alert(2)</script>")]
    )

    page = admin_client.get(url_of(proposition)).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(2)" in page


def test_agents_alone_decide():
    proposition = propose(lines=[PHONE])
    agent, reader = client_of(someone(Role.AGENT)), client_of(someone(Role.LECTEUR))
    referent = client_of(someone(Role.REFERENT, proposition.lieu.structure))
    line = proposition.lignes.get()
    data = {"empreinte": agent.get(url_of(proposition)).context["lecture"].empreinte, f"ligne-{line.pk}": "accepter"}

    assert referent.get(url_of(proposition)).status_code == 403
    assert referent.post(url_of(proposition), data).status_code == 403
    assert "Valider mes choix" not in reader.get(url_of(proposition)).content.decode()
    assert reader.post(url_of(proposition), data).status_code == 403
    assert Lieu.objects.get().telephone == "+33478634040"

    agent.post(url_of(proposition), data)
    assert Lieu.objects.get().telephone == "+33472000000"


def test_the_list_shows_what_waits_and_the_work_list_counts_it(admin_client, admin_user):
    waiting = propose(lines=[PHONE])
    settled = propose(LieuFactory(), name="omar", remarque="Lu")
    decide(admin_client, settled)

    def shown(**query):
        return [row.pk for row in admin_client.get(reverse(LIST), query).context["cl"].result_list]

    assert shown() == [waiting.pk]
    assert shown(etat="traitees") == [settled.pk]
    assert shown(etat="toutes") == [waiting.pk, settled.pk]
    task = corrections_proposees(admin_user)
    assert (task.nombre, task.nom, task.url) == (1, "correction proposée", reverse(LIST))
    for role in (Role.REFERENT, Role.LECTEUR):
        assert corrections_proposees(someone(role)) is None


@pytest.mark.parametrize("page", ["list", "proposition"])
def test_pages_take_as_many_queries_for_one_as_for_three(count_queries, page):
    def make(number):
        permanence = PermanenceFactory()
        return propose(permanence.lieu, name=f"nadia{number}", lines=[(permanence, "au", None, "2027-06-30")])

    first = make(0)
    url = reverse(LIST) if page == "list" else url_of(first)
    one = count_queries(url)
    for number in (1, 2):
        make(number)
        permanence = PermanenceFactory(lieu=first.lieu, heure_debut=time(9 + number))
        first.lignes.create(permanence=permanence, objet=str(permanence), champ="au", apres="2027-06-30")

    assert count_queries(url) == one
