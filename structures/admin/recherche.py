"""Searches in the staff's lists, at the same cost for a word that one row holds and for one that all of them do.

Each word is looked for in one index after another, up to a thousand finds in each. Fewer: their keys are the answer;
more: the list is walked in its order, testing each row, until the page is full: a condition that spans joined
tables and an index would read them whole in both cases.
"""

from collections import Counter

from django.contrib.postgres.fields import ArrayField
from django.core.paginator import Paginator
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q, Value
from django.utils.functional import cached_property

from structures.reperes import Cle
from structures.roles import is_bounded

WITHOUT_ACCENTS = "__unaccent"
MOST_WORDS = 8
INDEXED = 3  # letters, at least
MOST = 1_000  # finds that are counted: nobody reads further
WITHOUT_FILTER = {"q", "p", "o"}  # parameters of a list that leave nothing out
NUMBERS = ("code_postal", "pivot")


class IndexedSearch:
    """Reads `search_fields` as Django does: every word, each in any of them; `__unaccent` by the key of the name."""

    def get_search_results(self, request, queryset, search_term):
        fields, words = self.get_search_fields(request), search_term.split()[:MOST_WORDS]
        few, many, certain = [], [], False
        for word, key in zip(words, _keys(words), strict=True) if fields else ():
            held = [field for field in fields if key and _may_hold(field, word)]  # signs alone are in no name
            found, too_many = self._find(held, word, key)
            if too_many:
                many.append(self._held_by_row(held, word, key))
                certain = not all(_leads_to_many(self.model, field) for field in too_many)
            else:
                few.append(found)
        request.many = certain and len(many) == 1 and not few
        if few:
            queryset = queryset.filter(pk__in=set.intersection(*few))
        return queryset.filter(*many), False

    def get_paginator(self, request, queryset, per_page, orphans=0, allow_empty_first_page=True):
        searched = request.GET.get("q") or request.GET.get("term")
        kind = BoundedPaginator if searched else self.paginator
        paginator = kind(queryset, per_page, orphans, allow_empty_first_page)
        if getattr(request, "many", False) and not request.GET.keys() - WITHOUT_FILTER and not is_bounded(request.user):
            paginator.count, paginator.more = MOST, True  # nothing is left out of what the word was found in
        return paginator

    def _find(self, fields: list[str], word: str, key: str) -> tuple[set, list[str]]:
        """Keys of the objects that hold this word, up to a thousand finds by field; the fields that hold it in more."""
        if not fields:
            return set(), []
        first, *others = [
            self._holding(field, word, key).annotate(field=Value(number))[: MOST + 1]
            for number, field in enumerate(fields)
        ]
        found = list(first.union(*others, all=True).values_list("pk", "field"))
        finds = Counter(field for _pk, field in found)
        return {pk for pk, _field in found}, [field for number, field in enumerate(fields) if finds[number] > MOST]

    def _holding(self, field: str, word: str, key: str) -> models.QuerySet:
        """Keys of the objects with this word in this field, found from the far end of the path."""
        if not field.endswith(WITHOUT_ACCENTS):
            return self.model._base_manager.filter(_typed(field, word)).order_by().values("pk")
        owners, name = _owners(self.model, field)
        found = _named(owners[-1], name, word, key)
        path = field.removesuffix(WITHOUT_ACCENTS).split("__")[:-1]
        for owner, step in zip(owners[-2::-1], path[::-1], strict=True):
            found = owner._base_manager.filter(**{f"{step}__in": found}).order_by().values("pk")
        return found

    def _held_by_row(self, fields: list[str], word: str, key: str) -> Q:
        """The same, asked of one row: by joins that find one row each, or of the rows that go with it."""
        held = Q()
        for field in fields:
            named = field.endswith(WITHOUT_ACCENTS)
            asked = _in_words(self.model, field, word, key, self.ordering or []) if named else _typed(field, word)
            if _leads_to_many(self.model, field):
                asked = Q(Exists(self.model._base_manager.filter(asked, pk=OuterRef("pk"))))
            held |= asked
        return held


class BoundedPaginator(Paginator):
    """Counts a thousand, and says whether there are `more`."""

    more = False

    @cached_property
    def count(self) -> int:
        number = self.object_list.order_by().values("pk")[: MOST + 1].count()
        self.more = number > MOST
        return min(number, MOST)


def _keys(words: list[str]) -> list[str]:
    """As names have them; but a number is one, where a whole search that is « 4 » would mean the 4th arrondissement."""
    if not words:
        return []
    text = ArrayField(models.TextField())
    with connection.cursor() as cursor:
        cursor.execute("SELECT structures_cles(%s::text[])", [text.get_db_prep_value(words, connection)])
        keys = cursor.fetchone()[0]
    return [word if word.isdecimal() else key for word, key in zip(words, keys, strict=True)]


def _may_hold(field: str, word: str) -> bool:
    """Postal codes and SIRET are made of figures: no other word is looked for in them."""
    return field.rpartition("__")[2] not in NUMBERS or any(sign.isdecimal() for sign in word)


def _typed(field: str, word: str) -> Q:
    """A field read as it was typed: « ^ » asks for its beginning, a path without a lookup is found anywhere in it."""
    if field.startswith("^"):
        return Q(**{f"{field[1:]}__startswith": word})
    return Q(**{field if field.endswith("__icontains") else f"{field}__icontains": word})


def _owners(model: type[models.Model], field: str) -> tuple[list[type[models.Model]], str]:
    """The models along the path, from this one, and the name of the field at its end."""
    *path, name = field.removesuffix(WITHOUT_ACCENTS).split("__")
    owners = [model]
    for step in path:
        owners.append(owners[-1]._meta.get_field(step).related_model)
    return owners, name


def _leads_to_many(model: type[models.Model], field: str) -> bool:
    owners, _name = _owners(model, field.lstrip("^").removesuffix("__icontains"))
    path = field.lstrip("^").split("__")
    steps = [owner._meta.get_field(step) for owner, step in zip(owners, path[: len(owners) - 1], strict=False)]
    return any(step.one_to_many or step.many_to_many for step in steps)


def _in_words(model: type[models.Model], field: str, word: str, key: str, order: list[str]) -> Q:
    """By a list of keys; of a table that is joined for the order of the list anyway, by that row."""
    owners, name = _owners(model, field)
    path = field.removesuffix(WITHOUT_ACCENTS).removesuffix(name)
    if path and not any(each.startswith(path) for each in order):
        return Q(**{f"{path}in": _named(owners[-1], name, word, key)})
    column = _key_of(owners[-1], name)
    return Q(**{f"{path}{column}__contains": key}) if column else Q(**{f"{path}{name}__icontains": word})


def _named(model: type[models.Model], name: str, word: str, key: str) -> models.QuerySet:
    """The key of a name is a column where many rows may hold the word, elsewhere an index on its computation.

    One or two letters are in no such index: they are looked for as they are typed, and nothing is computed by row.
    """
    rows, column = model._base_manager.order_by(), _key_of(model, name)
    if column:
        found = rows.filter(**{f"{column}__contains": key, f"{column}__gt": ""})  # the indexes leave empty ones out
    elif len(key) < INDEXED:
        found = rows.exclude(**{name: ""}).filter(**{f"{name}__icontains": word})
    else:
        found = rows.alias(key=Cle(name)).filter(key__contains=key)
    return found.values("pk")


def _key_of(model: type[models.Model], name: str) -> str | None:
    """The column that holds the key of this field, if there is one."""
    for field in model._meta.fields:
        made = field.expression if field.generated else None
        if isinstance(made, Cle) and made.source_expressions[0].name == name:
            return field.name
    return None
