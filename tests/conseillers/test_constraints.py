"""What can never be true of a schedule never gets in, whoever writes it."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from conseillers.models import Absence, Changement, Conseiller, Permanence
from tests.factories import ChangementFactory, ConseillerFactory, LieuFactory, PermanenceFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "values",
    [
        {"heure_fin": time(14)},
        {"heure_fin": time(9)},
        {"heure_debut_2": time(18)},
        {"heure_debut_2": time(16), "heure_fin_2": time(19)},
        {"du": date(2026, 12, 2), "au": date(2026, 12, 1)},
        {"intervalle": 0},
        {"intervalle": 5},
        {"intervalle": 2},
        {"jours": []},
        {"jours": [8]},
        {"rythme": "mensuel"},
        {"rythme": "mensuel", "rangs": [5]},
        {"rythme": "dates"},
        {"rythme": "parfois"},
        {"mode": "au hasard"},
        {"semaines": "rares"},
        {"besoins": ["café"]},
        {"intervalle": 2, "du": date(2026, 11, 24), "semaines": "paires"},
    ],
)
def test_an_impossible_rule_never_gets_in(values):
    permanence = PermanenceFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Permanence.objects.filter(pk=permanence.pk).update(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"au": date(2026, 11, 23)},
        {"genre": "horaires"},
        {"genre": "lieu"},
        {"genre": "ajout", "au": date(2026, 11, 30)},
        {"permanence": None},
        {"heure_debut": time(9)},
        {"heure_debut": time(9), "heure_fin": time(8)},
    ],
)
def test_an_impossible_changement_never_gets_in(values):
    changement = ChangementFactory(permanence=PermanenceFactory(), du=date(2026, 11, 24))

    with pytest.raises(IntegrityError), transaction.atomic():
        Changement.objects.filter(pk=changement.pk).update(**values)


def test_a_changement_has_one_target_alone():
    permanence = PermanenceFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        ChangementFactory(permanence=permanence, lieu=LieuFactory(), du=date(2026, 11, 24))


def test_a_permanence_has_one_set_of_other_hours_a_day():
    permanence = PermanenceFactory()
    other = {"permanence": permanence, "genre": "horaires", "du": date(2026, 11, 24), "heure_fin": time(12)}
    ChangementFactory(**other, heure_debut=time(9))

    with pytest.raises(IntegrityError), transaction.atomic():
        ChangementFactory(**other, heure_debut=time(10))


@pytest.mark.parametrize(
    "values",
    [
        {"prenom": ""},
        {"etat": "en_vacances"},
        {"etat": "parti"},
        {"langues": ["klingon"]},
        {"date_prise_de_poste": date(2026, 1, 2), "date_depart": date(2026, 1, 1)},
    ],
)
def test_an_impossible_adviser_never_gets_in(values):
    conseiller = ConseillerFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Conseiller.objects.filter(pk=conseiller.pk).update(**values)


def test_a_rule_is_written_once():
    permanence = PermanenceFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        PermanenceFactory(lieu=permanence.lieu)


@pytest.mark.parametrize(
    "facts",
    [
        {"genre": "annulation"},
        {"genre": "ajout"},
        {"genre": "ajout", "heure_debut": time(9), "heure_fin": time(10)},
    ],
)
def test_a_changement_is_written_once(facts):
    facts |= {"permanence": PermanenceFactory(), "du": date(2026, 11, 24)}
    ChangementFactory(**facts)

    with pytest.raises(IntegrityError), transaction.atomic():
        ChangementFactory(**facts)


@pytest.mark.parametrize("target", ["lieu", "structure"])
def test_closures_of_one_place_do_not_overlap(target):
    lieu = LieuFactory()
    closed = {target: lieu if target == "lieu" else lieu.structure}
    ChangementFactory(**closed, du=date(2026, 12, 22), au=date(2027, 1, 2))
    ChangementFactory(**closed, du=date(2027, 1, 3), au=date(2027, 1, 4))

    with pytest.raises(IntegrityError), transaction.atomic():
        ChangementFactory(**closed, du=date(2027, 1, 2), au=date(2027, 1, 2))


def test_absences_of_one_adviser_do_not_overlap():
    karim, amina = ConseillerFactory(), ConseillerFactory()
    Absence.objects.create(conseiller=karim, du=date(2026, 12, 1), au=date(2026, 12, 5))
    Absence.objects.create(conseiller=amina, du=date(2026, 12, 5), au=date(2026, 12, 5))

    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(conseiller=karim, du=date(2026, 12, 5), au=date(2026, 12, 9))


def test_an_absence_does_not_end_before_it_begins():
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(conseiller=ConseillerFactory(), du=date(2026, 12, 2), au=date(2026, 12, 1))


def test_wrong_hours_are_refused_in_plain_french():
    permanence = PermanenceFactory()
    permanence.heure_fin = time(9)

    with pytest.raises(ValidationError, match="La fin doit être après le début"):
        permanence.full_clean()
