"""What pages say at an instant in Lyon: midnight, a séance under way, a holiday, the nights the clocks change."""

from datetime import time, timedelta

import pytest
import time_machine

from tests.conseillers.test_pages import read
from tests.factories import CCAS_ECULLY, MIETE, RAYONNE, ChangementFactory, LieuFactory, PermanenceFactory

pytestmark = pytest.mark.django_db
LIEU = "/lieux/la-miete-villeurbanne/"
TUESDAY = "2026-11-24"


@pytest.fixture
def miete(lyon):
    return LieuFactory(nom="La MIETE", at=MIETE)


def at(instant, client, address, **parameters):
    with time_machine.travel(instant, tick=False):
        return read(client, address, **parameters)


@pytest.mark.parametrize(
    ("instant", "home", "when"),
    [
        (
            "2026-11-23T23:59:00+01:00",
            "Pas de permanence aujourd’hui. Prochaine : demain, mardi 24 novembre",
            "Demain de 14 h à 17 h",
        ),
        ("2026-11-24T00:00:00+01:00", "1 permanence ouvre encore aujourd’hui.", "Aujourd’hui de 14 h à 17 h"),
        ("2026-11-23T23:00:00Z", "1 permanence ouvre encore aujourd’hui.", "Aujourd’hui de 14 h à 17 h"),
        ("2026-11-24T15:00:00+01:00", "1 permanence est ouverte en ce moment.", "Ouvert en ce moment, jusqu’à 17 h"),
        ("2026-11-24T16:40:00+01:00", "1 permanence est ouverte en ce moment.", "Ouvert en ce moment, jusqu’à 17 h"),
        ("2026-11-24T16:50:00+01:00", "1 permanence est ouverte", "Ouvert encore 10 minutes, jusqu’à 17 h"),
        ("2026-11-24T16:59:30+01:00", "1 permanence est ouverte", "Ouvert encore moins d’une minute, jusqu’à 17 h"),
        (
            "2026-11-24T17:00:00+01:00",
            "Plus de permanence aujourd’hui. Prochaine : mardi 1er décembre",
            "Mardi 1er décembre de 14 h à 17 h",
        ),
        ("2026-11-24T23:59:00+01:00", "Plus de permanence aujourd’hui.", "Mardi 1er décembre de 14 h à 17 h"),
    ],
)
def test_pages_are_right_at_every_instant(client, miete, instant, home, when):
    PermanenceFactory(lieu=miete)

    assert home in at(instant, client, "/")
    assert when in at(instant, client, "/recherche/", q="Villeurbanne")
    assert when in at(instant, client, LIEU)


@pytest.mark.parametrize(
    ("instant", "when"),
    [
        ("2026-11-23T23:59:59+01:00", "Demain de 0 h à 1 h"),
        ("2026-11-24T00:00:00+01:00", "Ouvert en ce moment, jusqu’à 1 h"),
        ("2026-11-24T01:00:00+01:00", "Aujourd’hui de 22 h à 23 h 59"),
        ("2026-11-24T23:58:30+01:00", "Ouvert encore moins d’une minute, jusqu’à 23 h 59"),
        ("2026-11-24T23:59:00+01:00", "Mardi 1er décembre de 0 h à 1 h"),
    ],
)
def test_the_first_and_last_hours_of_a_day_belong_to_it(client, miete, instant, when):
    PermanenceFactory(
        lieu=miete, heure_debut=time(0), heure_fin=time(1), heure_debut_2=time(22), heure_fin_2=time(23, 59)
    )

    assert when in at(instant, client, "/recherche/", q="Villeurbanne")
    assert when in at(instant, client, LIEU)


def test_a_place_heads_a_seance_under_way_as_one(client, miete):
    PermanenceFactory(lieu=miete)

    assert "Prochaine permanence Aujourd’hui de 14 h" in at("2026-11-24T13:59:59+01:00", client, LIEU)
    assert "Permanence en cours Ouvert en ce moment" in at("2026-11-24T14:00:00+01:00", client, LIEU)


