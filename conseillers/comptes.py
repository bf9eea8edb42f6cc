"""Counts of the work list that read many rows: made once a version of the data, and never told of another."""

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from conseillers.models import Revision
from structures.roles import is_bounded

KEPT = 24 * 3600  # seconds: what is to do depends on the day too


def counted(name: str, rows: QuerySet, user) -> int:
    """How many of these rows, which come from tables that write a `Revision`, this account has before it.

    Kept for all who see the whole territory; those who see their own structures have few rows to count.
    """
    if is_bounded(user) or not settings.KEEP_ANSWERS:
        return rows.count()
    version = f"compte-{name}-{Revision.version()}-{timezone.localdate()}"
    return cache.get_or_set(version, rows.count, KEPT)
