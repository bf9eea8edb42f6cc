"""The names that searches look up follow the three tables they come from, whoever writes there."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from structures import gazetteer
from structures.geo import point
from structures.models import AncienneCommune, Commune, Localite
from tests.factories import load_communes

pytestmark = pytest.mark.django_db

READ = "SELECT * FROM structures_noms_lus ORDER BY ordre, colle"
KEPT = """
SELECT ordre, colle, ecrit, id, genre, libelle, cle, code_insee, lon, lat, population FROM structures_noms
ORDER BY ordre, colle
"""


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def truncate(model) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or there would be triggers to wait for
        cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")


FORGET = [
    pytest.param(lambda model: model.objects.all().delete(), id="deleted"),
    pytest.param(truncate, id="truncated"),
]


def names(words: str, *codes: str) -> list[str]:
    """What is found of these words; what is kept is what the tables say."""
    assert rows(KEPT) == rows(READ)
    return [nom.libelle for nom in gazetteer.areas(words, list(codes), "")[1]]


@pytest.fixture
def bron():
    return load_communes("69029")["69029"]


@pytest.fixture
def oullins():
    return load_communes("69149")["69149"]


@pytest.fixture
def pierre_benite(oullins):
    return AncienneCommune.objects.create(
        nom="Pierre-Bénite",
        code_insee="69152",
        codes_postaux=["69310"],
        commune=oullins,
        contour=oullins.contour,
        centre=oullins.centre,
    )


@pytest.fixture
def la_saulaie():
    return Localite.objects.create(
        genre="quartier", nom="La Saulaie", alias=["Gare d'Oullins"], code_insee="69149", position=point(4.815, 45.716)
    )


def test_a_new_commune_is_known_by_its_name_its_postal_code_and_its_code_insee(bron):
    assert names("bron") == names("", "69029") == ["Bron"]
    assert names("", "69500") == ["69500 Bron"]


def test_a_commune_is_known_by_its_new_name_and_codes(bron):
    Commune.objects.update(nom="Genay", alias=["Le Bourg"], codes_postaux=["69730"])

    assert names("bron") == names("", "69500") == []
    assert names("genay") == names("le bourg") == ["Genay"]
    assert names("", "69730") == ["69730 Genay"]


@pytest.mark.parametrize("forget", FORGET)
def test_a_commune_that_is_no_more_is_forgotten(bron, forget):
    forget(Commune)

    assert names("bron", "69500", "69029") == []


def test_a_former_commune_is_known_by_its_name_and_its_codes(pierre_benite):
    assert "Pierre-Bénite (Oullins-Pierre-Bénite)" in names("pierre benite")
    assert names("", "69152", "69310") == ["69310 Pierre-Bénite", "Pierre-Bénite (Oullins-Pierre-Bénite)"]


def test_a_former_commune_is_known_by_its_new_name_and_codes(pierre_benite):
    AncienneCommune.objects.update(nom="Yzeron", code_insee="69269", codes_postaux=["69510"])

    assert names("yzeron") == names("", "69269") == ["Yzeron (Oullins-Pierre-Bénite)"]
    assert names("", "69152", "69510") == ["69510 Yzeron"]


@pytest.mark.parametrize("forget", FORGET)
def test_a_former_commune_that_is_no_more_leaves_its_codes_to_the_whole(pierre_benite, forget):
    forget(AncienneCommune)

    assert names("", "69310", "69152") == ["69310 Oullins-Pierre-Bénite"]


def test_a_quarter_is_known_by_each_of_its_names(oullins, la_saulaie):
    assert names("la saulaie") == ["La Saulaie, Oullins-Pierre-Bénite"]
    assert "Gare d'Oullins, Oullins-Pierre-Bénite" in names("gare d oullins")


def test_a_quarter_follows_its_names_and_that_of_its_commune(oullins, la_saulaie):
    Localite.objects.update(nom="Montmein", alias=[])
    Commune.objects.update(nom="Yzeron")

    assert names("la saulaie") == []
    assert names("montmein") == ["Montmein, Yzeron"]


@pytest.mark.parametrize("forget", FORGET)
def test_a_quarter_that_is_no_more_is_forgotten(la_saulaie, forget):
    forget(Localite)

    assert names("la saulaie") == []


def test_names_that_did_not_change_are_not_written_again(pierre_benite, la_saulaie):
    before = rows("SELECT ctid::text, id FROM structures_noms")

    Commune.objects.update(nom=F("nom"))

    assert rows("SELECT ctid::text, id FROM structures_noms") == before


def test_no_name_that_is_like_the_words_is_passed_over(lyon):
    call_command("charger_localites", verbosity=0)

    alike, passed_over = rows("""
        SELECT count(*), count(*) FILTER (WHERE bit_count(n.empreinte & q.empreinte) < n.requis)
        FROM structures_noms n JOIN structures_noms q ON q.ordre[2] % 5 = 0
        WHERE strict_word_similarity(n.ecrit, q.ecrit) >= structures_seuil(n.ecrit, n.colle)
    """)[0]

    assert (alike > 1000, passed_over) == (True, 0)
