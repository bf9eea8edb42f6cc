"""Whose is it? The one place that says which objects an account reaches.

A model that belongs to structures says by which paths, in `PORTEE`: the référents of any structure at their ends may
change the object. `PORTEE_LECTURE` adds paths by which they may only read it. A model that says nothing (communes,
school holidays) is everybody's, as far as permissions go.
"""

from django.contrib.auth.backends import ModelBackend
from django.db.models import Model, Q, QuerySet

from structures.models import Structure
from structures.roles import is_bounded

READING = "view"


def within(queryset: QuerySet, user, reading: bool = True) -> QuerySet:
    """What of this queryset the account may read, or change."""
    paths = _paths(queryset.model, reading)
    if not paths or not is_bounded(user):
        return queryset
    own = Structure.objects.filter(referents=user).values("pk")
    reached = Q()
    for path in paths:
        reached |= Q(**{f"{path}__in": own})
    # By key: a path through several rows would repeat the object, and disturb the counts of a list.
    return queryset.filter(pk__in=queryset.model._base_manager.filter(reached).values("pk"))


def reaches(user, obj: Model, reading: bool = True) -> bool:
    """An object that is not saved yet is judged by what it points to, when it is saved (its pickers hold no other)."""
    if not _paths(type(obj), reading) or not is_bounded(user) or obj.pk is None:
        return True
    return within(type(obj)._base_manager.filter(pk=obj.pk), user, reading).exists()


def _paths(model: type[Model], reading: bool) -> tuple[str, ...]:
    own = getattr(model, "PORTEE", ())
    return (*own, *getattr(model, "PORTEE_LECTURE", ())) if reading else own


class Backend(ModelBackend):
    """Django's own, which knows no object: a permission, on an object that the account reaches."""

    def has_perm(self, user_obj, perm, obj=None):
        if not super().has_perm(user_obj, perm):
            return False
        return obj is None or reaches(user_obj, obj, reading=perm.rpartition(".")[2].startswith(f"{READING}_"))
