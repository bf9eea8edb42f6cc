"""Structures that may be one: which are offered, how sure that is, and why."""

import pytest
from django.contrib.auth.models import User

from structures.doublons import paires
from structures.fusions import StructuresDistinctes
from structures.models import Structure
from tests.factories import StructureFactory

pytestmark = pytest.mark.django_db
SIRET, OTHER = "21690266800013", "26691017300134"


def found(*facts) -> list[tuple[bool, list[str]]]:
    """Of structures with these names and SIRET."""
    for nom, pivot in facts:
        StructureFactory(nom=nom, pivot=pivot)
    return [(paire.sur, paire.raisons) for paire in paires(Structure)]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (("CCAS de Bron", ""), ("ccas de bron", ""), (True, ["même nom"])),
        (("CCAS de Bron", SIRET), ("CCAS Bron", SIRET), (True, ["noms presque pareils", "même SIRET"])),
        (("CCAS de Bron", SIRET), ("Accueil des aînés", SIRET), (False, ["même SIRET"])),
        (("Centre social de Grigny", ""), ("Centre social Grigny", ""), (False, ["noms presque pareils"])),
        (("Centre socail Gerland", ""), ("Centre social Gerland", ""), (False, ["noms presque pareils"])),
        (("Maison pour tous", SIRET), ("Maison pour tous", OTHER), (False, ["même nom"])),
    ],
)
def test_a_name_or_a_siret_brings_two_structures_together(first, last, said):
    assert found(first, last) == [said]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("CCAS de Bron", "CCAS de Brignais"),
        ("Ville de Vénissieux", "CCAS de Vénissieux"),
        ("Antenne solidarité 1", "Antenne solidarité 2"),
        ("Centre social de Grigny", "Centre social de Givors"),
        ("Mission locale de Lyon", "Métropole de Lyon"),
        ("Centre communal d’action sociale de Bron", "Centre communal d’action sociale de Lyon"),
        ("Maison de la parentalité Jean Macé", "Maison de la parentalité Jean Moulin"),
    ],
)
def test_two_bodies_whose_names_only_begin_or_end_alike_are_two(first, last):
    assert found((first, ""), (last, "")) == []


def test_one_name_typed_twice_is_found_among_many_that_begin_alike(lyon):
    towns = ["Bron", "Givors", "Corbas", "Mions", "Genay", "Irigny", "Écully", "Limonest", "Feyzin", "Meyzieu"]
    heads = ["Centre communal d’action sociale de", "Service jeunesse de la ville de", "Maison de quartier de"]
    names = [(f"{head} {town}", "") for head in heads for town in towns]

    assert found(*names, ("Maison de quartier de Meysieu", "")) == [(False, ["noms presque pareils"])]


def test_the_host_structures_of_2021_hold_no_pair(lyon):
    from django.core.management import call_command

    for command in ["charger_structures", "charger_postes"]:
        call_command(command, verbosity=0)

    names = dict(Structure.objects.values_list("pk", "nom"))
    assert [(names[pair.premier], names[pair.second], pair.raisons) for pair in paires(Structure)] == []


def test_nearly_one_name_with_two_known_siret_is_two_bodies():
    assert found(("Ville d’Oullins (Oullins-Pierre-Bénite)", SIRET), ("Ville d’Oullins (Pierre-Bénite)", OTHER)) == []


def test_what_is_archived_is_no_duplicate():
    StructureFactory(nom="MIETE", archivee=True)

    assert found(("MIETE", SIRET)) == []


def test_a_pair_said_to_be_two_is_remembered_in_either_order():
    first, last = StructureFactory(nom="Artag"), StructureFactory(nom="ARTAG")
    user = User.objects.create_user("agent")

    StructuresDistinctes.objects.remember(last, first, user)
    StructuresDistinctes.objects.remember(first, last, user)

    assert found() == []
    assert StructuresDistinctes.objects.count() == 1
