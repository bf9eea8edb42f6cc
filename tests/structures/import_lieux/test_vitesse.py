"""A file of many rows is read in little time, with as many queries as one of few."""

import io
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from structures.import_lieux.lire import lire
from tests.structures.import_lieux.fichiers import csv_bytes, row

pytestmark = pytest.mark.django_db

ROWS, SECONDS = 4000, 6  # of processor: 20,000 rows in 30 seconds on a busy machine, in under 10 on a quiet one


def rows(count: int) -> list[dict]:
    """Ordinary ones: six cells of each need a repair, and no two are the same."""
    return [
        row(
            id=str(number),
            nom=f"MJC DE BRON {number}",
            commune="VILLEURBANNE",
            telephone=f"04 78 63 {number // 100 % 100:02} {number % 100:02}",
            courriels=f"Contact{number}@LaMiete.com",
            site_web=f"www.lamiete{number}.com",
            services="Prendre en main un ordinateur;Accéder à du matériel",
            presentation_detail=f"Des ateliers, {number} fois par an. " * 5,
        )
        for number in range(count)
    ]


def test_twenty_thousand_rows_take_well_under_a_minute(metropole):
    data = csv_bytes(*rows(ROWS))

    before = time.process_time()
    count = sum(not ligne.refus for ligne in lire(io.BytesIO(data)))

    assert count == ROWS
    assert time.process_time() - before < SECONDS


def test_rows_that_have_their_point_cost_no_query(metropole):
    queries = []
    for count in (1, 50):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            list(lire(io.BytesIO(csv_bytes(*rows(count)))))
        queries.append(len(captured))

    assert queries[0] == queries[1] <= 4


def test_an_address_said_many_times_is_looked_up_once(metropole):
    def asked(count: int) -> int:
        same = row(latitude="", longitude="", adresse="12 rue Anatole France")
        with CaptureQueriesContext(connection) as captured:
            list(lire(io.BytesIO(csv_bytes(*[same] * count))))
        return len(captured)

    assert asked(1) == asked(20)
