"""Fields whose message says what is wrong with what was typed, and what to write instead."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LINES = {"\r", "\n", "\t"}
TURNS_ROUND = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}  # the text would read backwards


def validate_readable(text: str, several_lines: bool = False) -> None:
    """Refuses what nobody types and nobody sees: control characters, and those that turn the text round."""
    allowed = LINES if several_lines else set()
    hidden = [
        each for each in text if (unicodedata.category(each) == "Cc" and each not in allowed) or each in TURNS_ROUND
    ]
    if hidden:
        raise ValidationError(
            _("Ce texte contient un caractère invisible (n° %(code)d), sans doute venu d’un collage : retapez-le."),
            code="control",
            params={"code": ord(hidden[0])},
        )


def validate_readable_lines(text: str) -> None:
    validate_readable(text, several_lines=True)


def refuse_control_characters(form: forms.BaseForm) -> None:
    """In every field of text of this form."""
    for field in form.fields.values():
        if isinstance(field, forms.CharField):
            lines = isinstance(field.widget, forms.Textarea)
            field.validators = [*field.validators, validate_readable_lines if lines else validate_readable]


class WebField(forms.URLField):
    """The address of a page, with or without its https://."""

    scheme = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE)  # before a digit: a port

    def __init__(self, **kwargs):
        super().__init__(**{"assume_scheme": "https", **kwargs})

    def to_python(self, value):
        value = str(value or "").strip()
        if not value:
            return ""
        if re.search(r"\s", value):
            raise ValidationError(_("Une adresse de site n’a pas d’espace."), code="invalid")
        scheme = self.scheme.match(value)
        if scheme and scheme[1].lower() not in ("http", "https"):
            raise ValidationError(_("Une adresse de site commence par https:// ou http://."), code="invalid")
        host = re.sub(r"^https?:/*", "", value, flags=re.IGNORECASE)
        if "." not in re.split(r"[/?#]", host)[0]:
            raise ValidationError(
                _("Il manque le nom du site avec son point. Écrivez par exemple www.ville-bron.fr."), code="invalid"
            )
        return super().to_python(value if scheme else f"https://{value.lstrip('/')}")


class MailField(forms.EmailField):
    """An address as one pastes it: « mailto: » and what surrounds it are taken off, its host is in small letters."""

    def clean(self, value):
        value = str(value or "").strip().strip("<>;,").removeprefix("mailto:").strip()
        if value:
            self._say_what_is_missing(value)
        name, at, host = value.rpartition("@")
        return super().clean(f"{name}{at}{host.lower()}")

    def _say_what_is_missing(self, value):
        if re.search(r"\s", value):
            raise ValidationError(_("une adresse de courriel n’a pas d’espace."), code="invalid")
        if value.count("@") != 1:
            raise ValidationError(
                _("il faut un seul @ dans une adresse de courriel, par exemple accueil@exemple.fr."), code="invalid"
            )
        if "." not in value.partition("@")[2]:
            raise ValidationError(_("il manque la fin, après le @ : par exemple .fr."), code="invalid")
