"""Truths that the database keeps, and what is typed put in form."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from structures import telephone
from structures.geo import point
from structures.models import Lieu, Structure
from tests.factories import MAIRIE_GRIGNY, MIETE, RAYONNE, LieuFactory, StructureFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed", ["0478634040", "04 78 63 40 40", "04.78.63.40.40", "+33 4 78 63 40 40", "0033478634040"]
)
def test_a_phone_number_typed_in_any_french_way_is_kept_in_one(typed):
    assert telephone.normalize(typed) == "+33478634040"


def test_a_phone_number_is_read_in_pairs():
    assert telephone.readable("+33478634040") == "04 78 63 40 40"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("04 78", "n’est pas complet : il a 4 chiffres, il en faut 10"),
        ("0", "il a 1 chiffre"),
        ("04 78 63 40 40 5", "a 11 chiffres, il en faut 10"),
        ("04 78 63 40 40 / 04 78 63 40 41", "Un seul numéro ici"),
        ("04 78 63 40 40 poste 12", "n’a pas de lettres"),
        ("+33 4", "n’est pas un numéro de téléphone"),
    ],
)
def test_what_is_wrong_with_a_phone_number_is_said_in_words(typed, message):
    with pytest.raises(ValidationError, match=message):
        telephone.normalize(typed)


@pytest.mark.parametrize("wrong", [point(45.76, 4.89), point(0, 0), point(2.35, 48.85)])
def test_swapped_zero_or_far_positions_never_get_in(wrong):
    lieu = LieuFactory(at=MIETE)

    with pytest.raises(ValidationError, match="loin de la Métropole"):
        Lieu(position=wrong).clean_fields(exclude=[f.name for f in Lieu._meta.fields if f.name != "position"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Lieu.objects.filter(pk=lieu.pk).update(position=wrong)


@pytest.mark.parametrize(
    "values",
    [
        {"services": ["Réparer des vélos"]},
        {"code_postal": "6910"},
        {"precision": "vague"},
        {"frais_a_charge": ["Cher"]},
    ],
)
def test_values_outside_the_national_schema_never_get_in(values):
    lieu = LieuFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Lieu.objects.filter(pk=lieu.pk).update(**values)


@pytest.mark.parametrize("pivot", ["13000354400033", "130 003 544 00033", "w691234567"])
def test_a_real_siret_or_rna_is_accepted(pivot):
    Structure(nom="x", slug="x", pivot=pivot).full_clean(exclude=["slug"])


@pytest.mark.parametrize("pivot", ["13000354400034", "1234", "W12"])
def test_a_siret_with_a_wrong_digit_is_refused(pivot):
    with pytest.raises(ValidationError) as refused:
        Structure(nom="x", slug="x", pivot=pivot).full_clean()

    assert list(refused.value.message_dict) == ["pivot"]


def test_two_lieux_of_one_name_have_two_addresses():
    first, second = LieuFactory(nom="Mairie"), LieuFactory(nom="Mairie")

    assert (first.slug, second.slug) == ("mairie-villeurbanne", "mairie-villeurbanne-2")


def test_the_address_of_a_page_does_not_change_with_the_name():
    lieu = LieuFactory(nom="Mairie")
    lieu.nom = "Hôtel de ville"
    lieu.save()

    assert lieu.slug == "mairie-villeurbanne"


def test_near_orders_by_metres_on_the_ground():
    far, near = LieuFactory(at=MAIRIE_GRIGNY), LieuFactory(at=MIETE)

    found = list(Lieu.objects.near(point(*RAYONNE[:2])))

    assert found == [near, far]
    assert [round(lieu.distance.km) for lieu in found] == [2, 19]


def test_near_walks_the_spatial_index():
    home = LieuFactory(at=MIETE)
    others = {"structure": home.structure, "commune": home.commune}
    Lieu.objects.bulk_create(LieuFactory.build(at=MIETE, slug=f"lieu-{n}", **others) for n in range(500))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE structures_lieu")

    plan = Lieu.objects.near(point(*RAYONNE[:2]))[:20].explain()

    assert "Index Scan using lieu_nearest" in plan


def test_published_leaves_out_withdrawn_lieux_and_archived_structures():
    shown = LieuFactory()
    LieuFactory(publie=False)
    LieuFactory(structure__archivee=True)

    assert list(Lieu.objects.published()) == [shown]


def test_a_point_tells_the_commune_it_lies_in(lyon):
    lieu = LieuFactory(at=MIETE)

    assert lieu.commune_of_position() == lyon["69266"]


def test_an_address_known_to_the_commune_only_shows_no_street():
    lieu = LieuFactory(precision="commune", adresse="rue de mémoire")

    assert lieu.adresse_complete == "69100 Villeurbanne"


def test_structures_are_named_once_in_addresses():
    assert StructureFactory(nom="CCAS d’Écully").slug == "ccas-d-ecully"
