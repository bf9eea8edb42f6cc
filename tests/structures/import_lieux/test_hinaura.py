"""The real file of 2021, in version 0 of the national schema: 29 lieux, none refused, nothing lost unsaid."""

from collections import Counter
from pathlib import Path

import pytest

from structures.import_lieux.lire import ouvrir
from structures.models import Lieu
from tests.structures.import_lieux.fichiers import said

pytestmark = pytest.mark.django_db

REAL = Path(__file__).parents[2] / "data" / "hinaura_metropole_2021.json"
MAPPED = {
    "services",
    "publics_accueillis",
    "conditions_acces",
    "modalites_accompagnement",
}  # former values, in all rows


@pytest.fixture(scope="module")
def fichier(metropole):
    with REAL.open("rb") as file:
        return ouvrir(file)


@pytest.fixture(scope="module")
def lignes(fichier):
    return {ligne.identifiant: ligne for ligne in fichier.lignes()}


def test_its_form_is_found(fichier):
    assert (fichier.forme.format, fichier.forme.encodages, fichier.total) == ("JSON", ["UTF-8"], 29)
    assert fichier.forme.colonnes_ignorees == ["code_insee_calcule", "commune_calculee"]
    assert fichier.forme.colonnes["courriels"] == "courriel"
    assert fichier.forme.colonnes["frais_a_charge"] == "conditions_acces"


def test_all_its_rows_are_kept_with_nothing_left_out(lignes):
    assert len(lignes) == 29
    for ligne in lignes.values():
        assert not [*ligne.refus, *ligne.ecartes], said(ligne)
        assert not ligne.hors_territoire
        assert (ligne.source, bool(ligne.date_maj)) == ("Hinaura", True)
        Lieu(**ligne.champs).clean_fields(exclude={f.name for f in Lieu._meta.fields} - set(ligne.champs))


def test_what_is_repaired_is_counted(lignes):
    counts = Counter(one.colonne for ligne in lignes.values() for one in ligne.reparations)

    assert {name: number for name, number in counts.items() if name not in MAPPED} == {
        "commune": 18,  # 10 of the commune that Oullins and Pierre-Bénite became, 8 in capitals
        "nom": 3,
        "adresse": 3,
    }


# id: repairs of the row besides those of former values, code INSEE
ROWS = {
    "65": (["commune"], "69029"),
    "110": (["commune"], "69089"),
    "114": (["adresse", "commune"], "69091"),
    "125": (["commune"], "69100"),
    "130": ([], "69142"),
    "152": ([], "69388"),
    "153": ([], "69382"),
    "155": ([], "69381"),
    "172": (["commune"], "69149"),
    "173": (["adresse", "commune", "nom"], "69149"),
    "174": (["commune"], "69149"),
    "176": (["adresse", "commune"], "69149"),
    "177": (["commune"], "69149"),
    "179": (["commune"], "69149"),
    "180": (["commune"], "69149"),
    "185": (["commune", "nom"], "69149"),
    "186": (["commune"], "69149"),
    "187": (["commune"], "69149"),
    "229": ([], "69204"),
    "231": ([], "69204"),
    "242": (["commune", "nom"], "69204"),
    "259": ([], "69266"),
    "260": (["commune"], "69266"),
    "261": ([], "69266"),
    "446": (["commune"], "69085"),
    "475": ([], "69266"),
    "943": ([], "69383"),
    "974": ([], "69259"),
    "1069": (["commune"], "69069"),
}


@pytest.mark.parametrize("key", ROWS)
def test_each_row_stands_in_its_town_with_what_was_repaired(lignes, key):
    ligne = lignes[key]

    repaired, code = ROWS[key]

    assert sorted({one.colonne for one in ligne.reparations} - MAPPED) == repaired, said(ligne)
    assert ligne.champs["commune"].code_insee == code
    assert ligne.champs["precision"] == "adresse"


def test_a_row_is_what_one_would_type(lignes):
    champs = lignes["173"].champs

    assert (champs["nom"], champs["adresse"], champs["code_postal"]) == ("MDM Oullins", "17 rue Tupin", "69600")
    assert champs["services"] == ["Aide aux démarches administratives"]
    assert champs["publics_specifiquement_adresses"] == ["Seniors"]
    assert champs["prise_en_charge_specifique"] == ["Illettrisme", "Langues étrangères (autres)"]
    assert champs["frais_a_charge"] == ["Gratuit"]
    assert (champs["telephone"], champs["pivot"], champs["courriels"]) == ("+33428673190", "", [])
    assert champs["horaires"] == "Mo 14:00-16:30"
    assert lignes["185"].champs["nom"] == "MDM Pierre-Bénite"
    assert lignes["943"].champs["nom"] == "TUBÀ"


def test_a_file_given_back_is_read_the_same(lignes):
    """What comes out in the schema's words needs no repair when it comes in again."""
    from tests.structures.import_lieux.fichiers import csv_bytes, read

    kept = lignes["65"].champs
    several = {name: "|".join(value) for name, value in kept.items() if isinstance(value, list)}
    texts = {name: value for name, value in kept.items() if isinstance(value, str) and name != "precision"}
    town = {"commune": kept["commune"].nom, "latitude": kept["position"].y, "longitude": kept["position"].x}

    (again,) = read(csv_bytes(several | texts | town))

    assert not said(again)
    assert again.champs == kept
