"""Rows to bytes, one format at a time, without ever holding more than a part of a file.

Every format says the same thing: CSV for whoever reads text, JSON with typed values, a workbook with typed cells.
"""

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

import xlsxwriter
from django.utils import timezone

from structures.tableur import guarded

PART = 64 * 1024  # characters, or bytes, that are sent together
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # by which Excel knows that accents are UTF-8

Rows = Iterable[dict]


def csv_parts(names: list[str], rows: Rows) -> Iterator[bytes]:
    """RFC 4180, in UTF-8 with a mark of order; texts that a spreadsheet would run are guarded."""
    writer = csv.writer(_Echo())
    yield from _parts(
        [BOM, writer.writerow(names)],
        (writer.writerow([_cell(row[name]) for name in names]) for row in rows),
    )


def json_parts(names: list[str], rows: Rows) -> Iterator[bytes]:
    """A list of objects, one a line; what is unknown is null."""
    yield from _parts(["["], _lines(json.dumps(_object(row), ensure_ascii=False) for row in rows), ["\n]\n"])


def geojson_parts(names: list[str], rows: Rows) -> Iterator[bytes]:
    """RFC 7946; each feature has all fields of its row as properties."""
    features = _lines(json.dumps(_feature(row), ensure_ascii=False) for row in rows)
    yield from _parts(['{"type": "FeatureCollection", "features": ['], features, ["\n]}\n"])


def xlsx_parts(names: list[str], rows: Rows) -> Iterator[bytes]:
    """A workbook, which is whole before its first byte: in a temporary file, never in memory."""
    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
            # The same bytes all day, as its ETag says.
            book.set_properties({"created": datetime.combine(timezone.localdate(), time())})
            _fill(book, names, rows)
        file.seek(0)
        while part := file.read(PART):
            yield part


def _fill(book: xlsxwriter.Workbook, names: list[str], rows: Rows) -> None:
    sheet = book.add_worksheet()
    hours = book.add_format({"num_format": "hh:mm"})
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, names, book.add_format({"bold": True}))
    for number, row in enumerate(rows, start=1):
        for column, name in enumerate(names):
            match row[name]:
                case None | "":
                    pass
                case bool() as value:
                    sheet.write_boolean(number, column, value)
                case int() | float() as value:
                    sheet.write_number(number, column, value)
                case time() as value:
                    sheet.write_datetime(number, column, value, hours)
                case date() as value:
                    sheet.write_datetime(number, column, value)
                case value:
                    sheet.write_string(number, column, value)  # never a formula, whatever it begins with


class _Echo:
    """For csv.writer, whose `writerow` returns what `write` does: the line."""

    def write(self, line: str) -> str:
        return line


def _parts(*pieces: Iterable[str]) -> Iterator[bytes]:
    held, length = [], 0
    for some in pieces:
        for piece in some:
            held.append(piece)
            length += len(piece)
            if length >= PART:
                yield "".join(held).encode()
                held, length = [], 0
    if held:
        yield "".join(held).encode()


def _lines(objects: Iterable[str]) -> Iterator[str]:
    separator = "\n"
    for each in objects:
        yield separator + each
        separator = ",\n"


def _cell(value) -> str:
    match value:
        case str():
            return guarded(value)
        case bool():
            return "true" if value else "false"
        case None:
            return ""
    return str(_plain(value))


def _object(row: dict) -> dict:
    return {name: None if value == "" else _plain(value) for name, value in row.items()}


def _plain(value):
    match value:
        case datetime() | date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
    return value


def _feature(row: dict) -> dict:
    point = {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
    return {"type": "Feature", "id": row["id"], "geometry": point, "properties": _object(row)}
