"""How each parameter is written: what the description promises of a form's field, and what is refused.

A page leaves out what it does not understand, and says so to a person who can correct it. A program would take the
answer to another question for the answer to its own: nothing is left out here.
"""

import re

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conseillers.api import curseur
from conseillers.api.problemes import Refus, errors_of

SIZE, MOST = 20, 100  # of a page
YES, NO = ("on", "true"), ("false",)  # « on » is what the search page writes
SLUG = r"^[-a-zA-Z0-9_]+$"
UNKNOWN = "parametres"

# What a kind of field is written like, and what to say when it is not.
SPELLINGS = {
    forms.IntegerField: (r"-?[0-9]{1,9}", gettext_lazy("Écrivez un nombre entier.")),
    forms.FloatField: (
        r"-?[0-9]{1,20}(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?",
        gettext_lazy("Écrivez un nombre, avec un point : 45.757."),
    ),
    forms.DateField: (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", gettext_lazy("Écrivez la date comme 2026-11-26.")),
}


class SlugField(forms.CharField):
    """A place, a commune: the last words of its page's address."""

    def __init__(self, **kwargs):
        super().__init__(max_length=150, required=False, **kwargs)


class PageForm(forms.Form):
    """What every list takes. `PARAMETRES` are all that may be asked, in the order they are described."""

    PARAMETRES = ["taille", curseur.NAME]

    taille = forms.IntegerField(required=False, min_value=1, max_value=MOST)
    curseur = forms.CharField(required=False, max_length=curseur.LONGEST)

    @property
    def taille_page(self) -> int:
        return self.cleaned_data.get("taille") or SIZE


def read(form_class: type[PageForm], request: HttpRequest) -> PageForm:
    """The form, all of it valid; Refus otherwise."""
    form = form_class(request.GET)
    wrong = _misspelled(form, request.GET)
    form.is_valid()
    wrong = errors_of(form) | wrong
    if wrong:
        raise Refus(wrong)
    return form


def nothing_asked(request: HttpRequest) -> None:
    """For addresses without parameters."""
    if request.GET:
        raise Refus({UNKNOWN: [_("Cette adresse n’a pas de paramètre.")]})


def _misspelled(form: forms.Form, asked: QueryDict) -> dict[str, list[str]]:
    wrong = {}
    if set(asked) - set(form.PARAMETRES):
        known = ", ".join(form.PARAMETRES)
        wrong[UNKNOWN] = [_("Un paramètre n’existe pas ici. Ceux qui existent : %(known)s.") % {"known": known}]
    for name in form.PARAMETRES:
        if name in asked and (said := _wrong(form.fields[name], asked.getlist(name))):
            wrong[name] = [str(said)]
    return wrong


def _wrong(field: forms.Field, values: list[str]) -> str:
    """What is wrong with how it is written; nothing when nothing is."""
    if len(values) > 1:
        return _("Donnez ce paramètre une seule fois.")
    [value] = values
    if isinstance(field, forms.ChoiceField | forms.BooleanField):
        among = values_of(field)
        wrong = "" if value in among else _("Choisissez parmi : %(values)s.") % {"values": ", ".join(among)}
    elif isinstance(field, forms.CharField):
        wrong = _wrong_text(field, value)
    else:
        pattern, said = SPELLINGS[type(field)]
        wrong = "" if re.fullmatch(pattern, value) else said
    return wrong


def _wrong_text(field: forms.CharField, value: str) -> str:
    if len(value) > field.max_length:
        return _("C’est trop long : %(most)d caractères au plus.") % {"most": field.max_length}
    if isinstance(field, SlugField) and not re.fullmatch(SLUG, value):
        return _("Écrivez-le comme dans l’adresse de sa page : des lettres sans accent, des chiffres, des tirets.")
    return ""


def values_of(field: forms.ChoiceField | forms.BooleanField) -> list[str]:
    if isinstance(field, forms.BooleanField):
        return [*YES, *NO]
    return [str(value) for value, _label in field.choices if value]


def schema_of(field: forms.Field) -> dict:
    """The same, as JSON Schema."""
    match field:
        case forms.ChoiceField() | forms.BooleanField():
            return {"type": "string", "enum": values_of(field)}
        case forms.IntegerField() | forms.FloatField():
            kind = "integer" if isinstance(field, forms.IntegerField) else "number"
            return {"type": kind, "minimum": field.min_value, "maximum": field.max_value}
        case forms.DateField():
            return {"type": "string", "format": "date"}
        case SlugField():
            return {"type": "string", "pattern": SLUG, "maxLength": field.max_length}
    return {"type": "string", "maxLength": field.max_length}
