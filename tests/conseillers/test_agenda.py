"""The schedule by day and by week, and its choices."""

import pytest
import time_machine

from conseillers import wording
from structures.nomenclature import Service
from tests.conseillers.test_pages import read
from tests.factories import CCAS_ECULLY, ChangementFactory, PermanenceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tuesday_morning(lyon):
    with time_machine.travel("2026-11-24T09:00:00+01:00", tick=False):
        yield


def test_a_week_runs_from_monday_to_sunday(client):
    PermanenceFactory(jours=[1, 7])

    response = client.get("/agenda/", {"vue": "semaine"})

    assert wording.week(response.context["agenda"].jour) == "du lundi 23 au dimanche 29\u00a0novembre"
    assert [len(day["groupes"]) for day in response.context["jours"]] == [1, 0, 0, 0, 0, 0, 1]
    assert response.context["nombre"] == 2


def test_choices_keep_what_was_asked_and_links_carry_them(client):
    PermanenceFactory(lieu__nom="La MIETE", mode="atelier", lieu__services=[Service.INSERTION])
    PermanenceFactory(lieu__nom="CCAS", lieu__at=CCAS_ECULLY, mode="atelier", lieu__services=[Service.INSERTION])
    PermanenceFactory(lieu__nom="Sans", lieu__services=[Service.INSERTION])
    PermanenceFactory(lieu__nom="Photos", mode="atelier", lieu__services=[Service.LOISIRS])
    asked = {"commune": "villeurbanne", "besoin": "cv", "mode": "atelier"}

    response = client.get("/agenda/", asked)

    assert [s.lieu.nom for _, seances in response.context["groupes"] for s in seances] == ["La MIETE"]
    suffix = "?commune=villeurbanne&besoin=cv&mode=atelier&jour=2026-11-25"
    assert response.context["liens"]["apres"]["url"] == f"/agenda/{suffix}"


def test_what_is_shown_can_be_followed_in_a_calendar(client):
    PermanenceFactory(mode="atelier", lieu__services=[Service.INSERTION])
    asked = {"commune": "villeurbanne", "besoin": "cv", "mode": "atelier", "vue": "semaine", "jour": "2026-12-01"}

    body = client.get("/agenda/", asked).content.decode()

    assert 'href="/agenda.ics?commune=villeurbanne&amp;besoin=cv&amp;mode=atelier"' in body


def test_lyon_holds_its_arrondissements(client):
    PermanenceFactory(lieu__at=(4.8435, 45.7567, "69003", "69383"))

    assert client.get("/agenda/", {"commune": "lyon"}).context["nombre"] == 1


def test_a_value_that_does_not_exist_is_said_and_left_out(client):
    PermanenceFactory(lieu__nom="La MIETE")
    asked = {"commune": "\0paris", "besoin": "x", "mode": "y", "vue": "z", "jour": "31/02/2026"}

    body = client.get("/agenda/", asked).content.decode()
    words = read(client, "/agenda/", **asked)

    assert "La MIETE" in words
    assert "Cette commune n’est pas dans la liste" in words
    assert words.count("Ce choix n’existe pas") == 3
    assert 'value="31/02/2026"' in body
    assert 'href="/agenda/?jour=2026-11-25"' in body


@pytest.mark.parametrize("jour", ["2021-01-01", "2069-11-30"])
def test_the_calendar_ends_without_a_link_past_its_ends(client, jour):
    for vue in ["jour", "semaine"]:
        assert client.get("/agenda/", {"jour": jour, "vue": vue}).status_code == 200


def test_an_empty_week_names_the_next_one_that_is_not(client):
    PermanenceFactory(jours=[4], du="2026-12-08")

    response = client.get("/agenda/", {"vue": "semaine"})

    assert response.context["plus_tard"] == {
        "url": "/agenda/?vue=semaine&jour=2026-12-10",
        "nom": "du lundi 7 au dimanche 13\u00a0décembre",
    }


def test_choices_that_give_nothing_can_be_dropped(client):
    PermanenceFactory()

    assert "Voir sans ces choix" in read(client, "/agenda/", mode="atelier")


@pytest.mark.parametrize("number", [1, 8])
def test_the_agenda_takes_five_queries_at_most(client, django_assert_max_num_queries, number):
    for _ in range(number):
        PermanenceFactory(jours=[3])
        ChangementFactory(permanence=PermanenceFactory(), du="2026-11-24", au="2026-12-20")

    for vue in ["jour", "semaine"]:
        with django_assert_max_num_queries(5):
            client.get("/agenda/", {"vue": vue})
