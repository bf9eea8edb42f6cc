"""What rows say: the rules, the dates, and nothing that opens a closed door."""

from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr

from conseillers.donnees import lieux, permanences, seances
from conseillers.models import Absence, Changement, Conseiller, Occurrence, Permanence, Seance
from conseillers.opening_hours import opening_hours
from tests.conseillers.donnees.conftest import TUESDAY
from tests.conseillers.worlds import FIRST, LAST, a_world
from tests.factories import ChangementFactory, ConseillerFactory, LieuFactory, PermanenceFactory

pytestmark = pytest.mark.django_db


def by_id(rows) -> dict:
    return {row["id"]: row for row in rows}


def test_a_rule_is_said_in_words_and_for_programs(world):
    row = by_id(permanences.rows())[world["weekly"].pk]

    assert row["regle"] == "Tous les mardis de 14 h à 17 h, sans rendez-vous"
    assert (row["jours"], row["heure_debut"], row["heure_fin"]) == ("mardi", time(14), time(17))
    assert (row["rrule"], row["rrule_debut"]) == ("FREQ=WEEKLY;INTERVAL=1;WKST=MO;BYDAY=TU", TUESDAY)
    assert (row["lieu_id"], row["lieu_page"]) == ("la-miete-villeurbanne", "/lieux/la-miete-villeurbanne/")
    assert (row["prenoms"], row["langues"]) == ("Amina|Paul", "ar|fr")


def test_rules_of_withdrawn_places_over_or_kept_by_nobody_are_left_out(world):
    found = by_id(permanences.rows())

    assert {row["lieu_nom"] for row in found.values()} == {"La MIETE", "ARTAG", "Chez nous"}
    assert world["over"].pk not in found
    assert world["nobody"].pk not in found


def test_a_place_without_address_is_left_out_of_places_alone(world):
    assert [row["nom"] for row in lieux.rows()] == ["La MIETE", "ARTAG"]
    (row,) = [row for row in permanences.rows() if row["lieu_nom"] == "Chez nous"]
    assert (row["lieu_id"], row["lieu_page"]) == (None, "/lieux/chez-nous-villeurbanne/")


def test_places_have_the_hours_of_their_permanences(world):
    assert [row["horaires"] for row in lieux.rows()] == [opening_hours(world["miete"]), opening_hours(world["artag"])]


def test_invented_hours_say_so(world):
    Permanence.objects.filter(lieu=world["artag"]).update(demonstration=True)

    assert [row["source"] for row in lieux.rows()] == [
        "Métropole de Lyon",
        "Métropole de Lyon (exemple : horaires inventés)",
    ]


def test_who_is_to_come_or_has_left_is_not_named(world):
    weekly, today = world["weekly"], date(2027, 1, 11)
    later = ConseillerFactory(prenom="Zoé", date_prise_de_poste=today + timedelta(days=9))
    weekly.conseillers.add(later, ConseillerFactory(prenom="Yves", etat="parti", date_depart=today - timedelta(days=1)))

    assert by_id(permanences.rows())[weekly.pk]["prenoms"] == "Amina|Paul"


def test_a_rule_ends_with_the_last_of_its_advisers_and_begins_with_the_first(world):
    leaving = ConseillerFactory(date_depart=date(2027, 3, 31))
    coming = ConseillerFactory(date_prise_de_poste=date(2027, 2, 1))
    ends = PermanenceFactory(conseillers=[leaving])
    begins = PermanenceFactory(conseillers=[coming])
    found = by_id(permanences.rows())

    assert (found[ends.pk]["au"], found[ends.pk]["rrule"][-14:]) == (date(2027, 3, 31), "UNTIL=20270331")
    assert (found[begins.pk]["du"], found[begins.pk]["rrule_debut"]) == (date(2027, 2, 1), date(2027, 2, 2))


def test_an_absence_changes_the_dates_and_nothing_else(world):
    before = list(permanences.rows())
    for conseiller in world["weekly"].conseillers.all():
        Absence.objects.create(conseiller=conseiller, du=date(2027, 1, 26), au=date(2027, 1, 26), motif_prive="santé")
    row = by_id(seances.rows())[f"{world['weekly'].pk}-20270126-1a"]

    assert list(permanences.rows()) == before
    assert (row["tenue"], row["etat"]) == (False, "annulee")
    assert row["raison"] == "pas de conseiller disponible ce jour-là"


