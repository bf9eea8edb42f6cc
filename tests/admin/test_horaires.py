"""Other hours from a day on, for several permanences: read first, done once, and the past is as it was."""

from datetime import date, time

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conseillers.models import Permanence, Seance
from structures.roles import Role
from tests.admin.comptes import someone
from tests.admin.deux_temps import errors_of, read, seen
from tests.factories import ChangementFactory, ConseillerFactory, LieuFactory, PermanenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

DAY = "01/12/2026"


def url_for(*permanences) -> str:
    keys = ",".join(str(permanence.pk) for permanence in permanences)
    return f"{reverse('admin:conseillers_permanence_horaires')}?ids={keys}"


def asked(*permanences, **values) -> dict:
    typed = {"permanences": [each.pk for each in permanences], "du": DAY, "heures": "decaler", "decalage": "30"}
    return typed | values


def rules() -> list[dict]:
    return list(Permanence.objects.order_by("pk").values())


def test_the_list_offers_it_for_those_ticked(admin_client):
    permanence = PermanenceFactory()
    sent = {"action": "change_hours", "_selected_action": [permanence.pk]}

    response = admin_client.post(reverse("admin:conseillers_permanence_changelist"), sent, follow=True)

    assert response.redirect_chain[0][0] == url_for(permanence)
    assert response.context["adminform"].form["permanences"].value() == [permanence.pk]


def test_a_look_says_before_and_after_and_saves_nothing(admin_client):
    permanence = PermanenceFactory(lieu=LieuFactory(nom="La MIETE"), conseillers=[ConseillerFactory(prenom="Nadia")])
    before = rules()

    said = read(admin_client.post(url_for(permanence), asked(permanence)))

    assert "Aujourd’hui Tous les mardis de 14 h à 17 h, sans rendez-vous Nadia" in said
    assert "Ne change pas Tous les mardis de 14 h à 17 h, sans rendez-vous, jusqu’au lundi 30 novembre" in said
    assert "Ensuite Tous les mardis de 14 h 30 à 17 h 30, sans rendez-vous, à partir du mardi 1er décembre" in said
    assert "mardi 1er décembre 14 h 30 à 17 h 30 mardi 8 décembre" in said
    assert rules() == before


def test_then_it_is_done_and_the_seances_before_are_the_same(admin_client):
    one, two = PermanenceFactory(), PermanenceFactory(heure_debut=time(9), heure_fin=time(11), jours=[4])
    past = Seance.objects.filter(date__range=(date(2026, 9, 1), date(2026, 11, 30))).order_by("id")
    before = list(past.values())
    look = admin_client.post(url_for(one, two), asked(one, two, mode="atelier"))

    response = admin_client.post(url_for(one, two), asked(one, two, mode="atelier") | seen(look), follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "2 permanences ont de nouveaux horaires à partir du mardi 1er\u00a0décembre. Avant, rien ne change."
    ]
    assert list(past.values()) == before
    new = Permanence.objects.exclude(pk__in=[one.pk, two.pk]).order_by("pk")
    assert [(row.heure_debut, row.mode, row.du) for row in new] == [
        (time(14, 30), "atelier", date(2026, 12, 1)),
        (time(9, 30), "atelier", date(2026, 12, 1)),
    ]
    assert [list(row.conseillers.all()) for row in new] == [list(row.conseillers.all()) for row in (one, two)]
    assert LogEntry.objects.count() == 4


def test_the_same_button_twice_does_it_once(admin_client):
    running, to_come = PermanenceFactory(), PermanenceFactory(du=date(2026, 12, 8))
    sent = asked(running, to_come)
    sent |= seen(admin_client.post(url_for(running, to_come), sent))
    admin_client.post(url_for(running, to_come), sent)
    once = rules()

    again = admin_client.post(url_for(running, to_come), sent)

    assert rules() == once
    assert [row["heure_debut"] for row in once] == [time(14), time(14, 30), time(14, 30)]
    assert "Rien n’a été enregistré" in read(again)


def test_saving_without_having_read_only_shows(admin_client):
    permanence = PermanenceFactory()

    said = read(admin_client.post(url_for(permanence), asked(permanence, _enregistrer="1")))

    assert "Rien n’est encore enregistré" in said
    assert Permanence.objects.count() == 1


def test_what_was_typed_otherwise_since_is_read_again_first(admin_client):
    permanence = PermanenceFactory()
    look = seen(admin_client.post(url_for(permanence), asked(permanence)))

    admin_client.post(url_for(permanence), asked(permanence, decalage="60") | look)

    assert Permanence.objects.count() == 1


