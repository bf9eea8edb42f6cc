"""An adviser's first name, alone or with a place, finds where she stands."""

import pytest
import time_machine

from tests.conseillers.test_demandes import ask, names, page
from tests.factories import CCAS_ECULLY, CYBERBASE_BRON, MIETE, ConseillerFactory, LieuFactory, PermanenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lyon")]


@pytest.fixture(autouse=True)
def _tuesday_at_ten():
    with time_machine.travel("2026-11-24T10:00:00+01:00", tick=False):
        yield


@pytest.fixture
def nadia():
    """She stands at two places; somebody else at a third, nearer to Bron."""
    nadia = ConseillerFactory(prenom="Nadia", nom="Benali")
    PermanenceFactory(lieu__nom="La MIETE", lieu__at=MIETE, conseillers=[nadia])
    PermanenceFactory(lieu__nom="CCAS d’Écully", lieu__at=CCAS_ECULLY, conseillers=[nadia], jours=[3])
    PermanenceFactory(lieu__nom="Cyber-base", lieu__at=CYBERBASE_BRON)
    return nadia


@pytest.mark.parametrize("words", ["nadia bron", "Bron, NADIA", "avec Nadia à Bron", "voir nadia bron", "nàdia 69500"])
def test_a_first_name_with_a_place_finds_her_places_nearest_first(client, nadia, words):
    result = ask(client, q=words)

    assert names(result) == ["La MIETE", "CCAS d’Écully"]
    assert result["compris"]["code_insee"] == ["69029"]


def test_a_first_name_alone_finds_her_places_earliest_first(client, nadia):
    assert names(ask(client, q="nadia")) == ["La MIETE", "CCAS d’Écully"]


def test_a_first_name_is_said_and_can_be_taken_off(client, nadia):
    text, links, _main = page(client, q="nadia bron")

    assert "Résultats autour de Bron" in text
    assert links["Avec Nadia , enlever ce choix"] == {"q": ["bron"]}


def test_a_surname_finds_nobody(client, nadia):
    assert "Avec Benali" not in page(client, q="benali bron")[0]


def test_a_street_that_bears_a_first_name_asks_for_nobody(client):
    PermanenceFactory(conseillers=[ConseillerFactory(prenom="Paul")])

    for words in ["12 rue paul bert lyon", "rue paul lyon", "paul bert lyon"]:
        assert "Avec Paul" not in page(client, q=words)[0], words


def test_a_town_that_bears_a_first_name_stays_a_town(client):
    PermanenceFactory(conseillers=[ConseillerFactory(prenom="Irigny")])

    assert ask(client, q="irigny")["compris"]["libelle"] == "Irigny"


def test_with_several_of_one_first_name_all_their_places_are_found(client):
    for at in (MIETE, CCAS_ECULLY):
        PermanenceFactory(lieu__at=at, conseillers=[ConseillerFactory(prenom="Marie")])
    LieuFactory(at=CYBERBASE_BRON)

    assert len(names(ask(client, q="marie bron"))) == 2


def test_who_has_left_is_not_found(client):
    gone = ConseillerFactory(prenom="Karim", etat="parti", date_depart="2026-11-01")
    PermanenceFactory(conseillers=[gone])

    text, _links, _main = page(client, q="karim bron")

    assert "Aucun lieu ne répond à tous vos choix" in text
