"""What a resident types, understood."""

import pytest

from structures.reperes import understand
from tests.factories import CYBERBASE_BRON, MIETE, RAYONNE, LieuFactory, StructureFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Lyon 3", "69383"),
        ("lyon 3e", "69383"),
        ("LYON 3EME", "69383"),
        ("3ème arrondissement", "69383"),
        ("troisième arrondissement", "69383"),
        ("Lyon IIIe", "69383"),
        ("lyon3", "69383"),
        ("Lyon 03", "69383"),
        ("69003", "69383"),
        ("69 003", "69383"),
        ("69003 Lyon", "69383"),
        ("69383", "69383"),
        ("Lyon 1er", "69381"),
        ("Lyon", "69123"),
        ("Villeurbanne", "69266"),
        ("vénissieux", "69259"),
        ("VENISSIEUX", "69259"),
        ("Vaulx en velin", "69256"),
        ("st priest", "69290"),
        ("Oullins", "69149"),
        ("pierre benite", "69149"),
        ("69152", "69149"),
        ("Grigny", "69096"),
        ("Ste Foy les Lyon", "69202"),
        ("ecully", "69081"),
        ("caluire", "69034"),
        ("69500 Bron", "69029"),
        ("Craponne 69290", "69069"),
        ("tour de salvagny", "69250"),
    ],
)
def test_every_usual_spelling_of_a_commune_is_sure(lyon, words, code):
    compris = understand(words)

    assert (compris.code_insee, compris.confiance) == ([code], "sure")


def test_every_commune_is_understood_by_its_own_name_and_stands_at_its_own_centre(lyon):
    for commune in lyon.values():
        compris = understand(commune.nom)

        assert (compris.code_insee, compris.confiance) == ([commune.code_insee], "sure"), commune.nom
        assert compris.point.coords == commune.centre.coords


def test_a_shared_postal_code_takes_all_its_communes(lyon):
    compris = understand("69390")

    assert compris.genre == "code_postal"
    assert compris.code_insee == ["69046", "69260"]
    assert compris.libelle == "69390 Charly, Vernaison"
    assert any(lyon[code].contour.covers(compris.point) for code in compris.code_insee)


def test_the_postal_code_wins_over_the_insee_code_of_another_commune(lyon):
    assert understand("69250").genre == "code_postal"  # La Tour-de-Salvagny's INSEE code too


def test_oullins_stands_in_oullins_not_in_the_middle_of_the_merged_commune(lyon):
    oullins, merged = understand("Oullins"), understand("Oullins-Pierre-Bénite")

    assert oullins.point.coords == (4.80732, 45.71399)
    assert oullins.point.coords != merged.point.coords


@pytest.mark.parametrize("words", ["12 rue de Bonnel, Lyon 3", "rue de Bron, Lyon 3e", "25 rue Garibaldi 69003"])
def test_an_unknown_street_falls_back_on_its_arrondissement_with_a_doubt(lyon, words):
    compris = understand(words)

    assert (compris.code_insee, compris.confiance) == (["69383"], "doute")


@pytest.mark.parametrize("words", ["villeurbane", "venisieux", "vilurbanne"])
def test_a_misspelled_commune_is_found_with_a_doubt(lyon, words):
    assert understand(words).confiance == "doute"
    assert understand(words).code_insee in (["69266"], ["69259"])


def test_a_name_that_two_communes_begin_with_offers_both(lyon):
    compris = understand("saint genis")

    assert compris.confiance == "plusieurs"
    assert {repere.libelle for repere in compris.choix} == {"Saint-Genis-Laval", "Saint-Genis-les-Ollières"}


def test_a_place_is_found_by_a_word_of_its_name(lyon):
    lieu = LieuFactory(nom="La MIETE (Maison des initiatives)", at=MIETE)

    compris = understand("miete")

    assert (compris.genre, compris.confiance, compris.libelle) == ("lieu", "sure", lieu.nom)
    assert compris.point.coords == lieu.position.coords


def test_a_structure_is_found_at_its_lieu(lyon):
    structure = StructureFactory(nom="Fédération des MJC")
    LieuFactory(structure=structure, nom="Cyber-base", at=CYBERBASE_BRON)

    assert understand("federation mjc").point.coords == CYBERBASE_BRON[:2]


def test_several_places_of_one_name_are_offered(lyon):
    LieuFactory(nom="Centre social A", at=MIETE)
    LieuFactory(nom="Centre social B", at=RAYONNE)

    compris = understand("centre social")

    assert compris.confiance == "plusieurs"
    assert [repere.libelle for repere in compris.choix] == ["Centre social A", "Centre social B"]


def test_a_withdrawn_place_is_not_found(lyon):
    LieuFactory(nom="Lieu secret", publie=False)

    assert understand("lieu secret").confiance == "aucune"


@pytest.mark.parametrize(
    "words", ["", "   ", "🙂", "';;", "xyzzy", "\u202e", "'; drop table structures_lieu; --", "%", "\\"]
)
def test_what_means_nothing_is_not_guessed(lyon, words):
    compris = understand(words)

    assert (compris.confiance, compris.point) == ("aucune", None)


def test_two_queries_understand_anything(lyon, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        understand("12 rue de Bonnel, Lyon 3")
