"""Rules that give nothing, changements that stand on no date, things said twice: a message says what to do."""

from datetime import date, time

import pytest
from django.urls import reverse

from conseillers.models import Absence, Changement, Permanence
from tests.admin.deux_temps import errors_of
from tests.factories import (
    RAYONNE,
    ChangementFactory,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

ADD = "admin:conseillers_changement_add"


def inline_errors_of(response) -> list[dict]:
    return [dict(errors) for inline in response.context["inline_admin_formsets"] for errors in inline.formset.errors]


def change_url(row) -> str:
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        (
            {"du": "25/11/2026", "au": "30/11/2026"},
            "au",
            "Cette règle ne donne aucune date. Allongez la période, ou changez les jours.",
        ),
        (
            {"rythme": "dates", "dates": "24/12/2026, 07/01/2027", "au": "31/12/2026"},
            "dates",
            "07/01/2027 : hors de la période donnée plus bas. Corrigez la date ou la période.",
        ),
        (
            {"rythme": "dates", "dates": "24/12/2126"},
            "dates",
            "24/12/2126 : choisissez des dates de 2020 à 2069.",
        ),
        (
            {"semaines": "paires", "intervalle": "2", "du": "24/11/2026"},
            "intervalle",
            "Choisissez l’un ou l’autre : les semaines paires ou impaires, ou une semaine sur 2, 3 ou 4.",
        ),
    ],
)
def test_an_impossible_rule_is_refused_beside_its_field(edit, typed, field, message):
    permanence = PermanenceFactory()

    response = edit(change_url(permanence), **typed)

    assert errors_of(response) == {field: [message]}
    assert Permanence.objects.values().get() == Permanence.objects.values().get(pk=permanence.pk)
    permanence.refresh_from_db()
    assert (permanence.rythme, permanence.du, permanence.semaines) == ("hebdomadaire", None, "toutes")


def test_what_another_rhythm_had_is_forgotten_with_it(edit):
    permanence = PermanenceFactory(semaines="paires")

    edit(change_url(permanence), rythme="mensuel", rangs=["1"])

    permanence.refresh_from_db()
    assert (permanence.rythme, permanence.rangs, permanence.semaines) == ("mensuel", [1], "toutes")


def test_the_same_permanence_twice_is_refused(edit):
    tuesday = PermanenceFactory()
    thursday = PermanenceFactory(lieu=tuesday.lieu, jours=[4])

    response = edit(change_url(thursday), jours=["2"])

    assert errors_of(response) == {
        "rythme": ["Cette permanence existe déjà dans ce lieu. Modifiez-la, ou ajoutez-lui ses conseillers."]
    }


def test_the_same_new_permanence_twice_beside_a_place_is_refused(edit):
    lieu, conseiller = LieuFactory(), ConseillerFactory()
    rule = {"rythme": "hebdomadaire", "jours": ["2"], "semaines": "toutes", "intervalle": "1", "heure_debut": "14h"}
    rule |= {"heure_fin": "17h", "mode": "sans-rendez-vous", "vacances": "tenue", "conseillers": [conseiller.pk]}
    typed = {f"permanences-{n}-{name}": value for n in (0, 1) for name, value in rule.items()}

    response = edit(change_url(lieu), **typed, **{"permanences-TOTAL_FORMS": 2})

    assert inline_errors_of(response) == [
        {},
        {"rythme": ["Cette permanence est écrite deux fois : supprimez-en une."]},
    ]
    assert not Permanence.objects.exists()


@pytest.mark.parametrize("genre", ["annulation", "horaires", "lieu"])
def test_a_changement_on_a_date_without_seance_names_the_nearest_dates(admin_client, genre):
    permanence = PermanenceFactory()
    typed = {"genre": genre, "permanence": permanence.pk, "du": "25/11/2026", "heure_debut": "9h", "heure_fin": "10h"}

    response = admin_client.post(reverse(ADD), typed | {"lieu_accueil": LieuFactory(at=RAYONNE).pk})

    assert errors_of(response) == {
        "du": [
            "Cette permanence n’a pas de séance à cette date. "
            "Les dates les plus proches : mardi 24\u00a0novembre et mardi 1er\u00a0décembre."
        ]
    }
    assert not Changement.objects.exists()


def test_a_closure_of_a_permanence_needs_one_date_at_least(admin_client):
    typed = {"genre": "annulation", "permanence": PermanenceFactory().pk, "du": "25/11/2026"}

    refused = admin_client.post(reverse(ADD), typed | {"au": "30/11/2026"})
    taken = admin_client.post(reverse(ADD), typed | {"au": "01/12/2026"})

    assert list(errors_of(refused)) == ["du"]
    assert taken.status_code == 302


def test_a_public_holiday_is_not_held_by_changing_its_hours(admin_client):
    permanence = PermanenceFactory(jours=[5])
    typed = {"permanence": permanence.pk, "du": "25/12/2026", "heure_debut": "9h", "heure_fin": "10h"}

    refused = admin_client.post(reverse(ADD), typed | {"genre": "horaires"})
    taken = admin_client.post(reverse(ADD), typed | {"genre": "ajout"})

    assert errors_of(refused) == {
        "du": ["C’est un jour férié (Noël), sans séance. Pour en tenir une, choisissez « date ajoutée »."]
    }
    assert taken.status_code == 302


