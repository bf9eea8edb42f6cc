"""What reads many rows for the work list and lists: made once a version of the data, and never told of another."""

from hashlib import sha256
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from conseillers.models import Revision
from structures.roles import is_bounded

ORDER = {"o", "p"}  # parameters of a list that change nothing to how many rows it has

KEPT = 24 * 3600  # seconds: what is to do depends on the day too


def counted(name: str, rows: QuerySet, user) -> int:
    """How many of these rows, which come from tables that write a `Revision`, this account has before it.

    Kept for all who see the whole territory; those who see their own structures have few rows to count.
    """
    return rows.count() if is_bounded(user) else kept(f"compte-{name}", rows.count)


def kept(name: str, make, version: int | None = None):
    """What `make` reads in tables that write a `Revision`, the same for everybody."""
    if not settings.KEEP_ANSWERS:
        return make()
    version = Revision.version() if version is None else version
    return cache.get_or_set(f"{name}-{version}-{timezone.localdate()}", make, KEPT)


class KeepsFinds:
    """A page of the admin whose searches are kept: the pages of what they find are asked for one after another."""

    def kept(self, request, name, make):
        if not hasattr(request, "revision"):
            request.revision = Revision.version() if settings.KEEP_ANSWERS else 0
        return kept(sha256(name.encode()).hexdigest(), make, request.revision)


class KeepsCounts(KeepsFinds):
    """A page of the admin whose list is counted so too: all of its filters read tables that write a `Revision`."""

    def get_paginator(self, request, queryset, *args, **kwargs):
        paginator = super().get_paginator(request, queryset, *args, **kwargs)
        if not is_bounded(request.user):
            asked = sorted((name, values) for name, values in request.GET.lists() if name not in ORDER)
            name = f"{request.path}?{urlencode(asked, doseq=True)}"
            paginator.count, paginator.more = self.kept(request, name, lambda: _count(paginator))
        return paginator


def _count(paginator) -> tuple[int, bool]:
    return paginator.count, getattr(paginator, "more", False)
