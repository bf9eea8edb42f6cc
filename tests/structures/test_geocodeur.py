"""The national geocoding service: asked little, believed little, waited for less than a second."""

import json

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from structures import geocodeur
from structures.reperes import understand
from tests.conseillers.made_up import AWKWARD, anything
from tests.structures.geocodeur_fictif import RIGHT, feature, hanging

pytestmark = pytest.mark.django_db

UNKNOWN = "rue des Mirabelles"
LONGEST_WAIT = 1.0  # seconds: the promise
PATIENCE = 0.3  # what these tests' searches wait, so that a busy machine has some to spare


# --- When it is asked, and what ---


def test_it_is_off_by_default(lyon, settings):
    assert settings.GEOCODEUR_URL == ""
    assert understand(UNKNOWN).confiance == "aucune"


def test_a_street_that_we_do_not_know_is_found_there_with_a_doubt(lyon, service):
    service.answer(feature("Rue des Mirabelles", at=(4.8575, 45.7607)))

    compris = understand(UNKNOWN)

    assert (compris.libelle, compris.genre, compris.code_insee) == (
        "Rue des Mirabelles, 69003 Lyon",
        "voie",
        ["69383"],
    )
    assert (compris.confiance, compris.repli) == ("doute", "service")
    assert compris.point.coords == (4.8575, 45.7607)


@pytest.mark.parametrize("words", ["Bron", "69003", "Lyon 3e", "villeurbane", "saint genis", "brons", "", "!?"])
def test_what_we_know_is_not_asked(lyon, service, words):
    understand(words)

    assert service.asked == []


@pytest.mark.parametrize("words", ["jean.dupont@exemple.fr", "06 12 34 56 78", "Mirabelles 0612345678", "ab"])
def test_what_says_who_somebody_is_stays_here(lyon, service, words):
    understand(words)

    assert service.asked == []


def test_nothing_leaves_but_the_words(lyon, service):
    understand("  « rue des   Mirabelles »")

    assert service.asked == [
        {"q": "rue des Mirabelles »", "limit": "5", "autocomplete": "0", "lat": "45.757", "lon": "4.835"}
    ]
    assert set(service.headers[0]) == {"Host", "Accept-Encoding", "User-Agent", "Accept", "Connection"}
    assert service.headers[0]["User-Agent"] == "conseillers-numeriques"


def test_the_same_question_is_asked_once_a_minute(lyon, service, settings):
    settings.KEEP_ANSWERS = True
    cache.clear()
    service.answer(feature("Rue des Mirabelles"))

    first, again = understand(UNKNOWN), understand(UNKNOWN)

    cache.clear()
    assert first == again
    assert len(service.asked) == 1


# --- What is better than our own answer ---


def test_a_street_unknown_in_a_town_we_know_is_found_there(lyon, service):
    service.answer(feature("12 Rue des Mirabelles", "69500", "Bron", (4.9112, 45.7337), type="housenumber"))

    compris = understand("12 rue des Mirabelles, Bron")

    assert (compris.libelle, compris.code_insee) == ("12 Rue des Mirabelles, 69500 Bron", ["69029"])


@pytest.mark.parametrize(
    "answer",
    [
        feature("Bron", "69500", "Bron", (4.9112, 45.7337), type="municipality"),
        feature("Rue des Mirabelles", "69250", "Neuville-sur-Saône", (4.8413, 45.8763)),
    ],
)
def test_the_town_that_we_understood_stands(lyon, service, answer):
    service.answer(answer)

    compris = understand("rue des Mirabelles, Bron")

    assert (compris.libelle, compris.confiance, compris.repli) == ("Bron", "doute", "voie")


def test_a_town_elsewhere_is_answered_as_elsewhere(lyon, service):
    service.answer(feature("Annecy", "74000", "Annecy", (6.1294, 45.8992), type="municipality", citycode="74010"))

    compris = understand("Annecy")

    assert (compris.libelle, compris.code_insee) == ("Annecy", ["74010"])
    assert (compris.confiance, compris.repli) == ("doute", "ailleurs")


def test_the_commune_is_the_one_where_the_point_stands(lyon, service):
    service.answer(feature("Rue des Mirabelles", citycode="13055", at=(4.9112, 45.7337)))

    assert understand(UNKNOWN).code_insee == ["69029"]


# --- Lies ---

