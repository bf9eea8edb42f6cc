"""The resident's pages: what they say."""

import gzip
import re

import pytest
import time_machine
from django.db import OperationalError
from django.utils.html import strip_tags

from structures.nomenclature import Service
from tests.factories import (
    CCAS_ECULLY,
    MAIRIE_GRIGNY,
    MIETE,
    RAYONNE,
    ChangementFactory,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
    load_communes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tuesday_morning():
    with time_machine.travel("2026-11-24T09:00:00+01:00", tick=False):
        yield


def read(client, address, status=200, **parameters):
    """The words of a page, as one line with plain spaces."""
    response = client.get(address, parameters)
    assert response.status_code == status
    assert "text/html" in response["Content-Type"]
    body = re.sub(r"<head>.*?</head>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", strip_tags(body).replace("&nbsp;", " ").replace("&#x27;", "'"))


def test_the_home_page_counts_the_drop_ins_of_the_day(client):
    PermanenceFactory(heure_debut="08:30", heure_fin="11:00")
    PermanenceFactory(heure_debut="14:00")
    PermanenceFactory(heure_debut="08:00", heure_fin="08:30")  # over
    PermanenceFactory(jours=[3])
    cancelled = PermanenceFactory()
    ChangementFactory(permanence=cancelled, du="2026-11-24")

    response = client.get("/")

    assert (response.context["aujourdhui"]["nombre"], response.context["aujourdhui"]["en_cours"]) == (2, 1)


def test_the_home_page_asks_where_one_is_and_offers_every_need(client):
    words = read(client, "/")

    assert "Où êtes-vous ?" in words
    assert "Faire mon CV" in words
    assert "Éviter les arnaques" in words


def test_results_say_what_was_searched_and_when_to_come(client, lyon):
    lieu = LieuFactory(nom="La MIETE", at=MIETE, telephone="+33953226107")
    PermanenceFactory(lieu=lieu)
    PermanenceFactory(lieu__nom="CCAS", lieu__at=CCAS_ECULLY, jours=[4], heure_debut="09:00", heure_fin="12:00")

    response = client.get("/recherche/", {"q": "villeurbanne"})
    words = read(client, "/recherche/", q="villeurbanne")

    assert "<title>" in response.content.decode()
    assert "Villeurbanne" in re.search(r"<title>(.*?)</title>", response.content.decode(), re.S)[1]
    assert "Aujourd’hui de 14 h à 17 h" in words
    assert "Jeudi 26 novembre de 9 h à 12 h" in words
    assert 'href="tel:+33953226107"' in response.content.decode()
    assert words.index("La MIETE") < words.index("CCAS")


def test_words_not_understood_get_the_largest_communes_and_the_earliest_places(client, lyon):
    PermanenceFactory(lieu__nom="La MIETE")

    words = read(client, "/recherche/", q="xyzzy")

    assert "Nous n’avons pas compris où vous êtes" in words
    assert "Villeurbanne" in words
    assert "La MIETE" in words


def test_a_wrong_filter_is_said_beside_its_field_and_the_rest_is_answered(client, lyon):
    LieuFactory(nom="La MIETE")

    words = read(client, "/recherche/", q="bron", jour="31/02/2026", moment="minuit")

    assert "Ce jour n’existe pas" in words
    assert "Ce choix n’existe pas" in words
    assert "La MIETE" in words


def test_what_was_typed_is_kept_and_never_run(client, lyon):
    body = client.get("/recherche/", {"q": "<script>alert(1)</script>"}).content.decode()

    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


def test_a_place_says_when_to_come_who_is_there_and_whom_to_call(client):
    lieu = LieuFactory(
        nom="La MIETE", telephone="+33953226107", services=[Service.INSERTION], acces="Métro Gratte-Ciel"
    )
    sami = ConseillerFactory(prenom="Sami", nom="Secret")
    permanence = PermanenceFactory(lieu=lieu, conseillers=[sami], mode="sur-rendez-vous", inscription="Appelez avant")
    ChangementFactory(permanence=permanence, du="2026-12-01", motif="travaux")

    words = read(client, lieu.get_absolute_url())

    assert "aujourd’hui de 14 h à 17 h" in words.lower()
    assert "Sami" in words
    assert "Secret" not in words
    assert "ous les mardis de 14 h à 17 h, sur rendez-vous" in words
    assert "travaux" in words
    assert "ardi 8 décembre" in words
    assert "09 53 22 61 07" in words
    assert "faire un CV et chercher du travail" in words
    assert "Métro Gratte-Ciel" in words
    assert "1 rue de la République, 69100 Villeurbanne" in words


def test_a_place_offers_its_dates_to_a_calendar(client):
    lieu = PermanenceFactory().lieu

    assert f'href="/lieux/{lieu.slug}.ics"' in client.get(lieu.get_absolute_url()).content.decode()


def test_a_place_shows_four_weeks(client):
    permanence = PermanenceFactory()

    response = client.get(permanence.lieu.get_absolute_url())

    assert [day.isoformat() for day, _ in response.context["jours"]] == [
        "2026-11-24",
        "2026-12-01",
        "2026-12-08",
        "2026-12-15",
    ]


def test_a_place_reached_from_a_search_says_how_far_and_leads_back(client, lyon):
    lieu = LieuFactory(at=MIETE)

    response = client.get(lieu.get_absolute_url(), {"lat": RAYONNE[1], "lon": RAYONNE[0]})

    assert response.context["distance"] == pytest.approx(2336, rel=5e-3)
    assert response.context["retour"].startswith("/recherche/?lat=45.75764")


def test_a_place_names_its_three_nearest_others(client):
    home = LieuFactory(at=MIETE)
    for nom, door in [("Loin", MAIRIE_GRIGNY), ("Près", RAYONNE), ("Moyen", CCAS_ECULLY), ("Ici", MIETE)]:
        LieuFactory(nom=nom, at=door)

    response = client.get(home.get_absolute_url())

    assert [lieu.nom for lieu in response.context["voisins"]] == ["Ici", "Près", "Moyen"]


def test_an_unknown_street_is_never_shown_as_known(client):
    lieu = LieuFactory(precision="commune", adresse="rue de mémoire")

    words = read(client, lieu.get_absolute_url())

    assert "rue de mémoire" not in words
    assert "à confirmer" in words


@pytest.mark.parametrize("variant", [{"publie": False}, {"structure__archivee": True}])
def test_a_withdrawn_place_is_not_found(client, variant):
    lieu = LieuFactory(**variant)

    read(client, lieu.get_absolute_url(), status=404)


def test_the_page_of_a_place_takes_eight_queries_at_most(client, lyon, django_assert_max_num_queries):
    lieu = LieuFactory(at=MIETE)
    for jour in range(1, 6):
        PermanenceFactory(lieu=lieu, jours=[2, jour])
        PermanenceFactory(lieu__at=RAYONNE)

    with django_assert_max_num_queries(8):
        client.get(lieu.get_absolute_url(), {"q": "12 rue Untel, Villeurbanne"})


@pytest.mark.parametrize("lieux", [1, 20])
def test_results_take_as_many_queries_for_twenty_places_as_for_one(client, lyon, django_assert_max_num_queries, lieux):
    for _ in range(lieux):
        PermanenceFactory()

    with django_assert_max_num_queries(6) as understood:
        client.get("/recherche/", {"q": "12 rue Untel, Bron"})
    with django_assert_max_num_queries(8) as lost:  # by ear, a town through its spaces, a first name, the towns
        client.get("/recherche/", {"q": "xyzzy"})

    assert (len(understood), len(lost)) == (5, 8)


def test_a_commune_lists_its_places_and_the_nearest_outside(client, lyon):
    LieuFactory(nom="La MIETE", at=MIETE)
    LieuFactory(nom="Cyber-base", at=(4.914912, 45.731165, "69500", "69029"))

    response = client.get("/communes/villeurbanne/")

    assert [lieu.nom for lieu in response.context["resultats"]] == ["La MIETE"]
    assert [lieu.nom for lieu in response.context["voisins"]] == ["Cyber-base"]


def test_a_commune_without_a_place_gives_the_nearest_ones(client, lyon):
    LieuFactory(nom="CCAS", at=CCAS_ECULLY)

    assert "CCAS" in read(client, "/communes/quincieux/")


def test_lyon_holds_the_places_of_its_arrondissements(client, lyon):
    LieuFactory(nom="Place", at=(4.8435, 45.7567, "69003", "69383"))

    assert [lieu.nom for lieu in client.get("/communes/lyon/").context["resultats"]] == ["Place"]


def test_the_agenda_shows_the_day_by_commune_with_the_days_around(client):
    load_communes("69266", "69081")
    PermanenceFactory(lieu__nom="La MIETE")
    PermanenceFactory(lieu__nom="CCAS", lieu__at=CCAS_ECULLY)
    PermanenceFactory(lieu__nom="Demain", jours=[3])

    response = client.get("/agenda/")

    assert [(c.nom, [s.lieu.nom for s in seances]) for c, seances in response.context["groupes"]] == [
        ("Écully", ["CCAS"]),
        ("Villeurbanne", ["La MIETE"]),
    ]
    body = response.content.decode()
    assert "?jour=2026-11-23" in body
    assert "?jour=2026-11-25" in body


def test_an_empty_day_names_the_next_day_that_is_not(client):
    PermanenceFactory(jours=[4])

    words = read(client, "/agenda/")

    assert "jeudi 26 novembre" in words.lower()


@pytest.mark.parametrize("jour", ["x", "2026-02-31", "0001-01-01", "9999-12-31", "", "2026-11-24T00:00"])
def test_a_day_that_does_not_exist_gives_today(client, jour):
    PermanenceFactory(lieu__nom="La MIETE")

    assert "La MIETE" in read(client, "/agenda/", jour=jour)


def test_invented_hours_are_said_to_be_invented(client):
    PermanenceFactory(lieu__nom="La MIETE", demonstration=True)
    lieu_url = "/lieux/la-miete-villeurbanne/"

    for address in ["/", "/recherche/", lieu_url, "/communes/villeurbanne/", "/agenda/"]:
        assert "inventés" in read(client, address), address


def test_real_hours_are_not_said_to_be_invented(client):
    PermanenceFactory(lieu__nom="La MIETE")

    for address in ["/", "/recherche/", "/lieux/la-miete-villeurbanne/", "/agenda/"]:
        assert "inventés" not in read(client, address), address


@pytest.mark.parametrize("address", ["/nulle-part/", "/lieux/inconnu/", "/communes/paris/"])
def test_a_page_that_does_not_exist_still_helps(client, address):
    words = read(client, address, status=404)

    assert "04 78 63 40 40" in words


def test_a_breakdown_still_gives_a_number_to_call(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("conseillers.views.Besoin", None)

    assert "04 78 63 40 40" in read(client, "/", status=500)


def test_a_lost_database_is_said_and_gives_a_number_to_call(client, monkeypatch):
    def lost(*args, **kwargs):
        raise OperationalError("connection failed")

    monkeypatch.setattr("conseillers.forms.understand", lost)

    words = read(client, "/recherche/", status=503, q="bron")

    assert "04 78 63 40 40" in words


def test_monitoring_is_told_that_all_is_well(client):
    assert client.get("/sante/").json() == {"etat": "ok", "base": True}


def test_the_outlines_are_light_and_cover_every_commune(client, lyon):
    response = client.get("/communes.geojson")

    assert len(response.json()["features"]) == 66
    assert len(gzip.compress(response.content)) < 15_000
