"""Lists of the staff that cost the same with twenty lieux and with twenty thousand.

A list sorts and counts bare keys, then reads the rows of its page alone, with what goes beside each.
"""

from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce


class QuickList(ChangeList):
    """`facts` of the page's admin adds to its rows what is computed for each; `list_defer` leaves columns out."""

    def get_results(self, request):
        asked = self.queryset
        self.queryset = asked.select_related(None).prefetch_related(None).only("pk")
        super().get_results(request)
        self.queryset = asked
        keys = [row.pk for row in self.result_list]
        rows = self.apply_select_related(self.model_admin.facts(self.root_queryset))
        found = rows.defer(*self.model_admin.list_defer).in_bulk(keys)
        self.result_list = [found[pk] for pk in keys if pk in found]
        self.more = getattr(self.paginator, "more", False)
        if self.more and f"{self.date_hierarchy}__year" not in self.params:
            self.date_hierarchy = None  # the years of thousands of finds: a word more is sooner typed


def all_but(model: type[models.Model], *kept: str, path: str = "") -> list[str]:
    """Names of the columns of this model that a list may leave out: the most of what it costs to read a row."""
    own = [field.name for field in model._meta.concrete_fields if not field.primary_key and field.name not in kept]
    return [f"{path}{name}" for name in own]


def number_of(rows: models.QuerySet, path: str) -> Coalesce:
    """How many of these rows lead by this path to each object: counted beside it, where a join would group them all."""
    beside = rows.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(number=Count("pk"))
    return Coalesce(Subquery(beside.values("number")), 0)
