"""Pages of results for what people ask: the need and the time in their words, quick choices, counts, near misses."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from structures.nomenclature import Service
from tests.factories import CYBERBASE_BRON, MIETE, LieuFactory, PermanenceFactory

TUESDAY_AT_TEN = "2026-11-24T10:00:00+01:00"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lyon")]


@pytest.fixture(autouse=True)
def _tuesday_at_ten():
    with time_machine.travel(TUESDAY_AT_TEN, tick=False):
        yield


def ask(client, **parameters):
    return client.get("/recherche.geojson", parameters).json()


def names(result):
    return [feature["properties"]["nom"] for feature in result["features"]]


def page(client, **parameters):
    """The page's text, its links by their words, and its markup."""
    body = client.get("/recherche/", parameters).content.decode()
    main = body[body.index("<main") :]
    links = {}
    for href, text in re.findall(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', main, re.S):
        links[plain(text)] = parse_qs(urlsplit(href.replace("&amp;", "&")).query)
    return plain(main), links, main


def plain(markup):
    text = re.sub(r"<[^>]+>", " ", markup).replace("\u00a0", " ").replace("&nbsp;", " ").replace("&#x27;", "'")
    return re.sub(r"\s+", " ", text).strip()


def test_words_that_are_a_need_are_understood_as_need_and_place(client):
    LieuFactory(nom="Sans", at=CYBERBASE_BRON)
    LieuFactory(nom="Emploi", at=MIETE, services=[Service.INSERTION])

    result = ask(client, q="faire mon cv à bron")

    assert names(result) == ["Emploi"]
    assert (result["compris"]["libelle"], result["compris"]["besoin"]) == ("Bron", "cv")
    assert result["compris"]["confiance"] == "sure"


def test_a_need_chosen_wins_over_the_one_in_the_words(client):
    LieuFactory(services=[Service.INSERTION, Service.DEMARCHES])

    assert ask(client, q="faire mon cv à bron", besoin="demarche")["compris"]["besoin"] == "demarche"


def test_what_was_understood_is_said_and_can_be_taken_off(client):
    LieuFactory(services=[Service.INSERTION])

    _text, links, main = page(client, q="faire mon cv demain à bron")

    assert links["Aide pour : faire mon CV , enlever ce choix"] == {"q": ["bron"], "jour": ["2026-11-25"]}
    assert links["Mercredi 25 novembre , enlever ce choix"] == {"q": ["bron"], "besoin": ["cv"]}
    assert 'value="faire mon cv demain à bron"' in main  # what was typed stays in the field
    assert '<option value="cv" selected>' in main


def test_a_need_alone_shows_who_answers_it_and_asks_where(client):
    LieuFactory(nom="Sans")
    PermanenceFactory(lieu__nom="Emploi", lieu__services=[Service.INSERTION])

    text, _links, _main = page(client, q="faire mon cv")

    assert "Emploi" in text
    assert "Écrivez aussi votre ville ou votre code postal" in text
    assert "Nous n’avons pas compris" not in text
    assert names(ask(client, q="faire mon cv")) == ["Emploi"]


def test_a_need_alone_is_answered_around_a_position(client):
    LieuFactory(nom="Emploi", services=[Service.INSERTION])

    compris = ask(client, q="faire mon cv", lon=4.89, lat=45.76)["compris"]

    assert (compris["genre"], compris["besoin"]) == ("position", "cv")


def test_time_in_words_is_a_choice_of_day_and_half_day(client):
    PermanenceFactory(lieu__nom="Mercredi", jours=[3])
    PermanenceFactory(lieu__nom="Mercredi matin", jours=[3], heure_debut="09:00", heure_fin="11:00")

    assert names(ask(client, q="demain après-midi à bron")) == ["Mercredi"]


def test_now_is_under_way_or_beginning_within_the_hour(client):
    for nom, debut, fin in [
        ("Finie", "08:00", "10:00"),
        ("En cours", "09:00", "10:01"),
        ("Dans une heure", "11:00", "12:00"),
        ("Plus tard", "11:01", "12:00"),
    ]:
        PermanenceFactory(lieu__nom=nom, heure_debut=debut, heure_fin=fin)

    assert sorted(names(ask(client, q="bron", moment="maintenant"))) == ["Dans une heure", "En cours"]


def test_the_place_reached_from_words_with_a_need_says_how_far(client):
    lieu = LieuFactory(services=[Service.INSERTION])

    text = plain(client.get(lieu.get_absolute_url(), {"q": "faire mon cv à bron"}).content.decode())

    assert "Retour à la liste" in text
