"""Lieux that may be one: which are offered, how sure that is, and why."""

import pytest

from structures.doublons import paires
from structures.fusions import AncienneAdresse, PasDoublon
from structures.models import Lieu
from structures.roles import Role
from tests.admin.comptes import someone
from tests.factories import CCAS_ECULLY, MIETE, RAYONNE, LieuFactory

pytestmark = pytest.mark.django_db

SIRET = "21690266800013"
# Another point put down for the MIETE's door, some forty metres away; another door of the street, 400 m away.
BESIDE = (MIETE[0] + 0.0005, *MIETE[1:])
FURTHER = (MIETE[0] + 0.005, *MIETE[1:])


def lieu(nom, at=MIETE, **values) -> Lieu:
    return LieuFactory(**{"nom": nom, "at": at, "adresse": f"{nom}, porte"} | values)


def found() -> list[tuple[bool, list[str]]]:
    return [(paire.sur, paire.raisons) for paire in paires(Lieu)]


def test_one_name_at_one_door_is_sure_whatever_its_accents():
    first, last = lieu("Médiathèque Lucie-Aubrac"), lieu("mediatheque lucie aubrac", at=BESIDE)

    (pair,) = paires(Lieu)

    assert (pair.premier, pair.second, pair.sur, pair.raisons) == (first.pk, last.pk, True, ["même nom"])
    assert round(pair.metres) == 39


def test_one_door_with_two_names_is_probable():
    lieu("La MIETE", adresse="150 rue du 4-Août-1789")
    lieu("Maison des initiatives", at=BESIDE, adresse="150 Rue du 4-Août-1789")

    assert found() == [(False, ["même adresse"])]


def test_a_ccas_and_a_library_in_one_building_are_not_sure_even_with_one_switchboard():
    lieu("CCAS d’Écully", at=CCAS_ECULLY, adresse="1 place de la Libération", telephone="+33472181000")
    lieu("Bibliothèque d’Écully", at=CCAS_ECULLY, adresse="1 place de la Libération", telephone="+33472181000")

    assert found() == [(False, ["même téléphone", "même adresse"])]


def test_names_alike_are_probable_and_sure_with_another_sign():
    lieu("La MIETE")
    second = lieu("MIETE", at=BESIDE)
    assert found() == [(False, ["noms presque pareils"])]

    Lieu.objects.update(pivot=SIRET)
    assert found() == [(True, ["noms presque pareils", "même SIRET"])]

    second.delete()
    assert found() == []


def test_one_siret_at_two_doors_of_a_quarter_is_probable_and_further_nothing():
    lieu("Mairie", pivot=SIRET)
    lieu("Accueil social", at=FURTHER, pivot=SIRET)
    lieu("Annexe du Rayonne", at=RAYONNE, pivot=SIRET)

    assert found() == [(False, ["même SIRET"])]


def test_names_that_differ_by_a_number_are_two_names():
    lieu("Antenne sociale 1")
    lieu("Antenne sociale 2", at=BESIDE)

    assert found() == []


def test_one_name_in_two_towns_is_two_places():
    lieu("Maison de la Métropole")
    lieu("Maison de la Métropole", at=CCAS_ECULLY)

    assert found() == []


def test_what_residents_do_not_read_is_no_duplicate():
    lieu("La MIETE")
    lieu("La MIETE", publie=False)
    lieu("La MIETE", structure__archivee=True)

    assert found() == []


def test_what_is_empty_on_both_sides_is_not_the_same():
    lieu("Mairie", adresse="", precision="commune")
    lieu("Bibliothèque", adresse="", precision="commune")

    assert found() == []


def test_a_pair_said_to_be_two_places_is_remembered_in_either_order():
    first, last = lieu("La MIETE"), lieu("La MIETE", at=BESIDE)
    user = someone(Role.AGENT)

    PasDoublon.objects.remember(last, first, user)
    PasDoublon.objects.remember(first, last, user)

    assert found() == []
    assert PasDoublon.objects.count() == 1


def test_a_referent_is_offered_pairs_of_which_both_are_theirs():
    first, last = lieu("La MIETE"), lieu("La MIETE", at=BESIDE)
    referent = someone(Role.REFERENT, first.structure)
    assert paires(Lieu, referent) == []

    last.structure.referents.add(referent)

    assert len(paires(Lieu, referent)) == 1


def test_a_former_address_is_never_given_again():
    first = lieu("La MIETE")
    AncienneAdresse.objects.create(slug="le-rayonne-villeurbanne", lieu=first)

    assert lieu("Le Rayonne", at=RAYONNE).slug == "le-rayonne-villeurbanne-2"
