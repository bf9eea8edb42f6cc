"""A lieu, its point and its permanences on one page."""

import re
from datetime import date, time

import pytest
import time_machine
from django.urls import reverse

from conseillers.models import Changement, Permanence
from structures.models import Lieu
from tests.factories import (
    CYBERBASE_BRON,
    MIETE,
    ChangementFactory,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
    StructureFactory,
    load_communes,
)

pytestmark = pytest.mark.django_db

BRON = '{"type": "Point", "coordinates": [4.914912, 45.731165]}'
PARIS = '{"type": "Point", "coordinates": [2.3522, 48.8566]}'
BESIDE_THE_METROPOLE = '{"type": "Point", "coordinates": [5.2, 45.5]}'


def change_url(lieu) -> str:
    return reverse("admin:structures_lieu_change", args=[lieu.pk])


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def errors_of(response) -> dict:
    return {name: list(errors) for name, errors in response.context["adminform"].form.errors.items()}


def errors_beside(response) -> list[dict]:
    return [
        {name: list(errors) for name, errors in form.items()}
        for inline in response.context["inline_admin_formsets"]
        for form in inline.formset.errors
    ]


def test_saved_untouched_a_lieu_stays_as_it_was(edit):
    lieu = LieuFactory(at=MIETE, courriels=["a@exemple.fr", "b@exemple.fr"], telephone="+33478634040")
    PermanenceFactory(lieu=lieu, jours=[1, 3], heure_debut_2=time(18), heure_fin_2=time(20))
    before = Lieu.objects.values().get(), Permanence.objects.values().get()

    response = edit(change_url(lieu))

    after = Lieu.objects.values().get(), Permanence.objects.values().get()
    assert len(said(response)) == 1
    assert {**before[0], "date_maj": None} == {**after[0], "date_maj": None}
    assert before[1] == after[1]


def test_a_point_in_another_commune_is_saved_with_a_warning_that_names_it(edit):
    load_communes("69266", "69029")
    lieu = LieuFactory(at=MIETE, nom="La MIETE")

    response = edit(change_url(lieu), position=BRON)

    lieu.refresh_from_db()
    assert lieu.position.coords == CYBERBASE_BRON[:2]
    assert said(response)[0] == (
        "Le point de « La MIETE » est à Bron, alors que l’adresse est à Villeurbanne. "
        "C’est enregistré : déplacez le marqueur ou corrigez la commune."
    )


def test_a_point_outside_the_metropole_is_saved_with_a_warning(edit):
    lieu = LieuFactory(at=MIETE)

    response = edit(change_url(lieu), position=BESIDE_THE_METROPOLE)

    assert "est hors de la Métropole, alors que l’adresse est à Villeurbanne" in said(response)[0]


def test_a_point_in_an_arrondissement_lies_in_lyon(edit, lyon):
    lieu = LieuFactory(at=(4.8500, 45.7600, "69003", "69123"))

    response = edit(change_url(lieu))

    assert lieu.commune_of_position() == lyon["69383"]
    assert len(said(response)) == 1


@pytest.mark.parametrize("position", [PARIS, "", "n’importe quoi", '{"type": "Point", "coordinates": [1e400, 1]}'])
def test_a_point_nobody_could_mean_is_an_error_beside_the_map_and_nothing_is_lost(edit, position):
    lieu = LieuFactory(at=MIETE, nom="La MIETE")

    response = edit(change_url(lieu), position=position, nom="Nouveau nom", telephone="04 78 63 40")

    assert set(errors_of(response)) == {"position", "telephone"}
    form = response.context["adminform"].form
    assert form["nom"].value() == "Nouveau nom"
    assert form["telephone"].value() == "04 78 63 40"
    assert Lieu.objects.get().nom == "La MIETE"


def test_far_away_the_error_says_what_to_do(edit):
    response = edit(change_url(LieuFactory()), position=PARIS)

    assert errors_of(response) == {
        "position": ["Ce point est loin de la Métropole de Lyon. Déplacez le marqueur sur la carte."]
    }
    assert "2.3522" in response.content.decode()


