"""Pages of results for what people ask: the need and the time in their words, quick choices, counts, near misses."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.http import QueryDict

from conseillers.forms import RechercheForm
from conseillers.models import Conseiller
from conseillers.recherche import Recherche
from structures.nomenclature import Service
from tests.factories import ARTAG, CCAS_ECULLY, CYBERBASE_BRON, MIETE, ConseillerFactory, LieuFactory, PermanenceFactory

CHOICES = "/recherche/choix/"
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


def page(client, address="/recherche/", **parameters):
    """The page's text, its links by their words, and its markup."""
    body = client.get(address, parameters).content.decode()
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


def test_words_typed_last_win_over_the_need_chosen_before(client):
    LieuFactory(services=[Service.INSERTION, Service.DEMARCHES])

    assert ask(client, q="faire mon cv à bron", besoin="demarche")["compris"]["besoin"] == "cv"


def test_what_was_understood_is_said_and_can_be_taken_off(client):
    LieuFactory(services=[Service.INSERTION])

    _text, links, main = page(client, q="faire mon cv demain à bron")

    assert links["Aide pour : faire mon CV , enlever ce choix"] == {"q": ["bron"], "jour": ["2026-11-25"]}
    assert links["Demain , enlever ce choix"] == {"q": ["bron"], "besoin": ["cv"]}
    assert 'value="faire mon cv demain à bron"' in main  # what was typed stays in the field
    _text, links, main = page(client, CHOICES, q="faire mon cv demain à bron")
    assert links["Demain (0) , enlever ce choix"] == {"q": ["bron"], "besoin": ["cv"]}
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


def test_shortcuts_choose_a_day_and_an_hour_and_say_how_many_places_they_give(client):
    PermanenceFactory(heure_debut="09:00", heure_fin="11:00", jours=[2])  # under way, on Tuesday
    PermanenceFactory(heure_debut="17:30", heure_fin="19:00", jours=[2, 3])

    _text, links, _main = page(client, CHOICES, q="bron", mode="sans-rendez-vous")

    kept = {"q": ["bron"], "mode": ["sans-rendez-vous"]}
    assert links["Maintenant (1)"] == kept | {"moment": ["maintenant"]}
    assert links["Aujourd’hui (2)"] == kept | {"jour": ["2026-11-24"]}
    assert links["Ce soir (1)"] == kept | {"jour": ["2026-11-24"], "moment": ["soir"]}
    assert links["Demain (1)"] == kept | {"jour": ["2026-11-25"]}
    assert links["Samedi matin (0)"] == kept | {"jour": ["2026-11-28"], "moment": ["matin"]}


def test_the_earliest_within_reach_is_pointed_out_when_the_nearest_opens_later(client):
    PermanenceFactory(lieu__nom="Près", lieu__at=CYBERBASE_BRON, jours=[4])
    PermanenceFactory(lieu__nom="Plus tôt", lieu__at=ARTAG, jours=[3], heure_debut="09:00")
    PermanenceFactory(lieu__nom="Trop loin", lieu__at=CCAS_ECULLY, jours=[2])

    text, _links, _main = page(client, lon=CYBERBASE_BRON[0], lat=CYBERBASE_BRON[1])

    assert "Plus tôt : demain 9 h à 2,4 km, Plus tôt" in text


@pytest.mark.parametrize(("nearest", "other"), [("10:00", "09:30"), ("09:00", "14:00")])
def test_a_place_hardly_earlier_or_later_is_not_pointed_out(client, nearest, other):
    PermanenceFactory(lieu__at=CYBERBASE_BRON, jours=[3], heure_debut=nearest)
    PermanenceFactory(lieu__at=ARTAG, jours=[3], heure_debut=other)

    assert "Plus tôt :" not in page(client, lon=CYBERBASE_BRON[0], lat=CYBERBASE_BRON[1])[0]


