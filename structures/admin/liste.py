"""Lists and searches of the staff that cost the same with twenty lieux and with twenty thousand.

A list sorts and counts bare keys, then reads the rows of its page alone, with what goes beside each. A search looks for
each word in one index after another; a condition that spans joined tables would read them whole.
"""

from django.contrib.admin.views.main import ChangeList
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from structures.reperes import Cle

WITHOUT_ACCENTS = "__unaccent"
MOST_WORDS = 8
INDEXED = 3  # letters, at least
FEW = 2000


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


def number_of(rows: models.QuerySet, path: str) -> Coalesce:
    """How many of these rows lead by this path to each object: counted beside it, where a join would group them all."""
    beside = rows.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(number=Count("pk"))
    return Coalesce(Subquery(beside.values("number")), 0)


class IndexedSearch:
    """Reads `search_fields` as Django does: every word, each in any of them; `__unaccent` by the key of the name."""

    def get_search_results(self, request, queryset, search_term):
        words, found = search_term.split()[:MOST_WORDS], queryset
        if not self.get_search_fields(request):
            return queryset, False
        for word, key in zip(words, _keys(words), strict=True):
            if not key:  # signs alone: in no name
                return queryset.none(), False
            first, *others = [self._holding(field, word, key) for field in self.get_search_fields(request)]
            found = found.filter(pk__in=first.union(*others, all=True))
        return self._once(queryset, found) if words else queryset, False

    @staticmethod
    def _once(queryset: models.QuerySet, found: models.QuerySet) -> models.QuerySet:
        """A list asks several questions about what a search finds: one that finds few objects is made once."""
        bare = found.select_related(None).prefetch_related(None).order_by()
        keys = list(bare.values_list("pk", flat=True)[: FEW + 1])
        return found if len(keys) > FEW else queryset.filter(pk__in=keys)

    def _holding(self, field: str, word: str, key: str) -> models.QuerySet:
        """Keys of the objects with this word in this field, found from the far end of the path."""
        if not field.endswith(WITHOUT_ACCENTS):
            start = field.startswith("^")
            lookup = f"{field[1:]}__startswith" if start else field if "__" in field else f"{field}__icontains"
            return self.model._base_manager.filter(**{lookup: word}).order_by().values("pk")
        *path, name = field.removesuffix(WITHOUT_ACCENTS).split("__")
        owners = [self.model]
        for step in path:
            owners.append(owners[-1]._meta.get_field(step).related_model)
        found = _named(owners[-1], name, word, key)
        for owner, step in zip(owners[-2::-1], path[::-1], strict=True):
            found = owner._base_manager.filter(**{f"{step}__in": found}).order_by().values("pk")
        return found


def _keys(words: list[str]) -> list[str]:
    """As names have them; but a number is one, where a whole search that is « 4 » would mean the 4th arrondissement."""
    if not words:
        return []
    text = ArrayField(models.TextField())
    with connection.cursor() as cursor:
        cursor.execute("SELECT structures_cles(%s::text[])", [text.get_db_prep_value(words, connection)])
        keys = cursor.fetchone()[0]
    return [word if word.isdecimal() else key for word, key in zip(words, keys, strict=True)]


def _named(model: type[models.Model], name: str, word: str, key: str) -> models.QuerySet:
    """The key of a name is a column where the site's own search needs it, elsewhere an index on its computation.

    One or two letters are in no such index: they are looked for as they are typed, and nothing is computed by row.
    """
    rows = model._base_manager.order_by()
    if any(_is_key_of(field, name) for field in model._meta.fields):
        found = rows.filter(cle__contains=key)
    elif len(key) < INDEXED:
        found = rows.exclude(**{name: ""}).filter(**{f"{name}__icontains": word})
    else:
        found = rows.alias(key=Cle(name)).filter(key__contains=key)
    return found.values("pk")


def _is_key_of(field, name: str) -> bool:
    return field.generated and field.name == "cle" and field.expression.source_expressions[0].name == name
