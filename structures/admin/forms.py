"""What the staff's forms have in common: lists typed as one types them, errors beside the field they are about."""

import re

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from structures import telephone
from structures.admin.champs import refuse_control_characters, validate_readable_lines


class ListField(forms.Field):
    """Several values in one box, one per line; shown back the same way, wrong ones included."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 40})
    separators = re.compile(r"[\r\n]+")

    def __init__(self, base_field: forms.Field, **kwargs):
        self.base_field = base_field
        super().__init__(**kwargs)

    def prepare_value(self, value):
        if isinstance(value, list | tuple):
            return "\n".join(self.written(item) for item in value)
        return value

    def to_python(self, value) -> list:
        validate_readable_lines(value or "")
        words = [word.strip() for word in self.separators.split(value or "") if word.strip()]
        found, errors = [], []
        for word in words:
            try:
                found.append(self.base_field.clean(word))
            except ValidationError as error:
                errors += [
                    ValidationError(_("« %(word)s » : %(message)s"), params={"word": word, "message": message})
                    for message in error.messages
                ]
        if errors:
            raise ValidationError(errors)
        return list(dict.fromkeys(found))

    @staticmethod
    def written(item) -> str:
        return str(item)


class DatesField(ListField):
    """Dates as one writes them in French, on lines or between commas, kept in order."""

    separators = re.compile(r"[\s,;]+")

    def __init__(self, **kwargs):
        message = _("écrivez le jour, le mois et l’année, par exemple 24/12/2026.")
        super().__init__(forms.DateField(error_messages={"invalid": message}), **kwargs)

    def to_python(self, value) -> list:
        return sorted(super().to_python(value))

    @staticmethod
    def written(item) -> str:
        return date_format(item, "d/m/Y")


class HourField(forms.TimeField):
    """An hour as one writes it in French: 14h, 14 h 30, 14:30. A browser's own field may show it as 02:30 PM."""

    written = re.compile(r"(?P<hour>\d{1,2})\s*(?:h|:|\.|$)\s*(?P<minute>\d{2})?", re.IGNORECASE)

    def __init__(self, **kwargs):
        kwargs["widget"] = forms.TimeInput(attrs={"class": "heure", "size": 5, "autocomplete": "off"}, format="%H:%M")
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Écrivez l’heure ainsi : 9:00, 14h ou 14h30.")

    def to_python(self, value):
        if isinstance(value, str) and (found := self.written.fullmatch(value.strip())):
            value = f"{found['hour']}:{found['minute'] or '00'}"
        return super().to_python(value)


class PhoneField(forms.CharField):
    """Shows a stored number as people read it; what was typed is normalised by the model."""

    def prepare_value(self, value):
        return telephone.readable(value) if value and value.startswith("+33") else value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class StaffForm(forms.ModelForm):
    """A model's form for staff.

    Django shows what breaks a constraint on top of the page: here each is said beside a field. And a form that is
    refused leaves its object as it was saved, so that titles and previews beside it never show half a rule.
    """

    # Name of a constraint: the field that its message goes beside.
    beside: dict[str, str] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        refuse_control_characters(self)

    def beside_field(self, constraint: str) -> str | None:
        return self.beside.get(constraint)

    def check_instance(self) -> None:
        """Adds the errors that only the database can tell, once the object stands by itself."""

    def against(self, others: list["StaffForm"]) -> list[tuple[str, str]]:
        """(field, message) of what cannot stand beside these lines of the same form."""
        return []

    def _post_clean(self):
        saved = self._saved_values()
        self.instance.validate_constraints = self._validate_constraints_beside
        super()._post_clean()
        del self.instance.validate_constraints
        if not self.errors and self.has_changed():
            self.check_instance()
        if self.errors:
            for name, value in saved.items():
                setattr(self.instance, name, value)

    def _saved_values(self) -> dict:
        if not self.instance.pk:
            return {}
        return {field.attname: getattr(self.instance, field.attname) for field in self.instance._meta.concrete_fields}

    def _validate_constraints_beside(self, exclude=None):
        """Stands in for the model's own, for the time of a form."""
        errors = {}
        for model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                try:
                    constraint.validate(model, self.instance, exclude=exclude)
                except ValidationError as error:
                    field = self.beside_field(constraint.name)
                    errors.setdefault(field if field in self.fields else NON_FIELD_ERRORS, []).extend(error.error_list)
        if errors:
            raise ValidationError(errors)


class StaffFormSet(forms.BaseInlineFormSet):
    """Refuses a line that says again, or contradicts, one typed in the same form: nobody else can compare them."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Archiver")

    def clean(self):
        super().clean()
        kept = []
        for form in self.forms:
            if form.errors or (not form.has_changed() and not form.instance.pk) or self._should_delete_form(form):
                continue
            for field, message in form.against(kept):
                form.add_error(field, message)
            kept.append(form)


class NeverSaved:
    """A form that the page shows again as it was typed, errors included, for a look before saving."""

    def is_valid(self):
        super().is_valid()
        return False