def test_each_choice_says_how_many_places_it_gives_even_none(client):
    PermanenceFactory(lieu__services=[Service.INSERTION], lieu__acces_fauteuil=True, heure_debut="09:00")
    PermanenceFactory(mode="atelier")

    _text, _links, main = page(client, CHOICES, q="bron", mode="atelier")

    options = [plain(option) for option in re.findall(r"<option.*?</option>", main)]
    assert "Atelier (1)" in [option.capitalize() for option in options]
    assert "Sans rendez-vous (1)" in [option.capitalize() for option in options]
    assert "Faire mon CV (0)" in options  # not in a workshop
    assert "chinois (0)" in options
    assert "Accessible en fauteuil roulant (0)" in plain(main)


def test_counts_are_those_of_the_lists_they_lead_to(client):
    in_arabic = [ConseillerFactory(langues=["fr", "ar"], etat=Conseiller.Etat.EN_POSTE)]
    both = [Service.INSERTION, Service.DEMARCHES]
    PermanenceFactory(lieu__services=both, besoins=["demarche"], jours=[2, 4])
    PermanenceFactory(lieu__services=both, conseillers=in_arabic, mode="atelier", heure_debut="09:30")
    PermanenceFactory(lieu__acces_fauteuil=True, jours=[6], heure_debut="08:00", heure_fin="12:00")
    PermanenceFactory(lieu__services=[Service.INSERTION], heure_fin="18:00", conseillers=in_arabic)
    LieuFactory(services=both, acces_fauteuil=True)

    for kept in [{}, {"besoin": "cv"}, {"langue": "ar"}, {"jour": "2026-11-24", "mode": "sans-rendez-vous"}]:
        search = Recherche(RechercheForm(QueryDict(urlencode({"q": "bron"} | kept))))
        for name, counts in search.reach.counts(search.filters).items():
            values = ["on"] if name == "accessible" else RechercheForm.ENUMERATIONS[name].values
            for value in values:
                asked = Recherche(RechercheForm(QueryDict(urlencode({"q": "bron"} | kept | {name: value}))))
                listed = asked.page(1)
                number = 0 if asked.filters_dropped or not listed else listed.nombre
                assert counts[True if value == "on" else value] == number, (kept, name, value)


def test_when_none_is_near_the_farther_ones_come_first_then_apart_the_near_ones_without_one_choice(client):
    PermanenceFactory(lieu__nom="Loin", lieu__at=CCAS_ECULLY, heure_debut="17:30", heure_fin="19:00")
    PermanenceFactory(lieu__nom="Près", lieu__at=CYBERBASE_BRON)

    text, _links, _main = page(client, q="bron", moment="soir")
    result = ask(client, q="bron", moment="soir")

    assert "Aucun lieu à moins de 5 km ne répond à tous vos choix. Le plus proche est à 1" in text
    assert (
        text.index("Loin") < text.index("Plus près, sans un de vos choix") < text.index("Près", text.index("sans un"))
    )
    assert "Sans votre choix : le soir (après 17 h)" in text
    assert names(result) == ["Loin"]
    assert [f["properties"]["nom"] for f in result["presque"]] == ["Près"]


def test_when_none_answers_all_those_that_answer_all_but_one_say_which(client):
    PermanenceFactory(lieu__nom="Sans cv", heure_debut="17:30", heure_fin="19:00", lieu__at=CYBERBASE_BRON)
    PermanenceFactory(lieu__nom="Sans soir", lieu__services=[Service.INSERTION], jours=[4])
    PermanenceFactory(lieu__nom="Sans rien", jours=[5], lieu__at=CYBERBASE_BRON)

    text, _links, _main = page(client, q="bron", moment="soir", besoin="cv")

    assert "Tous vos choix sauf un" in text
    assert "Sans votre choix : faire mon CV" in text
    assert "Sans votre choix : le soir (après 17 h)" in text
    assert "Sans rien" not in text
    assert "Jeudi 26 novembre de 14 h à 17 h" in text  # its séance, though not in the evening
