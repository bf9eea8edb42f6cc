"""Phones, mail addresses and sites in the model's form: several in one cell, nothing that leads astray."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from structures import telephone
from structures.import_lieux.cellule import Cellule, Ecarte
from structures.import_lieux.nombres import DigitsLost, whole
from structures.models import Lieu

# A whole French number inside a text, however its digits are grouped.
FRENCH = re.compile(r"(?<![0-9+])(?:(?:\+|00)\s?33\s?(?:\(0\)|0)?|\(?0)\s?[1-9]\)?(?:[\s.\-_]*[0-9]){8}(?![0-9])")
BETWEEN = re.compile(r"\s*(?:[|;,/\n]|\bou\b|\bet\b|\bpuis\b)\s*")
SHORT = re.compile(r"[1-3][0-9]{1,3}|118\s?[0-9]{3}")
E164 = re.compile(r"\+[0-9]{6,15}")
NATIONAL = re.compile(r"(?:0|\+33)([1-9][0-9]{8})", re.ASCII)
WITHOUT_ZERO = re.compile(r"[1-9][0-9]{8}")
WITHOUT_PLUS = re.compile(r"33[1-9][0-9]{8}")


def read_phone(cell: Cellule) -> str:
    """E.164 form of the first number of the cell; Ecarte when there is none."""
    if not cell:
        return ""
    found = _phones(cell.texte)
    number = next((number for text in found if (number := _normal(text))), None)
    if number is None:
        raise Ecarte(_why_no_phone(cell.texte))
    if len(found) > 1:
        cell.repare(_("Plusieurs numéros : le premier est gardé."), number)
    elif number != cell.texte:
        cell.repare(_("Le numéro est écrit sous sa forme internationale."), number)
    return number


def _phones(text: str) -> list[str]:
    try:
        text = whole(text)
    except DigitsLost:
        raise Ecarte(_("Le tableur a arrondi ce numéro : ses derniers chiffres sont perdus.")) from None
    whole_ones = [found[0] for found in FRENCH.finditer(text)]
    return whole_ones or [part for part in BETWEEN.split(text.removeprefix("'")) if part.strip()]


@lru_cache(maxsize=5000)
def _normal(text: str) -> str | None:
    text = re.sub(
        r"^\s*(?:t[ée]l[a-zé]*|phone|mobile|fixe)\s*[.:]*\s*", "", text.replace("(0)", ""), flags=re.IGNORECASE
    )
    digits = re.sub(r"[\s.\-_/()]", "", text)
    digits = re.sub(r"^(?:\+|00)330(?=[1-9][0-9]{8}$)", "+33", digits)
    if WITHOUT_ZERO.fullmatch(digits):
        digits = f"+33{digits}"
    elif WITHOUT_PLUS.fullmatch(digits):
        digits = f"+{digits}"
    try:
        parsed = _french(digits) or telephone.parsed(digits)
    except ValidationError:
        return None
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return number if E164.fullmatch(number) and phonenumbers.is_valid_number(parsed) else None


def _french(digits: str) -> phonenumbers.PhoneNumber | None:
    """What the library makes of most numbers of a file, in a tenth of the time."""
    found = NATIONAL.fullmatch(digits)
    return phonenumbers.PhoneNumber(country_code=33, national_number=int(found[1])) if found else None


def _why_no_phone(text: str) -> str:
    if SHORT.fullmatch(re.sub(r"[\s.]", "", text)):
        return _("Un numéro court ne peut pas être gardé ici : il ne s’appelle que depuis la France.")
    try:
        telephone.normalize(text)
    except ValidationError as error:
        return " ".join(error.messages)
    return _("Ce numéro n’est attribué à personne.")


MAIL_BETWEEN = re.compile(r"[|;,\s/<>()\"]+|\bou\b")
AT = re.compile(r"\s*[\[(]\s*(?:at|arobase|a)\s*[\])]\s*", re.IGNORECASE)


def read_mails(cell: Cellule) -> list[str]:
    """Mail addresses of the cell, each once; what is none is left out alone. Ecarte when nothing is left."""
    if not cell:
        return []
    kept, wrong = [], []
    for part in MAIL_BETWEEN.split(AT.sub("@", cell.texte)):
        address = re.sub(r"^(?:mailto|e?-?mail|courriel)\s*:", "", part.strip(".:'’"), flags=re.IGNORECASE).split("?")[
            0
        ]
        if "@" in address:
            (kept if _is_valid("courriels", address) else wrong).append(_domain_in_small(address))
    return _several(cell, kept, wrong, _("Ce n’est pas une adresse mail."))


def _domain_in_small(address: str) -> str:
    name, _at, domain = address.rpartition("@")
    return f"{name}@{domain.lower()}"


SITE_STARTS = re.compile(r"(?=\bhttps?:)|(?<![/.\w])(?=www\.)", re.IGNORECASE)
SITE_BETWEEN = re.compile(r"[|\n]|;\s*(?=\S+\.)|,\s+|\s+(?:ou|et)\s+")
SCHEME = re.compile(r"^(?:h?t+p+s?|https?)\s*[:;]*\s*[/\\]+\s*|^https?:(?=[\w])", re.IGNORECASE)
OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?![0-9/])|[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def read_sites(cell: Cellule, field: str = "site_web") -> list[str]:
    """Addresses of sites of the cell, with their scheme, each once; Ecarte when nothing is left."""
    if not cell:
        return []
    kept, wrong = [], []
    parts = [part for chunk in SITE_BETWEEN.split(cell.texte) for part in SITE_STARTS.split(chunk)]
    for part in filter(None, (part.strip(" \t,;<>\"'()") for part in parts)):
        if SCHEME.sub("", part) == "":  # « http://http://lamiete.com »
            continue
        site = _site(part, field)
        (kept if site else wrong).append(site or part)
    return _several(cell, kept, wrong, _("Ce n’est pas l’adresse d’un site."))


def read_site(cell: Cellule, field: str) -> str:
    """The first address of the cell."""
    sites = read_sites(cell, field)
    if len(sites) > 1:
        cell.repare(_("Plusieurs adresses : la première est gardée."), sites[0])
    return sites[0] if sites else ""


def _site(text: str, field: str) -> str:
    """With its scheme, without spaces; empty when it is no address, or shows one host and leads to another."""
    text = re.sub(r"\s+", "", text)
    if found := SCHEME.match(text):
        secure = "s" if "s" in found[0].lower() else ""
        text = f"http{secure}://{SCHEME.sub('', text[found.end() :])}"
    elif OTHER_SCHEME.match(text) or "@" in text:
        return ""
    else:
        text = f"http://{text.lstrip('/')}"
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if "@" in parts.netloc or "." not in host or not re.search(r"[^\W\d]", host.rpartition(".")[2]):
        return ""
    return text if _is_valid(field, text) else ""


def _several(cell: Cellule, kept: list[str], wrong: list[str], why: str) -> list[str]:
    kept = list(dict.fromkeys(kept))
    if not kept:
        raise Ecarte(why)
    for text in wrong:
        cell.ecarte(why, text)
    if "|".join(kept) != cell.texte and not (wrong and len(kept) == 1 and kept[0] in cell.texte.split("|")):
        cell.repare(_("L’adresse est mise en forme."), " | ".join(kept))
    return kept


@lru_cache(maxsize=5000)
def _is_valid(field: str, value: str) -> bool:
    model_field = Lieu._meta.get_field(field)
    try:
        getattr(model_field, "base_field", model_field).run_validators(value)
    except ValidationError:
        return False
    return True
