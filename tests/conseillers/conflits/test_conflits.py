"""Conflicts of the schedule, as staff read them; an adviser in two places at once is beside this file."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conseillers.conflits import Conflit, Genre, conflits
from conseillers.models import Changement, VacancesScolaires
from tests.conseillers.conflits.conftest import TUESDAYS
from tests.factories import (
    ChangementFactory,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
)

Changes = Changement.Genre

pytestmark = pytest.mark.django_db


def found(genre: Genre, **asked) -> list[Conflit]:
    return [conflit for conflit in conflits(**asked) if conflit.genre == genre]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def close(**where) -> Changement:
    """Over the end of the year."""
    return ChangementFactory(du=date(2026, 12, 22), au=date(2027, 1, 2), motif="travaux", **where)


# --- Closed ---


def test_a_date_added_while_the_place_is_closed_is_a_conflict(miete):
    permanence = PermanenceFactory(lieu=miete, jours=[1])
    ChangementFactory(permanence=permanence, genre=Changes.AJOUT, du=date(2026, 12, 23))
    closure = close(lieu=miete)

    conflit, mild = conflits()

    assert (conflit.genre, conflit.permanences, conflit.voir) == (Genre.LIEU_FERME, (permanence,), (closure,))
    assert plain(conflit.phrase) == (
        "Fermeture de « La MIETE » du mardi 22 décembre au samedi 2 janvier 2027 (travaux) : elle annule une séance "
        "qui avait été prévue exprès le mercredi 23 décembre. "
        "Changez la date ou le lieu de la séance, ou les jours de la fermeture."
    )
    assert (mild.genre, mild.dates, mild.a_corriger) == (Genre.FERMETURE, (date(2026, 12, 28),), False)


def test_a_seance_moved_to_a_closed_place_is_a_conflict(miete, ecully):
    permanence = PermanenceFactory(lieu=ecully)
    ChangementFactory(permanence=permanence, genre=Changes.LIEU, du=TUESDAYS[5], lieu_accueil=miete)
    close(structure=miete.structure)

    (conflit,) = conflits()

    assert (conflit.genre, conflit.dates) == (Genre.LIEU_FERME, (TUESDAYS[5],))


def test_chosen_dates_at_a_closed_place_are_a_conflict(miete):
    PermanenceFactory(lieu=miete, rythme="dates", jours=[], dates=[TUESDAYS[0], TUESDAYS[4], TUESDAYS[5]])
    close(lieu=miete)

    (conflit,) = conflits()

    assert (conflit.genre, conflit.dates) == (Genre.LIEU_FERME, (TUESDAYS[4], TUESDAYS[5]))


def test_what_its_own_permanence_cancels_besides_is_no_conflict(miete):
    permanence = PermanenceFactory(lieu=miete, rythme="dates", jours=[], dates=[TUESDAYS[0], TUESDAYS[4]])
    ChangementFactory(permanence=permanence, du=TUESDAYS[4])
    close(lieu=miete)

    assert conflits() == []


def test_a_date_added_within_its_own_pause_is_told_when_the_place_is_closed(miete):
    permanence = PermanenceFactory(lieu=miete)
    ChangementFactory(permanence=permanence, du=date(2026, 12, 20), au=date(2027, 1, 5))
    ChangementFactory(permanence=permanence, genre=Changes.AJOUT, du=date(2026, 12, 23))
    close(lieu=miete)

    (conflit,) = conflits()

    assert (conflit.genre, conflit.dates) == (Genre.LIEU_FERME, (date(2026, 12, 23),))


def test_a_closure_says_once_what_it_cancels(miete):
    one = PermanenceFactory(lieu=miete)
    other = PermanenceFactory(lieu=miete, jours=[1])
    closure = close(lieu=miete)

    (conflit,) = conflits()

    assert conflit.genre == Genre.FERMETURE
    assert (conflit.permanences, conflit.voir) == ((one, other), (closure,))
    assert plain(conflit.phrase) == (
        "Fermeture de « La MIETE » du mardi 22 décembre au samedi 2 janvier 2027 (travaux) : 3 séances annulées."
    )


def test_a_seance_closed_twice_counts_for_the_first_closure(miete):
    PermanenceFactory(lieu=miete)
    first = close(lieu=miete)
    close(structure=miete.structure)

    (conflit,) = conflits()

    assert (conflit.voir, conflit.dates) == ((first,), (TUESDAYS[4], TUESDAYS[5]))


def test_a_permanence_that_closures_leave_without_a_date_is_a_conflict(miete):
    permanence = PermanenceFactory(lieu=miete)
    closure = ChangementFactory(structure=miete.structure, du=date(2026, 11, 1), au=date(2027, 3, 1))

    (conflit,) = conflits()

    assert (conflit.genre, conflit.permanences, conflit.voir) == (Genre.LIEU_FERME, (permanence,), (closure,))
    assert "les 9 séances des 60 prochains jours sont toutes annulées" in conflit.phrase


@pytest.mark.parametrize(
    ("written", "closed"),
    [
        ("Mo-Fr 09:00-17:00", []),
        ("Tu 09:00-16:00", TUESDAYS),
        ("Mo,We 09:00-17:00", TUESDAYS),
        ("Tu 09:00-17:00; 2026 Dec 24-2027 Jan 04 off", [TUESDAYS[5]]),
        ("Mo-Fr 09:00-17:00 unknown", []),
        ("du lundi au vendredi, sauf le mardi", []),
        ("", []),
    ],
)
def test_the_hours_of_the_building_are_read_where_they_can_be(miete, written, closed):
    miete.horaires = written
    miete.save()
    permanence = PermanenceFactory(lieu=miete)

    told = [(c.genre, c.permanences, c.dates, c.voir) for c in conflits()]

    assert told == ([(Genre.LIEU_FERME, (permanence,), tuple(closed), (miete,))] if closed else [])


def test_a_building_closed_on_public_holidays_is_closed_on_christmas_day(miete):
    miete.horaires = "Mo-Fr 09:00-17:00; PH off"
    miete.save()
    PermanenceFactory(lieu=miete, jours=[5], tenue_jours_feries=True)

    (conflit,) = conflits()

    assert conflit.dates == (date(2026, 12, 25), date(2027, 1, 1))


# --- No date at all ---


def test_a_permanence_without_anyone_in_post_is_told_with_its_reason(miete):
    waiting = ConseillerFactory(prenom="", etat="a_pourvoir")
    permanence = PermanenceFactory(lieu=miete, conseillers=[waiting])

    (conflit,) = conflits()

    assert (conflit.genre, conflit.permanences) == (Genre.AUCUNE_DATE, (permanence,))
    assert plain(conflit.phrase) == (
        "« La MIETE », tous les mardis de 14 h à 17 h, sans rendez-vous : aucune date dans les 12 prochains mois. "
        "Aucun de ses conseillers n’est en poste à ce moment-là : ajoutez-en un, ou mettez-y fin."
    )


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"vacances": "seulement"}, "vacances scolaires, qui ne sont pas saisies"),
        ({"rythme": "dates", "dates": [TUESDAYS[0]], "du": TUESDAYS[1]}, "en dehors de sa période"),
        ({"du": date(2026, 12, 2), "au": date(2026, 12, 3)}, "Vérifiez ses jours, sa période"),
    ],
)
def test_the_likely_reason_is_said(rule, reason):
    PermanenceFactory(**rule)

    (conflit,) = found(Genre.AUCUNE_DATE)

    assert reason in conflit.phrase


def test_a_permanence_outside_the_known_holidays_is_told():
    VacancesScolaires.objects.create(nom="Noël", du=date(2026, 12, 19), au=date(2027, 1, 3))
    PermanenceFactory(vacances="seulement")
    PermanenceFactory(vacances="seulement", au=date(2026, 12, 10))

    (conflit,) = found(Genre.AUCUNE_DATE)

    assert "Vérifiez les vacances scolaires" in conflit.phrase


@pytest.mark.parametrize(
    "rule",
    [
        {"au": date(2026, 11, 22)},
        {"rythme": "dates", "dates": [date(2026, 11, 3)]},
        {"du": date(2027, 6, 1)},
        {"du": date(2028, 6, 1)},
        {"rythme": "dates", "dates": [date(2027, 6, 1)]},
        {"lieu__publie": False},
        {"lieu__structure__archivee": True},
    ],
    ids=["over", "all past", "begins in June", "begins in years", "a date in June", "withdrawn", "archived"],
)
def test_what_is_over_withdrawn_or_far_ahead_is_no_conflict(rule):
    PermanenceFactory(**rule)

    assert conflits() == []


# --- Twice the same ---


def test_the_same_rule_twice_at_one_place_is_told(miete):
    one = PermanenceFactory(lieu=miete, jours=[2, 4], du=date(2026, 9, 1))
    other = PermanenceFactory(lieu=miete, jours=[4, 2], au=date(2026, 12, 31))

    (conflit,) = conflits()

    assert (conflit.genre, conflit.permanences) == (Genre.DOUBLON, (one, other))
    assert plain(conflit.phrase).startswith(
        "« La MIETE » : la même permanence existe deux fois, tous les mardis et jeudis de 14 h à 17 h"
    )
    assert conflits(permanences=[other]) == [conflit]


EVERY_OTHER = {"intervalle": 2, "du": date(2026, 9, 1)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"du": date(2026, 9, 1)}, {}),
        (EVERY_OTHER, {**EVERY_OTHER, "du": date(2026, 9, 15)}),
        ({"vacances": "suspendue"}, {}),
    ],
    ids=["from another day on", "the same weeks", "in term, and always"],
)
def test_what_gives_the_same_dates_is_told(miete, one, other):
    PermanenceFactory(lieu=miete, **one)
    PermanenceFactory(lieu=miete, **other)

    assert [conflit.genre for conflit in conflits()] == [Genre.DOUBLON]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"au": date(2026, 12, 31)}, {"du": date(2027, 1, 1)}),
        ({}, {"heure_fin": time(18)}),
        ({}, {"mode": "sur-rendez-vous"}),
        ({"mode": "atelier", "theme": "CV"}, {"mode": "atelier", "theme": "Impôts"}),
        ({"semaines": "paires"}, {"semaines": "impaires"}),
        (EVERY_OTHER, {**EVERY_OTHER, "du": date(2026, 9, 8)}),
        ({"vacances": "suspendue"}, {"vacances": "seulement"}),
    ],
    ids=["one after the other", "hours", "mode", "theme", "parity", "the other week", "term and holidays"],
)
def test_what_differs_is_not_told(miete, one, other):
    VacancesScolaires.objects.create(nom="Noël", du=date(2026, 12, 19), au=date(2027, 1, 3))
    PermanenceFactory(lieu=miete, **one)
    PermanenceFactory(lieu=miete, **other)

    assert conflits() == []


# --- Queries ---


def test_a_hundred_conflicts_take_as_many_queries_as_four(karim):
    def make_some(number: int) -> None:
        for _ in range(number):
            lieu = LieuFactory(horaires="Tu 14:00-16:00")
            PermanenceFactory(lieu=lieu, conseillers=[karim])
            PermanenceFactory(lieu=lieu, jours=[3], conseillers=[])
            close(lieu=lieu)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert {conflit.genre for conflit in conflits()} == set(Genre) - {Genre.DOUBLON}
        return len(captured)

    make_some(2)
    few = queries()
    make_some(6)

    assert queries() == few <= 9
