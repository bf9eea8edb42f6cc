"""The week of a lieu: which block stands where, and what is said of the weeks it is held."""

from datetime import date, time

import pytest

from conseillers.models import Permanence
from conseillers.semaine import Regle, may_meet, rhythm, week_of

TODAY = date(2026, 11, 23)

pytestmark = pytest.mark.usefixtures("_november")


@pytest.fixture
def _november(time_machine):
    time_machine.move_to("2026-11-23 08:00+01:00", tick=False)


def rule(**values) -> Permanence:
    return Permanence(**{"jours": [2], "heure_debut": time(14), "heure_fin": time(17)} | values)


def week(*rules):
    return week_of([Regle(each, "Nadia") for each in rules], TODAY)


def blocks(found) -> dict[str, list[str]]:
    return {jour.nom: [slot.heures.replace("\u00a0", " ") for slot in jour.creneaux] for jour in found.jours}


def test_each_slot_stands_on_each_of_its_days_in_order_of_hours():
    two_slots = {"heure_debut": time(9), "heure_fin": time(12), "heure_debut_2": time(14), "heure_fin_2": time(16)}

    found = blocks(week(rule(), rule(jours=[2, 6], **two_slots)))

    assert found["Mardi"] == ["9 h à 12 h", "14 h à 16 h", "14 h à 17 h"]
    assert found["Samedi"] == ["9 h à 12 h", "14 h à 16 h"]
    assert found["Dimanche"] == []


def test_hours_are_drawn_to_the_quarter_from_nine_to_five_or_further():
    found = week(rule(heure_debut=time(7, 20), heure_fin=time(18, 50)))

    assert found.heures == list(range(7, 19))
    assert found.jours[1].creneaux[0].classes == "de-7 de-q1 a-19 a-q0 voie-1"
    assert week().heures == list(range(9, 17))
    assert week(rule(heure_fin=time(23, 59))).jours[1].creneaux[0].classes.startswith("de-14 de-q0 a-24 a-q0")


def test_those_at_the_same_hours_stand_side_by_side_and_are_marked():
    slots = (
        week(rule(), rule(heure_debut=time(16), heure_fin=time(18)), rule(heure_debut=time(18), heure_fin=time(19)))
        .jours[1]
        .creneaux
    )

    assert [(slot.heures.replace("\u00a0", " "), slot.voie, slot.en_meme_temps) for slot in slots] == [
        ("14 h à 17 h", 1, True),
        ("16 h à 18 h", 2, True),
        ("18 h à 19 h", 1, False),
    ]


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ({}, {}, True),
        ({"semaines": "paires"}, {"semaines": "impaires"}, False),
        ({"semaines": "paires"}, {}, True),
        ({"rythme": "mensuel", "rangs": [1, 3]}, {"rythme": "mensuel", "rangs": [2, -1]}, False),
        ({"rythme": "mensuel", "rangs": [4]}, {"rythme": "mensuel", "rangs": [-1]}, True),
        ({"rythme": "mensuel", "rangs": [4]}, {}, True),
        ({"au": date(2026, 11, 30)}, {"du": date(2026, 12, 1)}, False),
        ({"vacances": "suspendue"}, {"vacances": "seulement"}, False),
        ({"intervalle": 2, "du": date(2026, 11, 24)}, {"intervalle": 2, "du": date(2026, 12, 1)}, False),
        ({"intervalle": 2, "du": date(2026, 11, 24)}, {"intervalle": 2, "du": date(2026, 12, 8)}, True),
        ({"intervalle": 2, "du": date(2026, 11, 24)}, {"intervalle": 3, "du": date(2026, 12, 1)}, True),
    ],
)
def test_rules_that_never_share_a_day_are_not_at_the_same_time(one, other, meet):
    assert may_meet(rule(**one), rule(**other)) is meet
    assert may_meet(rule(**other), rule(**one)) is meet


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, ""),
        ({"rythme": "mensuel", "rangs": [-1, 3, 1]}, "1er, 3e et dernier mardi du mois"),
        ({"semaines": "paires"}, "Semaines paires"),
        ({"intervalle": 2, "du": date(2026, 11, 3)}, "Une semaine sur 2"),
        ({"vacances": "suspendue"}, "Hors vacances scolaires"),
        (
            {"du": date(2026, 12, 1), "au": date(2026, 12, 8)},
            "À partir du mardi 1er décembre, jusqu’au mardi 8 décembre",
        ),
    ],
)
def test_what_is_not_every_week_is_said(values, words):
    assert rhythm(rule(**values), "mardi").replace("\u00a0", " ") == words


def test_lists_of_dates_stand_apart_and_what_is_over_is_left_out():
    dates = rule(rythme="dates", jours=[], dates=[date(2026, 11, 3), date(2026, 12, 3)])
    over = rule(au=date(2026, 11, 22))
    past = rule(rythme="dates", jours=[], dates=[date(2026, 11, 3)])

    found = week(dates, over, past)

    assert [days for _slot, days in found.autres] == [[date(2026, 12, 3)]]
    assert not any(blocks(found).values())


def test_one_line_says_what_there_is():
    typed = Regle(rule(), "Nadia", essai=True)
    found = week_of([typed, Regle(rule(), "Karim")], TODAY, incompletes=1)

    assert found.bilan == (
        "2 créneaux dans la semaine, 2 en même temps qu’un autre, 1 permanence pas enregistrée, "
        "1 permanence à compléter."
    )
