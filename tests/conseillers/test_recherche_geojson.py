"""The result of a search, as machines and the map read it."""

import pytest
import time_machine

from conseillers.models import Conseiller
from structures.nomenclature import Service
from tests.factories import (
    ARTAG,
    CCAS_ECULLY,
    CYBERBASE_BRON,
    MAIRIE_GRIGNY,
    MIETE,
    RAYONNE,
    ChangementFactory,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
)

MONDAY_MORNING = "2026-11-23T09:00:00+01:00"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lyon")]


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(MONDAY_MORNING, tick=False):
        yield


def ask(client, **parameters):
    response = client.get("/recherche.geojson", parameters)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/geo+json"
    return response.json()


def names(result):
    return [feature["properties"]["nom"] for feature in result["features"]]


def test_the_nearest_place_comes_first_with_its_distance_in_metres(client):
    LieuFactory(nom="Grigny", at=MAIRIE_GRIGNY)
    LieuFactory(nom="MIETE", at=MIETE)

    result = ask(client, lon=RAYONNE[0], lat=RAYONNE[1])

    assert names(result) == ["MIETE", "Grigny"]
    # Oracle: the haversine formula on a sphere of 6371 km gives 2336 m and 19.3 km.
    assert [feature["properties"]["distance_m"] for feature in result["features"]] == pytest.approx(
        [2336, 19_330], rel=5e-3
    )


def test_the_collection_says_what_was_understood_and_gives_the_agreed_members(client):
    permanence = PermanenceFactory(lieu=LieuFactory(nom="MIETE", at=MIETE, telephone="+33953226107"))

    result = ask(client, q="villeurbanne")

    assert result["type"] == "FeatureCollection"
    assert {name: result["compris"][name] for name in ("libelle", "genre", "code_insee", "confiance", "besoin")} == {
        "libelle": "Villeurbanne",
        "genre": "commune",
        "code_insee": ["69266"],
        "confiance": "sure",
        "besoin": None,
    }
    assert result["features"][0]["geometry"] == {"type": "Point", "coordinates": [4.890171, 45.763777]}
    properties = result["features"][0]["properties"]
    assert properties["slug"] == permanence.lieu.slug
    assert properties["url"] == f"/lieux/{permanence.lieu.slug}/"
    assert properties["adresse"] == "1 rue de la République, 69100 Villeurbanne"
    assert (properties["commune"], properties["code_insee"]) == ("Villeurbanne", "69266")
    assert properties["prochaine_seance"] == {
        "debut": "2026-11-24T14:00:00+01:00",
        "fin": "2026-11-24T17:00:00+01:00",
        "mode": "sans-rendez-vous",
        "etat": "prevue",
    }


def test_the_next_seance_is_the_first_that_will_be_held(client):
    permanence = PermanenceFactory()
    ChangementFactory(permanence=permanence, du="2026-11-24")

    seance = ask(client, q="bron")["features"][0]["properties"]["prochaine_seance"]

    assert seance["debut"] == "2026-12-01T14:00:00+01:00"


def test_a_place_without_permanence_is_still_a_place(client):
    LieuFactory(nom="MIETE")

    assert ask(client, q="bron")["features"][0]["properties"]["prochaine_seance"] is None


def test_without_a_point_the_earliest_comes_first(client):
    PermanenceFactory(lieu__nom="Jeudi", jours=[4])
    PermanenceFactory(lieu__nom="Mardi", jours=[2])
    LieuFactory(nom="Jamais")

    result = ask(client)

    assert names(result) == ["Mardi", "Jeudi", "Jamais"]
    assert result["compris"]["confiance"] == "aucune"
    assert result["features"][0]["properties"]["distance_m"] is None


def test_the_order_may_be_by_date_around_a_point(client):
    PermanenceFactory(lieu__nom="Près", lieu__at=MIETE, jours=[4])
    PermanenceFactory(lieu__nom="Loin", lieu__at=MAIRIE_GRIGNY, jours=[2])

    assert names(ask(client, q="villeurbanne", tri="date")) == ["Loin", "Près"]
    assert names(ask(client, q="villeurbanne")) == ["Près", "Loin"]


def test_no_place_for_a_need_and_a_wheelchair_says_so_too(client):
    LieuFactory(nom="MIETE")

    result = ask(client, q="bron", besoin="cv", accessible="on")

    assert names(result) == ["MIETE"]
    assert result["messages"] == ["Aucun lieu ne répond à tous vos choix. Voici les lieux sans ces choix."]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"jour": "2026-11-24"}, ["Mardi matin"]),
        ({"jour": "26/11/2026"}, ["Jeudi soir"]),
        ({"moment": "matin"}, ["Mardi matin"]),
        ({"moment": "soir"}, ["Jeudi soir"]),
        ({"mode": "atelier"}, ["Jeudi soir"]),
        ({"langue": "ar"}, ["Jeudi soir"]),
        ({"accessible": "on"}, ["Mardi matin"]),
        ({"besoin": "cv"}, ["Mardi matin"]),
        ({"besoin": "cv", "moment": "soir"}, ["Mardi matin", "Jeudi soir"]),  # nothing matches: all but one
    ],
)
def test_filters_keep_the_places_that_one_could_come_to(client, filters, expected):
    morning = {"heure_debut": "09:00", "heure_fin": "12:00"}
    evening = {"heure_debut": "17:30", "heure_fin": "20:00", "mode": "atelier"}
    in_arabic = [ConseillerFactory(langues=["fr", "ar"], etat=Conseiller.Etat.EN_POSTE)]
    PermanenceFactory(
        lieu__nom="Mardi matin", lieu__acces_fauteuil=True, lieu__services=[Service.INSERTION], jours=[2], **morning
    )
    PermanenceFactory(lieu__nom="Jeudi soir", lieu__at=CCAS_ECULLY, jours=[4], conseillers=in_arabic, **evening)

    assert names(ask(client, q="villeurbanne", **filters)) == expected


