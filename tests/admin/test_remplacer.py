"""Somebody else in an adviser's place: for good, or for some days; the past and the colleagues stay."""

from datetime import date

import pytest
from django.urls import reverse

from conseillers.models import Absence, Conseiller, Permanence, Seance
from structures.roles import Role
from tests.admin.comptes import someone
from tests.admin.deux_temps import errors_of, read, seen
from tests.factories import ConseillerFactory, LieuFactory, PermanenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def karim():
    return ConseillerFactory(prenom="Karim")


@pytest.fixture
def nadia(karim):
    return ConseillerFactory(prenom="Nadia", employeur=karim.employeur)


def url_of(conseiller) -> str:
    return reverse("admin:conseillers_conseiller_remplacer", args=[conseiller.pk])


def asked(nadia, *permanences, **values) -> dict:
    typed = {
        "duree": "pour-de-bon",
        "du": "01/12/2026",
        "remplacants": [nadia.pk],
        "permanences": [each.pk for each in permanences],
        "depart": "on",
        "absence": "on",
    }
    return typed | values


def there(first: date, last: date) -> dict[date, list[int]]:
    seances = Seance.objects.held().filter(date__range=(first, last)).order_by("date")
    return {seance.date: sorted(seance.conseillers) for seance in seances}


def done(client, karim, sent):
    look = client.post(url_of(karim), sent)
    return client.post(url_of(karim), sent | seen(look), follow=True)


def test_the_page_of_an_adviser_leads_to_it(admin_client, karim):
    page = admin_client.get(reverse("admin:conseillers_conseiller_change", args=[karim.pk]))

    assert f'<a href="{url_of(karim)}">Remplacer</a>' in page.content.decode()


def test_for_good_the_colleagues_stay_the_past_too_and_the_departure_is_noted(admin_client, karim, nadia):
    colleague = ConseillerFactory(prenom="Zoé")
    permanence = PermanenceFactory(conseillers=[karim, colleague])

    response = done(admin_client, karim, asked(nadia, permanence))

    assert [str(message).replace("\u00a0", " ") for message in response.context["messages"]] == [
        "1 permanence confiée à Nadia. Karim est noté parti : dernier jour, le lundi 30 novembre."
    ]
    assert there(date(2026, 11, 24), date(2026, 12, 1)) == {
        date(2026, 11, 24): sorted([karim.pk, colleague.pk]),
        date(2026, 12, 1): sorted([nadia.pk, colleague.pk]),
    }
    karim.refresh_from_db()
    assert (karim.etat, karim.date_depart) == ("parti", date(2026, 11, 30))


def test_for_some_days_there_are_three_parts_and_an_absence(admin_client, karim, nadia):
    permanence = PermanenceFactory(conseillers=[karim])
    sent = asked(nadia, permanence, duree="quelques-jours", du="25/11/2026", au="03/12/2026")

    said = read(admin_client.post(url_of(karim), sent))
    done(admin_client, karim, sent)

    assert "Ces jours-là Tous les mardis de 14 h à 17 h, sans rendez-vous, à partir du mercredi 25 novembre" in said
    assert "Karim est noté absent du mercredi 25 novembre au jeudi 3 décembre." in said
    assert there(date(2026, 11, 24), date(2026, 12, 8)) == {
        date(2026, 11, 24): [karim.pk],
        date(2026, 12, 1): [nadia.pk],
        date(2026, 12, 8): [karim.pk],
    }
    assert Absence.objects.values_list("conseiller", "du", "au").get() == (
        karim.pk,
        date(2026, 11, 25),
        date(2026, 12, 3),
    )
    karim.refresh_from_db()
    assert karim.date_depart is None


def test_an_absence_that_is_noted_already_stays_the_only_one(admin_client, karim, nadia):
    Absence.objects.create(conseiller=karim, du=date(2026, 11, 20), au=date(2026, 12, 20))
    permanence = PermanenceFactory(conseillers=[karim])
    sent = asked(nadia, permanence, duree="quelques-jours", au="03/12/2026")

    done(admin_client, karim, sent)

    assert Absence.objects.count() == 1
    assert there(date(2026, 11, 24), date(2026, 12, 8)) == {date(2026, 12, 1): [nadia.pk]}


def test_one_that_covers_a_part_of_the_days_is_said_and_nothing_is_done(admin_client, karim, nadia):
    Absence.objects.create(conseiller=karim, du=date(2026, 12, 2), au=date(2026, 12, 20))
    permanence = PermanenceFactory(conseillers=[karim])

    look = admin_client.post(url_of(karim), asked(nadia, permanence, duree="quelques-jours", au="03/12/2026"))

    assert "Cette personne est déjà notée absente ces jours-là" in read(look)
    assert not seen(look)


