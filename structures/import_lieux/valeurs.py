"""Values of the schema's enumerations, from its own words, from those of former versions, or misspelled."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from django.utils.translation import gettext as _
from rapidfuzz import process
from rapidfuzz.distance import OSA

from structures.import_lieux.anciens_libelles import OLD, STILL_LABELS, WITHOUT_SUCCESSOR
from structures.import_lieux.cellule import Cellule
from structures.models import ENUMERATIONS
from structures.mots import plain
from structures.nomenclature import Typologie

OTHER_LABELS = "autres_formations_labels"
# Fields whose values are found in each other's columns: version 0 had one column for each group.
GROUPS = [
    ("publics_specifiquement_adresses", "prise_en_charge_specifique"),
    ("dispositif_programmes_nationaux", "formations_labels"),
    ("modalites_acces", "modalites_accompagnement"),
]
SURE = re.compile(r"\s*[|;\n]\s*")  # between values
MAYBE = re.compile(r"\s*,\s*")  # some values hold commas
SHOWN_BETWEEN = " | "
SHORT, LONG = 6, 10  # letters under which a letter may not be wrong; from which two may


@dataclass(frozen=True)
class Valeur:
    """What a text means: a value of a field, or nothing any longer, and why."""

    field: str
    value: str = ""
    reason: str = ""


def read(cell: Cellule, field: str) -> dict[str, list[str]]:
    """Values by field, in the order of their enumeration: some belong to another field than the column's.

    What is unknown is left out and said; the column's own field is absent when nothing of its cell is known.
    """
    if not cell:
        return {field: []}
    found, said, unknown = _all(cell.texte, field)
    for text in unknown:
        cell.ecarte(_("Cette valeur n’est pas dans la liste du schéma national."), text)
    for message, changes in said:
        before, after = (SHOWN_BETWEEN.join(dict.fromkeys(filter(None, texts))) for texts in zip(*changes, strict=True))
        cell.repare(message, after, before)
    return {name: list(values) for name, values in found}


@lru_cache(maxsize=5000)
def _all(texte: str, field: str) -> tuple[list, list, list]:
    """Values by field, changes by message, unknown texts: rows say the same again and again."""
    found: dict[str, set[str]] = {}
    said: dict[str, list[tuple[str, str]]] = {}
    unknown = []
    for text in _parts(texte, field):
        meant = meaning(text, field)
        if meant is None:
            unknown.append(text)
            continue
        found.setdefault(meant.field, set()).update(filter(None, [meant.value]))
        if message := _said(field, text, meant):
            said.setdefault(message, []).append((text, meant.value))
    return [(name, in_order(name, values)) for name, values in found.items()], list(said.items()), unknown


def in_order(field: str, values: set[str]) -> list[str]:
    return sorted(values) if field == OTHER_LABELS else [value for value in ENUMERATIONS[field] if value in values]


def _said(field: str, text: str, meant: Valeur) -> str:
    """What is to be said of a value; nothing when it is as the schema writes it."""
    if meant.reason:
        return _("Valeur retirée : %(raison)s.") % {"raison": meant.reason}
    if meant.field != field:
        return _("Valeurs d’une autre colonne, %(champ)s.") % {"champ": meant.field}
    if meant.value == text:
        return ""
    if _key(text) in _old(field):
        return _("Valeurs d’une ancienne version du schéma.")
    return _("Les valeurs sont écrites comme dans le schéma.")


def _parts(text: str, field: str) -> list[str]:
    """Commas are taken for separators only when all that they separate is known."""
    parts = []
    for part in filter(None, SURE.split(text)):
        pieces = list(filter(None, MAYBE.split(part)))
        split = len(pieces) > 1 and meaning(part, field) is None and all(meaning(piece, field) for piece in pieces)
        parts += pieces if split else [part]
    return parts[:100]


@lru_cache(maxsize=10_000)
def meaning(text: str, field: str) -> Valeur | None:
    """The one thing that this text means in a column; None when it is unknown, or near two values."""
    key = _key(text[:300])
    known = _known(field)
    if key in known:
        return known[key]
    before = _key(text.split(" : ")[0])  # « Gratuit : sur présentation de la carte »
    return known.get(before) if " : " in text and before in known else _near(key, known)


def _near(key: str, known: dict[str, Valeur]) -> Valeur | None:
    if len(key) < SHORT:
        return None
    wrong = 2 if len(key) >= LONG else 1
    near = process.extract(key, known.keys(), scorer=OSA.distance, score_cutoff=wrong, limit=None)
    meant = {known[other] for other, _distance, _rank in near if len(other) >= SHORT}
    return meant.pop() if len(meant) == 1 else None


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", " ", plain(text)).strip()


@cache
def _known(field: str) -> dict[str, Valeur]:
    """What every text means in a column of this field: its own values first, then those of its group."""
    known: dict[str, Valeur] = {}
    for name in [field, *(other for group in GROUPS if field in group for other in group if other != field)]:
        for table in (_own(name), _old(name)):
            known = table | known
    if field in ("dispositif_programmes_nationaux", "formations_labels"):
        known = {_key(label): Valeur(OTHER_LABELS, label) for label in STILL_LABELS} | known
    return known


def _own(field: str) -> dict[str, Valeur]:
    own = {_key(value): Valeur(field, value) for value in ENUMERATIONS[field]}
    return own if field != "typologie" else _kinds() | own


@cache
def _old(field: str) -> dict[str, Valeur]:
    old = {_key(text): Valeur(field, value.value) for text, value in OLD.get(field, {}).items()}
    gone = {_key(text): Valeur(field, "", why) for text, why in WITHOUT_SUCCESSOR.get(field, {}).items()}
    return gone | old


def _kinds() -> dict[str, Valeur]:
    """Labels, and labels without the code that ends them where that names one kind only."""
    labels: dict[str, set[str]] = {}
    for value, label in Typologie.choices:
        for text in (str(label), re.sub(r"\s*\([^)]*\)$", "", str(label))):
            labels.setdefault(_key(text), set()).add(value)
    return {key: Valeur("typologie", *values) for key, values in labels.items() if len(values) == 1}