def test_filters_that_exclude_everything_say_so(client):
    PermanenceFactory(lieu__nom="Mardi")

    result = ask(client, q="bron", langue="zh")

    assert names(result) == ["Mardi"]
    assert result["messages"] == ["Aucun lieu ne répond à tous vos choix. Voici ceux qui répondent à tous sauf un."]


def test_a_narrower_permanence_does_not_answer_another_need(client):
    lieu = LieuFactory(services=[Service.INSERTION, Service.DEMARCHES])
    PermanenceFactory(lieu=lieu, jours=[2], besoins=["demarche"])
    PermanenceFactory(lieu=lieu, jours=[4])

    seance = ask(client, besoin="cv")["features"][0]["properties"]["prochaine_seance"]

    assert seance["debut"].startswith("2026-11-26")


def test_who_is_far_away_is_told_how_far(client):
    LieuFactory(nom="MIETE")

    result = ask(client, lat=48.8566, lon=2.3522)

    assert names(result) == ["MIETE"]
    assert result["messages"][0].replace("\u00a0", " ") == (
        "Vous êtes loin de la Métropole de Lyon : le lieu le plus proche est à 394 km."
    )


def test_a_shared_postal_code_is_said_to_be_shared(client):
    LieuFactory()

    assert ask(client, q="69390")["messages"] == [
        "Le code postal est partagé entre plusieurs communes, toutes prises en compte : Charly, Vernaison."
    ]


def test_pages_hold_twenty_places_and_do_not_overlap(client):
    for _ in range(23):
        LieuFactory(at=CYBERBASE_BRON)  # all at one door: only the key tells them apart

    first, second = ask(client, q="bron"), ask(client, q="bron", page=2)

    assert (len(first["features"]), len(second["features"])) == (20, 3)
    assert not set(names(first)) & set(names(second))
    assert [feature["properties"]["rang"] for feature in second["features"]] == [21, 22, 23]


@pytest.mark.parametrize("number", ["0", "-1", "1000000000", "x", ""])
def test_a_page_that_does_not_exist_gives_the_nearest_one_that_does(client, number):
    LieuFactory(nom="MIETE")

    result = ask(client, q="bron", page=number)

    assert names(result) == ["MIETE"]
    assert result["messages"] == (["Cette page n’existe pas. Voici la page 1."] if number else [])


HOSTILE = [
    "a" * 300,
    "a" * 5000,
    "🙂🙂",
    "\u202elyon",
    "lyon\x00",
    "x\r\ny",
    "'; DROP TABLE x; --",
    "%%%",
    "\\",
    "((",
    "١٢٣",
    "ﬁ",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_get_an_answer(client, words):
    LieuFactory(nom="MIETE")

    result = ask(client, q=words)

    assert names(result) == ["MIETE"]
    assert result["messages"] or result["compris"]["confiance"] != "aucune"


@pytest.mark.parametrize(
    "position",
    [
        {"lat": "45.7"},
        {"lon": "4.8"},
        {"lat": "nan", "lon": "4.8"},
        {"lat": "inf", "lon": "4.8"},
        {"lat": "91", "lon": "4.8"},
        {"lat": "45.7", "lon": "181"},
        {"lat": "45,7", "lon": "abc"},
        {"lat": "1e400", "lon": "0"},
    ],
)
def test_a_broken_position_is_said_and_answered_without(client, position):
    LieuFactory(nom="MIETE")

    result = ask(client, **position)

    assert names(result) == ["MIETE"]
    assert result["compris"]["genre"] is None
    assert "Votre position n’a pas été comprise" in result["messages"][0]


def test_words_win_over_a_position_left_in_the_address(client):
    LieuFactory(at=ARTAG)

    assert ask(client, q="Bron", lat=48.85, lon=2.35)["compris"]["libelle"] == "Bron"


@pytest.mark.parametrize("lieux", [1, 20])
def test_the_number_of_queries_does_not_grow_with_the_places(client, django_assert_max_num_queries, lieux):
    for _ in range(lieux):
        PermanenceFactory(lieu__at=CYBERBASE_BRON)

    with django_assert_max_num_queries(6) as queries:
        ask(client, q="12 rue de la Paix, Bron", besoin="", mode="sans-rendez-vous")

    assert len(queries) == 6
