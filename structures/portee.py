"""Whose is it? The one place that says which objects an account reaches.

A model that belongs to structures says by which paths, in `PORTEE`: the référents of any structure at their ends may
change the object. `PORTEE_LECTURE` adds paths by which they may only read it. A model that says nothing (communes,
school holidays) is everybody's, as far as permissions go.
"""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.db.models import F, Model, Q, QuerySet, Value

from structures.models import Structure
from structures.roles import is_bounded, remember_roles

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
    """Django's own, which knows no object: a permission, on an object that the account reaches.

    What an account may do and its roles are read at once, where Django asks twice and its roles would be a third.
    """

    def get_all_permissions(self, user_obj, obj=None):
        plain = user_obj.is_active and not user_obj.is_anonymous and not user_obj.is_superuser and obj is None
        if not plain:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            names = {"app": F("content_type__app_label"), "code": F("codename")}
            own = Permission.objects.filter(user=user_obj).order_by().annotate(group_name=Value(""), **names)
            names = {"app": F("permissions__content_type__app_label"), "code": F("permissions__codename")}
            given = Group.objects.filter(user=user_obj).order_by().annotate(group_name=F("name"), **names)
            columns = ("group_name", "app", "code")
            found = list(own.values_list(*columns).union(given.values_list(*columns), all=True))
            remember_roles(user_obj, [group for group, _app, _code in found])
            user_obj._perm_cache = {f"{app}.{code}" for _group, app, code in found if code}
        return user_obj._perm_cache

    def has_perm(self, user_obj, perm, obj=None):
        if not super().has_perm(user_obj, perm):
            return False
        return obj is None or reaches(user_obj, obj, reading=perm.rpartition(".")[2].startswith(f"{READING}_"))
