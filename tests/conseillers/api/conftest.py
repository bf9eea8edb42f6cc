"""A small world, the same at each run: what the examples of the description show, to the key."""

from contextlib import contextmanager
from datetime import date

import pytest
import time_machine
from django.core.cache import caches
from django.db import transaction

from conseillers.models import Conseiller
from structures.nomenclature import Service
from tests.factories import (
    CYBERBASE_BRON,
    MIETE,
    RAYONNE,
    ChangementFactory,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
    StructureFactory,
    load_communes,
)

MONDAY_MORNING = "2026-11-23T09:00:00+01:00"


@pytest.fixture(autouse=True)
def _nobody_has_asked():
    caches["limite"].clear()


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY_MORNING, tick=False) as clock:
        yield clock


@pytest.fixture(scope="module")
def world(loaded) -> None:
    """Three places of Villeurbanne and Bron, and their invented week; each test leaves them as they were."""
    with loaded():
        make_world()
        yield


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """`with loaded():` what is made there is there for all tests of a file, and taken back at the end."""

    @contextmanager
    def taken_back():
        with django_db_blocker.unblock(), transaction.atomic():
            load_communes()
            yield
            transaction.set_rollback(True)

    return taken_back


def make_world() -> None:
    miete = LieuFactory(
        **{"pk": 90101, "nom": "La MIETE", "at": MIETE, "telephone": "+33953226107", "acces_fauteuil": True},
        adresse="150 rue du 4 Août 1789",
        structure=StructureFactory(nom="La MIETE", remarque="À rappeler lundi"),
        services=[Service.INSERTION, Service.DEMARCHES],
        remarque="Clé chez la gardienne",
        verifie_par="Nour Martin",
        date_verification=date(2026, 11, 3),
    )
    rayonne = LieuFactory(pk=90102, nom="La Rayonne", at=RAYONNE, adresse="28 avenue Marcel Cerdan")
    bron = LieuFactory(pk=90103, nom="Cyber-base de Bron", at=CYBERBASE_BRON, precision="commune", adresse="")
    sami = ConseillerFactory(prenom="Sami", nom="Secret", langues=["fr", "ar"])
    zoe = ConseillerFactory(prenom="Zoé", nom="Modèle", nom_public=True, langues=["fr"])
    invented = {"demonstration": True}
    tuesday = PermanenceFactory(pk=90201, lieu=miete, conseillers=[sami, zoe], **invented)
    PermanenceFactory(
        **{"pk": 90202, "lieu": miete, "jours": [4], "heure_debut": "09:30", "heure_fin": "12:00", "mode": "atelier"},
        **{"theme": "Premiers pas", "inscription": "Par téléphone", "besoins": ["cv"], "conseillers": [zoe]},
        **invented,
    )
    PermanenceFactory(
        pk=90203, lieu=rayonne, rythme="mensuel", jours=[3], rangs=[1, -1], conseillers=[sami], **invented
    )
    away = ConseillerFactory(prenom="Ana", etat=Conseiller.Etat.EN_FORMATION)
    PermanenceFactory(pk=90204, lieu=bron, jours=[1, 5], conseillers=[sami, away], **invented)
    ChangementFactory(permanence=tuesday, du=date(2026, 11, 24), motif="réunion d’équipe")
