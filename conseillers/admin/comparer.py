"""Two lieux, or two structures, side by side: one row for each field that differs, and which of the two it keeps."""

from copy import copy

from django import forms
from django.contrib.admin.utils import display_for_field
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from structures import telephone
from structures.fields import ChoiceArrayField, TelephoneField

PREMIER, SECOND, BOTH = "premier", "second", "ensemble"
OWN = {"id", "slug", "cle", "date_maj"}  # what is a row's own, and is not chosen
EMPTY = "–"
AGAIN = _("Choisissez A ou B.")


class CompareForm(forms.Form):
    """Which of the two stays, and for each field that differs, whose value it keeps."""

    garde = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, premier: Model, second: Model, *args, **kwargs):
        self.premier, self.second = premier, second
        super().__init__(*args, **kwargs)
        self._ask_which_stays()
        stays = self.initial["garde"]
        for field in differing(premier, second):
            self.fields[field.name] = forms.ChoiceField(
                label=capfirst(field.verbose_name),
                choices=_choices(field, premier, second),
                initial=_wise(field, premier, second, stays),
                widget=forms.RadioSelect,
                error_messages={"required": AGAIN, "invalid_choice": AGAIN},
            )

    def _ask_which_stays(self) -> None:
        """By their public addresses, where they have one: the other will lead there."""
        pair, field = (self.premier, self.second), self.fields["garde"]
        public = hasattr(self.premier, "get_absolute_url")
        field.label = _("L’adresse du site qui reste") if public else _("La fiche qui reste, avec son historique")
        oldest = min(each.pk for each in pair)
        age = {True: _("la plus ancienne"), False: _("la plus récente")}
        words = [each.get_absolute_url() if public else age[each.pk == oldest] for each in pair]
        field.choices = list(zip((PREMIER, SECOND), words, strict=True))

    def rows(self) -> list:
        return [self[name] for name in self.fields if name != "garde"]

    def clean(self):
        """The one that stays, as it would be, must stand by itself: what does not is said beside its row."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        stays = copy(self.premier if cleaned["garde"] == PREMIER else self.second)
        for name, value in self.values(cleaned, self.premier, self.second).items():
            setattr(stays, name, value)
        try:
            stays.full_clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self.add_error(name if name in self.fields else None, messages)
        return cleaned

    def values(self, cleaned: dict, premier: Model, second: Model) -> dict:
        """What was chosen, of these two: as they were read, or as they are locked."""
        values = {}
        for field in differing(self.premier, self.second):
            first, last = getattr(premier, field.name), getattr(second, field.name)
            of_each = {PREMIER: first, SECOND: last}
            values[field.name] = union(first, last) if cleaned[field.name] == BOTH else of_each[cleaned[field.name]]
        return values


def editable(model: type[Model]) -> list:
    return [field for field in model._meta.concrete_fields if field.name not in OWN and field.editable]


def differing(premier: Model, second: Model) -> list:
    return [field for field in editable(type(premier)) if value(premier, field) != value(second, field)]


def identical(premier: Model, second: Model) -> list[tuple[str, str]]:
    """What both say, in words; nothing of what neither says."""
    same = [field for field in editable(type(premier)) if value(premier, field) == value(second, field)]
    said = [(capfirst(field.verbose_name), in_words(premier, field)) for field in same]
    return [(name, words) for name, words in said if words != EMPTY]


def value(obj: Model, field):
    found = getattr(obj, field.attname)
    return found.coords if isinstance(found, Point) else found


def union(first: list, last: list) -> list:
    return list(dict.fromkeys([*first, *last]))


def in_words(obj: Model, field) -> str:
    found = getattr(obj, field.name)
    if found is None:
        return EMPTY
    if isinstance(found, Point):
        return f"{found.y:.6f}, {found.x:.6f}".replace(".", ",").replace(", ", " ; ")
    if isinstance(field, TelephoneField):
        return telephone.readable(found) if found else EMPTY
    if isinstance(found, list):
        labels = dict(field.base_field.choices) if isinstance(field, ChoiceArrayField) else {}
        return "\n".join(str(labels.get(each, each)) for each in found) or EMPTY
    if isinstance(found, bool):
        return str(_("oui") if found else _("non"))
    return str(display_for_field(found, field, EMPTY)) if not field.is_relation else str(found)


def _choices(field, premier: Model, second: Model) -> list[tuple[str, str]]:
    choices = [(PREMIER, in_words(premier, field)), (SECOND, in_words(second, field))]
    first, last = getattr(premier, field.name), getattr(second, field.name)
    if isinstance(first, list) and first and last:
        choices.append((BOTH, _("les deux")))
    return choices


def _wise(field, premier: Model, second: Model, stays: str) -> str:
    """What one would choose most often: both lists, the later date, a host, what is said rather than nothing."""
    first, last = getattr(premier, field.name), getattr(second, field.name)
    if isinstance(first, list) and first and last:
        return BOTH
    if field.name == "date_verification" and first and last:
        return PREMIER if first > last else SECOND
    if field.name == "hote":
        return PREMIER if first else SECOND
    if field.empty_strings_allowed or field.null or isinstance(first, list):
        if first in (None, "", []):
            return SECOND
        if last in (None, "", []):
            return PREMIER
    return stays
