"""/integrer/: what a webmaster chooses gives two lines that can be pasted as they are."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from tests.factories import ARTAG, MIETE, LieuFactory, PermanenceFactory

pytestmark = pytest.mark.django_db

PAGE = "/integrer/"


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = {}

    def handle_starttag(self, tag, attrs):
        self.found[tag] = dict(attrs)


@pytest.fixture
def pasted(client):
    """The two lines, as the page that they are pasted in reads them."""

    def of(**parameters) -> dict[str, dict]:
        body = client.get(PAGE, parameters).content.decode()
        tags = Tags()
        tags.feed(unescape(re.search(r"<textarea.*?>(.*?)</textarea>", body, re.S)[1]))
        return tags.found

    return of


@pytest.fixture
def miete(lyon):
    return PermanenceFactory(lieu=LieuFactory(nom="La MIETE", at=MIETE)).lieu


def test_without_a_choice_it_shows_the_whole_metropole(pasted, miete):
    assert pasted() == {
        "iframe": {
            "src": "http://testserver/integrer/lieux/?nombre=5",
            "title": "Conseillers numériques",
            "loading": "lazy",
            "width": "600",
            "height": "520",
            "style": "border:0;width:100%",
        },
        "p": {},
        "a": {"href": "http://testserver/recherche/"},
    }


def test_a_town_three_places_and_a_size(pasted, miete):
    lines = pasted(q="Villeurbanne", nombre="3", largeur="300", hauteur="700")

    assert lines["iframe"]["src"] == "http://testserver/integrer/lieux/?q=Villeurbanne&nombre=3"
    assert lines["iframe"]["title"] == "Conseillers numériques près de Villeurbanne"
    assert (lines["iframe"]["width"], lines["iframe"]["height"]) == ("300", "700")
    assert lines["a"]["href"] == "http://testserver/recherche/?q=Villeurbanne"


def test_the_week_of_the_nearest_place_and_the_others_to_choose_from(client, pasted, miete):
    other = LieuFactory(nom="ARTAG", at=ARTAG)

    assert pasted(quoi="semaine", q="La MIETE")["iframe"]["src"].endswith("/integrer/semaine/la-miete-villeurbanne/")
    assert pasted(quoi="semaine", q="La MIETE", lieu=other.slug)["iframe"]["src"].endswith(f"/{other.slug}/")
    assert pasted(quoi="semaine", lieu=other.slug)["a"]["href"].endswith(other.get_absolute_url())


def test_colours_that_can_be_read_are_taken_as_they_are(pasted, miete):
    lines = pasted(choisies="on", fond="#ffffff", texte="#000000", accent="#84190F")

    assert lines["iframe"]["src"].endswith("couleurs=ffffff-000000-84190f")


def test_a_colour_that_cannot_be_read_is_said_and_the_nearest_is_taken(read, pasted, miete):
    asked = {"choisies": "on", "fond": "#ffffff", "texte": "#999999"}

    assert "Texte : elle se lit mal sur ce fond (contraste 2,8, il faut 4,5)." in read(PAGE, **asked)
    assert "La plus proche qui se lit bien est #767676" in read(PAGE, **asked)
    assert pasted(**asked)["iframe"]["src"].endswith("couleurs=ffffff-767676-0a4578")


def test_a_short_colour_is_shown_in_full(client, miete):
    assert 'value="#ddeeff"' in client.get(PAGE, {"choisies": "on", "fond": "#DEF"}).content.decode()


def test_what_is_no_colour_is_kept_and_said(client, read, miete):
    body = client.get(PAGE, {"choisies": "on", "fond": "bleu"}).content.decode()

    assert 'value="bleu"' in body
    assert "Fond : cette couleur n’existe pas. Écrivez-la comme #0a4578." in read(PAGE, choisies="on", fond="bleu")


def test_a_place_that_is_not_found_is_said_and_kept(client, read, pasted, miete):
    assert "Nous n’avons pas trouvé cet endroit." in read(PAGE, q="xyzzy")
    assert 'value="xyzzy"' in client.get(PAGE, {"q": "xyzzy"}).content.decode()
    assert pasted(q="xyzzy")["iframe"]["src"].endswith("/integrer/lieux/?nombre=5")


@pytest.mark.parametrize(("name", "value"), [("largeur", "10"), ("hauteur", "x"), ("hauteur", "99999")])
def test_a_wrong_size_is_said_and_the_usual_one_taken(read, pasted, miete, name, value):
    assert "Écrivez un nombre entre" in read(PAGE, **{name: value})
    assert (pasted(**{name: value})["iframe"]["width"], pasted(**{name: value})["iframe"]["height"]) == ("600", "520")


@pytest.mark.parametrize("value", ["x", '"><script>alert(1)</script>', "", "🦊"])
def test_nothing_that_is_typed_leaves_the_two_lines(client, pasted, lyon, value):
    names = ["quoi", "q", "lieu", "nombre", "choisies", "fond", "texte", "accent", "largeur", "hauteur"]

    assert set(pasted(**dict.fromkeys(names, value))) == {"iframe", "p", "a"}
    assert "<script>alert" not in client.get(PAGE, dict.fromkeys(names, value)).content.decode()


def test_with_no_place_to_show_the_week_of_it_shows_the_list(pasted, db):
    assert pasted(quoi="semaine")["iframe"]["src"].endswith("/integrer/lieux/?nombre=5")
