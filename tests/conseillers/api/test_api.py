"""What a program, and whoever writes it, notices of /api/: facts of the pages, plain refusals, answers kept."""

import json
from datetime import date

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client, override_settings

from conseillers.api import lieux
from structures.models import AncienneAdresse, Lieu
from tests.factories import MIETE, ChangementFactory, LieuFactory, PermanenceFactory, commit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world", "monday")]

MIETE_API = "/api/lieux/la-miete-villeurbanne/"
LISTS = ["/api/lieux/?q=villeurbanne", "/api/permanences/", "/api/seances/", "/api/communes/"]
ALL = [*LISTS, MIETE_API, "/api/", "/api/openapi.json"]


@pytest.fixture
def kept(settings):
    settings.KEEP_ANSWERS = True
    cache.clear()
    yield
    cache.clear()


def refused(response, status=400) -> dict:
    """What is wrong, by parameter, in the one shape of errors."""
    said = response.json()
    assert response.status_code == said["status"] == status
    assert response["Content-Type"] == "application/problem+json"
    assert set(said) - {"erreurs"} == {"type", "title", "status", "detail"}
    return said.get("erreurs", {})


# --- Refusals ---


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ("lieux/?besoin=visa", "besoin"),
        ("lieux/?besoin=", "besoin"),
        ("lieux/?jour=demain", "jour"),
        ("lieux/?jour=2026-02-30", "jour"),
        ("lieux/?jour=26/11/2026", "jour"),
        ("lieux/?lat=91&lon=4.8", "lat"),
        ("lieux/?lat=nan&lon=4.8", "lat"),
        ("lieux/?lat=45.7", "ensemble"),
        ("lieux/?accessible=oui", "accessible"),
        ("lieux/?taille=101", "taille"),
        ("lieux/?taille=0", "taille"),
        ("lieux/?curseur=x", "curseur"),
        ("lieux/?adresse=12+rue+du+Secret", "parametres"),
        ("lieux/?page=2", "parametres"),
        ("lieux/?q=bron&q=lyon", "q"),
        (f"lieux/?q={'a' * 201}", "q"),
        ("lieux/la-miete-villeurbanne/?q=bron", "parametres"),
        ("permanences/?lieu=nulle-part", "lieu"),
        ("permanences/?commune=paris", "commune"),
        ("permanences/?commune=%00", "commune"),
        ("seances/?du=2026-11-24&au=2026-11-23", "ensemble"),
        ("seances/?du=2026-11-01&au=2026-12-02", "ensemble"),
        ("communes/?taille=beaucoup", "taille"),
        ("?format=xml", "parametres"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_parameter_and_a_sentence(client, asked, wrong):
    erreurs = refused(client.get(f"/api/{asked}"))

    assert list(erreurs) == [wrong]
    assert all(sentence.endswith(".") for sentence in erreurs[wrong])


def test_whoever_asks_for_what_does_not_exist_is_told_what_does(client):
    [said] = refused(client.get("/api/communes/?nom=bron"))["parametres"]

    assert said == "Un paramètre n’existe pas ici. Ceux qui existent : taille, curseur."


@pytest.mark.parametrize("secret", ["q=12+rue+du+Secret&besoin=Secret", "Secret=1", "curseur=Secret&jour=Secret"])
def test_what_was_typed_is_in_no_refusal_and_no_log(client, caplog, secret):
    answer = client.get(f"/api/lieux/?{secret}")

    assert answer.status_code == 400
    assert "Secret" not in answer.content.decode() + caplog.text


@pytest.mark.parametrize("address", ["nulle/part/", "lieux/nulle-part/", "lieux/é/", "lieux/a/b/"])
def test_an_address_where_nothing_is_says_so_in_the_same_shape(client, address):
    refused(client.get(f"/api/{address}"), 404)


def test_a_forgotten_slash_is_put_back_with_the_question(client):
    assert client.get("/api/lieux?q=bron")["Location"] == "/api/lieux/?q=bron"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", [*ALL, "/api/nulle/part"])
def test_nothing_can_be_written(address, method):
    answer = getattr(Client(enforce_csrf_checks=True), method)(address)

    refused(answer, 405)
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_a_thousand_parameters_are_refused(client):
    refused(client.get("/api/lieux/?" + "a=1&" * 1001))


def test_a_database_that_does_not_answer_is_said_in_the_same_shape(client, monkeypatch):
    def broken(*_args):
        raise OperationalError("12 rue du Secret")

    monkeypatch.setattr(lieux, "Recherche", broken)
    answer = client.get("/api/lieux/")

    refused(answer, 503)
    assert answer["Retry-After"] == "120"
    assert "Secret" not in answer.content.decode()


def test_so_is_a_fault_of_ours(monkeypatch):
    monkeypatch.setattr(lieux, "Recherche", lambda *_args: 1 / 0)

    refused(Client(raise_request_exception=False).get("/api/lieux/"), 500)


# --- Kept, conditional, open ---


@pytest.mark.parametrize("address", ALL)
def test_asked_again_it_takes_one_query_and_nothing_is_sent_again(client, kept, django_assert_num_queries, address):
    first = client.get(address)
    with django_assert_num_queries(1):
        unchanged = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged["Access-Control-Allow-Origin"] == "*"


def test_an_edit_shows_at_once(client, kept):
    etag = client.get(MIETE_API)["ETag"]
    Lieu.objects.filter(slug="la-miete-villeurbanne").update(telephone="+33478634040")
    commit()

    edited = client.get(MIETE_API, headers={"If-None-Match": etag})

    assert edited.json()["telephone"] == "+33478634040"


@pytest.mark.parametrize("address", [*ALL, "/api/documentation/"])
def test_a_page_of_any_site_may_read_it_and_no_cookie_is_set(client, address):
    answer = client.get(address, headers={"Origin": "https://mairie.example", "Accept-Encoding": "gzip"})

    assert answer.status_code == 200
    assert "documentation" in address or answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert answer["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("address", ALL)
def test_head_says_what_get_would(client, address):
    whole, head = client.get(address), client.head(address)

    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Type"] == whole["Content-Type"]


def test_a_browser_is_told_before_it_asks(client):
    answer = client.options("/api/lieux/", headers={"Access-Control-Request-Method": "GET"})

    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in answer["Access-Control-Allow-Headers"]


def test_what_follows_is_in_a_header_too(client):
    answer = client.get("/api/communes/?taille=1")

    assert answer["Link"] == f'<{answer.json()["suivant"]}>; rel="next"'


# --- Facts ---


def test_nothing_private_is_said(client):
    addresses = [*ALL, "/api/seances/?du=2026-11-23&au=2026-12-20&taille=100", "/api/lieux/cyber-base-de-bron-bron/"]
    everything = "".join(client.get(address).content.decode() for address in addresses)

    assert "Zoé Modèle" in everything  # who agreed to it
    for private in ["Secret", "gardienne", "À rappeler", "Nour Martin", "motif_prive"]:
        assert private not in everything


def test_what_is_withdrawn_is_nowhere(client):
    Lieu.objects.filter(slug="la-miete-villeurbanne").update(publie=False)

    assert client.get(MIETE_API).status_code == 404
    for address in [*LISTS, "/api/seances/?du=2026-11-23&au=2026-12-20&taille=100"]:
        assert "la-miete" not in client.get(address).content.decode()


def test_a_place_that_was_merged_leads_to_the_one_it_is_now(client):
    miete = Lieu.objects.get(slug="la-miete-villeurbanne")
    AncienneAdresse.objects.create(slug="miete", lieu=miete)

    moved = client.get("/api/lieux/miete/")

    assert (moved.status_code, moved["Location"]) == (301, MIETE_API)
    assert moved["Access-Control-Allow-Origin"] == "*"
    assert len(client.get("/api/permanences/?lieu=miete").json()["permanences"]) == 2


def test_only_a_commune_is_said_of_a_place_whose_street_is_not_sure(client):
    bron = client.get("/api/lieux/cyber-base-de-bron-bron/").json()

    assert (bron["adresse"], bron["adresse_complete"], bron["precision"]) == (None, "69500 Bron", "commune")


# --- Séances ---


def seances(client, **asked):
    return client.get("/api/seances/", asked).json()["seances"]


def test_a_seance_that_is_not_held_is_said_with_its_reason_and_without_anybody(client):
    [lost] = seances(client, du="2026-11-24", au="2026-11-24")

    assert (lost["etat"], lost["tenue"], lost["raison"]) == ("annulee", False, "réunion d’équipe")
    assert (lost["conseillers"], lost["langues"]) == ([], [])


def test_a_seance_that_is_moved_says_where(client):
    other = LieuFactory(nom="Ailleurs")
    permanence = PermanenceFactory(jours=[3])
    ChangementFactory(permanence=permanence, genre="lieu", du=date(2026, 11, 25), lieu_accueil=other)

    here = seances(client, du="2026-11-25", au="2026-11-25", lieu=permanence.lieu.slug)
    there = seances(client, du="2026-11-25", au="2026-11-25", lieu=other.slug)

    assert [(s["etat"], s["lieu_accueil"]["slug"]) for s in here] == [("deplacee", other.slug)]
    assert [(s["etat"], s["lieu"]["slug"], s["tenue"]) for s in there] == [("modifiee", other.slug, True)]


def test_a_week_from_today_when_no_date_is_given_and_from_a_day_when_one_is(client):
    week = [seance["id"] for seance in seances(client)]

    assert week == [seance["id"] for seance in seances(client, du="2026-11-23", au="2026-11-29")]
    assert week == [seance["id"] for seance in seances(client, du="2026-11-23")]


@pytest.mark.parametrize("day", ["0001-01-01", "1950-06-01", "9999-12-31"])
def test_outside_the_calendar_there_is_nothing(client, day):
    assert client.get("/api/seances/", {"du": day, "au": day}).json() == {"seances": [], "suivant": None}
    assert client.get("/api/seances/", {"du": day}).status_code == 200


def test_choices_of_seances_keep_those_that_answer(client):
    month = {"du": "2026-11-23", "au": "2026-12-23", "taille": 100}

    assert {s["mode"] for s in seances(client, mode="atelier", **month)} == {"atelier"}
    assert {s["lieu"]["commune"] for s in seances(client, commune="69029", **month)} == {"Bron"}
    assert {s["lieu"]["slug"] for s in seances(client, lieu="la-rayonne-villeurbanne", **month)} == {
        "la-rayonne-villeurbanne"
    }


@pytest.mark.parametrize("taille", [1, 3, 20, 100])
@pytest.mark.parametrize(("du", "au"), [("2026-11-23", "2026-12-23"), ("2026-11-27", "2026-11-27")])
def test_walking_gives_every_seance_once_whatever_the_size_of_pages(client, taille, du, au):
    """The agenda's own queryset is the oracle."""
    from conseillers.models import Seance

    for _ in range(5):
        PermanenceFactory(lieu__at=MIETE, jours=[1, 2, 3, 4, 5], heure_debut_2="18:00", heure_fin_2="19:00")
    expected = set(Seance.objects.filter(date__range=(du, au)).values_list("pk", flat=True))

    found, address = [], f"/api/seances/?du={du}&au={au}&taille={taille}"
    while address:
        page = client.get(address).json()
        assert len(page["seances"]) <= taille
        found += [seance["id"] for seance in page["seances"]]
        address = page["suivant"]

    assert len(found) == len(set(found))
    assert set(found) == expected


# --- Permanences and communes ---


@pytest.mark.parametrize("taille", [1, 2, 3, 100])
def test_walking_gives_every_rule_in_force_once_though_one_is_added_meanwhile(client, taille):
    PermanenceFactory(pk=90301, rythme="dates", jours=[], dates=[date(2026, 11, 22)])  # over
    PermanenceFactory(pk=90302, au=date(2026, 11, 22))  # over
    PermanenceFactory(pk=90303, du=date(2027, 1, 4))  # not yet
    PermanenceFactory(pk=90304, rythme="dates", jours=[], dates=[date(2026, 11, 1), date(2026, 11, 23)])

    found, address = [], f"/api/permanences/?taille={taille}"
    while address:
        page = client.get(address).json()
        found += [rule["id"] for rule in page["permanences"]]
        if address.count("curseur") == 0:
            PermanenceFactory(pk=90305, lieu_id=90101, jours=[5])
        address = page["suivant"]

    assert len(found) == len(set(found))
    assert {90201, 90202, 90203, 90204, 90303, 90304} <= set(found) <= {90201, 90202, 90203, 90204, 90303, 90304, 90305}


def communes(client) -> dict:
    return {commune["code_insee"]: commune for commune in client.get("/api/communes/?taille=100").json()["communes"]}


def test_each_commune_says_what_it_offers(client):
    found = communes(client)

    assert len(found) == 67
    villeurbanne = found["69266"]
    assert (villeurbanne["lieux"], villeurbanne["permanences"]) == (2, 3)
    # Tuesdays 3 h, Thursdays 2 h 30, and 3 h on the first and last Wednesdays: 24 a year over 52.18 weeks.
    assert villeurbanne["heures_par_semaine"] == round(3 + 2.5 + 3 * 24 / (365.25 / 7), 1)
    assert villeurbanne["prochaine_seance"]["debut"] == "2026-11-25T14:00:00+01:00"
    assert villeurbanne["prochaine_seance"]["lieu"]["slug"] == "la-rayonne-villeurbanne"
    assert found["69003"]["prochaine_seance"] is None


def test_the_hours_of_a_commune_are_those_that_are_held_in_ordinary_weeks(client):
    """Oracle: séances of twelve weeks without public holidays. Rules by the month are apart: months are not weeks."""
    from conseillers.models import Seance

    lieu = LieuFactory(at=MIETE)
    PermanenceFactory(lieu=lieu, jours=[1, 4], heure_debut="09:00", heure_fin="11:30")
    PermanenceFactory(lieu=lieu, jours=[2], semaines="paires")
    PermanenceFactory(lieu=lieu, jours=[3], semaines="impaires", heure_debut_2="18:00", heure_fin_2="19:30")
    PermanenceFactory(lieu=lieu, jours=[5], intervalle=3, du=date(2026, 1, 2))
    PermanenceFactory(lieu=lieu, jours=[6], vacances="seulement")
    rules = list(Seance.objects.filter(lieu=lieu, date__range=("2026-08-31", "2026-10-11")))
    held = sum((seance.fin - seance.debut).total_seconds() for seance in rules) / 3600 / 6

    ours = communes(client)["69266"]["heures_par_semaine"]

    assert ours - round(3 + 2.5 + 3 * 24 / (365.25 / 7), 1) == pytest.approx(held, abs=0.06)


def test_an_arrondissement_counts_for_lyon_too(client):
    guillotiere = (4.842, 45.755, "69007", "69387")
    PermanenceFactory(lieu=LieuFactory(at=guillotiere), jours=[1], heure_debut="10:00", heure_fin="12:00")

    found = communes(client)

    for code in ["69123", "69387"]:
        assert (found[code]["lieux"], found[code]["permanences"], found[code]["heures_par_semaine"]) == (1, 1, 2.0)
        assert found[code]["prochaine_seance"]["debut"] == "2026-11-23T10:00:00+01:00"
    assert found["69387"]["parent"] == "69123"


@pytest.mark.parametrize("address", [*LISTS, "/api/seances/?commune=villeurbanne&taille=100", MIETE_API])
def test_the_number_of_queries_does_not_grow_with_the_rows(client, django_assert_max_num_queries, address):
    few = count(client, address, django_assert_max_num_queries)
    for _ in range(15):
        PermanenceFactory(lieu=LieuFactory(at=MIETE), jours=[1, 2, 3, 4, 5])

    assert count(client, address, django_assert_max_num_queries) <= few <= 6


def count(client, address, django_assert_max_num_queries) -> int:
    with django_assert_max_num_queries(10) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# --- For those who read it ---


def test_developers_have_a_page_with_each_operation_its_example_and_its_answer(client):
    page = client.get("/api/documentation/").content.decode()

    for address in json.loads(client.get("/api/openapi.json").content)["paths"]:
        assert address in page
    for said in ["Licence Ouverte 2.0", "600 demandes par minute", "&quot;la-miete-villeurbanne&quot;", "curseur"]:
        assert said in page
    assert "<script" not in page


@override_settings(API_PAR_MINUTE=1200)
def test_the_limit_that_is_said_is_the_one_in_force(client):
    assert "1200 demandes par minute" in client.get("/api/openapi.json").json()["info"]["description"]
    assert client.get("/api/").json()["par_minute"] == 1200
