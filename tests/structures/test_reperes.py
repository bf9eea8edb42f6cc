"""What a resident types, understood."""

import pytest

from structures.geo import point
from structures.models import Adresse, Localite, Voie
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
    assert compris.confiance == "plusieurs"
    assert [choix.libelle for choix in compris.choix] == ["Charly", "Vernaison"]


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


@pytest.mark.parametrize(
    ("words", "code", "confiance"),
    [
        ("villeurbane", "69266", "sure"),
        ("venisieux", "69259", "sure"),
        ("vilurbanne", "69266", "sure"),
        ("brons", "69029", "doute"),  # so short, it may be somebody's name
    ],
)
def test_a_misspelled_commune_is_sure_when_one_letter_is_wrong_in_a_long_name(lyon, words, code, confiance):
    compris = understand(words)

    assert (compris.code_insee, compris.confiance) == ([code], confiance)


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


def test_one_query_understands_a_town_and_three_a_door_or_a_street_that_is_not_there(lyon, django_assert_num_queries):
    with django_assert_num_queries(1):
        understand("Lyon 3")
    with django_assert_num_queries(3):  # is it in another town?
        understand("12 rue de Bonnel, Lyon 3")
    street("Rue de Bonnel", lyon["69383"], numbers=[12])
    with django_assert_num_queries(3):
        understand("12 rue de Bonnel, Lyon 3")


def street(nom, commune, numbers=(), at=None):
    where = at or commune.centre
    voie = Voie.objects.create(
        nom=nom, commune=commune, codes_postaux=commune.codes_postaux[:1], position=where, nombre=len(numbers)
    )
    for numero in numbers:
        position = point(where.x + numero * 1e-5, where.y)
        Adresse.objects.create(voie=voie, numero=numero, code_postal=commune.codes_postaux[0], position=position)
    return voie


def test_a_door_is_written_as_on_a_letter_and_stands_at_its_own_point(lyon):
    street("Rue de la République", lyon["69382"], [12, 14])

    compris = understand("12 r de la republique 69002")

    assert (compris.libelle, compris.genre, compris.confiance) == (
        "12 rue de la République, 69002 Lyon",
        "adresse",
        "sure",
    )
    assert compris.point.x == pytest.approx(lyon["69382"].centre.x + 12e-5)


@pytest.mark.parametrize("words", ["16 rue de la République, Lyon 2e", "999 rue de la République, Lyon 2e"])
def test_a_number_that_the_street_lacks_falls_back_on_the_street_and_says_so(lyon, words):
    street("Rue de la République", lyon["69382"], [12, 14])

    compris = understand(words)

    assert (compris.libelle, compris.confiance, compris.repli) == (
        "Rue de la République, 69002 Lyon",
        "doute",
        "numero",
    )


def test_a_street_of_several_communes_offers_each_the_largest_first(lyon):
    for code in ["69029", "69382", "69259"]:
        street("Rue du Lac", lyon[code])

    compris = understand("rue du lac")

    assert compris.confiance == "plusieurs"
    assert [choix.libelle for choix in compris.choix] == [
        "Rue du Lac, 69002 Lyon",
        "Rue du Lac, 69200 Vénissieux",
        "Rue du Lac, 69500 Bron",
    ]


def test_each_choice_asked_in_turn_is_sure(lyon):
    for code in ["69029", "69382", "69259"]:
        street("Rue du Lac", lyon[code])

    assert [understand(choix.libelle).confiance for choix in understand("rue du lac").choix] == ["sure"] * 3


def test_a_neighbouring_town_is_not_taken_for_one_of_the_metropole(lyon):
    Localite.objects.create(genre="voisine", nom="Genas", code_insee="69277", position=point(5.0, 45.731))

    compris = understand("genas")  # one letter from Genay

    assert (compris.code_insee, compris.confiance, compris.repli) == (["69277"], "doute", "ailleurs")


def test_a_quarter_is_a_place_of_its_commune(lyon):
    Localite.objects.create(genre="quartier", nom="Part-Dieu", code_insee="69383", position=point(4.8575, 45.7607))

    compris = understand("la part dieu")

    assert (compris.libelle, compris.genre, compris.code_insee) == ("Part-Dieu, Lyon 3e", "lieu", ["69383"])


def quarter(nom, commune, alias=()):
    return Localite.objects.create(
        genre="quartier", nom=nom, alias=list(alias), code_insee=commune.code_insee, position=commune.centre
    )


def test_a_quarter_is_called_what_it_was_called(lyon):
    quarter("La Soie", lyon["69256"], ["Carré de Soie"])

    assert understand("carre de soie").libelle == "Carré de Soie, Vaulx-en-Velin"


def test_a_quarter_elsewhere_is_a_word_of_the_street_when_the_town_is_named(lyon):
    quarter("Mermoz", lyon["69388"])

    compris = understand("12 avenue jean mermoz bron")

    assert (compris.libelle, compris.confiance, compris.repli) == ("Bron", "doute", "voie")


def test_a_street_is_found_whatever_its_spaces_and_its_swapped_letters(lyon):
    street("Rue Georges Lyvet", lyon["69259"])

    for words in ["ruegeorgeslyvet venissieux", "rue georges ly vet, venissieux", "georgeslyvet venissieux"]:
        assert understand(words).libelle == "Rue Georges Lyvet, 69200 Vénissieux", words
    assert understand("rue georges lvyet venissieux").libelle == "Rue Georges Lyvet, 69200 Vénissieux"


