"""Model fields that put what is typed in the national schema's form, and say in French what is wrong with it."""

import re

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.fr import siret

from structures import telephone

SIREN, SIRET, RNA = 9, 14, 9  # digits
SEPARATORS = re.compile(r"[\s.\-]+")


def validate_pivot(value: str) -> None:
    """A SIRET (14 digits, with its checksum) or an RNA number (W and 9 digits)."""
    if message := _wrong_pivot(value):
        raise ValidationError(message, code="pivot", params={"value": value, "digits": len(value.removeprefix("W"))})


def _wrong_pivot(value: str):
    digits = value.removeprefix("W")
    if not (digits.isascii() and digits.isdecimal()):
        return _("« %(value)s » n’est ni un SIRET (14 chiffres) ni un numéro RNA (W et 9 chiffres).")
    if value.startswith("W"):
        wrong = _("Un numéro RNA est un W et 9 chiffres : celui-ci en a %(digits)d.")
        return None if len(digits) == RNA else wrong
    if len(digits) == SIREN:
        return _("C’est un SIREN, de 9 chiffres. Le SIRET en a 5 de plus, qui disent l’établissement.")
    if len(digits) != SIRET:
        return _("Un SIRET a 14 chiffres : « %(value)s » en a %(digits)d.")
    if not siret.is_valid(digits):
        return _("Un chiffre de ce SIRET est faux, ou deux sont inversés : « %(value)s » n’existe pas. Relisez-le.")
    return None


class PivotField(models.CharField):
    """SIRET or RNA number, without the spaces, the dots and the hyphens that one types in it."""

    default_validators = [validate_pivot]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 14)
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        return SEPARATORS.sub("", super().to_python(value or "")).upper()

    def formfield(self, **kwargs):
        return super().formfield(**{"max_length": 20, **kwargs})


class TelephoneField(models.CharField):
    """Phone number in E.164 form."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 16)
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        value = super().to_python(value or "").strip()
        return telephone.normalize(value) if value else ""

    def formfield(self, **kwargs):
        return super().formfield(**{"max_length": 30, **kwargs})


class BoxesField(forms.TypedMultipleChoiceField):
    """Ticked boxes, in the order of the enumeration however the page groups them: the same boxes are the same value."""

    def __init__(self, *, enumeration, **kwargs):
        self.enumeration = enumeration
        super().__init__(**kwargs)

    def clean(self, value):
        ticked = super().clean(value)
        return [choice for choice, _label in self.enumeration if choice in ticked]


class ChoiceArrayField(ArrayField):
    """Several values of one enumeration, edited as checkboxes."""

    def formfield(self, **kwargs):
        field = {
            "form_class": BoxesField,
            "enumeration": self.base_field.choices,
            "choices": self.base_field.choices,
            "coerce": self.base_field.to_python,
            "widget": forms.CheckboxSelectMultiple,
            **kwargs,
        }
        # ArrayField would add its own form field's arguments: go past it.
        return super(ArrayField, self).formfield(**field)


def choice_array(choices, verbose_name, **kwargs) -> ChoiceArrayField:
    """Array of values of a TextChoices or IntegerChoices; empty by default."""
    integers = issubclass(choices, models.IntegerChoices)
    base = models.SmallIntegerField(choices=choices) if integers else models.CharField(max_length=80, choices=choices)
    return ChoiceArrayField(base, verbose_name=verbose_name, default=list, blank=True, **kwargs)
