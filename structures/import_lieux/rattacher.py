"""To which structure a new lieu belongs: the one that its row names, or one of its own name."""

from structures.import_lieux.connus import Connus
from structures.import_lieux.ligne import Ligne
from structures.schema_national import NO_PIVOT

LONGEST = 200  # letters of a structure's name


def belongs_to(ligne: Ligne, connus: Connus) -> tuple[int | None, str]:
    """The key of a structure that is here, or the name of one to make."""
    parent, pivot, nom = ligne.structure_parente, ligne.champs.get("pivot", ""), ligne.champs["nom"]
    found = _named(parent, connus)
    if found or (parent and not _is_number(parent)):
        return found, "" if found else parent[:LONGEST]
    if pivot != NO_PIVOT and (found := connus.structures_par_pivot.get(pivot)):
        return found, ""
    found = connus.structures_par_cle.get(connus.cles.get(nom))
    return found, "" if found else nom


def _named(parent: str, connus: Connus) -> int | None:
    if not parent:
        return None
    by_number = connus.structures_par_pivot.get("".join(parent.split()))
    return by_number or connus.structures_par_cle.get(connus.cles.get(parent))


def _is_number(text: str) -> bool:
    return "".join(text.split()).removeprefix("W").isdecimal()
