"""What is suggested for the first letters of a place, in which order, and how dear it is."""

import pytest

from structures.adresses import Voie
from structures.models import Commune, Localite
from structures.suggestions import MOST, Suggestion, suggestions
from tests.factories import ARTAG, CYBERBASE_BRON, MIETE, LieuFactory, StructureFactory

pytestmark = pytest.mark.django_db


def street(nom, code_insee, code_postal, nombre=10):
    commune = Commune.objects.get(code_insee=code_insee)
    return Voie.objects.create(
        nom=nom, commune=commune, codes_postaux=[code_postal], position=commune.centre, nombre=nombre
    )


def words(typed):
    return [suggestion.libelle for suggestion in suggestions(typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("bro", "Bron"),
        ("villeurb", "Villeurbanne"),
        ("VENISS", "Vénissieux"),
        ("st fo", "Saint-Fons"),
        ("ste fo", "Sainte-Foy-lès-Lyon"),
        ("vaulx en", "Vaulx-en-Velin"),
        ("3e", "Lyon 3e"),
        ("lyon 8", "Lyon 8e"),
        ("vileurbane", "Villeurbanne"),
        ("caluir et cuir", "Caluire-et-Cuire"),
    ],
)
def test_a_commune_comes_first_by_its_first_letters_misspelled_or_not(lyon, typed, first):
    assert words(typed)[0] == first


def test_a_postal_code_begun_is_completed_with_its_communes(lyon):
    assert suggestions("69 500") == [Suggestion("69500", "code_postal", "Bron")]
    assert "69250" in words("6925")


def test_a_lieu_says_its_commune_and_stands_for_its_structure_of_the_same_name(lyon):
    LieuFactory(nom="La MIETE", structure=StructureFactory(nom="La MIETE"), at=MIETE)

    assert suggestions("la mie") == [Suggestion("La MIETE", "lieu", "Villeurbanne")]


def test_a_word_in_the_middle_of_a_name_finds_it(lyon):
    LieuFactory(nom="Médiathèque Jean Prévost", at=CYBERBASE_BRON)

    assert words("prevo") == ["Médiathèque Jean Prévost"]


@pytest.mark.parametrize("hidden", [{"publie": False}, {"structure__archivee": True}])
def test_what_is_off_the_site_is_not_suggested(lyon, hidden):
    LieuFactory(nom="Espace Artagnan", at=ARTAG)
    assert words("artagn") == ["Espace Artagnan"]

    LieuFactory(nom="Espace Tonkin", structure__nom="Maison Tonkin", at=ARTAG, **hidden)

    assert words("tonkin") == []


def test_a_street_is_found_with_the_beginning_of_its_town_and_keeps_the_number_typed(lyon):
    street("Rue Garibaldi", "69383", "69003", nombre=300)
    street("Rue Garibaldi", "69386", "69006", nombre=200)
    street("Rue Garibaldi", "69256", "69120", nombre=20)

    assert words("rue gari") == [
        "Rue Garibaldi, 69003 Lyon 3e",
        "Rue Garibaldi, 69006 Lyon 6e",
        "Rue Garibaldi, 69120 Vaulx-en-Velin",
    ]
    assert words("rue garibaldi vau") == ["Rue Garibaldi, 69120 Vaulx-en-Velin"]
    assert words("12 bis, rue garibaldi 69006") == ["12 bis Rue Garibaldi, 69006 Lyon 6e"]


def test_the_number_in_the_name_of_a_street_is_not_a_door(lyon):
    street("Rue du 8 Mai 1945", "69266", "69100")

    assert suggestions("8 mai") == [Suggestion("Rue du 8 Mai 1945, 69100 Villeurbanne", "voie")]


def test_a_list_is_never_longer_than_a_hand_nor_says_one_thing_twice(lyon):
    for number in range(MOST + 3):
        LieuFactory(nom=f"Centre social {number % (MOST + 2)}", at=MIETE)

    found = words("centre soc")

    assert len(found) == MOST == len(set(found))


@pytest.mark.parametrize("typed", ["", "b", " ", "%%", "_", "'; --", "\\", "69\u0664", "²³", "1" * 200, "rue " * 50])
def test_what_names_nothing_suggests_nothing(lyon, typed):
    assert words(typed) == []


def test_a_suggestion_takes_one_query(lyon, django_assert_num_queries):
    for typed in ["bron", "12 rue garibaldi bron", "xyzzy", "69003"]:
        with django_assert_num_queries(1):
            suggestions(typed)


def test_a_quarter_is_suggested_with_its_commune_by_any_of_its_names(lyon):
    Localite.objects.create(
        genre="quartier", nom="La Soie", alias=["Carré de Soie"], code_insee="69256", position=lyon["69256"].centre
    )

    assert suggestions("carré de s") == [Suggestion("Carré de Soie, Vaulx-en-Velin", "lieu")]


def test_the_largest_streets_come_first_whatever_their_number(lyon):
    for number in range(520):
        street(f"Impasse {number}", "69266", "69100", nombre=1000 - number)
    street("Allée des Lilas", "69266", "69100", nombre=2)

    assert words("impasse")[0] == "Impasse 0, 69100 Villeurbanne"
    assert words("des lil") == words("allee des lil") == ["Allée des Lilas, 69100 Villeurbanne"]
