"""The pages shown in other sites: the search's own places, a lieu's week, and never a dead end."""

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.db import OperationalError

from structures.fusions import AncienneAdresse
from tests.factories import (
    CCAS_ECULLY,
    MAIRIE_GRIGNY,
    MIETE,
    RAYONNE,
    ChangementFactory,
    LieuFactory,
    PermanenceFactory,
)

pytestmark = pytest.mark.django_db

LIEUX = "/integrer/lieux/"
SEMAINE = "/integrer/semaine/la-miete-villeurbanne/"


@pytest.fixture
def miete(lyon):
    lieu = LieuFactory(nom="La MIETE", at=MIETE, telephone="+33953226107", date_verification=date(2026, 11, 3))
    PermanenceFactory(lieu=lieu)
    return lieu


def names(body: str) -> list[str]:
    return re.findall(r'<h2><a href="/lieux/[^"]+">(.*?)</a></h2>', body)


def test_places_are_those_of_the_search_in_its_order(client, lyon):
    for number, door in enumerate([RAYONNE, MIETE, CCAS_ECULLY, MAIRIE_GRIGNY]):
        PermanenceFactory(lieu__nom=f"Lieu {number}", lieu__at=door)

    body = client.get(LIEUX, {"q": "Villeurbanne", "nombre": "3"}).content.decode()
    found = client.get("/recherche.geojson", {"q": "Villeurbanne"}).json()["features"]

    assert names(body) == [feature["properties"]["nom"] for feature in found[:3]]


def test_a_place_says_when_where_whom_to_call_and_since_when_it_is_known(read, miete):
    words = read(LIEUX, q="Villeurbanne")

    assert "Un conseiller numérique près de Villeurbanne" in words
    assert "Aujourd’hui de 14 h à 17 h Sans rendez-vous" in words
    assert "1 rue de la République, 69100 Villeurbanne" in words
    assert "09 53 22 61 07" in words
    assert "Vérifié en novembre 2026." in words


def test_what_is_cancelled_is_shown_as_such(read, miete):
    ChangementFactory(lieu=miete, du=date(2026, 11, 24), motif="travaux")

    for address in (LIEUX, SEMAINE):
        assert re.search(r"14 h à 17 h Annulée : travaux", read(address)), address


def test_every_link_takes_the_whole_window(client, miete):
    assert '<base target="_top">' in client.get(LIEUX).content.decode()


def test_the_week_of_a_place_is_seven_days(read, miete):
    PermanenceFactory(lieu=miete, jours=[1, 3], heure_debut="09:00", heure_fin="12:00")

    words = read(SEMAINE)

    assert "Aujourd’hui, mardi 24 novembre 14 h à 17 h" in words
    assert "Demain, mercredi 25 novembre 9 h à 12 h" in words
    assert "Lundi 30 novembre 9 h à 12 h" in words
    assert "1er décembre" not in words


def test_an_empty_week_gives_the_next_date(read, miete):
    ChangementFactory(lieu=miete, du=date(2026, 11, 24), au=date(2026, 12, 5))

    assert "Prochaine permanence Mardi 8 décembre de 14 h à 17 h" in read(SEMAINE)


def test_a_place_without_any_date_gives_the_nearest_others(read, miete):
    alone = LieuFactory(nom="Seul", at=RAYONNE)

    words = read(f"/integrer/semaine/{alone.slug}/")

    assert "Pas de permanence prévue pour l’instant." in words
    assert "La MIETE Aujourd’hui de 14 h à 17 h" in words


def test_a_place_without_a_phone_gives_that_of_the_metropole(read):
    lieu = LieuFactory(nom="Sans téléphone")

    assert "Appeler la Métropole au 04 78 63 40 40" in read(f"/integrer/semaine/{lieu.slug}/")


def test_an_old_address_leads_to_the_new_one_with_its_colours(client, miete):
    AncienneAdresse.objects.create(slug="ancien-nom", lieu=miete)

    response = client.get("/integrer/semaine/ancien-nom/?couleurs=ffffff-000000-0a4578")

    assert response.status_code == 301
    assert response["Location"] == f"{SEMAINE}?couleurs=ffffff-000000-0a4578"


