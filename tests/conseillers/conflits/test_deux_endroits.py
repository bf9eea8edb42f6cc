"""An adviser in two places at once: each séance counts where and when it is held, for whoever is there."""

import os
import random
from datetime import date, time
from itertools import combinations

import pytest

from conseillers.conflits import Genre, conflits
from conseillers.models import Absence, Changement, Conseiller, Seance
from tests.conseillers import oracle
from tests.conseillers.conflits.conftest import TUESDAYS
from tests.conseillers.worlds import FIRST, a_world, some_day
from tests.factories import (
    ARTAG,
    ChangementFactory,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
)

Changes = Changement.Genre
WORLDS = max(1, int(os.environ.get("RULE_YEARS", "20000")) // 2000)

pytestmark = pytest.mark.django_db


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_two_weekly_permanences_that_collide_are_one_conflict_with_its_dates(karim, miete, ecully):
    one = PermanenceFactory(lieu=miete, conseillers=[karim])
    other = PermanenceFactory(lieu=ecully, conseillers=[karim], heure_debut=time(15), heure_fin=time(18))

    (conflit,) = conflits()

    assert conflit.genre == Genre.DEUX_ENDROITS
    assert conflit.permanences == (one, other)
    assert conflit.dates == tuple(TUESDAYS)
    assert plain(conflit.phrase) == (
        "Karim doit être à deux endroits en même temps le mardi 24 novembre (et 8 autres dates, jusqu’au mardi "
        "19 janvier 2027) : « La MIETE » de 14 h à 17 h et « CCAS d’Écully » de 15 h à 18 h. "
        "Changez l’un des deux horaires, ou confiez l’une des deux permanences à quelqu’un d’autre."
    )


@pytest.mark.parametrize(
    "other",
    [
        {"heure_debut": time(17), "heure_fin": time(18)},
        {"heure_debut": time(10), "heure_fin": time(14)},
        {"jours": [3]},
    ],
    ids=["just after", "just before", "another day"],
)
def test_one_after_the_other_is_no_conflict(karim, miete, ecully, other):
    PermanenceFactory(lieu=miete, conseillers=[karim])
    PermanenceFactory(lieu=ecully, conseillers=[karim], **other)

    assert conflits() == []


def test_two_advisers_or_one_place_is_no_conflict(karim, miete, ecully):
    PermanenceFactory(lieu=miete, conseillers=[karim])
    PermanenceFactory(lieu=miete, conseillers=[karim], heure_debut=time(15), heure_fin=time(16))
    PermanenceFactory(lieu=ecully)

    assert [c for c in conflits() if c.genre == Genre.DEUX_ENDROITS] == []


def test_whoever_is_away_or_gone_is_nowhere(karim, miete, ecully):
    for lieu in (miete, ecully):
        PermanenceFactory(lieu=lieu, conseillers=[karim, ConseillerFactory()])
    Absence.objects.create(conseiller=karim, du=date(2026, 11, 20), au=date(2026, 11, 30))
    Conseiller.objects.filter(pk=karim.pk).update(date_depart=date(2026, 12, 9))

    (conflit,) = conflits()

    assert conflit.dates == (date(2026, 12, 1), date(2026, 12, 8))


def test_what_is_cancelled_is_no_conflict(karim, miete, ecully):
    PermanenceFactory(lieu=miete, conseillers=[karim])
    other = PermanenceFactory(lieu=ecully, conseillers=[karim])
    for day in TUESDAYS[1:]:
        ChangementFactory(permanence=other, du=day)

    (conflit,) = conflits()

    assert conflit.dates == (TUESDAYS[0],)
    assert "le mardi 24 novembre :" in plain(conflit.phrase)


def test_a_seance_counts_where_it_is_moved_to(karim, miete, ecully):
    artag = LieuFactory(nom="ARTAG", at=ARTAG)
    PermanenceFactory(lieu=miete, conseillers=[karim])
    moved = PermanenceFactory(lieu=ecully, jours=[3], conseillers=[karim])
    ChangementFactory(permanence=moved, genre=Changes.LIEU, du=date(2026, 11, 25), lieu_accueil=artag)
    ChangementFactory(permanence=moved, genre=Changes.AJOUT, du=date(2026, 12, 1), lieu_accueil=miete)
    assert conflits() == []

    ChangementFactory(permanence=moved, genre=Changes.AJOUT, du=date(2026, 12, 8), lieu_accueil=artag)

    (conflit,) = conflits()
    assert conflit.dates == (date(2026, 12, 8),)
    assert "« ARTAG »" in conflit.phrase
    assert conflits(lieux=[artag]) == [conflit]


def test_a_seance_counts_at_its_hours_of_the_day(karim, miete, ecully):
    PermanenceFactory(lieu=miete, conseillers=[karim])
    other = PermanenceFactory(lieu=ecully, conseillers=[karim], heure_debut=time(9), heure_fin=time(12))
    ChangementFactory(
        permanence=other, genre=Changes.HORAIRES, du=TUESDAYS[2], heure_debut=time(13), heure_fin=time(15)
    )

    (conflit,) = conflits()

    assert conflit.dates == (TUESDAYS[2],)
    assert "« CCAS d’Écully » de 13 h à 15 h et « La MIETE » de 14 h à 17 h" in plain(conflit.phrase)


def test_one_permanence_may_send_its_adviser_to_two_places(karim, miete, ecully):
    permanence = PermanenceFactory(lieu=miete, conseillers=[karim])
    ChangementFactory(permanence=permanence, genre=Changes.AJOUT, du=TUESDAYS[0], lieu_accueil=ecully)

    (conflit,) = conflits()

    assert conflit.permanences == (permanence,)


@pytest.mark.parametrize("asked", ["permanences", "conseillers", "lieux"])
def test_only_what_concerns_those_asked_about_is_told(karim, miete, ecully, asked):
    one, _other = (PermanenceFactory(lieu=lieu, conseillers=[karim]) for lieu in (miete, ecully))
    lina = ConseillerFactory(prenom="Lina")
    for lieu in (LieuFactory(), LieuFactory()):
        PermanenceFactory(lieu=lieu, conseillers=[lina])
    ours = {"permanences": [one], "conseillers": [karim], "lieux": [miete]}

    assert len(conflits()) == 2
    assert [conflit.phrase[:5] for conflit in conflits(**{asked: ours[asked]})] == ["Karim"]
    assert conflits(**{asked: []}) == []


def brute_force(with_whom, world, first: date, days: int) -> set[tuple]:
    """Every pair of held séances against every adviser; who is there is read by the oracle."""
    held = list(Seance.objects.held().within(first, days))
    clashes = set()
    for one, other in combinations(held, 2):
        shares_an_hour = (
            one.date == other.date and one.heure_debut < other.heure_fin and other.heure_debut < one.heure_fin
        )
        if shares_an_hour and one.lieu_id != other.lieu_id:
            for conseiller in with_whom[one.permanence_id]:
                away = any(absence.du <= one.date <= absence.au for absence in world.absences[conseiller.pk])
                both = conseiller in with_whom[other.permanence_id]
                if both and not away and oracle._in_post(conseiller, one.date):
                    pair = frozenset({one.permanence_id, other.permanence_id})
                    clashes.add((conseiller.prenom, pair, one.date))
    return clashes


@pytest.mark.parametrize("seed", range(WORLDS))
def test_two_places_at_once_are_those_that_brute_force_finds(seed):
    dice = random.Random(seed)  # noqa: S311 - the same worlds at each run
    _permanences, with_whom, world = a_world(f"two places {seed}")
    total = 0
    for first in (FIRST, *(some_day(dice) for _ in range(4))):
        told = {
            (conflit.phrase.split()[0], frozenset(p.pk for p in conflit.permanences), day)
            for conflit in conflits(first=first, days=60)
            if conflit.genre == Genre.DEUX_ENDROITS
            for day in conflit.dates
        }

        assert told == brute_force(with_whom, world, first, 60)
        total += len(told)
    assert total > 20