def test_the_same_button_twice_does_it_once(admin_client, karim, nadia):
    permanence = PermanenceFactory(conseillers=[karim])
    sent = asked(nadia, permanence)
    sent |= seen(admin_client.post(url_of(karim), sent))
    admin_client.post(url_of(karim), sent)
    once = list(Permanence.objects.order_by("pk").values())

    admin_client.post(url_of(karim), sent)

    assert len(once) == 2
    assert list(Permanence.objects.order_by("pk").values()) == once


def test_a_replacement_who_would_be_at_two_places_is_said_before(admin_client, karim, nadia):
    PermanenceFactory(lieu=LieuFactory(nom="ARTAG"), conseillers=[nadia])
    permanence = PermanenceFactory(conseillers=[karim])

    said = read(admin_client.post(url_of(karim), asked(nadia, permanence)))

    assert "Nadia doit être à deux endroits en même temps le mardi 1er décembre" in said


def test_permanences_left_out_are_counted(admin_client, karim, nadia):
    one, _other = PermanenceFactory(conseillers=[karim]), PermanenceFactory(conseillers=[karim], jours=[4])

    said = read(admin_client.post(url_of(karim), asked(nadia, one)))

    assert "1 autre permanence reste sans remplaçant" in said


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"date_depart": date(2026, 11, 30)}, "Nadia part le lundi 30 novembre."),
        ({"date_prise_de_poste": date(2026, 12, 7)}, "Nadia arrive seulement le lundi 7 décembre."),
        ({"etat": "recrute"}, "Nadia n’est pas encore en poste : notez d’abord sa prise de poste."),
    ],
)
def test_whoever_is_not_there_that_day_cannot_replace(admin_client, karim, nadia, facts, message):
    Conseiller.objects.filter(pk=nadia.pk).update(**facts)
    permanence = PermanenceFactory(conseillers=[karim])

    response = admin_client.post(url_of(karim), asked(nadia, permanence))

    assert [said.replace("\u00a0", " ") for said in errors_of(response)["remplacants"]] == [message]


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"duree": "quelques-jours"}, "au", "Indiquez le dernier jour."),
        ({"duree": "quelques-jours", "au": "30/11/2026"}, "au", "Le dernier jour est avant le premier."),
        ({"remplacants": []}, "remplacants", "Choisissez au moins une personne."),
        ({"du": "01/11/2026"}, "du", "Ce jour est passé : choisissez aujourd’hui ou un jour à venir."),
    ],
)
def test_bad_input_is_said_beside_its_field(admin_client, karim, nadia, typed, field, message):
    permanence = PermanenceFactory(conseillers=[karim])

    response = admin_client.post(url_of(karim), asked(nadia, permanence, **typed))

    assert errors_of(response)[field] == [message]


def test_nobody_replaces_themselves_and_a_departure_before_the_arrival_is_said(admin_client, karim, nadia):
    permanence = PermanenceFactory(conseillers=[karim])
    Conseiller.objects.filter(pk=karim.pk).update(date_prise_de_poste=date(2026, 12, 1))

    itself = admin_client.post(url_of(karim), asked(nadia, permanence, remplacants=[karim.pk]))
    too_soon = admin_client.post(url_of(karim), asked(nadia, permanence))

    assert "remplacants" in errors_of(itself)
    assert "Le départ est avant la prise de poste" in read(too_soon)
    assert Permanence.objects.count() == 1


def test_a_referent_replaces_their_own_by_their_own_at_their_own_places(client, karim, nadia):
    own = PermanenceFactory(conseillers=[karim], lieu__structure=karim.employeur)
    elsewhere, stranger = PermanenceFactory(conseillers=[karim]), ConseillerFactory(prenom="Autre")
    client.force_login(someone(Role.REFERENT, karim.employeur))

    fields = client.get(url_of(karim)).context["adminform"].form.fields
    refused = client.post(url_of(karim), asked(stranger, own, elsewhere))

    assert list(fields["permanences"].queryset) == [own]
    assert list(fields["remplacants"].queryset) == [nadia]
    assert errors_of(refused).keys() >= {"permanences", "remplacants"}
    assert client.get(url_of(stranger)).status_code == 403
    client.force_login(someone(Role.LECTEUR))
    assert client.post(url_of(karim), asked(nadia, own)).status_code == 403
    assert client.get(url_of(karim)).status_code == 403
