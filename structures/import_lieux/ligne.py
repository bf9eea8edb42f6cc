"""One row of a file, as reading gives it to comparing."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Remarque:
    """What was done about one cell, in words that staff read; `colonne` as the file names it, or empty for the row."""

    colonne: str
    message: str
    avant: str = ""  # as the file says it, cut short
    apres: str = ""  # as it is kept


@dataclass
class Ligne:
    """A row put in the model's form.

    `champs` holds what the file says, by field of `Lieu`, with values that the model takes as they are: `commune` is a
    `Commune`, `position` a point, arrays are lists in the order of their enumeration. A field that the file has no
    column for, or whose value had to be left out, is absent; one whose cell is empty is empty.
    """

    numero: int  # line of the file as a spreadsheet or an editor counts it; rank from 1 in JSON
    champs: dict[str, Any] = field(default_factory=dict)
    identifiant: str = ""  # the file's own, in `source`
    source: str = ""
    structure_parente: str = ""
    date_maj: date | None = None
    hors_territoire: bool = False  # it stands, surely, in no commune of the Métropole
    reparations: list[Remarque] = field(default_factory=list)  # certain, and said
    ecartes: list[Remarque] = field(default_factory=list)  # values left out, the row kept
    refus: list[Remarque] = field(default_factory=list)  # why the row cannot be taken at all
    garde: dict | None = field(default=None, repr=False, compare=False)  # as it was kept, when it comes from there
