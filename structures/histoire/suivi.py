"""Which models are followed, how their histories read together, and objects as they were."""

from functools import cache

from django.apps import apps
from django.db.models import ForeignKey, Model, OuterRef, Q, Subquery

from structures.histoire.version import Version


@cache
def followed() -> dict[str, type[Model]]:
    """By label, those that others belong to first: the order in which what was archived can be put back."""
    models = [model for model in apps.get_models() if hasattr(model, "HISTOIRE")]
    return {model._meta.label_lower: model for model in sorted(models, key=_depth)}


def comes_along(model) -> bool:
    """Archived and put back with what it is about, by whoever may do that: no right on it is asked (`SUIT`)."""
    return getattr(model, "SUIT", False)


def _depth(model) -> int:
    above = {field.related_model for field in model._meta.get_fields() if _leads_out(field)} - {model}
    return 1 + max((_depth(each) for each in above if hasattr(each, "HISTOIRE")), default=0)


def _leads_out(field) -> bool:
    return field.concrete and (field.many_to_one or field.many_to_many) and field.related_model is not None


def fields_of(model) -> list:
    """Those that a version knows, in the order of the model; its M2M last."""
    own = [field for field in model._meta.concrete_fields if not field.generated and not getattr(field, "auto_now", 0)]
    return [*own, *model._meta.many_to_many]


def json_name(field) -> str:
    return field.name if field.many_to_many else field.column


def value_of(field, facts: dict):
    """What a version says of a field, as Python has it; keys of the objects at the other end of an M2M."""
    raw = facts[json_name(field)]
    if field.many_to_many or raw is None:
        return raw
    if isinstance(raw, list) and hasattr(field, "base_field"):
        return [field.base_field.to_python(each) for each in raw]
    if hasattr(field, "geom_type"):
        return field.get_prep_value(raw) and _point(raw)
    return field.target_field.to_python(raw) if field.remote_field else field.to_python(raw)


def _point(raw):
    from django.contrib.gis.geos import GEOSGeometry

    return GEOSGeometry(raw)


def as_it_was(model: type[Model], facts: dict) -> Model:
    """The object of a version, which knows nothing of the database. A column of later days has its default value."""
    known = [f for f in fields_of(model) if not f.many_to_many and json_name(f) in facts]
    obj = model(**{field.attname: value_of(field, facts) for field in known})
    obj._state.adding = False
    return obj


def history_of(obj: Model):
    """Versions of an object, and of those whose history is read with its own."""
    return Version.objects.filter(_with_those_under(type(obj), [obj.pk]))


def _with_those_under(model: type[Model], keys: list[int]) -> Q:
    found = Q(modele=model._meta.label_lower, cle__in=keys)
    for under in followed().values():
        for name in under.HISTOIRE:
            field = under._meta.get_field(name)
            if field.related_model is model:
                here = Q(modele=under._meta.label_lower, **{f"valeurs__{field.column}__in": keys})
                found |= here
                if any(each.HISTOIRE and _is_under(each, under) for each in followed().values()):
                    below = set(Version.objects.filter(here).values_list("cle", flat=True))
                    found |= _with_those_under(under, list(below)) if below else Q()
    return found


def _is_under(model, other) -> bool:
    return any(model._meta.get_field(name).related_model is other for name in model.HISTOIRE)


def with_previous(versions):
    """Adds to each version `avant`, what the object was before it; None for the first."""
    earlier = Version.objects.filter(modele=OuterRef("modele"), cle=OuterRef("cle"), pk__lt=OuterRef("pk"))
    return versions.annotate(avant=Subquery(earlier.order_by("-pk").values("valeurs")[:1]))


def number_of(obj: Model) -> int:
    """Grows with each change of the object, or of what its page shows with it."""
    return history_of(obj).order_by("-pk").values_list("pk", flat=True).first() or 0


def at(versions, number: int) -> dict[tuple[str, int], Version]:
    """The state of each object when this version was the last; without those archived by then."""
    found = versions.filter(pk__lte=number).order_by("modele", "cle", "-pk").distinct("modele", "cle")
    return {(each.modele, each.cle): each for each in found if each.sorte != Version.Sorte.ARCHIVE}


def foreign_keys(model) -> list[ForeignKey]:
    return [field for field in model._meta.concrete_fields if field.remote_field]
