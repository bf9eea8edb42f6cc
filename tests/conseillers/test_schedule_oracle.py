"""Random schedules over 2024-2030: the séances of the database are those of the oracle, to the last one."""

import pytest

from conseillers.models import Seance
from tests.conseillers import oracle
from tests.conseillers.worlds import FIRST, LAST, a_world, seeds

YEARS = 7

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", seeds(YEARS))
def test_the_database_and_the_oracle_agree_on_every_seance(seed):
    permanences, with_whom, world = a_world(seed)
    computed = {permanence.pk: [] for permanence in permanences}
    rows = Seance.objects.filter(date__range=(FIRST, LAST))
    for row in rows.values_list("permanence_id", "lieu_id", "date", "heure_debut", "heure_fin", "etat"):
        computed[row[0]].append((*row[1:5], row[5] in Seance.HELD))

    for permanence in permanences:
        expected = oracle.seances(permanence, with_whom[permanence.pk], world, FIRST, LAST)
        found = computed[permanence.pk]

        assert set(found) == expected, (seed, permanence.pk, str(permanence))
    assert sum(map(len, computed.values())) > 1000