def test_phone_and_lists_are_typed_as_one_writes_them(edit):
    lieu = LieuFactory()

    edit(
        change_url(lieu), telephone="04.78.63.40.40", courriels="a@exemple.fr\r\n\r\nb@exemple.fr", site_web="miete.fr"
    )

    lieu.refresh_from_db()
    assert lieu.telephone == "+33478634040"
    assert lieu.courriels == ["a@exemple.fr", "b@exemple.fr"]
    assert lieu.site_web == ["https://miete.fr"]


def test_the_phone_is_shown_in_pairs_of_digits(admin_client):
    lieu = LieuFactory(telephone="+33478634040")

    page = admin_client.get(change_url(lieu)).content.decode()

    assert 'value="04 78 63 40 40"' in page


def test_a_wrong_line_of_a_list_is_named(edit):
    response = edit(change_url(LieuFactory()), courriels="a@exemple.fr\r\nb(at)exemple.fr")

    wrong = "« b(at)exemple.fr » : il faut un seul @ dans une adresse de courriel, par exemple accueil@exemple.fr."
    assert errors_of(response) == {"courriels": [wrong]}
    assert response.context["adminform"].form["courriels"].value() == "a@exemple.fr\r\nb(at)exemple.fr"


@time_machine.travel("2026-11-09 08:00+01:00", tick=False)
def test_each_permanence_says_its_rule_and_its_next_six_dates(admin_client):
    permanence = PermanenceFactory(jours=[3])
    ChangementFactory(permanence=permanence, du=date(2026, 11, 18), motif="travaux")

    page = re.sub(r"[ \n]+", " ", admin_client.get(change_url(permanence.lieu)).content.decode())

    assert "tous les mercredis de 14\u00a0h à 17\u00a0h, sans rendez-vous" in page
    days = page.split('class="apercu-jour">')[1:]
    cancelled = [day for day in days if "<s>14\u00a0h à 17\u00a0h</s>" in day]
    assert [day.partition("<")[0] for day in cancelled] == ["mercredi 11\u00a0novembre", "mercredi 18\u00a0novembre"]
    assert ["annulée : Armistice" in cancelled[0], "annulée : travaux" in cancelled[1]] == [True, True]
    assert page.count('class="tenue"') == 4
    assert "mercredi 16\u00a0décembre" in page
    assert "mercredi 23\u00a0décembre" not in page


def test_the_page_of_a_lieu_takes_as_many_queries_with_one_and_three_permanences(count_queries):
    lieu = LieuFactory()
    PermanenceFactory(lieu=lieu)
    with_one = count_queries(change_url(lieu))

    for jour in (3, 4):
        PermanenceFactory(lieu=lieu, jours=[jour])

    assert count_queries(change_url(lieu)) == with_one


def test_hours_are_typed_in_french(edit):
    permanence = PermanenceFactory()

    edit(
        change_url(permanence.lieu),
        **{"permanences-0-heure_debut": "9h", "permanences-0-heure_fin": "12 h 30"},
    )

    permanence.refresh_from_db()
    assert (permanence.heure_debut, permanence.heure_fin) == (time(9), time(12, 30))


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"heure_fin": "13:00"}, "heure_fin", "La fin doit être après le début."),
        ({"heure_fin": "midi"}, "heure_fin", "Écrivez l’heure ainsi : 9:00, 14h ou 14h30."),
        (
            {"heure_debut_2": "18:00"},
            "heure_fin_2",
            "Le second créneau doit avoir un début et une fin, après le premier.",
        ),
        ({"du": "01/12/2026", "au": "01/11/2026"}, "au", "La date de fin est avant la date de début."),
        (
            {"intervalle": "2"},
            "du",
            "Pour une semaine sur deux, trois ou quatre, indiquez la date de début.",
        ),
        ({"intervalle": "7", "du": "01/12/2026"}, "intervalle", "Une semaine sur 1, 2, 3 ou 4."),
        ({"jours": []}, "jours", "Cochez au moins un jour."),
        ({"rythme": "mensuel"}, "rangs", "Cochez au moins un rang : 1er, 2e… du mois."),
        ({"rythme": "dates"}, "dates", "Écrivez au moins une date."),
        (
            {"rythme": "dates", "dates": "24/12/2026, 31/02/2027"},
            "dates",
            "« 31/02/2027 » : écrivez le jour, le mois et l’année, par exemple 24/12/2026.",
        ),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_beside_its_field_and_nothing_is_lost(edit, typed, field, message):
    permanence = PermanenceFactory()
    typed = {f"permanences-0-{name}": value for name, value in typed.items()}

    response = edit(change_url(permanence.lieu), nom="Nouveau nom", **typed)

    assert errors_beside(response) == [{field: [message]}]
    form = response.context["inline_admin_formsets"][0].formset.forms[0]
    assert {name: form[name.removeprefix("permanences-0-")].value() for name in typed} == typed
    assert response.context["adminform"].form["nom"].value() == "Nouveau nom"
    assert str(Permanence.objects.get()) == str(permanence)


