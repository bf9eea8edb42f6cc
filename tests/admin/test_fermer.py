"""Lieux closed for some days, several at once: what that cancels is read first, what is closed already is left."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conseillers.admin.fermer import days_left
from conseillers.models import Changement, Seance
from structures.roles import Role
from tests.admin.comptes import someone
from tests.admin.deux_temps import errors_of, read, seen
from tests.factories import ChangementFactory, LieuFactory, PermanenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

URL = "admin:conseillers_changement_fermer"


def url_for(*lieux, structure=None) -> str:
    asked = f"structure={structure.pk}" if structure else f"lieux={','.join(str(lieu.pk) for lieu in lieux)}"
    return f"{reverse(URL)}?{asked}"


def asked(*lieux, **values) -> dict:
    return {"lieux": [lieu.pk for lieu in lieux], "du": "20/12/2026", "au": "31/12/2026", "motif": "fêtes"} | values


def closures() -> list[tuple]:
    return list(Changement.objects.order_by("lieu", "du").values_list("lieu", "structure", "du", "au", "motif"))


def test_the_list_of_lieux_offers_it_for_those_ticked(admin_client):
    lieux = [LieuFactory(), LieuFactory()]
    sent = {"action": "close_some_days", "_selected_action": [lieu.pk for lieu in lieux]}

    response = admin_client.post(reverse("admin:structures_lieu_changelist"), sent)

    assert response["Location"] == url_for(*lieux)


def test_the_pages_of_a_lieu_and_of_a_structure_lead_to_it(admin_client):
    lieu = LieuFactory()

    for row, url in [(lieu, url_for(lieu)), (lieu.structure, url_for(structure=lieu.structure))]:
        page = admin_client.get(reverse(f"admin:structures_{row._meta.model_name}_change", args=[row.pk]))
        assert f'<a href="{url}">Fermer quelques jours</a>' in page.content.decode()


def test_what_would_be_cancelled_is_counted_and_nothing_is_saved(admin_client):
    lieu = LieuFactory(nom="La MIETE")
    PermanenceFactory(lieu=lieu, jours=[1, 2])

    said = read(admin_client.post(url_for(lieu), asked(lieu)))

    assert "4 séances annulées." in said
    assert "lundi 21 décembre 14 h à 17 h mardi 22 décembre 14 h à 17 h lundi 28 décembre" in said
    assert "et les suivantes" in said
    assert closures() == []


def test_then_all_of_them_close_and_the_button_twice_closes_once(admin_client):
    lieux = [LieuFactory(), LieuFactory()]
    for lieu in lieux:
        PermanenceFactory(lieu=lieu)
    sent = asked(*lieux) | seen(admin_client.post(url_for(*lieux), asked(*lieux)))

    response = admin_client.post(url_for(*lieux), sent, follow=True)
    again = admin_client.post(url_for(*lieux), sent)

    assert [str(message).replace("\u00a0", " ") for message in response.context["messages"]] == [
        "2 lieux fermés du dimanche 20 décembre au jeudi 31 décembre : 4 séances annulées."
    ]
    assert closures() == [(lieu.pk, None, date(2026, 12, 20), date(2026, 12, 31), "fêtes") for lieu in lieux]
    assert not Seance.objects.held().filter(date__range=(date(2026, 12, 20), date(2026, 12, 31))).exists()
    assert "Rien n’a été enregistré" in read(again)


def test_days_closed_already_are_told_and_left_the_others_are_closed(admin_client):
    lieu = LieuFactory()
    ChangementFactory(permanence=None, lieu=lieu, du=date(2026, 12, 24), au=date(2026, 12, 26), motif="travaux")
    sent = asked(lieu)
    look = admin_client.post(url_for(lieu), sent)

    admin_client.post(url_for(lieu), sent | seen(look))

    assert "Déjà fermé du jeudi 24 décembre au samedi 26 décembre (travaux)" in read(look)
    assert [facts[2:] for facts in closures()] == [
        (date(2026, 12, 20), date(2026, 12, 23), "fêtes"),
        (date(2026, 12, 24), date(2026, 12, 26), "travaux"),
        (date(2026, 12, 27), date(2026, 12, 31), "fêtes"),
    ]


def test_a_whole_structure_closes_with_one_changement(admin_client):
    lieu = LieuFactory()
    PermanenceFactory(lieu=lieu)
    PermanenceFactory(lieu=LieuFactory(structure=lieu.structure))
    url, sent = url_for(structure=lieu.structure), asked(au="")

    look = admin_client.post(url, sent | {"du": "22/12/2026"})
    admin_client.post(url, sent | {"du": "22/12/2026"} | seen(look))

    assert "2 séances annulées." in read(look)
    assert closures() == [(None, lieu.structure.pk, date(2026, 12, 22), date(2026, 12, 22), "fêtes")]


def test_a_date_chosen_on_purpose_that_it_cancels_is_said_before(admin_client):
    permanence = PermanenceFactory(rythme="dates", jours=[], dates=[date(2026, 12, 22)])

    said = read(admin_client.post(url_for(permanence.lieu), asked(permanence.lieu)))

    assert "elle annule une séance qui avait été prévue exprès le mardi 22 décembre" in said


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"du": "20/11/2026"}, "du", "Ce jour est passé : choisissez aujourd’hui ou un jour à venir."),
        ({"au": "19/12/2026"}, "au", "Le dernier jour est avant le premier."),
        ({"au": "31/12/2028"}, "au", "Un an au plus. Au-delà, retirez plutôt le lieu du site : décochez « Publié »."),
        ({"motif": ""}, "motif", "Ce champ est obligatoire."),
        ({"motif": " "}, "motif", "Ce champ est obligatoire."),
        ({"lieux": []}, "lieux", "Cochez au moins un lieu."),
    ],
)
def test_bad_input_is_said_beside_its_field(admin_client, typed, field, message):
    lieu = LieuFactory()

    response = admin_client.post(url_for(lieu), asked(lieu, **typed))

    assert errors_of(response) == {field: [message]}
    assert closures() == []


def test_a_reason_is_one_line_of_text_whatever_was_typed(admin_client):
    lieu = LieuFactory()
    sent = asked(lieu, motif="<script>\x1b\r\nfuite  d’eau")

    look = admin_client.post(url_for(lieu), sent)
    admin_client.post(url_for(lieu), sent | seen(look))

    assert "<script>\x1b" not in look.content.decode()
    assert closures()[0][4] == "<script> fuite d’eau"


def test_a_referent_closes_their_own_alone_and_a_reader_nothing(client):
    own, other = LieuFactory(), LieuFactory()
    client.force_login(someone(Role.REFERENT, own.structure))

    page = client.get(url_for(own, other))

    assert list(page.context["adminform"].form.fields["lieux"].queryset) == [own]
    assert "lieux" in errors_of(client.post(url_for(own, other), asked(own, other)))
    assert client.get(url_for(structure=other.structure)).status_code == 403
    assert client.post(url_for(structure=other.structure), asked()).status_code == 403
    client.force_login(someone(Role.LECTEUR))
    assert client.post(url_for(own), asked(own)).status_code == 403


def test_three_lieux_are_read_in_as_many_queries_as_one(admin_client):
    lieux = [PermanenceFactory().lieu for _ in range(3)]

    def count(*chosen):
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(url_for(*chosen))
        return len(queries)

    count(*lieux)
    assert count(*lieux) == count(lieux[0])


def test_the_days_left_between_periods():
    def day(number):
        return date(2026, 12, number)

    assert days_left(day(1), day(9), []) == [(day(1), day(9))]
    assert days_left(day(3), day(9), [(day(1), day(4)), (day(6), day(6))]) == [(day(5), day(5)), (day(7), day(9))]
    assert days_left(day(3), day(9), [(day(8), day(20))]) == [(day(3), day(7))]
    assert days_left(day(3), day(9), [(day(1), day(20))]) == []
