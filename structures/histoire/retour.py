"""Back to what an object was: the same checks as in a form, and the change is recorded like any other."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from structures.histoire.suivi import fields_of, json_name, value_of


class Impossible(Exception):
    """What to tell whoever asked; nothing was changed."""

    def __init__(self, sentences: list[str]):
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def put_back(obj: Model, facts: dict, keep=frozenset()) -> list[str]:
    """Saves these facts in an object that exists, but for the fields to keep; returns what could not be put back."""
    lost = []
    try:
        with transaction.atomic():
            for field in fields_of(type(obj)):
                if not field.many_to_many and not field.primary_key and _wanted(field, facts, keep):
                    setattr(obj, field.attname, value_of(field, facts))
            obj.full_clean()
            obj.save()
            for field in type(obj)._meta.many_to_many:
                if _wanted(field, facts, keep):
                    lost += set_links(obj, field, facts[json_name(field)])
    except ValidationError as error:
        raise Impossible(sentences(obj, error)) from None
    except IntegrityError:
        raise Impossible([_("Cette version ne va plus avec ce qui est enregistré aujourd’hui.")]) from None
    return lost


def create_again(obj: Model, facts: dict) -> list[str]:
    """Puts an archived object back with its key, as it was; returns what could not be put back."""
    now = timezone.now()
    for field in type(obj)._meta.concrete_fields:
        if getattr(field, "auto_now", False):
            setattr(obj, field.attname, now)
    obj._state.adding = True
    try:
        with transaction.atomic():
            obj.full_clean()
            obj.save_base(raw=True, force_insert=True)
            lost = []
            for field in type(obj)._meta.many_to_many:
                lost += set_links(obj, field, facts.get(field.name, []))
    except ValidationError as error:
        raise Impossible(sentences(obj, error)) from None
    except IntegrityError:
        raise Impossible([_("%(object)s ne va plus avec ce qui est enregistré.") % {"object": obj}]) from None
    return lost


def set_links(obj, field, keys) -> list[str]:
    """Those that exist; a sentence about each that does not."""
    there = set(field.related_model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
    getattr(obj, field.name).set(there)
    if missing := len(set(keys) - there):
        return [
            _("%(field)s : %(number)s qui n’existe plus n’a pas pu être remis.")
            % {"field": capfirst(field.verbose_name), "number": missing}
        ]
    return []


def sentences(obj: Model, error: ValidationError) -> list[str]:
    """« Lieu : cet objet n’existe plus. », field by field."""
    said = []
    for name, messages in error.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else capfirst(obj._meta.get_field(name).verbose_name)
        said += [f"{label} : {message}" if label else message for message in messages]
    return said


def _wanted(field, facts, keep) -> bool:
    return json_name(field) in facts and field.name not in keep
