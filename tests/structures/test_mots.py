"""Questions tidied before they are looked up, and words compared."""

import re

import pytest
from django.db import connection

from structures.mots import plain, tidy
from structures.phrase import SURE
from structures.ressemblance import SAME_SOUND, distance, heard, likeness, sound
from tests.structures.table import questions


@pytest.mark.parametrize("words", ["69003", "69 003", "69 oo3", "69oo3", "6 9 0 0 3", "69.003", "F-69003", "690O3"])
def test_a_postal_code_is_read_however_it_is_split(words):
    assert tidy(words).codes == ["69003"]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("12bis rue X", "12 bis rue x"),
        ("n°12 rue X", "12 rue x"),
        ("rue X dans le 7e", "rue x lyon 7"),
        ("rue X, troisième", "rue x, lyon 3"),
        ("10 rue X, 3e étage", "10 rue x,"),
        ("APT 12 BAT B 15 RUE X", "15 rue x"),
        ("rue du 1er mai", "rue du 1er mai"),
        ("rue de la vie", "rue de la vie"),
        ("LYON CEDEX 03", "lyon 3"),
        ("trente-deux rue X", "32 rue x"),
        ("quatre-vingt dix sept rue X", "97 rue x"),
        ("deux cent douze avenue X", "212 avenue x"),
        ("rue des Trois Maisons", "rue des trois maisons"),
        ("12ruegaribaldi lyon3", "12 ruegaribaldi lyon 3"),
        ("rue du 11novembre", "rue du 11 novembre"),
        ("12-14 rue X", "12 rue x"),
        ("10 RUE X INTERPHONE DURAND", "10 rue x"),
        ("10 rue X escalier C 2e étage 69007 Lyon", "10 rue x lyon"),
        ("rue du 3e Spahis", "rue du 3e spahis"),
        ("stpriest", "st priest"),
        ("rue X (69)", "rue x"),
        ("l2 rue X", "12 rue x"),
        ("1O, avenue X", "10, avenue x"),
        ("halle X", "halle x"),
        ("porte d'X", "porte d x"),
        ("porte de lyon lyon 3e", "porte de lyon lyon 3"),
        ("lyonn 3 eme", "lyon 3"),
        ("3e lion", "lyon 3"),
        ("pas loin lyon 3e", "pas loin lyon 3"),
        ("rue du lion, lyon 3e", "rue du lion, lyon 3"),
        ("X (rue de la) lyon", "x (rue) lyon"),
        ("X, rue de l', lyon", "x, rue, lyon"),
        ("x av. des", "x av."),
        ("rue de la X", "rue de la x"),
        ("collonges au mont dort", "collonges au mont d or"),
        ("qu'est-ce que c'est", "que est-ce que c est"),
    ],
)
def test_what_stands_around_a_street_is_tidied(words, left):
    assert " ".join(tidy(words).words.split()) == left


@pytest.mark.parametrize(
    ("words", "code"),
    [("69l40", "69140"), ("69|40", "69140"), ("69 i 20", "69120"), ("69s00", "69500"), ("6900l", "69001")],
)
def test_letters_that_look_like_digits_are_digits_in_a_code(words, code):
    assert tidy(words).codes == [code]


@pytest.mark.parametrize("words", ["69 lis", "69 soliloque", "69 ilots"])
def test_words_are_no_code(words):
    assert tidy(words).codes == []


def test_a_postal_code_that_is_dictated_is_read():
    assert tidy("soixante-neuf mille trois").codes == ["69003"]


def test_the_code_of_a_firm_is_not_a_place():
    assert tidy("10 rue X 69422 LYON CEDEX 03").codes == []


@pytest.mark.parametrize(
    ("a", "b", "wrong"), [("bron", "bron", 0), ("brno", "bron", 1), ("brons", "bron", 1), ("lyon", "bron", 2)]
)
def test_two_swapped_letters_are_one_mistake(a, b, wrong):
    assert distance(a, b, 3) == wrong


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("jores", "jaures"),
        ("venicieu", "venissieux"),
        ("rilieu", "rillieux"),
        ("bugeau", "bugeaud"),
        ("lafaillette", "lafayette"),
        ("payeron", "pailleron"),
        ("prier", "priest"),
        ("berlier", "berliet"),
        ("saintefoi", "saintefoy"),
    ],
)
def test_words_that_sound_the_same_are_alike(typed, name):
    assert likeness(typed, name) == SAME_SOUND


@pytest.mark.parametrize(
    ("typed", "name"),
    [("genas", "vaise"), ("sully", "ecully"), ("lyon2", "lyon3"), ("12", "13"), ("maurice", "mairie")],
)
def test_other_names_are_not_alike(typed, name):
    assert likeness(typed, name) == 0


@pytest.mark.parametrize(
    ("typed", "name"), [("marcel", "marseille"), ("solai", "solaize"), ("marietton", "mariethorez")]
)
def test_words_that_are_written_otherwise_are_not_surely_one(typed, name):
    assert likeness(typed, name) < SURE


@pytest.mark.parametrize(
    ("words", "name"),
    [("mes yeux", "meyzieu"), ("corps bas", "corbas"), ("des signes", "decines"), ("tas sain", "tassin")],
)
def test_a_name_is_heard_through_wrong_spaces(words, name):
    assert heard(words.split(), name)


@pytest.mark.parametrize("words", ["mot de passe", "mon fils", "ca marche", "les yeux", "merci bien"])
def test_nonsense_is_no_town(words):
    names = ["meyzieu", "mions", "marcy", "charly", "corbas", "vaulx", "irigny", "lyon"]

    assert not any(heard(words.split(), name) for name in names)


def test_a_year_may_be_said_by_its_last_two_digits():
    assert likeness("45", "1945") == SAME_SOUND


@pytest.mark.django_db
def test_the_database_hears_words_as_the_matcher_does():
    words = {word for row in questions() for word in re.findall("[a-z]+", plain(row.words))}

    with connection.cursor() as cursor:
        cursor.execute("SELECT mot, structures_son(mot) FROM unnest(%s::text[]) AS m (mot)", [sorted(words)])
        said = dict(cursor.fetchall())

    assert len(said) > 1000
    assert said == {word: sound(word) for word in words}
