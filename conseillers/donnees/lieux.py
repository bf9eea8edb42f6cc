"""Places in the national schema, with the hours of their permanences."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from conseillers.models import Permanence
from conseillers.opening_hours import opening_hours_of
from structures.models import Lieu
from structures.schema_national import INVENTED, row

BATCH = 200  # places whose séances of sixty days are in memory at once


def lieux():
    """Those of the file: published, with an address, which the schema requires."""
    return Lieu.objects.published().exclude(precision=Lieu.Precision.COMMUNE)


def without_address():
    """Published places whose commune alone is known: on the site, not in the file."""
    return Lieu.objects.published().filter(precision=Lieu.Precision.COMMUNE)


def rows() -> Iterator[dict]:
    """In three queries for a batch, read through a cursor of the server."""
    outlines = [f"commune{parent}__{field}" for parent in ("", "__parent") for field in ("contour", "centre")]
    found = lieux().select_related("commune__parent", "structure").defer(*outlines).order_by("pk")
    for batch in _batches(found.iterator(chunk_size=BATCH)):
        hours = opening_hours_of(batch)
        invented = _invented([pk for pk, text in hours.items() if text])
        for lieu in batch:
            cells = row(lieu, hours[lieu.pk])
            cells["date_maj"] = date.fromisoformat(cells["date_maj"])
            if lieu.pk in invented:
                cells["source"] += INVENTED
            yield cells


def _batches(found: Iterator[Lieu]) -> Iterator[list[Lieu]]:
    while batch := list(islice(found, BATCH)):
        yield batch


def _invented(keys: list[int]) -> set[int]:
    """Places where hours of the demonstration are shown: the schema has one field where this can be said."""
    permanences = Permanence.objects.filter(demonstration=True, lieu__in=keys)
    return set(permanences.values_list("lieu_id", flat=True))
