"""Permanences, changements, advisers and absences on their own pages."""

from datetime import date, time

import pytest
import time_machine
from django.urls import reverse

from conseillers.models import Changement, Conseiller
from tests.factories import ChangementFactory, ConseillerFactory, LieuFactory, PermanenceFactory, StructureFactory

pytestmark = pytest.mark.django_db

ADD_CHANGEMENT = "admin:conseillers_changement_add"


def errors_of(response) -> dict:
    return {name: list(errors) for name, errors in response.context["adminform"].form.errors.items()}


@time_machine.travel("2026-11-23 08:00+01:00", tick=False)
def test_a_permanence_shows_its_sentence_and_where_a_moved_date_goes(admin_client):
    permanence = PermanenceFactory(jours=[3])
    elsewhere = LieuFactory(nom="Médiathèque de Bron")
    ChangementFactory(permanence=permanence, genre="lieu", du=date(2026, 11, 25), lieu_accueil=elsewhere)

    page = admin_client.get(reverse("admin:conseillers_permanence_change", args=[permanence.pk])).content.decode()

    assert "Tous les mercredis de 14\u00a0h à 17\u00a0h, sans rendez-vous." in page
    assert "à Médiathèque de Bron" in page
    assert page.count('class="tenue"') == 6


def test_a_rule_that_gives_no_date_says_so(admin_client):
    permanence = PermanenceFactory(au=date(2020, 1, 1))

    page = admin_client.get(reverse("admin:conseillers_permanence_change", args=[permanence.pk])).content.decode()

    assert "Aucune date dans les 400 prochains jours" in page


def test_a_changement_is_added_beside_its_permanence(edit):
    permanence = PermanenceFactory()

    edit(
        reverse("admin:conseillers_permanence_change", args=[permanence.pk]),
        **{
            "changements-TOTAL_FORMS": 1,
            "changements-0-genre": "horaires",
            "changements-0-du": "24/11/2026",
            "changements-0-heure_debut": "15h",
            "changements-0-heure_fin": "16h30",
        },
    )

    changement = Changement.objects.get()
    assert (changement.du, changement.au) == (date(2026, 11, 24), date(2026, 11, 24))
    assert (changement.heure_debut, changement.heure_fin) == (time(15), time(16, 30))


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"du": "24/12/2026", "au": "22/12/2026"}, "au", "Le dernier jour est avant le premier."),
        ({"genre": "horaires"}, "heure_debut", "Indiquez les nouveaux horaires."),
        ({"genre": "lieu"}, "lieu_accueil", "Indiquez le lieu où la permanence se tient ce jour-là."),
        ({"genre": "ajout", "heure_debut": "15h"}, "heure_fin", "La fin doit être après le début."),
        (
            {"genre": "ajout", "au": "26/12/2026"},
            "au",
            "Ce changement porte sur une permanence et une seule date.",
        ),
        (
            {"permanence": ""},
            "permanence",
            "Choisissez une permanence, un lieu ou une structure, et une seule chose.",
        ),
    ],
)
def test_what_is_wrong_with_a_changement_is_said_beside_its_field(admin_client, typed, field, message):
    permanence = PermanenceFactory()
    sent = {"genre": "annulation", "du": "24/12/2026", "permanence": permanence.pk, "motif": "fêtes", **typed}

    response = admin_client.post(reverse(ADD_CHANGEMENT), sent)

    assert errors_of(response) == {field: [message]}
    assert response.context["adminform"].form["motif"].value() == "fêtes"
    assert not Changement.objects.exists()


def test_two_changements_on_one_day_are_refused_beside_the_date(admin_client):
    permanence = PermanenceFactory()
    ChangementFactory(
        permanence=permanence, genre="horaires", du=date(2026, 12, 24), heure_debut=time(9), heure_fin=time(10)
    )
    sent = {"genre": "horaires", "du": "24/12/2026", "permanence": permanence.pk}

    response = admin_client.post(reverse(ADD_CHANGEMENT), {**sent, "heure_debut": "9h", "heure_fin": "10h"})

    assert errors_of(response) == {"du": ["Cette permanence a déjà un changement ce jour-là."]}


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"prenom": ""}, "prenom", "Indiquez le prénom, ou laissez l’état « poste à pourvoir »."),
        ({"etat": "parti"}, "date_depart", "Indiquez la date de départ."),
        (
            {"date_prise_de_poste": "01/12/2026", "date_depart": "01/11/2026"},
            "date_depart",
            "Le départ est avant la prise de poste : vérifiez les deux dates.",
        ),
    ],
)
def test_what_is_wrong_with_an_adviser_is_said_beside_its_field(edit, typed, field, message):
    conseiller = ConseillerFactory()

    response = edit(reverse("admin:conseillers_conseiller_change", args=[conseiller.pk]), **typed)

    assert errors_of(response) == {field: [message]}


def test_several_posts_may_have_no_reference(admin_client):
    employeur = StructureFactory()
    sent = {
        "employeur": employeur.pk,
        "etat": "a_pourvoir",
        "absences-TOTAL_FORMS": 0,
        "absences-INITIAL_FORMS": 0,
    }

    for _ in range(2):
        admin_client.post(reverse("admin:conseillers_conseiller_add"), sent)

    assert list(Conseiller.objects.values_list("reference", flat=True)) == [None, None]


def test_an_absence_that_ends_before_it_begins_is_refused_beside_its_end(edit):
    conseiller = ConseillerFactory()
    typed = {"absences-TOTAL_FORMS": 1, "absences-0-du": "24/12/2026", "absences-0-au": "22/12/2026"}

    response = edit(reverse("admin:conseillers_conseiller_change", args=[conseiller.pk]), **typed)

    assert response.context["inline_admin_formsets"][0].formset.errors == [
        {"au": ["Le dernier jour est avant le premier."]}
    ]


def test_whoever_has_left_is_not_proposed_for_a_permanence(admin_client):
    ConseillerFactory(prenom="Amina")
    ConseillerFactory(prenom="Aminata", etat="parti", date_depart=date(2020, 1, 1))
    target = {"app_label": "conseillers", "model_name": "permanence", "field_name": "conseillers", "term": "amin"}

    found = admin_client.get(reverse("admin:autocomplete"), target).json()["results"]

    assert [choice["text"] for choice in found] == ["Amina"]
