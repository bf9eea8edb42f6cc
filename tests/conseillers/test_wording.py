"""Times, distances and rules, said in French."""

from datetime import date, time, timedelta
from itertools import chain, repeat

import pytest
import time_machine

from conseillers import wording
from conseillers.models import Permanence, Seance
from tests.factories import PermanenceFactory

TUESDAY_NOON = "2026-11-24T12:00:00+01:00"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (3, "10 m"),
        (347, "350 m"),
        (994, "990 m"),
        (996, "1,0 km"),
        (2140, "2,1 km"),
        (9960, "10 km"),
        (391_234, "391 km"),
    ],
)
def test_distances_are_rounded_as_one_says_them(metres, said):
    assert plain(wording.distance(metres)) == said


@pytest.mark.parametrize(("metres", "said"), [(50, "environ 1 min à pied"), (600, "environ 10 min à pied"), (2001, "")])
def test_minutes_on_foot_are_said_while_one_would_walk(metres, said):
    assert wording.walk(metres) == said


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")]
)
def test_lists_end_with_and(words, said):
    assert wording.enumerate_words(words) == said


@time_machine.travel(TUESDAY_NOON, tick=False)
@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 24), "aujourd’hui"),
        (date(2026, 11, 25), "demain"),
        (date(2026, 11, 26), "jeudi 26 novembre"),
        (date(2026, 12, 1), "mardi 1er décembre"),
        (date(2027, 1, 5), "mardi 5 janvier 2027"),
        (date(2026, 11, 23), "lundi 23 novembre"),
    ],
)
def test_days_are_named_from_today(day, said):
    assert plain(wording.relative_day(day)) == said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-23T23:59:59+01:00", "demain de 14 h à 17 h"),
        ("2026-11-24T00:00:00+01:00", "aujourd’hui de 14 h à 17 h"),
        ("2026-11-24T13:59:59+01:00", "aujourd’hui de 14 h à 17 h"),
        ("2026-11-24T14:00:00+01:00", "en ce moment, jusqu’à 17 h"),
        ("2026-11-22T12:00:00+01:00", "mardi 24 novembre de 14 h à 17 h"),
    ],
)
def test_a_seance_says_when_to_come_from_the_present_instant(now, said):
    PermanenceFactory()
    seance = Seance.objects.get(date=date(2026, 11, 24))

    with time_machine.travel(now, tick=False):
        assert plain(wording.when(seance)) == said


@pytest.mark.django_db
def test_a_seance_that_ends_while_its_words_are_written_is_not_both_open_and_over(monkeypatch):
    PermanenceFactory()
    seance = Seance.objects.get(date=date(2026, 11, 24))
    readings = chain([seance.fin - timedelta(milliseconds=1)], repeat(seance.fin))

    monkeypatch.setattr("django.utils.timezone.now", lambda: next(readings))

    assert plain(wording.open_now(seance)) == "Ouvert encore moins d’une minute, jusqu’à 17 h"


@time_machine.travel(TUESDAY_NOON, tick=False)
@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2026, 11, 25), "demain, mercredi 25 novembre"), (date(2026, 11, 26), "jeudi 26 novembre")],
)
def test_a_day_has_its_date_once(day, said):
    assert plain(wording.dated_day(day)) == said


@time_machine.travel(TUESDAY_NOON, tick=False)
@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({}, "tous les mardis de 14 h à 17 h, sans rendez-vous"),
        ({"jours": [4, 1]}, "tous les lundis et jeudis de 14 h à 17 h, sans rendez-vous"),
        ({"heure_debut": time(9, 30), "heure_fin": time(12)}, "tous les mardis de 9 h 30 à 12 h, sans rendez-vous"),
        (
            {"heure_debut": time(9), "heure_fin": time(12), "heure_debut_2": time(14), "heure_fin_2": time(17)},
            "tous les mardis de 9 h à 12 h et de 14 h à 17 h, sans rendez-vous",
        ),
        ({"semaines": "paires"}, "les mardis des semaines paires de 14 h à 17 h, sans rendez-vous"),
        (
            {"intervalle": 2, "du": date(2026, 11, 10)},
            "le mardi, une semaine sur deux, de 14 h à 17 h, sans rendez-vous",
        ),
        (
            {"rythme": "mensuel", "rangs": [3, 1], "mode": "sur-rendez-vous"},
            "le 1er et 3e mardi du mois de 14 h à 17 h, sur rendez-vous",
        ),
        (
            {"rythme": "mensuel", "rangs": [-1, 2], "jours": [4]},
            "le 2e et dernier jeudi du mois de 14 h à 17 h, sans rendez-vous",
        ),
        (
            {"rythme": "dates", "dates": [date(2026, 12, 9), date(2026, 11, 25)], "mode": "atelier"},
            "le mercredi 25 novembre et mercredi 9 décembre de 14 h à 17 h, atelier",
        ),
        (
            {"vacances": "suspendue", "au": date(2027, 6, 30)},
            "tous les mardis de 14 h à 17 h, sans rendez-vous, sauf pendant les vacances scolaires, "
            "jusqu’au mercredi 30 juin 2027",
        ),
    ],
)
def test_a_rule_is_said_in_one_sentence(rule, said):
    permanence = Permanence(**{"jours": [2], "heure_debut": time(14), "heure_fin": time(17), **rule})

    assert plain(wording.rule_in_words(permanence)) == said