LIES = {
    "another name": feature("Rue Garibaldi"),
    "a common word alone": feature("Rue des Lilas"),
    "a guess": feature("Rue des Mirabelles", score=0.3),
    "a guess far away": feature("Rue des Mirabelles", "75001", "Paris", (2.34, 48.86), score=0.6),
    "a score that is none": feature("Rue des Mirabelles", score="1"),
    "a score that is no number": feature("Rue des Mirabelles", score=float("nan")),
    "swapped coordinates": feature("Rue des Mirabelles", at=(45.7607, 4.8575)),
    "an endless longitude": feature("Rue des Mirabelles", at=(float("inf"), 45.76)),
    "no number": feature("Rue des Mirabelles", at=(4.85, float("nan"))),
    "an enormous number": feature("Rue des Mirabelles", at=(10**400, 45.76)),
    "true and false": feature("Rue des Mirabelles", at=(True, False)),
    "words": feature("Rue des Mirabelles", at=("4.85", "45.76")),
    "one coordinate": feature("Rue des Mirabelles", at=(4.85,)),
    "the ocean": feature("Rue des Mirabelles", at=(-30, 45.76)),
    "an unknown kind": feature("Rue des Mirabelles", type="planet"),
    "a kind that is a list": feature("Rue des Mirabelles", type=["street"]),
    "a name that is a number": feature(12),
    "a name without end": feature("Rue des Mirabelles " * 100),
    "a name that turns the page round": feature("Rue des Mirabelles \u202e"),
    "no town": feature("Rue des Mirabelles", city=None),
    "no place": {"properties": RIGHT["properties"], "geometry": None},
    "no properties": {"geometry": RIGHT["geometry"]},
    "a list": ["Rue des Mirabelles"],
    "nothing": None,
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_is_dropped_and_the_next_place_read(lyon, service, lie):
    service.answer(lie)
    assert understand(UNKNOWN).confiance == "aucune"

    service.answer(lie, RIGHT)
    assert understand(UNKNOWN).libelle == "Rue des Mirabelles, 69003 Lyon"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | anything,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(anything, inside, max_size=3),
    max_leaves=5,
)
NEARLY_A_PLACE = st.fixed_dictionaries(
    {
        "properties": st.fixed_dictionaries(
            {
                "type": st.sampled_from(sorted(geocodeur.GENRES)) | JSON,
                "name": anything | st.sampled_from(AWKWARD) | JSON,
                "city": st.just("Lyon") | JSON,
                "score": st.just(1) | JSON,
            },
            optional={"postcode": st.just("69003") | JSON, "citycode": JSON},
        )
        | JSON,
        "geometry": st.fixed_dictionaries({"coordinates": st.just([4.85, 45.76]) | JSON}) | JSON,
    }
)


@example_settings(max_examples=1000, derandomize=True, database=None, deadline=None)
@given(place=NEARLY_A_PLACE | JSON, words=anything | st.sampled_from(AWKWARD))
def test_nonsense_is_read_without_a_failure(place, words):
    for trouve in geocodeur._read({"features": [place]}):
        geocodeur._answers(trouve, geocodeur._question(words))
        assert trouve.libelle.isprintable()


def test_another_number_of_the_street_is_not_the_door(lyon, service):
    service.answer(feature("14 Rue des Mirabelles", type="housenumber"))

    assert understand("12 rue des Mirabelles").confiance == "aucune"


# --- The page ---


def test_the_page_says_who_answers_and_its_twin_too(client, lyon, service):
    service.answer(RIGHT)

    page = client.get("/recherche/", {"q": f"impots {UNKNOWN}"}).content.decode()
    twin = json.loads(client.get("/recherche.geojson", {"q": UNKNOWN}).content)

    assert "Résultats autour de Rue des Mirabelles, 69003 Lyon" in page
    assert "service national des adresses" in page
    assert service.asked[0]["q"] == UNKNOWN
    assert (twin["compris"]["libelle"], twin["compris"]["confiance"]) == ("Rue des Mirabelles, 69003 Lyon", "doute")


@pytest.mark.parametrize(
    "asked", [{"lat": "45.76", "lon": "4.85"}, {"lat": "45.76", "lon": "4.85", "q": UNKNOWN}, {"q": "impots"}]
)
def test_neither_a_position_nor_a_need_alone_is_asked(client, lyon, service, asked):
    assert client.get("/recherche/", asked).status_code == 200

    assert service.asked == []


def test_the_page_comes_while_the_service_hangs(client, lyon, service, settings):
    settings.GEOCODEUR_SECONDS = PATIENCE
    service.behave = hanging(service)

    page = client.get("/recherche/", {"q": UNKNOWN})

    assert "Nous n’avons pas compris où vous êtes." in page.content.decode()
