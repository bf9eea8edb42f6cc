"""Asking the database what something would give, without giving it."""

from contextlib import contextmanager

from django.db import transaction


@contextmanager
def trial():
    """Everything written inside is undone at the end, and seen by nobody else."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
