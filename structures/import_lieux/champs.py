"""Fields of a lieu that a file may fill or change: when two values are the same one, and how a value is said."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from structures.geo import metres_between
from structures.histoire.mots import Difference, in_words
from structures.models import ENUMERATIONS, Commune, Lieu

POSITION = "position"
SAME_POINT = 2  # metres: what rounding a coordinate to five decimals moves it by
CHAMPS = [
    *("nom", "adresse", "complement_adresse", "code_postal", "commune", POSITION, "pivot", "telephone", "courriels"),
    *("site_web", "prise_rdv", "horaires", "acces_fauteuil", "fiche_acces_libre"),
    *("presentation_resume", "presentation_detail", *ENUMERATIONS, "autres_formations_labels"),
]
REQUIRED = ["nom", "commune", "code_postal"]
NEVER_EMPTIED = {*REQUIRED, POSITION, "adresse", "pivot"}  # a row without them says nothing of them


def same(name: str, here: Any, there: Any) -> bool:
    """Whether staff would see no difference: not spaces, not the order of what has none, not two metres."""
    if here == there or (not here and not there and here is not False and there is not False):
        return True
    if name == POSITION and here and there:
        return metres_between(here, there) < SAME_POINT
    if name in ENUMERATIONS:
        return set(here) == set(there)
    return isinstance(here, str) and isinstance(there, str) and here.split() == there.split()


def label(name: str) -> str:
    return str(capfirst(Lieu._meta.get_field(name).verbose_name))


def said(name: str, value: Any) -> str:
    """« rien » for what is empty."""
    if isinstance(value, Commune):
        return str(value)
    return in_words(Lieu._meta.get_field(name), value, None)


def difference(name: str, here: Any, there: Any) -> dict[str, str]:
    """As it is kept with the row."""
    moved = (here, there) if name == POSITION and here and there else ()
    found = Difference(name, label(name), said(name, here), said(name, there), moved)
    after = f"{found.apres} ({found.deplacement})" if found.deplacement else found.apres
    return {"champ": name, "nom": found.nom, "avant": found.avant, "apres": after, "verrou": ""}


def list_of(names) -> str:
    """« nom, adresse et téléphone »."""
    words = [str(Lieu._meta.get_field(name).verbose_name) for name in names]
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s et %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
