"""Asking the database what something would give, without giving it."""

from contextlib import contextmanager

from django.db import transaction


def values_of(row) -> dict:
    """What a model's object holds in its columns, by name: enough to make its twin, saved or not."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.generated}


@contextmanager
def trial():
    """Everything written inside is undone at the end, and seen by nobody else."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
