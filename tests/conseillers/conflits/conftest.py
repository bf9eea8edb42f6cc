"""Monday 23 November 2026 at ten; one adviser and two places far apart."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.factories import CCAS_ECULLY, MIETE, ConseillerFactory, LieuFactory

TUESDAYS = [date(2026, 11, 24), *(date(2026, 12, day) for day in (1, 8, 15, 22, 29))]
TUESDAYS += [date(2027, 1, day) for day in (5, 12, 19)]


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Paris")), tick=False)


@pytest.fixture
def karim():
    return ConseillerFactory(prenom="Karim")


@pytest.fixture
def miete():
    return LieuFactory(nom="La MIETE", at=MIETE)


@pytest.fixture
def ecully():
    return LieuFactory(nom="CCAS d’Écully", at=CCAS_ECULLY)
