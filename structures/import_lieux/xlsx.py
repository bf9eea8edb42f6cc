"""Rows of an XLSX: values only, of the first sheet that has our columns."""

import datetime
import warnings
from collections.abc import Iterator
from io import BytesIO
from itertools import islice

import openpyxl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from structures.import_lieux import colonnes
from structures.import_lieux.classeur import Damaged, looked_at
from structures.import_lieux.fichier import (
    MAX_COLUMNS,
    MAX_ROWS,
    FichierRefuse,
    Forme,
    Rangee,
    too_many_columns,
    without_columns,
)
from structures.import_lieux.ligne import Remarque

HEAD = 20  # rows among which the header is, after a title
MAX_SHEETS = 20
LAST_ROW = 1_048_576  # of a spreadsheet
FORMULA = "f"


class Xlsx:
    def __init__(self, data: bytes):
        self.data = data
        self.forme = Forme("XLSX")
        with _damaged_is_refused():
            parts = looked_at(data)
            self.book = self._book(data_only=True)
            self.sheet, self.skipped, self.entete = self._find()
            self.facts = parts[self.sheet._worksheet_path]  # openpyxl says it nowhere else
        self.total = max(0, self.facts.pleines - self.skipped)
        self._say()

    def rangees(self) -> Iterator[Rangee]:
        """Rows with a value, told by the number that the spreadsheet gives them; hidden ones too."""
        with _damaged_is_refused():
            formulas = self._formulas() if self.facts.formules else None
            given = 0
            for number, values in enumerate(self._values(), start=1):
                lost = _lost(values, next(formulas)) if formulas else {}
                if number <= self.skipped or not (lost or any(value not in (None, "") for value in values)):
                    continue
                yield self._row(number, values, lost)
                given += 1
                if given > MAX_ROWS:
                    return

    def _values(self) -> Iterator[tuple]:
        return _rows(self.sheet, len(self.entete))

    def _row(self, number: int, values: tuple, lost: dict[int, str]) -> Rangee:
        width = len(self.entete)
        cells = [_text(value) for value in values[:width]]
        return Rangee(number, cells + [""] * (width - len(cells)), perdues=lost)

    def _book(self, data_only: bool):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that are not read: validations, styles by default
            return openpyxl.load_workbook(BytesIO(self.data), read_only=True, data_only=data_only, keep_links=False)

    def _find(self):
        """The sheet, how many rows its header ends, the header."""
        best = (0, None, 0, [])
        for sheet in self.book.worksheets[:MAX_SHEETS]:
            for rank, values in enumerate(islice(_rows(sheet), HEAD), start=1):
                header = [_text(value).strip() for value in values]
                if (known := colonnes.known_in(header)) > best[0]:
                    best = (known, sheet, rank, header)
            if not colonnes_lacking(best[3]):
                break
        if best[1] is None:
            raise without_columns()
        while not best[3][-1]:
            best[3].pop()
        if len(best[3]) > MAX_COLUMNS:
            raise too_many_columns()
        return best[1:]

    def _formulas(self) -> Iterator[tuple]:
        """The same sheet, its formulas in place of their values."""
        book = self._book(data_only=False)
        sheet = book[self.sheet.title]
        return iter(sheet.iter_rows(max_col=len(self.entete), max_row=LAST_ROW))

    def _say(self) -> None:
        self.forme.feuille = self.sheet.title
        sheets = len(self.book.sheetnames)
        if sheets > 1:
            message = _("Ce fichier a %(nombre)d feuilles : seule « %(nom)s » est lue.")
            self._remark(message % {"nombre": sheets, "nom": self.sheet.title})
        if hidden := self.facts.masquees:
            one = ngettext("%(n)d ligne masquée est lue aussi.", "%(n)d lignes masquées sont lues aussi.", hidden)
            self._remark(one % {"n": hidden})
        if self.facts.fusions:
            self._remark(_("Des cases sont fusionnées : seule la première ligne de chacune en a la valeur."))

    def _remark(self, message: str) -> None:
        self.forme.remarques.append(Remarque("", message))


def colonnes_lacking(header: list[str]) -> list[str]:
    known = {colonnes.field_of(name) for name in header}
    return [name for name in colonnes.REQUIRED if name not in known]


class _damaged_is_refused:
    """What a file can do wrong, openpyxl says in twenty ways."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None or issubclass(kind, FichierRefuse) or not issubclass(kind, Exception):
            return False
        message = _("Ce fichier XLSX est abîmé ou incomplet. Ouvrez-le dans un tableur et enregistrez-le de nouveau.")
        raise FichierRefuse(message) from (None if kind is Damaged else error)


def _rows(sheet, width: int = MAX_COLUMNS + 1) -> Iterator[tuple]:
    return sheet.iter_rows(values_only=True, max_col=width, max_row=LAST_ROW)


def _lost(values: tuple, cells: tuple) -> dict[int, str]:
    """Cells with a formula that the spreadsheet had not computed."""
    return {
        rank: _("Cette case contient une formule dont le résultat n’est pas enregistré.")
        for rank, (value, cell) in enumerate(zip(values, cells, strict=False))
        if value is None and cell.data_type == FORMULA
    }


def _text(value) -> str:
    """What the cell holds, not how the sheet shows it: numbers in digits, dates in ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, float):
        return _digits(value)
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)


def _digits(value: float) -> str:
    if value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return repr(value)
