"""Fields of a lieu that a file may fill or change: when two values are the same one, and how a value is said."""

from typing import Any

from django.utils.text import capfirst

from structures.geo import metres_between
from structures.histoire.mots import Difference, in_words
from structures.models import ENUMERATIONS, Commune, Lieu
from structures.slugs import spaced_slug

POSITION = "position"
SAME_POINT = 2  # metres: what rounding a coordinate to five decimals moves it by
CHAMPS = [
    *("nom", "adresse", "complement_adresse", "code_postal", "commune", POSITION, "pivot", "telephone", "courriels"),
    *("site_web", "prise_rdv", "horaires", "acces_fauteuil", "fiche_acces_libre"),
    *("presentation_resume", "presentation_detail", *ENUMERATIONS, "autres_formations_labels"),
]
WRITTEN = ("nom", "adresse", "complement_adresse")  # by hand
REQUIRED = ["nom", "commune", "code_postal"]
NEVER_EMPTIED = {*REQUIRED, POSITION, "adresse", "pivot"}  # a row without them says nothing of them


def same(name: str, here: Any, there: Any, loosely: bool = False) -> bool:
    """Whether staff would see no difference: not spaces, not the order of what has none, not two metres.

    `loosely`, nor small letters, nor accents that were lost on the way: other people's files are full of them.
    """
    if here == there or (not here and not there and here is not False and there is not False):
        return True
    if name == POSITION and here and there:
        return metres_between(here, there) < SAME_POINT
    if name in ENUMERATIONS:
        return set(here) == set(there)
    if not (isinstance(here, str) and isinstance(there, str)):
        return False
    return here.split() == there.split() or (loosely and name in WRITTEN and _poorer(here, there))


def _poorer(here: str, there: str) -> bool:
    """The same words, with no more accents than ours."""
    accents, others = (sum(not letter.isascii() and letter.isalpha() for letter in text) for text in (here, there))
    return spaced_slug(here) == spaced_slug(there) and others <= accents


def label(name: str) -> str:
    return str(capfirst(Lieu._meta.get_field(name).verbose_name))


def said(name: str, value: Any) -> str:
    """« rien » for what is empty."""
    if isinstance(value, Commune):
        return str(value)
    return in_words(Lieu._meta.get_field(name), value, None)


def difference(name: str, here: Any, there: Any) -> dict[str, str]:
    """As it is kept with the row. Of several values, those that go and those that come."""
    if isinstance(here, list) and here and there:
        gone, come = [each for each in here if each not in there], [each for each in there if each not in here]
        here, there = (gone, come) if gone or come else (here, there)
    moved = (here, there) if name == POSITION and here and there else ()
    found = Difference(name, label(name), said(name, here), said(name, there), moved)
    after = f"{found.apres} ({found.deplacement})" if found.deplacement else found.apres
    both = [
        said if value or not isinstance(value, list) else "" for value, said in ((here, found.avant), (there, after))
    ]
    before, after = both if any(both) else (found.avant, after)
    return {"champ": name, "nom": found.nom, "avant": before, "apres": after, "verrou": ""}
