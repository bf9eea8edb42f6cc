"""A lieu as the national schema writes it."""

import pytest

from structures.nomenclature import Service
from structures.schema_national import FIELDS, NO_PIVOT, row
from tests.factories import MIETE, LieuFactory, StructureFactory

pytestmark = pytest.mark.django_db


def test_a_lieu_is_a_row_with_every_field_in_order():
    structure = StructureFactory(nom="Ville de Villeurbanne", pivot="21690266800013")
    services = [Service.values[1], Service.values[3]]
    lieu = LieuFactory(nom="La MIETE", at=MIETE, structure=structure, services=services, courriels=["a@miete.fr"])

    cells = row(lieu, horaires="Tu 14:00-17:00")

    assert list(cells) == FIELDS
    assert cells["id"] == "la-miete-villeurbanne"
    assert cells["pivot"] == "21690266800013"
    assert (cells["commune"], cells["code_insee"], cells["code_postal"]) == ("Villeurbanne", "69266", "69100")
    assert (cells["longitude"], cells["latitude"]) == (4.890171, 45.763777)
    assert cells["services"] == "|".join(services)
    assert cells["courriels"] == "a@miete.fr"
    assert cells["horaires"] == "Tu 14:00-17:00"
    assert cells["structure_parente"] == "Ville de Villeurbanne"


def test_an_arrondissement_is_said_by_its_code_and_lyon_by_its_name(lyon):
    lieu = LieuFactory(commune=lyon["69383"], code_postal="69003")

    assert (row(lieu)["commune"], row(lieu)["code_insee"]) == ("Lyon", "69383")


def test_a_guessed_point_is_not_given():
    lieu = LieuFactory(precision="commune", adresse="")

    assert (row(lieu)["latitude"], row(lieu)["longitude"], row(lieu)["adresse"]) == (None, None, "")


def test_a_lieu_without_siret_has_its_structure_s_or_zeros():
    assert row(LieuFactory(structure=StructureFactory(pivot="")))["pivot"] == "00000000000000"


def test_what_the_schema_would_refuse_is_left_empty_or_shortened():
    lieu = LieuFactory(
        telephone="+41223273111",
        presentation_resume="=" + 279 * "a",
        site_web=["https://lyon.fr/?a=1|2", "https://bron.fr/"],
        structure=StructureFactory(pivot="inconnu"),
    )

    cells = row(lieu)

    assert (cells["telephone"], cells["pivot"], len(cells["presentation_resume"])) == ("", NO_PIVOT, 279)
    assert cells["site_web"] == "https://lyon.fr/?a=1%7C2|https://bron.fr/"