def test_new_hours_with_a_second_slot(admin_client):
    permanence = PermanenceFactory()
    hours = {"heure_debut": "9h", "heure_fin": "12h", "heure_debut_2": "14h", "heure_fin_2": "16h30"}
    sent = asked(permanence, heures="nouvelles", **hours)

    admin_client.post(url_for(permanence), sent | seen(admin_client.post(url_for(permanence), sent)))

    new = Permanence.objects.latest("pk")
    assert [new.heure_debut, new.heure_fin_2] == [time(9), time(16, 30)]


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"du": "22/11/2026"}, "du", "Ce jour est passé : choisissez aujourd’hui ou un jour à venir."),
        ({"du": "01/01/2400"}, "du", "Choisissez un jour avant 2070."),
        ({"du": "demain"}, "du", "Saisissez une date valide."),
        ({"permanences": []}, "permanences", "Cochez au moins une permanence."),
        ({"permanences": ["x\0"]}, "permanences", "Le caractère nul n’est pas autorisé."),
        ({"decalage": ""}, "decalage", "Dites de combien."),
        ({"heures": "garder"}, "mode", "Choisissez le nouveau mode, ou changez les heures."),
        ({"heures": "nouvelles"}, "heure_debut", "Indiquez le début et la fin."),
        (
            {"heures": "nouvelles", "heure_debut": "9h", "heure_fin": "8h"},
            "heure_fin",
            "La fin doit être après le début.",
        ),
        ({"heures": "nouvelles", "heure_debut": "25h"}, "heure_debut", "Écrivez l’heure ainsi : 9:00, 14h ou 14h30."),
        (
            {
                "heures": "nouvelles",
                "heure_debut": "9h",
                "heure_fin": "12h",
                "heure_debut_2": "11h",
                "heure_fin_2": "13h",
            },
            "heure_fin_2",
            "Le second créneau doit avoir un début et une fin, après le premier.",
        ),
    ],
)
def test_bad_input_is_said_beside_its_field(admin_client, typed, field, message):
    permanence = PermanenceFactory()

    response = admin_client.post(url_for(permanence), asked(permanence, **typed))

    assert errors_of(response) == {field: [message]}
    assert Permanence.objects.count() == 1


def test_all_or_nothing_when_one_would_pass_midnight_or_be_there_already(admin_client):
    fine, late = PermanenceFactory(), PermanenceFactory(heure_debut=time(22), heure_fin=time(23, 45))

    response = admin_client.post(url_for(fine, late), asked(fine, late))

    assert "Ces heures passeraient minuit" in read(response)
    assert not seen(response)
    assert Permanence.objects.count() == 2


def test_a_rule_that_is_there_already_is_said_in_words(admin_client):
    permanence = PermanenceFactory(du=date(2026, 12, 1))
    twin = {"heure_debut": time(14, 30), "heure_fin": time(17, 30), "du": date(2026, 12, 1)}
    PermanenceFactory(lieu=permanence.lieu, **twin)

    response = admin_client.post(url_for(permanence), asked(permanence))

    assert "Cette permanence existe déjà dans ce lieu." in read(response)
    assert not seen(response)


def test_one_that_is_over_by_then_is_left_alone_and_said(admin_client):
    permanence = PermanenceFactory(au=date(2026, 11, 25))

    response = admin_client.post(url_for(permanence), asked(permanence))

    assert "Aucune date à partir de ce jour : rien à changer." in read(response)
    assert not seen(response)


def test_changements_follow_and_a_date_added_that_runs_into_the_new_hours_is_told(admin_client):
    permanence = PermanenceFactory()
    ChangementFactory(permanence=permanence, du=date(2026, 12, 8), motif="réunion")
    added = {"heure_debut": time(9), "heure_fin": time(11)}
    ChangementFactory(permanence=permanence, genre="ajout", du=date(2026, 12, 15), **added)
    hours = {"heures": "nouvelles", "heure_debut": "10h", "heure_fin": "12h"}

    said = read(admin_client.post(url_for(permanence), asked(permanence, **hours)))

    assert "Annulée ou fermé le mardi 8 décembre (réunion)" in said
    assert "La date ajoutée le mardi 15 décembre tombe en même temps qu’une séance de la règle" in said


def test_conflicts_are_said_before_saving(admin_client):
    karim = ConseillerFactory(prenom="Karim")
    PermanenceFactory(lieu=LieuFactory(nom="ARTAG"), conseillers=[karim], heure_debut=time(17), heure_fin=time(19))
    permanence = PermanenceFactory(conseillers=[karim])

    said = read(admin_client.post(url_for(permanence), asked(permanence, decalage="60")))

    assert "1 conflit d’horaires à corriger ensuite" in said
    assert "Karim doit être à deux endroits en même temps le mardi 1er décembre" in said


def test_an_expired_lieu_link_a_script_in_a_name_and_strange_addresses_are_harmless(admin_client):
    lieu = LieuFactory(nom="<script>alert(1)</script>")
    permanence = PermanenceFactory(lieu=lieu)
    url = reverse("admin:conseillers_permanence_horaires")

    shown = admin_client.post(f"{url}?lieu={lieu.pk}", asked(permanence)).content.decode()

    assert "<script>alert" not in shown
    for query in ("", "?lieu=x", "?lieu=" + "9" * 30, "?ids=x,,-1,²," + "9" * 30):
        assert admin_client.get(url + query).status_code == 200


def test_a_referent_changes_their_own_alone_and_a_reader_nothing(client):
    own, other = PermanenceFactory(), PermanenceFactory()
    client.force_login(someone(Role.REFERENT, own.lieu.structure))

    page = client.get(url_for(own, other))
    refused = client.post(url_for(own, other), asked(own, other))

    assert list(page.context["adminform"].form.fields["permanences"].queryset) == [own]
    assert "permanences" in errors_of(refused)
    assert client.get(f"{reverse('admin:conseillers_permanence_horaires')}?lieu={other.lieu.pk}").status_code == 403
    client.force_login(someone(Role.LECTEUR))
    assert client.get(url_for(own)).status_code == 403
    assert client.post(url_for(own), asked(own)).status_code == 403


def test_a_look_takes_as_many_queries_to_read_three_as_one(admin_client):
    """Writing them, to undo it, takes some for each; showing what was found does not."""
    rows = [PermanenceFactory() for _ in range(3)]

    def count(*permanences):
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(url_for(*permanences))
        return len(queries)

    count(*rows)
    assert count(*rows) == count(rows[0])
