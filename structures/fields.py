"""Model fields that put what is typed in the national schema's form, and say in French what is wrong with it."""

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.fr import siret

from structures import telephone

RNA = RegexValidator(r"^W[0-9]{9}$")


def validate_pivot(value: str) -> None:
    """A SIRET (14 digits, with its checksum) or an RNA number (W and 9 digits)."""
    if value.startswith("W"):
        RNA(value)
        return
    try:
        siret.validate(value)
    except InvalidNumber:
        raise ValidationError(
            _("« %(value)s » n’est ni un SIRET (14 chiffres) ni un numéro RNA (W et 9 chiffres)."),
            code="pivot",
            params={"value": value},
        ) from None


class PivotField(models.CharField):
    """SIRET or RNA number, without the spaces one types in it."""

    default_validators = [validate_pivot]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 14)
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        return "".join(super().to_python(value or "").split()).upper()

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


class ChoiceArrayField(ArrayField):
    """Several values of one enumeration, edited as checkboxes."""

    def formfield(self, **kwargs):
        field = {
            "form_class": forms.TypedMultipleChoiceField,
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