@pytest.mark.parametrize(
    ("sunday", "opens"),
    [("2026-03-29", "2026-03-29T12:00:00Z"), ("2026-10-25", "2026-10-25T13:00:00Z")],
)
def test_hours_stay_those_on_the_wall_the_day_the_clocks_change(client, miete, sunday, opens):
    PermanenceFactory(lieu=miete, jours=[7])

    with time_machine.travel(opens, tick=False) as clock:
        for address in ["/recherche/?q=Villeurbanne", LIEU]:
            assert "Ouvert en ce moment, jusqu’à 17 h" in read(client, address)
        assert "1 permanence est ouverte en ce moment." in read(client, "/")

        clock.shift(timedelta(seconds=-1))
        for address in ["/recherche/?q=Villeurbanne", LIEU]:
            assert "Aujourd’hui de 14 h à 17 h" in read(client, address)
        assert "1 permanence ouvre encore aujourd’hui." in read(client, "/")


def test_on_11_november_the_closed_door_is_said_with_the_next_open_one(client, miete):
    PermanenceFactory(lieu=miete, jours=[3])
    armistice = "2026-11-11T09:00:00+01:00"

    results = at(armistice, client, "/recherche/", q="Villeurbanne")

    assert "Aujourd’hui, Armistice : pas de permanence. Prochaine : mercredi 18 novembre" in at(armistice, client, "/")
    for words in [results, at(armistice, client, LIEU)]:
        assert "Aujourd’hui de 14 h à 17 h Annulée : Armistice" in words
        assert "Mercredi 18 novembre de 14 h à 17 h" in words


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        (
            "2026-11-11T09:00:00+01:00",
            "1 permanence ouvre encore aujourd’hui. Jour férié (Armistice) : les autres n’ont",
        ),
        (
            "2026-11-11T15:00:00+01:00",
            "1 permanence est ouverte en ce moment. Jour férié (Armistice) : les autres n’ont",
        ),
        ("2026-11-11T17:00:00+01:00", "Aujourd’hui, Armistice : plus de permanence. Prochaine : mercredi 18 novembre"),
    ],
)
def test_a_holiday_is_named_beside_what_is_held_in_spite_of_it(client, miete, instant, said):
    PermanenceFactory(lieu=miete, jours=[3], tenue_jours_feries=True)
    PermanenceFactory(jours=[3])

    assert said in at(instant, client, "/")


def test_a_holiday_is_named_in_the_agenda_with_or_without_a_seance(client, miete):
    PermanenceFactory(lieu=miete, jours=[3])
    monday = "2026-11-09T09:00:00+01:00"

    assert "Mercredi 11 novembre, Armistice Aucune" in at(monday, client, "/agenda/", jour="2026-11-11")
    assert "Mercredi 11 novembre, Armistice Villeurbanne" in at(monday, client, "/agenda/", vue="semaine")
    assert "Dimanche 1er novembre, Toussaint Aucune" in at(monday, client, "/agenda/", jour="2026-11-01")
    assert "Mercredi 18 novembre 1 permanence" in at(monday, client, "/agenda/", jour="2026-11-18")


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "La permanence d’aujourd’hui est annulée."), (2, "Les 2 permanences d’aujourd’hui sont annulées.")],
)
def test_a_day_whose_every_seance_is_cancelled_says_so_and_when_is_the_next(client, number, said):
    for _ in range(number):
        ChangementFactory(permanence=PermanenceFactory(jours=[2, 4]), du=TUESDAY)

    words = at("2026-11-24T09:00:00+01:00", client, "/")

    assert f"{said} Prochaine : jeudi 26 novembre" in words


def test_a_cancelled_seance_does_not_hide_that_others_took_place(client):
    PermanenceFactory(heure_debut="09:00", heure_fin="12:00")
    ChangementFactory(permanence=PermanenceFactory(), du=TUESDAY)

    assert "Plus de permanence aujourd’hui." in at("2026-11-24T13:00:00+01:00", client, "/")


def test_without_any_date_to_come_the_home_page_leads_to_the_places(client, miete):
    PermanenceFactory(lieu=miete, au=TUESDAY)

    words = at("2026-11-25T09:00:00+01:00", client, "/")

    assert "Pas de permanence aujourd’hui. Voir tous les lieux" in words


def test_a_next_day_of_invented_hours_is_said_to_be_invented(client, miete):
    PermanenceFactory(lieu=miete, demonstration=True)

    assert "inventés" in at("2026-11-22T09:00:00+01:00", client, "/")


