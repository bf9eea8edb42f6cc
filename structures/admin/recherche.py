"""Searches in the staff's lists, at the same cost for a word that one row holds and for one that all of them do.

Each word is looked for in one index after another, up to a thousand finds. Fewer: their keys are the answer, and other
words are looked for among them. More: the list is walked in its order, testing each row, until the page is full: a
condition that spans joined tables and an index would read them whole in both cases.
"""

from collections import defaultdict
from typing import NamedTuple

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

# The key of each word, and the communes that it may name. A number is its own key: a whole search that is « 4 » would
# mean the 4th arrondissement.
WORDS = r"""
WITH words AS MATERIALIZED (
    SELECT n, CASE WHEN mot ~ '^\d+$' THEN mot ELSE structures_cle(mot) END AS cle
    FROM unnest(%s::text[]) WITH ORDINALITY AS typed (mot, n))
SELECT cle, ARRAY(SELECT id FROM structures_commune c WHERE strpos(c.cle, words.cle) > 0) FROM words ORDER BY n
"""


class Word(NamedTuple):
    typed: str
    key: str  # as names have it
    communes: list[int]


class IsOneOf(models.Func):
    """`id = ANY (keys)`: one parameter where `id IN (…)` has a thousand, each of them checked and copied."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = models.BooleanField()


def one_of(keys: set) -> IsOneOf:
    return IsOneOf("pk", Value(sorted(keys), output_field=ArrayField(models.BigIntegerField())))


class IndexedSearch:
    """Reads `search_fields` as Django does: every word, each in any of them; `__unaccent` by the key of the name."""

    def get_search_results(self, request, queryset, search_term):
        words = search_term.split()[:MOST_WORDS]
        fields = self.get_search_fields(request) if words else ()
        if not fields:
            return queryset, False
        name = f"recherche {self.opts.label_lower} {' '.join(words)}"
        keys, many = self.kept(request, name, lambda: self._looked_for(fields, words))
        request.many = keys is None and len(many) == 1  # of one word alone it is known that a thousand hold it
        if keys is not None:
            return queryset.filter(one_of(keys)) if keys else queryset.none(), False
        return queryset.filter(*(self._held_by_row(held, word) for held, word in many)), False

    def kept(self, request, name: str, make):
        """What `make` gives; the floor above, which knows when the data changed, keeps it until then."""
        return make()

    def _looked_for(self, fields: list[str], words: list[str]) -> tuple[set | None, list[tuple[list[str], Word]]]:
        """Keys of what holds all the words; or None, and what to ask each row."""
        keys, many = None, []
        for word in _words(words):
            held = [field for field in fields if _may_hold(field, word)]
            if keys is not None:
                keys = self._among(keys, held, word)
                continue
            keys = self._find(held, word)
            if keys is None:
                many.append((held, word))
        if keys is not None:
            for held, word in many:
                keys = self._among(keys, held, word)
        return keys, many

    def get_paginator(self, request, queryset, per_page, orphans=0, allow_empty_first_page=True):
        kind = BoundedPaginator if is_searched(request) else self.paginator
        paginator = kind(queryset, per_page, orphans, allow_empty_first_page)
        if getattr(request, "many", False) and not request.GET.keys() - WITHOUT_FILTER and not is_bounded(request.user):
            paginator.count, paginator.more = MOST, True  # nothing is left out of what the word was found in
        return paginator

    def _find(self, fields: list[str], word: Word) -> set | None:
        """Keys of the objects that hold this word, None beyond a thousand: the sooner there are, the less is asked."""
        keys = set()
        for together in self._one_after_another(fields, word):
            keys |= {pk for (pk,) in self._holding(together, word)[: MOST + 1].values_list("pk")}
            if len(keys) > MOST:
                return None
        return keys

    def _one_after_another(self, fields: list[str], word: Word) -> list[list[str]]:
        """Each field has its index, towns come first. No index knows a word of two letters: the table is read once."""
        fields = sorted(fields, key=_of_commune, reverse=True)
        own = [field for field in fields if len(word.key) < INDEXED and len(_owners(self.model, field)[0]) == 1]
        return [*([own] if own else []), *([field] for field in fields if field not in own)]

    def _among(self, keys: set, fields: list[str], word: Word) -> set:
        """Those of these keys whose objects hold this word."""
        if not keys or not fields:
            return set()
        first, *others = [self._holding([field], word).filter(one_of(keys)) for field in fields]
        return {pk for (pk,) in first.union(*others).values_list("pk")}

    def _holding(self, fields: list[str], word: Word) -> models.QuerySet:
        """Keys of the objects with this word in one of these fields, each once: found from the far end of the path."""
        held = Q()
        for field in fields:
            asked = _asked(self.model, field, word)
            if _leads_to_many(self.model, field):
                asked = Q(pk__in=self.model._base_manager.filter(asked).order_by().values("pk"))
            held |= asked
        return self.model._base_manager.order_by().filter(held).values("pk")

    def _held_by_row(self, fields: list[str], word: Word) -> Q:
        """The same, asked of one row: by joins that find one row each; last, of the rows that go with it."""
        held, beside = Q(), defaultdict(Q)
        for field in sorted(fields, key=_of_commune, reverse=True):
            to_many = _leads_to_many(self.model, field)
            asked = _asked(self.model, field, word, None if to_many else self.ordering or [])
            if to_many:
                beside[field.partition("__")[0]] |= asked
            else:
                held |= asked
        for asked in beside.values():
            held |= Q(Exists(self.model._base_manager.filter(asked, pk=OuterRef("pk"))))
        return held


def is_searched(request) -> bool:
    """A list has its words in `q`, the choices of a field in `term`."""
    return bool(request.GET.get("q") or request.GET.get("term"))


class BoundedPaginator(Paginator):
    """Counts a thousand, and says whether there are `more`."""

    more = False

    @cached_property
    def count(self) -> int:
        number = self.object_list.order_by().values("pk")[: MOST + 1].count()
        self.more = number > MOST
        return min(number, MOST)


def _words(typed: list[str]) -> list[Word]:
    text = ArrayField(models.TextField())
    with connection.cursor() as cursor:
        cursor.execute(WORDS, [text.get_db_prep_value(typed, connection)])
        found = cursor.fetchall()
    return [Word(word, key or "", communes) for word, (key, communes) in zip(typed, found, strict=True)]


def _may_hold(field: str, word: Word) -> bool:
    """Signs alone are in no name; postal codes and SIRET are made of figures; communes are few, and known."""
    if _of_commune(field):
        return bool(word.key and word.communes)
    return bool(word.key) and (field.rpartition("__")[2] not in NUMBERS or any(sign.isdecimal() for sign in word.typed))


def _of_commune(field: str) -> bool:
    return field.endswith("commune__nom__unaccent")


def _asked(model: type[models.Model], field: str, word: Word, order: list[str] | None = None) -> Q:
    """The condition that this field holds the word."""
    named = field.endswith(WITHOUT_ACCENTS)
    return _in_words(model, field, word, order) if named else _typed(field, word.typed)


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


def _in_words(model: type[models.Model], field: str, word: Word, order: list[str] | None = None) -> Q:
    """By the row that the path leads to; with the `order` of a list, if it is joined for it, others by their keys."""
    owners, name = _owners(model, field)
    path = field.removesuffix(WITHOUT_ACCENTS).removesuffix(name)
    if _of_commune(field):
        return Q(**{f"{path}in": word.communes})
    column = _key_of(owners[-1], name)
    joined = not path or order is None or any(each.startswith(path) for each in order)
    if column and joined:
        return Q(**{f"{path}{column}__contains": word.key, f"{path}{column}__gt": ""})  # indexes leave empty ones out
    return Q(**{f"{path or 'pk__'}in": _named(owners[-1], name, column, word)})


def _named(model: type[models.Model], name: str, column: str | None, word: Word) -> models.QuerySet:
    """The key of a name is a column where many rows may hold the word, elsewhere an index on its computation.

    One or two letters are in no such index: they are looked for as they are typed, and nothing is computed by row.
    """
    rows = model._base_manager.order_by()
    if column:
        found = rows.filter(**{f"{column}__contains": word.key, f"{column}__gt": ""})
    elif len(word.key) < INDEXED:
        found = rows.exclude(**{name: ""}).filter(**{f"{name}__icontains": word.typed})
    else:
        found = rows.alias(key=Cle(name)).filter(key__contains=word.key)
    return found.values("pk")


def _key_of(model: type[models.Model], name: str) -> str | None:
    """The column that holds the key of this field, if there is one."""
    for field in model._meta.fields:
        made = field.expression if field.generated else None
        if isinstance(made, Cle) and made.source_expressions[0].name == name:
            return field.name
    return None
