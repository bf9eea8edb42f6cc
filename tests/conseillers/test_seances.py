"""The séances that the database computes: what a resident reads of a rule and of what departs from it."""

from datetime import date, time, timedelta

import pytest

from conseillers.models import Absence, Changement, Conseiller, Permanence, Seance, VacancesScolaires
from tests.factories import RAYONNE, ChangementFactory, ConseillerFactory, LieuFactory, PermanenceFactory

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 11, 24)
ARMISTICE = date(2026, 11, 11)  # a Wednesday


def dates(permanence, first=date(2026, 11, 1), days=60, **filters):
    found = Seance.objects.filter(permanence=permanence, **filters).within(first, days).order_by("debut")
    return [seance.date for seance in found]


def seance(permanence, day=TUESDAY, **filters):
    return Seance.objects.get(permanence=permanence, date=day, **filters)


def test_a_weekly_rule_gives_each_of_its_weekdays():
    permanence = PermanenceFactory(jours=[2, 4])

    assert dates(permanence, date(2026, 11, 23), 14) == [
        date(2026, 11, 24),
        date(2026, 11, 26),
        date(2026, 12, 1),
        date(2026, 12, 3),
    ]


def test_one_week_in_two_counts_from_the_week_of_its_first_day():
    permanence = PermanenceFactory(jours=[1, 5], intervalle=2, du=date(2026, 11, 4))  # a Wednesday

    assert dates(permanence, date(2026, 11, 1), 30) == [
        date(2026, 11, 6),
        date(2026, 11, 16),
        date(2026, 11, 20),
        date(2026, 11, 30),
    ]


def test_even_weeks_stay_even_across_a_year_of_53_weeks():
    permanence = PermanenceFactory(jours=[1], semaines="paires")

    # 2026 has 53 ISO weeks: week 52, then (53, odd) and (1, odd) give none, then week 2.
    assert dates(permanence, date(2026, 12, 20), 30) == [
        date(2026, 12, 21),
        date(2027, 1, 11),
    ]


def test_a_monthly_rule_gives_its_ranks_and_the_last_one():
    permanence = PermanenceFactory(rythme="mensuel", jours=[2], rangs=[1, 3])
    last = PermanenceFactory(rythme="mensuel", jours=[4], rangs=[-1])

    assert dates(permanence, date(2026, 12, 1), 31) == [date(2026, 12, 1), date(2026, 12, 15)]
    assert dates(last, date(2026, 12, 1), 31) == [date(2026, 12, 31)]


def test_a_dated_rule_gives_its_dates_alone():
    listed = [date(2026, 11, 24), date(2026, 12, 9)]
    permanence = PermanenceFactory(rythme="dates", jours=[], dates=listed)

    assert dates(permanence) == listed


def test_a_rule_holds_from_its_first_day_until_its_last_included():
    permanence = PermanenceFactory(jours=[2], du=date(2026, 11, 10), au=date(2026, 11, 24))

    assert dates(permanence) == [date(2026, 11, 10), date(2026, 11, 17), date(2026, 11, 24)]


def test_morning_and_afternoon_of_one_rule_are_two_seances():
    permanence = PermanenceFactory(
        heure_debut=time(9), heure_fin=time(12), heure_debut_2=time(14), heure_fin_2=time(17)
    )

    found = Seance.objects.filter(permanence=permanence, date=TUESDAY).in_order()

    assert [(s.heure_debut, s.heure_fin) for s in found] == [(time(9), time(12)), (time(14), time(17))]


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2026, 3, 24), "2026-03-24T13:00:00+00:00"),
        (date(2026, 3, 31), "2026-03-31T12:00:00+00:00"),
        (date(2026, 10, 27), "2026-10-27T13:00:00+00:00"),
    ],
)
def test_two_in_the_afternoon_stays_so_when_the_clocks_change(day, instant):
    assert seance(PermanenceFactory(), day).debut.isoformat() == instant


def test_a_public_holiday_is_cancelled_and_named():
    found = seance(PermanenceFactory(jours=[3]), ARMISTICE)

    assert (found.etat, found.cause, found.raison) == ("annulee", "ferie", "Armistice")


def test_a_rule_that_says_so_holds_on_public_holidays():
    assert seance(PermanenceFactory(jours=[3], tenue_jours_feries=True), ARMISTICE).tenue


@pytest.mark.parametrize(
    ("vacances", "expected"),
    [
        ("tenue", [date(2026, 12, 15), date(2026, 12, 22), date(2026, 12, 29)]),
        ("suspendue", [date(2026, 12, 15)]),
        ("seulement", [date(2026, 12, 22), date(2026, 12, 29)]),
    ],
)
def test_school_holidays_are_held_left_out_or_the_only_ones(vacances, expected):
    VacancesScolaires.objects.create(nom="Noël", du=date(2026, 12, 19), au=date(2027, 1, 3))
    permanence = PermanenceFactory(vacances=vacances)

    assert dates(permanence, date(2026, 12, 14), 20) == expected


def test_a_cancelled_date_stays_visible_with_its_reason():
    permanence = PermanenceFactory()
    ChangementFactory(permanence=permanence, du=TUESDAY, motif="travaux")

    assert (seance(permanence).etat, seance(permanence).raison) == ("annulee", "travaux")
    assert seance(permanence, TUESDAY + timedelta(days=7)).tenue


