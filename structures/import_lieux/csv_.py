"""Rows of a CSV, whatever its separator and its quotes, told by the line where each begins."""

import csv
import re
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from structures.import_lieux import colonnes
from structures.import_lieux.encodage import encodings, opened
from structures.import_lieux.fichier import (
    MAX_COLUMNS,
    MAX_ROWS,
    FichierRefuse,
    Forme,
    Rangee,
    too_many_columns,
    too_many_rows,
    without_columns,
)
from structures.tableur import unguarded

SEPARATORS = ",;\t|"
QUOTES = "\"'"
HEAD = 20  # lines among which the header is, after a title
MAX_LINE = 400_000  # characters
MAX_LINES_OF_A_ROW = 60  # past which a quote that opens was never closed
MAX_BROKEN = 200  # rows with such quotes, past which the file is of another kind


class Csv:
    def __init__(self, data: bytes):
        self.data = data
        names = encodings(data)
        self.encoding = names[0]
        self.entete, self.separator, self.quote, self.skipped = self._header()
        self.forme = Forme("CSV", names, self.separator)
        self.total = self._count()

    def rangees(self) -> Iterator[Rangee]:
        """Every row that has something in it; blank lines are counted but not given."""
        for number, cells in self._records():
            if cells is None:
                yield Rangee(number, refus=_("Les guillemets de cette ligne sont mal fermés."))
            elif any(cell.strip() for cell in cells):
                yield self._row(number, cells)

    def _row(self, number: int, cells: list[str]) -> Rangee:
        width = len(self.entete)
        if any(cell.strip() for cell in cells[width:]):
            message = _("Cette ligne a plus de cases que l’en-tête : un séparateur est sans doute resté dans un texte.")
            return Rangee(number, refus=message)
        cells = [unguarded(cell) for cell in cells[:width]]
        return Rangee(number, cells + [""] * (width - len(cells)))

    def _count(self) -> int:
        """Reads all once, without keeping anything: a file too long is refused before its first row."""
        total = 0
        for _number, cells in self._records():
            total += cells is None or any(cell.strip() for cell in cells)
            if total > MAX_ROWS:
                raise too_many_rows()
        return total

    def _header(self) -> tuple[list[str], str, str, int]:
        lines = list(islice(_lines(opened(self.data, self.encoding)), HEAD))
        best: tuple[int, list[str], str, str, int] = (0, [], "", "", 0)
        for rank, line in enumerate(lines):
            for separator in SEPARATORS:
                cells = _header_cells(line, separator)
                if (known := colonnes.known_in(cells)) > best[0]:
                    best = (known, cells, separator, _quote(lines[rank:], separator), rank + 1)
        if len(best[1]) > MAX_COLUMNS or (not best[0] and any(_too_wide(line) for line in lines)):
            raise too_many_columns()
        if not best[0]:
            raise without_columns()
        return best[1:]

    def _records(self) -> Iterator[tuple[int, list[str] | None]]:
        """Line and cells of each record; None for cells when its quotes were never closed."""
        lines = _Ahead(_lines(opened(self.data, self.encoding)), self.skipped)
        broken = 0
        for number, line in lines:
            cells = self._cells(line, lines)
            broken += cells is None
            if broken > MAX_BROKEN:
                raise FichierRefuse(_("Les guillemets de ce fichier sont mal fermés sur trop de lignes."))
            yield number, cells

    def _cells(self, line: str, lines: "_Ahead") -> list[str] | None:
        if self.quote not in line:
            return line.split(self.separator)
        text = [line]
        for offset in range(MAX_LINES_OF_A_ROW):
            cells, unfinished = self._parsed("\n".join(text))
            if cells and (offset == 0 or len(cells) <= len(self.entete)):
                lines.skip(offset)
                return cells
            following = lines.peek(offset)
            if not unfinished or following is None or sum(map(len, text)) > MAX_LINE:
                return None
            text.append(following)
        return None

    def _parsed(self, text: str) -> tuple[list[str] | None, bool]:
        """Cells, and whether a quote is still open at the end."""
        reader = csv.reader([text], delimiter=self.separator, quotechar=self.quote, strict=True)
        csv.field_size_limit(2 * MAX_LINE)
        try:
            return next(reader), False
        except csv.Error as error:
            return None, "unexpected end" in str(error)
        except StopIteration:
            return [""], False


class _Ahead:
    """Numbered lines that one may look at before they are taken."""

    def __init__(self, lines: Iterator[str], skipped: int):
        self.number = skipped
        self.lines = islice(lines, skipped, None)
        self.seen: list[str] = []

    def __iter__(self):
        return self

    def __next__(self) -> tuple[int, str]:
        line = self.seen.pop(0) if self.seen else next(self.lines)
        self.number += 1
        return self.number, line

    def peek(self, offset: int) -> str | None:
        while len(self.seen) <= offset:
            line = next(self.lines, None)
            if line is None:
                return None
            self.seen.append(line)
        return self.seen[offset]

    def skip(self, lines: int) -> None:
        del self.seen[:lines]
        self.number += lines


def _lines(stream) -> Iterator[str]:
    while line := stream.readline(MAX_LINE):
        if len(line) == MAX_LINE and not line.endswith("\n"):
            raise (
                too_many_columns() if _too_wide(line) else FichierRefuse(_("Une ligne de ce fichier est trop longue."))
            )
        yield line.rstrip("\n")


def _too_wide(line: str) -> bool:
    return any(line.count(separator) >= MAX_COLUMNS for separator in SEPARATORS)


def _header_cells(line: str, separator: str) -> list[str]:
    """Names of columns have neither separators nor quotes inside: no need to know the quotes yet."""
    return [cell.strip(" \t\"'\u201c\u201d") for cell in line.split(separator)]


def _quote(lines: list[str], separator: str) -> str:
    """The apostrophe, when it holds cells and the quotation mark holds none."""
    edge = re.escape(separator)
    held = {quote: re.compile(f"(?:^|{edge}){quote}[^{quote}]*{quote}(?={edge}|$)") for quote in QUOTES}
    double, single = (sum(bool(held[quote].search(line)) for line in lines) for quote in QUOTES)
    return "'" if single and not double else '"'