@pytest.mark.parametrize("day", [TUESDAY, "2026-11-22", "2026-11-11"])
def test_the_home_page_takes_three_queries_at_most(client, miete, django_assert_max_num_queries, day):
    PermanenceFactory(lieu=miete, jours=[2, 3])
    PermanenceFactory(lieu=miete, jours=[2, 3], heure_debut=time(15))

    with time_machine.travel(f"{day}T09:00:00+01:00", tick=False), django_assert_max_num_queries(3):
        client.get("/")


@pytest.mark.parametrize("address", ["/", "/recherche/?q=Villeurbanne", LIEU, "/agenda/", "/communes/villeurbanne/"])
def test_a_page_is_asked_for_again_and_changes_at_midnight(client, miete, address):
    PermanenceFactory(lieu=miete)
    with time_machine.travel("2026-11-23T23:59:59+01:00", tick=False) as clock:
        monday = client.get(address)
        same = client.get(address, headers={"If-None-Match": monday["ETag"]})

        clock.shift(timedelta(seconds=1))
        tuesday = client.get(address, headers={"If-None-Match": monday["ETag"]})

    assert (monday["Cache-Control"], same["Cache-Control"]) == ("no-cache", "no-cache")
    assert (same.status_code, tuesday.status_code) == (304, 200)


def test_a_cancelled_date_names_the_next_one_at_the_same_place(client, miete):
    permanence = PermanenceFactory(lieu=miete)
    ChangementFactory(permanence=permanence, du="2026-12-01", motif="formation")
    monday = "2026-11-30T09:00:00+01:00"

    for address in [LIEU, "/agenda/?jour=2026-12-01"]:
        words = at(monday, client, address)
        assert "Annulée : formation Au même endroit : mardi 8 décembre de 14 h à 17 h" in words
    assert "Demain de 14 h à 17 h Annulée : formation" in at(monday, client, "/recherche/", q="Villeurbanne")


def test_with_no_date_soon_at_the_same_place_the_nearest_other_is_named(client, miete):
    permanence = PermanenceFactory(lieu=miete)
    ChangementFactory(permanence=permanence, du=TUESDAY, au="2026-12-20", motif="travaux")
    PermanenceFactory(lieu__nom="Rayonne", lieu__at=RAYONNE, jours=[4])
    PermanenceFactory(lieu__nom="CCAS", lieu__at=CCAS_ECULLY, jours=[3])

    for address in [LIEU, "/agenda/"]:
        words = at("2026-11-24T09:00:00+01:00", client, address)
        assert "Ailleurs, à 2,3 km : Rayonne, Villeurbanne, jeudi 26 novembre de 14 h à 17 h" in words


@pytest.mark.parametrize("open_there", [True, False])
def test_a_moved_date_names_its_new_place_unless_that_is_closed_too(client, miete, open_there):
    rayonne = LieuFactory(nom="Rayonne", at=RAYONNE)
    permanence = PermanenceFactory(lieu=miete)
    ChangementFactory(genre="lieu", permanence=permanence, lieu_accueil=rayonne, du=TUESDAY, motif="travaux")
    if not open_there:
        ChangementFactory(lieu=rayonne, du=TUESDAY)

    for address in [LIEU, "/agenda/", "/recherche/?q=Villeurbanne"]:
        words = at("2026-11-24T09:00:00+01:00", client, address)
        assert "Déplacée : travaux" in words
        assert ("Ce jour-là, allez à : Rayonne" in words) is open_there


def test_cancelled_dates_cost_a_place_and_its_results_no_more_queries(client, miete, django_assert_max_num_queries):
    for day in range(1, 6):
        ChangementFactory(permanence=PermanenceFactory(lieu=miete, jours=[day]), du=TUESDAY, au="2026-12-20")
        PermanenceFactory(lieu__at=RAYONNE, jours=[day])

    with time_machine.travel("2026-11-24T09:00:00+01:00", tick=False):
        with django_assert_max_num_queries(9):
            client.get(LIEU, {"q": "12 rue Untel, Villeurbanne"})
        with django_assert_max_num_queries(6):
            client.get("/recherche/", {"q": "12 rue Untel, Bron"})
