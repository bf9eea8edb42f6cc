"""What a search engine reads of the pages: addresses, titles, facts."""

import json
import re
from datetime import date
from html import unescape

import pytest

from conseillers.models import Changement
from tests.factories import (
    ARTAG,
    MIETE,
    RAYONNE,
    ChangementFactory,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
    load_communes,
)

pytestmark = pytest.mark.django_db

PAGE = "/lieux/la-miete-villeurbanne/"


@pytest.fixture
def miete():
    return LieuFactory(nom="La MIETE", at=MIETE, telephone="+33953226107", structure__nom="MIETE")


def meta(head: str, name: str) -> str:
    return unescape(re.search(rf'<meta (?:name|property)="{name}" content="(.*?)">', head, re.S)[1])


def title(head: str) -> str:
    return unescape(re.search(r"<title>(.*?)</title>", head, re.S)[1]).replace("\xa0", " ")


def canonical(head: str) -> str:
    return re.search(r'<link rel="canonical" href="(.*?)">', head)[1]


def test_the_title_of_a_place_answers_where_what_and_when(head, miete):
    PermanenceFactory(lieu=miete)

    assert title(head(PAGE)) == "La MIETE, Villeurbanne : aide au numérique, mardi 14 h–17 h"


def test_a_town_that_is_in_the_name_is_not_said_again(head):
    lieu = LieuFactory(nom="Médiathèque de Villeurbanne")

    assert title(head(lieu.get_absolute_url())) == "Médiathèque de Villeurbanne : aide au numérique"


def test_two_places_of_one_name_in_a_town_have_two_titles(head):
    one = LieuFactory(nom="CCAS", at=MIETE, adresse="1 rue A")
    other = LieuFactory(nom="CCAS", at=RAYONNE, adresse="2 rue B")

    titles = {title(head(lieu.get_absolute_url())) for lieu in (one, other)}

    assert len(titles) == 2


def test_the_description_says_when_next_without_a_word_that_goes_stale(head, miete):
    PermanenceFactory(lieu=miete)

    said = meta(head(PAGE), "description").replace("\xa0", " ")

    assert "Prochaine permanence : mardi 24 novembre de 14 h à 17 h." in said
    assert "aujourd’hui" not in said
    assert len(said) <= 155


def test_the_page_of_a_commune_counts_its_places_and_gives_the_next_date(head, miete):
    PermanenceFactory(lieu=miete)
    LieuFactory(at=RAYONNE)

    found = head("/communes/villeurbanne/")

    assert title(found) == "Aide au numérique à Villeurbanne : 2 lieux, jours et heures"
    assert "Prochaine permanence : mardi 24 novembre" in meta(found, "description").replace("\xa0", " ")


def test_titles_and_descriptions_are_short_and_no_two_are_the_same(head, miete):
    load_communes("69029", "69081")
    for nom in ("CCAS d’Écully", "Centre social Les Taillis, au pied de la tour du quartier de Parilly"):
        PermanenceFactory(lieu=LieuFactory(nom=nom, at=ARTAG))
    addresses = [
        "/",
        "/recherche/",
        "/agenda/",
        PAGE,
        "/communes/bron/",
        "/communes/ecully/",
        "/communes/villeurbanne/",
    ]

    heads = [head(address) for address in addresses]

    assert len({title(each) for each in heads}) == len(addresses)
    assert len({meta(each, "description") for each in heads}) == len(addresses)
    assert [t for t in map(title, heads) if len(t) > 70] == []
    assert [d for d in (meta(each, "description") for each in heads) if len(d) > 160] == []


@pytest.mark.parametrize("address", ["/", "/recherche/", "/agenda/", PAGE, "/communes/villeurbanne/"])
def test_a_page_says_its_own_address_whatever_follows_it(client, head, miete, address):
    found = head(address, q="Bron", jour="2026-12-01")

    assert canonical(found) == f"http://testserver{address}"
    assert meta(found, "og:url") == f"http://testserver{address}"
    assert meta(found, "og:title") in unescape(found)


def test_a_name_cannot_leave_its_place_in_the_head(client):
    lieu = LieuFactory(nom='</script><script>alert("1")</script><!-- & « CCAS »')

    body = client.get(lieu.get_absolute_url()).content.decode()

    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', body, re.S)[1]
    assert "<" not in block
    assert json.loads(block)["@graph"][0]["name"].endswith(lieu.nom)
    assert "<script>alert" not in body


