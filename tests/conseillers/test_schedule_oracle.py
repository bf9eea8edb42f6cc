"""Random schedules over 2024-2030: the séances of the database are those of the oracle, to the last one."""

import os
import random

import pytest

from conseillers.models import Seance
from tests.conseillers import oracle
from tests.conseillers.worlds import FIRST, LAST, a_world

YEARS = 7
WANTED = int(os.environ.get("RULE_YEARS", "20000"))
A_WORLD = 60  # rules that share lieux, advisers and closures

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(-(-WANTED // (A_WORLD * YEARS))))
def test_the_database_and_the_oracle_agree_on_every_seance(seed):
    dice = random.Random(seed)  # noqa: S311 - the same worlds at each run
    permanences, with_whom, world = a_world(dice, A_WORLD)
    computed = {permanence.pk: [] for permanence in permanences}
    rows = Seance.objects.filter(date__range=(FIRST, LAST))
    for row in rows.values_list("permanence_id", "lieu_id", "date", "heure_debut", "heure_fin", "etat"):
        computed[row[0]].append((*row[1:5], row[5] in Seance.HELD))

    for permanence in permanences:
        expected = oracle.seances(permanence, with_whom[permanence.pk], world, FIRST, LAST)
        found = computed[permanence.pk]

        assert set(found) == expected, (seed, permanence.pk, str(permanence))
    assert sum(map(len, computed.values())) > 1000
