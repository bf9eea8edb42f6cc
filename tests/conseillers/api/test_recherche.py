"""/api/lieux/ is /recherche/ for programs: the same places, in the same order, page after page."""

import pytest
from django.http import QueryDict

from conseillers.models import Conseiller
from structures.models import Lieu
from structures.nomenclature import Service
from tests.factories import (
    ARTAG,
    CCAS_ECULLY,
    CYBERBASE_BRON,
    MAIRIE_GRIGNY,
    MIETE,
    RAYONNE,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fifty_places", "monday")]

DOORS = [ARTAG, CCAS_ECULLY, CYBERBASE_BRON, MAIRIE_GRIGNY, MIETE, RAYONNE]
QUESTIONS = [
    "",
    "q=villeurbanne",
    "q=69003",
    "q=nulle part au monde",
    "q=cv villeurbanne",
    "q=mardi bron",
    "lat=45.75&lon=4.85",
    "lat=48.85&lon=2.35",
    "q=bron&besoin=cv",
    "q=bron&jour=2026-11-24",
    "q=bron&moment=matin",
    "q=bron&moment=maintenant",
    "q=bron&mode=atelier",
    "q=bron&langue=ar",
    "q=bron&accessible=on",
    "q=grigny&mode=atelier&langue=ar",
    "q=bron&langue=zh",  # nobody: all but that
    "q=bron&langue=zh&besoin=sante",  # nothing at all: without choices
    "q=bron&tri=date",
    "tri=date&mode=sans-rendez-vous",
    "tri=distance",
]


@pytest.fixture(scope="module")
def fifty_places(loaded):
    """Of which some at one door, some with permanences of each kind, some without any."""
    with loaded():
        make_fifty()
        yield


def make_fifty():
    arabic = [ConseillerFactory(langues=["fr", "ar"], etat=Conseiller.Etat.EN_POSTE)]
    for n in range(50):
        lieu = LieuFactory(
            **{"nom": f"Lieu {n:02}", "at": DOORS[n % len(DOORS)], "acces_fauteuil": [True, False, None][n % 3]},
            services=[[Service.INSERTION], [Service.SECURITE], []][n % 3],
        )
        if n % 5:
            PermanenceFactory(
                **{"lieu": lieu, "jours": [1 + n % 5], "heure_debut": f"{9 + n % 6:02}:00", "heure_fin": "18:00"},
                **{"mode": "atelier" if n % 7 == 0 else "sans-rendez-vous"},
                **({"conseillers": arabic} if n % 4 == 0 else {}),
            )


def walk(client, address, members="lieux", meanwhile=None):
    """All pages."""
    pages = []
    while address:
        page = client.get(address)
        assert page.status_code == 200, page.content
        pages.append(page.json())
        address = pages[-1]["suivant"]
        if meanwhile and len(pages) == 1:
            meanwhile()
        assert len(pages) < 100
    return [each for page in pages for each in page[members]], pages


def slugs_of_the_map(client, question):
    """Over all the pages of /recherche.geojson."""
    asked, found = QueryDict(question, mutable=True), []
    for number in range(1, 10):
        asked["page"] = number
        result = client.get("/recherche.geojson", asked).json()
        found += [feature["properties"]["slug"] for feature in result["features"]]
        if not result["suite"] or any("sans ces choix" in said for said in result["messages"]):
            return found
    raise AssertionError("no end")


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_places_in_the_same_order_over_all_pages(client, question):
    ours, pages = walk(client, f"/api/lieux/?{question}&taille=20" if question else "/api/lieux/?taille=20")

    assert [lieu["slug"] for lieu in ours] == slugs_of_the_map(client, question)
    assert len(pages) == max(1, -(-len(ours) // 20))


@pytest.mark.parametrize("question", ["q=bron", "q=bron&tri=date", "q=bron&moment=matin"])
def test_the_size_of_pages_changes_nothing(client, question):
    [by_seven, _], [by_hundred, _] = [walk(client, f"/api/lieux/?{question}&taille={n}") for n in (7, 100)]

    assert by_seven == by_hundred


@pytest.mark.parametrize("question", ["q=bron", "q=bron&tri=date", "q=bron&mode=sans-rendez-vous"])
@pytest.mark.parametrize("at", [CYBERBASE_BRON, MAIRIE_GRIGNY])
def test_every_place_is_given_once_though_others_are_added_and_withdrawn_meanwhile(client, question, at):
    before = [lieu["slug"] for lieu in walk(client, f"/api/lieux/?{question}")[0]]

    def edit():
        PermanenceFactory(lieu=LieuFactory(nom="Nouveau", at=at), jours=[1], heure_debut="10:00", heure_fin="11:00")
        Lieu.objects.filter(slug=before[4]).update(publie=False)  # one that was given, the fifth

    found, _pages = walk(client, f"/api/lieux/?{question}&taille=5", meanwhile=edit)
    found = [lieu["slug"] for lieu in found]

    assert len(found) == len(set(found))
    assert set(before) <= set(found)


def test_what_answers_nothing_says_how_it_answers(client):
    exact, nearly, without = [
        client.get(f"/api/lieux/?q=bron&{choices}").json()
        for choices in ["besoin=cv", "langue=zh", "langue=zh&besoin=sante"]
    ]

    assert [found["reponse"] for found in (exact, nearly, without)] == ["exacte", "presque", "sans_choix"]
    assert {lieu["sans"] for lieu in nearly["lieux"]} == {"chinois"}
    assert (nearly["suivant"], without["suivant"]) == (None, None)
    assert without["messages"] == ["Aucun lieu ne répond à tous vos choix. Voici les lieux sans ces choix."]


def test_a_cursor_only_goes_with_its_question(client):
    suivant = client.get("/api/lieux/?q=bron").json()["suivant"]

    other = client.get(suivant.replace("q=bron", "q=ecully"))
    elsewhere = client.get(suivant.replace("/api/lieux/", "/api/communes/").replace("q=bron&", ""))
    changed = client.get(suivant[:-1] + ("A" if suivant[-1] != "A" else "B"))

    for refused in (other, elsewhere, changed):
        assert refused.status_code == 400
        assert list(refused.json()["erreurs"]) == ["curseur"]


def test_the_number_of_queries_does_not_grow_with_the_places(client, django_assert_max_num_queries):
    for taille in (1, 50, 100):
        with django_assert_max_num_queries(6):
            client.get(f"/api/lieux/?q=12 rue de la Paix, Bron&mode=sans-rendez-vous&taille={taille}")
