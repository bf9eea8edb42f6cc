"""SIRET, RNA and postal codes that spreadsheets have been through."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.fr import siret

from structures.fields import SEPARATORS, SIRET, validate_pivot
from structures.import_lieux.cellule import Cellule, Ecarte
from structures.import_lieux.nombres import DigitsLost, whole

LABEL = re.compile(r"^(?:n[°o]?\s*)?(?:siret|rna|siren)\s*[:.]*\s*", re.IGNORECASE)
CODE = re.compile("[0-9]{5}")
CEDEX = re.compile(r"\s*\bcedex\b\s*(?:0?([1-9])\b)?[0-9]*", re.IGNORECASE)
CORSICA = re.compile(r"2[AB][0-9]{3}")


def read_pivot(cell: Cellule) -> str:
    """SIRET or RNA; empty for the zeros that the schema's files write for none. Ecarte when it can't be one."""
    try:
        pivot = SEPARATORS.sub("", LABEL.sub("", whole(cell.texte.removeprefix("'")))).upper()
    except DigitsLost:
        raise Ecarte(_("Le tableur a arrondi ce SIRET : ses derniers chiffres sont perdus.")) from None
    if not pivot.strip("0"):
        return ""
    if (
        pivot.isascii()
        and pivot.isdecimal()
        and len(pivot) in (SIRET - 2, SIRET - 1)
        and siret.is_valid(pivot.zfill(SIRET))
    ):
        pivot = pivot.zfill(SIRET)
        cell.repare(_("Le zéro du début, qu’un tableur efface, est remis."), pivot)
    try:
        validate_pivot(pivot)
    except ValidationError as error:
        raise Ecarte(" ".join(error.messages)) from None
    if len(cell.texte) > len(pivot):
        cell.repare(_("Seuls les chiffres du numéro sont gardés."), pivot)
    return pivot


def read_code(cell: Cellule) -> str:
    """Five digits, postal or INSEE, or empty. What is neither is left out, and said."""
    if not cell or CODE.fullmatch(cell.texte):
        return cell.texte
    try:
        text = whole(cell.texte.removeprefix("'"))
    except DigitsLost:
        text = ""
    text = re.sub(r"^(?:FR?[-\s]?)(?=[0-9])", "", CEDEX.sub("", text), flags=re.IGNORECASE)
    digits = re.sub(r"[\s.\-]", "", text).upper()
    if re.fullmatch("[0-9]{4}", digits):
        digits = f"0{digits}"
    if not (CODE.fullmatch(digits) and digits.isascii()) and not CORSICA.fullmatch(digits):
        cell.ecarte(_("Ce code n’a pas 5 chiffres."))
        return ""
    if digits != cell.texte and not CEDEX.search(cell.texte):
        cell.repare(_("Le code est remis sur 5 chiffres."), digits)
    return digits
