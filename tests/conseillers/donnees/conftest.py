"""A small Métropole with all that files may find hard to say."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from conseillers.models import Changement
from tests.factories import (
    ARTAG,
    CCAS_ECULLY,
    MIETE,
    RAYONNE,
    ChangementFactory,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
    StructureFactory,
)

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2027, 1, 11, 10, tzinfo=PARIS)  # a Monday
TUESDAY = date(2027, 1, 12)


@pytest.fixture
def world(time_machine, db):
    time_machine.move_to(NOW, tick=False)
    amina = ConseillerFactory(prenom="Amina", nom="Secret", langues=["ar", "fr"])
    paul = ConseillerFactory(prenom="Paul", nom="Ouvert", nom_public=True)
    miete = LieuFactory(
        nom="La MIETE",
        at=MIETE,
        adresse="=150 rue du 4 août",
        telephone="+33478123456",
        courriels=["a@miete.fr", "b@miete.fr"],
        presentation_detail='Dit « bonjour »,\n"guillemets"; virgules',
        presentation_resume="-" + 279 * "é",
        services=["Aide aux démarches administratives", "Loisirs et créations numériques"],
        formations_labels=["Étapes numériques(La Poste)"],
    )
    artag = LieuFactory(nom="ARTAG", at=ARTAG, telephone="+41223273111")
    somewhere = LieuFactory(nom="Chez nous", at=RAYONNE, adresse="", precision="commune")
    draft = LieuFactory(nom="Brouillon", at=CCAS_ECULLY, publie=False)
    archived = LieuFactory(nom="Archivé", structure=StructureFactory(archivee=True))
    weekly = PermanenceFactory(lieu=miete, conseillers=[amina, paul], note="@accueil")
    PermanenceFactory(lieu=miete, jours=[4], rythme="mensuel", rangs=[1, -1], mode="atelier", theme="+ de photos")
    PermanenceFactory(lieu=artag, jours=[2, 5], semaines="paires", heure_debut_2=time(18), heure_fin_2=time(19, 30))
    PermanenceFactory(lieu=artag, jours=[], rythme="dates", dates=[date(2026, 12, 1), date(2027, 2, 2)])
    PermanenceFactory(lieu=artag, jours=[3], intervalle=2, du=date(2026, 11, 4), au=date(2027, 6, 30))
    at_somewhere = PermanenceFactory(lieu=somewhere, demonstration=True)
    hidden = [PermanenceFactory(lieu=draft), PermanenceFactory(lieu=archived)]
    over = PermanenceFactory(lieu=miete, jours=[1], au=date(2026, 12, 31))
    nobody = PermanenceFactory(lieu=miete, jours=[6], conseillers=[ConseillerFactory(etat="en_formation")])
    lieu_of = Changement.Genre.LIEU
    ChangementFactory(permanence=weekly, genre=lieu_of, du=TUESDAY, lieu_accueil=artag, motif="=travaux")
    ChangementFactory(permanence=at_somewhere, genre=lieu_of, du=TUESDAY, lieu_accueil=draft)
    ChangementFactory(permanence=hidden[0], genre=lieu_of, du=TUESDAY, lieu_accueil=artag)
    ChangementFactory(permanence=weekly, du=date(2027, 1, 19), motif="réunion")
    return {"miete": miete, "artag": artag, "somewhere": somewhere, "weekly": weekly, "over": over, "nobody": nobody}