def test_a_place_that_is_gone_gives_the_nearest_to_where_it_was(read, miete):
    PermanenceFactory(lieu__nom="Loin", lieu__at=MAIRIE_GRIGNY)
    gone = LieuFactory(nom="Parti", at=CCAS_ECULLY, publie=False)

    words = read(f"/integrer/semaine/{gone.slug}/", status=404)

    assert "Ce lieu n’est plus dans la liste. Voici les plus proches." in words
    assert words.index("La MIETE") < words.index("Loin")


WRONG = [
    {"q": "xyzzy"}, {"q": "x" * 5000}, {"q": "<script>"}, {"lat": "x", "lon": "4.8"}, {"nombre": "-1"}, {"nombre": "x"},
    {"couleurs": "fff"}, {"couleurs": "<style>"}, {"q": "\x00"}, {"besoin": "rien"}, {"page": "99"},
]  # fmt: skip


@pytest.mark.parametrize("parameters", WRONG)
def test_wrong_parameters_still_give_places(read, miete, parameters):
    assert "La MIETE Aujourd’hui de 14 h à 17 h" in read(LIEUX, **parameters)
    assert "14 h à 17 h" in read(SEMAINE, **parameters)


def test_a_place_that_is_not_known_is_said(read, miete):
    assert "Cet endroit n’est pas dans nos listes." in read(LIEUX, q="xyzzy")


def test_with_no_place_at_all_there_is_a_number_to_call(read, db):
    assert "04 78 63 40 40" in read(LIEUX)


def test_colours_come_as_a_sheet_of_their_own_put_right_when_nobody_could_read_them(client, miete):
    body = client.get(LIEUX, {"couleurs": "FFFFFF-999999-0a4578"}).content.decode()

    address = re.search(r'href="(/integrer/couleurs-.*?\.css)"', body)[1]
    sheet = client.get(address)
    assert sheet.content.decode() == ":root{color-scheme:light;--fond:#ffffff;--texte:#767676;--accent:#0a4578}\n"
    assert "immutable" in sheet["Cache-Control"]


@pytest.mark.parametrize("address", ["zzzzzz-000000-000000", "fff-000-000", "ffffff-000000", "FFFFFF-000000-000000"])
def test_a_sheet_of_what_is_no_colour_is_not_found(client, db, address):
    assert client.get(f"/integrer/couleurs-{address}.css").status_code == 404


@pytest.mark.parametrize(("address", "real"), [(LIEUX, "/recherche/"), (SEMAINE, "/lieux/la-miete-villeurbanne/")])
def test_search_engines_are_sent_to_the_real_page(client, miete, address, real):
    response = client.get(address)

    assert response["X-Robots-Tag"] == "noindex"
    assert f'<link rel="canonical" href="http://testserver{real}">' in response.content.decode()


@pytest.mark.parametrize("number", [1, 10])
@pytest.mark.parametrize(("address", "most"), [(LIEUX, 6), (SEMAINE, 7)])
def test_as_many_queries_for_ten_places_as_for_one(client, lyon, django_assert_max_num_queries, address, most, number):
    place = LieuFactory(nom="La MIETE", at=MIETE)
    for hour in range(8, 8 + number):
        PermanenceFactory(lieu=place, jours=[2], heure_debut=f"{hour:02}:00", heure_fin=f"{hour:02}:50")
        PermanenceFactory(lieu__at=RAYONNE)

    with django_assert_max_num_queries(most):
        client.get(address, {"q": "Villeurbanne", "nombre": "10"})


@pytest.mark.parametrize("address", [LIEUX, SEMAINE])
def test_asked_again_a_frame_is_not_sent_again_and_may_still_be_framed(client, settings, miete, address):
    settings.KEEP_ANSWERS = True
    cache.clear()

    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    cache.clear()

    assert again.status_code == 304
    assert "X-Frame-Options" not in again.headers
    assert "frame-ancestors *" in again["Content-Security-Policy"]


@pytest.mark.parametrize("broken", [OperationalError("connection failed"), ValueError("a mistake")])
def test_a_breakdown_is_short_and_gives_a_number_to_call(client, miete, monkeypatch, broken):
    def breaks(*args, **kwargs):
        raise broken

    client.raise_request_exception = False
    monkeypatch.setattr("conseillers.integrer.cadre.Recherche", breaks)

    response = client.get(LIEUX)

    assert response.status_code in (500, 503)
    assert "tel:+33478634040" in response.content.decode()
    assert "<header" not in response.content.decode()
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers
