"""Phone numbers: kept in the national schema's form (+33478634040), shown as people read them (04 78 63 40 40)."""

import re
from functools import lru_cache

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def normalize(text: str) -> str:
    """E.164 form of a number typed in any French way; ValidationError when it cannot be one."""
    return phonenumbers.format_number(parsed(text), phonenumbers.PhoneNumberFormat.E164)


def parsed(text: str) -> phonenumbers.PhoneNumber:
    """What one may dial; ValidationError when it cannot be one."""
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or LETTER.search(text) or not phonenumbers.is_possible_number(number):
        raise ValidationError(f"{_wrong(text)} {_('Écrivez par exemple 04 78 63 40 40.')}", code="telephone")
    return number


# Phones with letters on their keys: the library would dial « poste 12 ».
LETTER = re.compile(r"[^\W\d_]")
LENGTH = 10  # digits of a French number


def _wrong(text: str) -> str:
    digits = sum(map(str.isdecimal, text))
    if LETTER.search(text):
        return _("Un numéro de téléphone n’a pas de lettres.")
    if "+" in text or not digits:
        return _("Ce n’est pas un numéro de téléphone.")
    if digits >= 2 * LENGTH:
        return _("Un seul numéro ici : l’autre peut aller dans « comment venir ».")
    if digits > LENGTH:
        return _("Ce numéro a %(digits)d chiffres, il en faut 10.") % {"digits": digits}
    return _("Ce numéro de téléphone n’est pas complet : il a %(digits)d chiffres, il en faut 10.") % {"digits": digits}


FRENCH = re.compile(r"\+33[1-79][0-9]{8}")


@lru_cache(maxsize=2000)  # a week of the agenda says each number many times
def readable(number: str) -> str:
    """National form of a stored number, in pairs of digits."""
    if not number:
        return ""
    if FRENCH.fullmatch(number):  # nearly all of them, and a list says twenty
        return " ".join(["0" + number[3], *(number[start : start + 2] for start in range(4, 12, 2))])
    return phonenumbers.format_number(phonenumbers.parse(number, "FR"), phonenumbers.PhoneNumberFormat.NATIONAL)