def test_séances_are_those_of_the_site_day_by_day(world):
    found = list(seances.rows())
    first, last = seances.window()

    assert [row["id"] for row in found] == [
        seance.pk for seance in Seance.objects.filter(date__range=(first, last)).in_order()
    ]
    assert {row["id"] for row in found if row["tenue"]} == {
        seance.pk for seance in Seance.objects.held().filter(date__range=(first, last))
    }
    assert (first, last) == (date(2027, 1, 11), date(2027, 3, 12))


def test_a_moved_séance_says_where_and_a_cancelled_one_why(world):
    found = by_id(seances.rows())
    weekly = world["weekly"].pk
    moved, there = found[f"{weekly}-20270112-1a"], found[f"{weekly}-20270112-1b"]
    cancelled = found[f"{weekly}-20270119-1a"]

    assert (moved["etat"], moved["tenue"], moved["raison"]) == ("deplacee", False, "=travaux")
    assert moved["deplacee_lieu_id"] == there["lieu_id"] == world["artag"].slug
    assert moved["deplacee_lieu_page"] == f"/lieux/{world['artag'].slug}/"
    assert (there["etat"], there["tenue"]) == ("modifiee", True)
    assert (cancelled["etat"], cancelled["raison"]) == ("annulee", "réunion")
    assert there["debut"].isoformat() == "2027-01-12T14:00:00+01:00"


def test_a_séance_moved_to_a_place_that_is_not_published_is_cancelled(world):
    (row,) = [row for row in seances.rows() if row["lieu_nom"] == "Chez nous" and row["debut"].date() == TUESDAY]

    assert (row["etat"], row["tenue"], row["deplacee_lieu_nom"], row["lieu_id"]) == ("annulee", False, "", None)


def test_a_séance_that_comes_from_a_draft_names_no_rule(world):
    strangers = [row for row in seances.rows() if row["permanence_id"] is None]

    assert [(row["lieu_nom"], row["debut"].date()) for row in strangers] == [("ARTAG", TUESDAY)]


def test_a_date_added_after_the_end_keeps_its_rule_in_the_file(world):
    ChangementFactory(permanence=world["over"], genre=Changement.Genre.AJOUT, du=date(2027, 2, 8))

    assert world["over"].pk in by_id(permanences.rows())
    assert {row["permanence_id"] for row in seances.rows()} - {None} <= set(by_id(permanences.rows()))


@pytest.mark.parametrize("seed", range(4))
def test_a_calendar_library_expands_the_rules_to_the_days_of_the_database(time_machine, seed):
    """Over two years, the end of one with 53 weeks among them; holidays are in no RRULE."""
    _rules, _team, _world = a_world(f"open data {seed}")
    Permanence.objects.update(vacances="tenue", au=None)
    Conseiller.objects.update(etat="en_poste", date_depart=None, date_prise_de_poste=None)
    first, last = date(2026, 5, 13), date(2028, 5, 13)
    assert FIRST < first < last < LAST
    time_machine.move_to(datetime.combine(first, time(12)))
    read = 0
    for row in permanences.rows():
        days = set(Occurrence.objects.filter(permanence=row["id"], date__range=(first, last)).values_list("date"))
        if not row["rrule"]:
            assert row["rythme"] == "dates" or not days
            continue
        start = datetime.combine(row["rrule_debut"], time())
        given = rrulestr(row["rrule"], dtstart=start).between(start, datetime.combine(last, time()), inc=True)
        assert {(moment.date(),) for moment in given} == days, row
        read += 1

    assert read > 20


def test_a_place_with_the_same_rule_at_two_hours_has_two_rows(db):
    lieu = LieuFactory()
    PermanenceFactory(lieu=lieu)
    PermanenceFactory(lieu=lieu, heure_debut=time(9), heure_fin=time(10))

    assert [row["heure_debut"] for row in permanences.rows()] == [time(14), time(9)]