@pytest.mark.parametrize("target", ["permanence", "lieu", "structure"])
def test_a_closure_cancels_from_its_first_day_to_its_last(target):
    permanence = PermanenceFactory()
    closed = {"permanence": permanence, "lieu": permanence.lieu, "structure": permanence.lieu.structure}[target]
    ChangementFactory(**{target: closed}, du=date(2026, 12, 22), au=date(2027, 1, 2))

    assert dates(permanence, date(2026, 12, 14), 24, etat="annulee") == [date(2026, 12, 22), date(2026, 12, 29)]
    assert dates(permanence, date(2026, 12, 14), 24, etat="prevue") == [date(2026, 12, 15), date(2027, 1, 5)]


def test_other_hours_stand_in_for_all_the_slots_of_the_day():
    permanence = PermanenceFactory(
        heure_debut=time(9), heure_fin=time(12), heure_debut_2=time(14), heure_fin_2=time(17)
    )
    ChangementFactory(
        permanence=permanence, genre=Changement.Genre.HORAIRES, du=TUESDAY, heure_debut=time(10), heure_fin=time(11)
    )

    assert (seance(permanence).heure_debut, seance(permanence).heure_fin) == (time(10), time(11))
    assert seance(permanence).tenue


def test_a_moved_seance_is_announced_where_it_was_and_held_where_it_goes():
    permanence = PermanenceFactory()
    elsewhere = LieuFactory(at=RAYONNE)
    ChangementFactory(permanence=permanence, genre=Changement.Genre.LIEU, du=TUESDAY, lieu_accueil=elsewhere)

    before, after = seance(permanence, lieu=permanence.lieu), seance(permanence, lieu=elsewhere)

    assert (before.etat, before.tenue, before.lieu_accueil) == ("deplacee", False, elsewhere)
    assert after.tenue


def test_a_seance_moved_from_a_closed_lieu_is_held_where_it_goes():
    permanence = PermanenceFactory()
    elsewhere = LieuFactory(at=RAYONNE)
    ChangementFactory(permanence=permanence, genre=Changement.Genre.LIEU, du=TUESDAY, lieu_accueil=elsewhere)
    ChangementFactory(lieu=permanence.lieu, du=TUESDAY, motif="travaux")

    assert seance(permanence, lieu=elsewhere).tenue
    assert seance(permanence, lieu=permanence.lieu).etat == "deplacee"


def test_an_added_date_is_a_seance():
    permanence = PermanenceFactory()
    saturday = date(2026, 11, 28)
    ChangementFactory(permanence=permanence, genre=Changement.Genre.AJOUT, du=saturday)

    assert seance(permanence, saturday).etat == "ajoutee"
    assert seance(permanence, saturday).heure_debut == time(14)


def test_a_closed_lieu_cancels_an_added_date_too():
    permanence = PermanenceFactory()
    saturday = date(2026, 11, 28)
    ChangementFactory(permanence=permanence, genre=Changement.Genre.AJOUT, du=saturday)
    ChangementFactory(lieu=permanence.lieu, du=saturday)

    assert not seance(permanence, saturday).tenue


def test_a_seance_keeps_the_advisers_who_are_there():
    away, there = ConseillerFactory(prenom="Sami"), ConseillerFactory(prenom="Élodie")
    permanence = PermanenceFactory(conseillers=[away, there])
    Absence.objects.create(conseiller=away, du=TUESDAY, au=TUESDAY, motif_prive="santé")

    assert (seance(permanence).tenue, seance(permanence).prenoms) == (True, ["Élodie"])


def test_a_seance_with_no_adviser_left_is_cancelled_and_says_nothing_of_why():
    away = ConseillerFactory(prenom="Sami")
    permanence = PermanenceFactory(conseillers=[away])
    Absence.objects.create(conseiller=away, du=TUESDAY, au=TUESDAY, motif_prive="santé")

    found = seance(permanence)

    assert (found.etat, found.prenoms) == ("annulee", [])
    assert found.raison == "pas de conseiller disponible ce jour-là"


def test_the_surname_is_shown_by_consent_only():
    shy = ConseillerFactory(prenom="Sami", nom="Exemple")
    open_ = ConseillerFactory(prenom="Zoé", nom="Modèle", nom_public=True)

    assert seance(PermanenceFactory(conseillers=[shy, open_])).prenoms == ["Sami", "Zoé Modèle"]


def test_seances_stop_the_day_after_the_adviser_leaves():
    leaver = ConseillerFactory(etat=Conseiller.Etat.PARTI, date_depart=TUESDAY)

    assert dates(PermanenceFactory(conseillers=[leaver]), TUESDAY, 30) == [TUESDAY]


def test_seances_begin_when_a_recruited_adviser_takes_up_the_post():
    recruit = ConseillerFactory(etat=Conseiller.Etat.RECRUTE, date_prise_de_poste=date(2026, 12, 1))

    assert dates(PermanenceFactory(conseillers=[recruit]), TUESDAY, 9) == [date(2026, 12, 1)]


@pytest.mark.parametrize("etat", [Conseiller.Etat.A_POURVOIR, Conseiller.Etat.RECRUTE, Conseiller.Etat.EN_FORMATION])
def test_who_is_not_in_post_yet_holds_no_seance(etat):
    permanence = PermanenceFactory(conseillers=[ConseillerFactory(etat=etat)])

    assert dates(permanence) == []


def test_a_withdrawn_lieu_or_an_archived_structure_holds_no_seance():
    hidden, archived = PermanenceFactory(lieu__publie=False), PermanenceFactory(lieu__structure__archivee=True)

    assert dates(hidden) == dates(archived) == []
    assert Permanence.objects.count() == 2