def test_a_place_is_described_with_its_door_its_phone_and_who_is_behind(facts, miete):
    nadia = ConseillerFactory(langues=["fr", "ar"])
    PermanenceFactory(lieu=miete, conseillers=[nadia])
    miete.typologie, miete.frais_a_charge = ["BIB"], ["Gratuit"]
    miete.save()

    found = facts(PAGE)["Library"]

    assert found["name"] == "Conseiller numérique : La MIETE"
    assert found["telephone"] == "+33953226107"
    assert found["address"]["streetAddress"] == "1 rue de la République"
    assert found["address"]["addressLocality"] == "Villeurbanne"
    assert found["geo"] == {"@type": "GeoCoordinates", "latitude": 45.763777, "longitude": 4.890171}
    assert found["parentOrganization"]["name"] == "MIETE"
    assert found["isAccessibleForFree"] is True
    assert found["makesOffer"]["itemOffered"]["availableChannel"]["availableLanguage"] == ["ar", "fr"]
    assert found["url"] == "http://testserver/lieux/la-miete-villeurbanne/"


def test_a_guessed_door_is_not_given_to_maps(facts):
    lieu = LieuFactory(nom="CCAS", precision="commune", adresse="rue de mémoire")

    found = facts(lieu.get_absolute_url())["LocalBusiness"]

    assert "geo" not in found
    assert "streetAddress" not in found["address"]
    assert "isAccessibleForFree" not in found


def test_the_hours_told_are_those_of_the_page(facts, miete):
    permanence = PermanenceFactory(lieu=miete)
    ChangementFactory(permanence=permanence, genre=Changement.Genre.ANNULATION, du=date(2026, 12, 1))

    hours = facts(PAGE)["LocalBusiness"]["openingHoursSpecification"]

    assert [(s["validFrom"], s["opens"], s.get("dayOfWeek")) for s in hours] == [
        ("2026-11-24", "14:00", ["Tuesday"]),
        ("2026-12-01", "00:00", None),
    ]


def test_an_arrondissement_is_in_lyon(facts):
    load_communes("69123", "69383")
    lieu = LieuFactory(nom="Place", at=(4.8435, 45.7567, "69003", "69383"))

    found = facts(lieu.get_absolute_url())

    assert found["LocalBusiness"]["address"]["addressLocality"] == "Lyon"
    assert [step["name"] for step in found["BreadcrumbList"]["itemListElement"]] == ["Accueil", "Lyon 3e", "Place"]


def test_the_home_page_tells_how_to_search(facts):
    target = facts("/")["WebSite"]["potentialAction"]["target"]["urlTemplate"]

    assert target == "http://testserver/recherche/?q={words}"


KEPT = ["/", "/recherche/", "/agenda/", PAGE, f"{PAGE}?q=Bron", "/communes/villeurbanne/"]
LEFT = [
    "/recherche/?q=Bron", "/agenda/?jour=2026-12-01", "/recherche/choix/", "/recherche.geojson", "/communes.geojson",
    "/suggestions.json?q=b", f"{PAGE}signaler/", "/lieux/la-miete-villeurbanne.ics", "/agenda.ics", "/sante/",
    "/admin/login/", "/nulle-part/", "/confirmer/x/", "/lieux/inconnu.ics", "/robots.txt", "/sitemap.xml",
]  # fmt: skip


@pytest.mark.parametrize("address", KEPT)
def test_engines_may_keep_what_has_one_address(client, miete, address):
    assert "X-Robots-Tag" not in client.get(address).headers


@pytest.mark.parametrize("address", LEFT)
def test_engines_are_told_to_leave_the_rest(client, miete, address):
    assert "noindex" in client.get(address)["X-Robots-Tag"]


def test_engines_are_told_to_leave_invented_hours(head, miete):
    assert "noindex" not in head(PAGE)
    PermanenceFactory(lieu=miete, demonstration=True)

    for address in ("/", PAGE, "/communes/villeurbanne/", "/agenda/", "/recherche/"):
        assert meta(head(address), "robots") == "noindex"


def test_a_secret_link_is_not_said_again_by_its_page(client):
    assert "canonical" not in client.get("/confirmer/x/").content.decode()