def test_dates_are_typed_and_shown_back_in_french(edit, admin_client):
    permanence = PermanenceFactory()
    url = change_url(permanence.lieu)

    edit(
        url,
        **{"permanences-0-rythme": "dates", "permanences-0-dates": "07/01/2027, 24/12/2026\r\n24/12/2026"},
    )

    permanence.refresh_from_db()
    assert permanence.dates == [date(2026, 12, 24), date(2027, 1, 7)]
    assert "24/12/2026\n07/01/2027</textarea>" in admin_client.get(url).content.decode()


def test_a_lieu_is_added_with_its_permanence_in_one_go(admin_client):
    commune = load_communes("69266")["69266"]
    sent = {
        "nom": "La MIETE",
        "structure": StructureFactory().pk,
        "publie": "on",
        "adresse": "150 rue du 4 Août 1789",
        "code_postal": "69100",
        "commune": commune.pk,
        "position": '{"type": "Point", "coordinates": [4.890171, 45.763777]}',
        "precision": "adresse",
        "permanences-TOTAL_FORMS": 1,
        "permanences-INITIAL_FORMS": 0,
        "permanences-0-conseillers": [ConseillerFactory().pk],
        "permanences-0-rythme": "hebdomadaire",
        "permanences-0-jours": [2],
        "permanences-0-semaines": "toutes",
        "permanences-0-intervalle": 1,
        "permanences-0-heure_debut": "14:00",
        "permanences-0-heure_fin": "17:00",
        "permanences-0-vacances": "tenue",
        "permanences-0-mode": "sans-rendez-vous",
    }

    response = admin_client.post(reverse("admin:structures_lieu_add"), sent, follow=True)

    assert response.redirect_chain
    assert Lieu.objects.get(slug="la-miete-villeurbanne").permanences.get().jours == [2]


def test_the_link_to_the_site_is_there_while_the_lieu_is(admin_client):
    shown, hidden = LieuFactory(), LieuFactory(publie=False)

    assert admin_client.get(change_url(shown)).context["absolute_url"] == shown.get_absolute_url()
    assert admin_client.get(change_url(hidden)).context["absolute_url"] is None


@time_machine.travel("2026-11-24 08:00+01:00", tick=False)
def test_actions_publish_withdraw_and_date(admin_client):
    lieu = LieuFactory()
    url = reverse("admin:structures_lieu_changelist")

    for action in ("unpublish", "verify"):
        admin_client.post(url, {"action": action, "_selected_action": [lieu.pk]})
    lieu.refresh_from_db()
    assert (lieu.publie, lieu.date_verification) == (False, date(2026, 11, 24))

    admin_client.post(url, {"action": "publish", "_selected_action": [lieu.pk]})
    lieu.refresh_from_db()
    assert lieu.publie


def test_the_list_of_points_to_move_holds_those_alone(admin_client):
    load_communes("69266", "69029")
    LieuFactory(at=MIETE, nom="Bien placé")
    LieuFactory(at=(*CYBERBASE_BRON[:2], *MIETE[2:]), nom="Mal placé")

    page = admin_client.get(reverse("admin:structures_lieu_changelist"), {"position": "dehors"})

    assert [lieu.nom for lieu in page.context["cl"].result_list] == ["Mal placé"]


def test_a_closure_of_the_whole_lieu_needs_one_day_only(admin_client):
    lieu = LieuFactory()
    sent = {"genre": "annulation", "du": "24/12/2026", "lieu": lieu.pk, "motif": "fêtes"}

    admin_client.post(reverse("admin:conseillers_changement_add"), sent)

    assert Changement.objects.get().au == date(2026, 12, 24)