def test_a_date_is_not_added_over_a_seance(admin_client):
    permanence = PermanenceFactory()
    typed = {"genre": "ajout", "permanence": permanence.pk, "du": "24/11/2026"}

    refused = admin_client.post(reverse(ADD), typed | {"heure_debut": "16h", "heure_fin": "18h"})
    taken = admin_client.post(reverse(ADD), typed | {"heure_debut": "17h", "heure_fin": "18h"})

    assert errors_of(refused) == {
        "du": [
            "Il y a déjà une séance ce jour-là, de 14\u00a0h à 17\u00a0h. Pour la changer, choisissez "
            "« autres horaires » ou « autre lieu »."
        ]
    }
    assert taken.status_code == 302


def test_a_date_may_be_added_where_the_permanence_is_closed_for_longer(admin_client):
    permanence = PermanenceFactory()
    ChangementFactory(permanence=permanence, du=date(2026, 12, 1), au=date(2026, 12, 31))

    response = admin_client.post(reverse(ADD), {"genre": "ajout", "permanence": permanence.pk, "du": "08/12/2026"})

    assert response.status_code == 302


def test_a_date_is_not_moved_to_where_it_is(admin_client):
    permanence = PermanenceFactory()
    typed = {"genre": "lieu", "permanence": permanence.pk, "du": "24/11/2026", "lieu_accueil": permanence.lieu_id}

    response = admin_client.post(reverse(ADD), typed)

    assert errors_of(response) == {"lieu_accueil": ["C’est le lieu habituel : choisissez-en un autre."]}


@pytest.mark.parametrize(
    ("known", "typed", "message"),
    [
        ({"genre": "annulation"}, {}, "C’est déjà annulé : modifiez l’annulation qui existe."),
        (
            {"genre": "ajout", "heure_debut": time(18), "heure_fin": time(19)},
            {"heure_debut": "18h", "heure_fin": "19h"},
            "Cette date est déjà ajoutée : modifiez celle qui existe.",
        ),
    ],
)
def test_a_changement_said_twice_is_refused(admin_client, known, typed, message):
    permanence = PermanenceFactory()
    ChangementFactory(permanence=permanence, du=date(2026, 11, 24), **known)

    response = admin_client.post(
        reverse(ADD), {"genre": known["genre"], "permanence": permanence.pk, "du": "24/11/2026", **typed}
    )

    assert errors_of(response) == {"du": [message]}


def test_a_place_is_not_closed_twice_on_a_day(admin_client):
    lieu = LieuFactory()
    ChangementFactory(lieu=lieu, du=date(2026, 12, 22), au=date(2027, 1, 2))

    response = admin_client.post(reverse(ADD), {"genre": "annulation", "lieu": lieu.pk, "du": "02/01/2027"})

    assert errors_of(response) == {"du": ["Ce lieu est déjà fermé ces jours-là : modifiez la fermeture qui existe."]}


def test_changements_typed_together_are_compared(edit):
    permanence = PermanenceFactory()
    rows = [
        {"genre": "horaires", "du": "24/11/2026", "heure_debut": hour, "heure_fin": "17h"} for hour in ("9h", "10h")
    ]
    typed = {f"changements-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}

    response = edit(change_url(permanence), **typed, **{"changements-TOTAL_FORMS": 2})

    assert inline_errors_of(response)[1] == {"du": ["Un autre changement, plus haut, porte déjà sur cette date."]}
    assert not Changement.objects.exists()


def test_a_changement_follows_the_rule_typed_with_it(edit):
    permanence = PermanenceFactory()
    typed = {"changements-TOTAL_FORMS": 1, "changements-0-genre": "annulation", "changements-0-du": "26/11/2026"}

    edit(change_url(permanence), jours=["4"], **typed)

    assert Changement.objects.get().du == date(2026, 11, 26)


@pytest.mark.parametrize("count", [1, 2])
def test_absences_that_overlap_are_refused_known_or_typed_together(edit, count):
    conseiller = ConseillerFactory()
    typed = {"absences-TOTAL_FORMS": 2}
    for n, (du, au) in enumerate([("01/12/2026", "05/12/2026"), ("05/12/2026", "09/12/2026")]):
        typed |= {f"absences-{n}-du": du, f"absences-{n}-au": au}
    if count == 1:
        Absence.objects.create(conseiller=conseiller, du=date(2026, 12, 1), au=date(2026, 12, 5))

    response = edit(change_url(conseiller), **typed)

    assert inline_errors_of(response)[1] in (
        {"du": ["Cette personne est déjà notée absente ces jours-là : modifiez l’absence qui existe."]},
        {"du": ["Une autre absence, plus haut, couvre déjà une partie de ces jours."]},
    )
    assert Absence.objects.count() == 2 - count
