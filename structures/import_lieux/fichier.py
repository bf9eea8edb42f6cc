"""The file as a whole: why it may be refused, the walls it is read between, what was found of its form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.translation import gettext as _

from structures.import_lieux.ligne import Remarque
from structures.nombres import grouped

# Called now and then with the rows read so far, and how many there are in all (0 when nobody knows yet).
Progress = Callable[[int, int], None]

MAX_BYTES = 20_000_000
MAX_COLUMNS = 500
MAX_ROWS = 50_000
MAX_CELL = 32_000  # characters; a spreadsheet's own limit is 32,767


class FichierRefuse(Exception):
    """The whole file can't be read; str() is a message in plain French for staff."""


@dataclass
class Forme:
    """How the file is written. All of it is known before the first row, but `encodages`, that reading may add to."""

    format: str = ""  # "CSV", "XLSX", "JSON" or "GeoJSON"
    encodages: list[str] = field(default_factory=list)  # "UTF-8", "Windows-1252"…, the first is the commonest
    separateur: str = ""  # of a CSV: "," ";" "\t" or "|"
    feuille: str = ""  # of an XLSX: the sheet read
    colonnes: dict[str, str] = field(default_factory=dict)  # field of the national schema: column as the file names it
    colonnes_ignorees: list[str] = field(default_factory=list)  # as the file names them
    colonnes_manquantes: list[str] = field(default_factory=list)  # of the national schema, but those required
    remarques: list[Remarque] = field(default_factory=list)  # of the file itself, not of a row


@dataclass
class Rangee:
    """The cells of one row, in the order of the header, as text; what a spreadsheet counted is written in digits."""

    numero: int
    cellules: list[str] = field(default_factory=list)
    refus: str = ""  # why the row could not even be cut into cells
    perdues: dict[int, str] = field(default_factory=dict)  # by rank: why a cell says nothing


class Tableau(Protocol):
    """What each format gives: rows under a header. Its limits and its end have been checked before the first row."""

    forme: Forme
    entete: list[str]
    total: int

    def rangees(self) -> Iterator[Rangee]: ...


def too_many_rows() -> FichierRefuse:
    return FichierRefuse(
        _("Ce fichier a plus de %(maximum)s lignes. Coupez-le en plusieurs fichiers.") % {"maximum": grouped(MAX_ROWS)}
    )


def too_many_columns() -> FichierRefuse:
    return FichierRefuse(_("Ce fichier a plus de %(maximum)s colonnes.") % {"maximum": grouped(MAX_COLUMNS)})


def without_columns() -> FichierRefuse:
    return FichierRefuse(_("Ce fichier n’a pas les colonnes du schéma national : nom, commune, adresse…"))


def too_big() -> FichierRefuse:
    return FichierRefuse(_("Ce fichier est trop gros : 20 Mo au plus."))
