"""The communes of the Métropole, a street and a neighbour, once for all the files that a module reads."""

import pytest
from django.db import transaction

from structures.adresses import Adresse, Voie
from structures.geo import point
from structures.localites import Localite
from tests.factories import load_communes

STREET = [(12, 4.8812, 45.7661), (14, 4.8814, 45.7662)]  # doors of the rue Anatole France, Villeurbanne


@pytest.fixture(scope="module")
def metropole(django_db_setup, django_db_blocker):
    """Nothing of it is left after the module: its files only read."""
    with django_db_blocker.unblock(), transaction.atomic():
        communes = load_communes()
        voie = Voie.objects.create(
            nom="Rue Anatole France",
            commune=communes["69266"],
            codes_postaux=["69100"],
            position=point(*STREET[0][1:]),
            nombre=2,
        )
        for number, lon, lat in STREET:
            Adresse.objects.create(voie=voie, numero=number, code_postal="69100", position=point(lon, lat))
        for name, code, lon, lat in [("Genas", "69277", 5.0, 45.731), ("Millery", "69133", 4.782, 45.632)]:
            Localite.objects.create(genre="voisine", nom=name, code_insee=code, position=point(lon, lat))
        yield communes
        transaction.set_rollback(True)