def test_what_people_chat_around_an_address_does_not_hide_it(lyon):
    street("Rue du Lac", lyon["69029"], [12])

    compris = understand("coucou alors la cousine de jeannot crèche au 12 rue du lac à bron voyez-vous")

    assert (compris.libelle, compris.confiance) == ("12 rue du Lac, 69500 Bron", "doute")


def test_of_two_towns_the_one_that_has_the_street_is_meant(lyon):
    street("Boulevard Émile Zola", lyon["69029"])

    compris = understand("boulevard émile zola mais à bron pas à vénissieux")

    assert (compris.code_insee, compris.confiance) == (["69029"], "sure")


def test_a_town_that_is_denied_is_not_meant(lyon):
    street("Place Roger Salengro", lyon["69029"], [9])
    street("Place Roger Salengro", lyon["69259"], [9])

    for words in ["9 place roger salengro à bron, pas vénissieux", "et non à vénissieux, 9 place roger salengro bron"]:
        assert understand(words).libelle == "9 place Roger Salengro, 69500 Bron", words
    assert understand("je sais pas, bron").code_insee == ["69029"]
    assert understand("pas loin de bron").code_insee == ["69029"]


@pytest.mark.parametrize("words", ["avenue foch", "avenue maréchal foch", "avenue du mal foch"])
def test_names_that_differ_by_an_honour_or_an_article_are_one(lyon, words):
    for code, nom in [
        ("69029", "Avenue Foch"),
        ("69382", "Avenue Maréchal Foch"),
        ("69259", "Avenue du Maréchal Foch"),
    ]:
        street(nom, lyon[code])
    quarter("Foch", lyon["69382"])

    compris = understand(words)

    assert (compris.confiance, len(compris.choix)) == ("plusieurs", 3)
    assert [understand(choix.libelle).confiance for choix in compris.choix] == ["sure"] * 3


def test_in_one_town_an_honour_tells_two_streets_apart(lyon):
    street("Rue Leclerc", lyon["69029"])
    street("Rue du Général Leclerc", lyon["69029"], at=point(4.92, 45.73))

    assert understand("rue leclerc bron").libelle == "Rue Leclerc, 69500 Bron"
    assert understand("rue du gal leclerc bron").libelle == "Rue du Général Leclerc, 69500 Bron"


def test_another_honour_or_first_name_is_another_name(lyon):
    street("Rue du Colonel Roux", lyon["69029"])
    street("Rue Georges Foch", lyon["69029"], at=point(4.92, 45.73))

    for words in ["rue du docteur roux bron", "rue du docteur roux", "rue maréchal foch bron"]:
        assert understand(words).confiance == "doute", words
    assert understand("rue roux bron").confiance == "sure"


def test_a_street_half_named_is_not_sure_where_no_town_is(lyon):
    street("Cours Richard Vitton", lyon["69029"])

    assert understand("cours vitton").confiance == "doute"
    assert understand("cours vitton bron").confiance == "sure"


def test_a_town_is_heard_through_wrong_spaces(lyon):
    for words, code in [("mes yeux", "69282"), ("j'habite à corps bas", "69273"), ("feu zin", "69276")]:
        compris = understand(words)
        assert (compris.code_insee, compris.confiance) == ([code], "doute"), words


def test_the_end_of_a_town_s_name_offers_all_that_end_so(lyon):
    compris = understand("mont d'or")

    assert compris.confiance == "doute"
    assert len(compris.choix) == 6
    assert all("Mont-d'Or" in choix.libelle for choix in compris.choix)


def test_a_town_without_its_saint_is_not_the_other_town_of_its_name(lyon):
    assert understand("foy les lyon").code_insee == ["69202"]


def test_a_place_is_found_by_two_words_of_its_name_in_one(lyon):
    LieuFactory(nom="MJC Louis Aragon, Cyber-base", at=CYBERBASE_BRON)

    assert understand("cyberbase bron").libelle == "MJC Louis Aragon, Cyber-base"


def test_a_street_of_pierre_benite_is_not_one_of_oullins(lyon):
    voie = street("Rue Voltaire", lyon["69149"])
    Voie.objects.filter(pk=voie.pk).update(codes_postaux=["69310"])

    assert understand("rue voltaire pierre-bénite").confiance == "sure"
    assert (understand("rue voltaire oullins").confiance, understand("rue voltaire oullins").repli) == (
        "doute",
        "commune",
    )


@pytest.mark.parametrize("words", ["saone", "velin"])
def test_a_place_is_not_meant_by_a_word_of_its_town(lyon, words):
    LieuFactory(nom="Aiden – Fontaines-sur-Saône", at=RAYONNE)
    LieuFactory(nom="Mission locale de Vaulx-en-Velin", at=MIETE)

    assert understand(words).confiance != "sure"


def test_a_long_story_is_read_in_few_words(lyon):
    words = " ".join(f"{word} bron" for word in ["saint", "genis", "laval", "velin", "mont"] * 12)

    assert understand(words).confiance in ("doute", "plusieurs")


def test_the_only_street_of_its_name_is_found_in_another_town_with_a_doubt(lyon):
    street("Cours Tolstoï", lyon["69266"], numbers=[12])

    compris = understand("12 cours tolstoi, lyon")

    assert (compris.libelle, compris.confiance) == ("12 cours Tolstoï, 69100 Villeurbanne", "doute")
    assert compris.repli == "commune"


def test_a_street_that_two_other_towns_have_is_not_chosen_for_whoever_asks(lyon):
    street("Rue Voltaire", lyon["69266"])
    street("Rue Voltaire", lyon["69029"])

    assert understand("rue voltaire, ecully").libelle == "Écully"
