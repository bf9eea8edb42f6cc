"""Rows of a JSON: a list of objects, alone, under a name, or as the features of a GeoJSON. Read as a stream."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO

import ijson
from django.utils.translation import gettext as _

from structures.import_lieux import colonnes
from structures.import_lieux.encodage import UTF8, encodings, opened
from structures.import_lieux.fichier import (
    MAX_COLUMNS,
    MAX_ROWS,
    FichierRefuse,
    Forme,
    Rangee,
    too_many_columns,
    too_many_rows,
)

MAX_DEPTH = 12
MAX_EVENTS = 20_000  # of one row
SEPARATOR = "|"
BUFFER = 1_048_576  # bytes: a long text is put together from few pieces


class Json:
    def __init__(self, data: bytes):
        names = encodings(data)
        self.data = (
            data.removeprefix(BOM_UTF8) if names == [UTF8] else opened(data, names[0]).read().encode("utf-8", "replace")
        )
        self.forme = Forme("JSON", names)
        self.entete, self.total = self._columns()

    def rangees(self) -> Iterator[Rangee]:
        """Every object of the list; what is no object is refused under its rank."""
        rank = {name: place for place, name in enumerate(self.entete)}
        for number, item in enumerate(self._items(), start=1):
            if not isinstance(item, dict):
                yield Rangee(number, refus=_("Cet élément n’est pas un lieu : on attend un objet, { … }."))
                continue
            row = Rangee(number, [""] * len(self.entete))
            for name, value in _flat(item).items():
                try:
                    row.cellules[rank[name]] = _text(value)
                except TypeError:
                    row.perdues[rank[name]] = _("Cette valeur est un objet : on attend un texte ou un nombre.")
            yield row

    def _columns(self) -> tuple[list[str], int]:
        """Names of all keys, in the order where they come; the number of rows."""
        names: dict[str, None] = {}
        total = 0
        for item in self._items():
            total += 1
            names |= dict.fromkeys(_flat(item)) if isinstance(item, dict) else {}
            if len(names) > MAX_COLUMNS:
                raise too_many_columns()
            if total > MAX_ROWS:
                raise too_many_rows()
            if isinstance(item, dict) and _is_feature(item):
                self.forme.format = "GeoJSON"
        if not total:
            raise FichierRefuse(_("Ce fichier JSON ne contient pas de liste de lieux."))
        return list(names), total

    def _items(self) -> Iterator:
        try:
            yield from _objects(ijson.basic_parse(BytesIO(self.data), buf_size=BUFFER))
        except (ijson.JSONError, ValueError, OverflowError, SystemError):  # the last for a number of 5,000 digits
            message = _("Ce fichier n’est pas du JSON valable : il est coupé, ou une virgule ou un guillemet manque.")
            raise FichierRefuse(message) from None


def _objects(events) -> Iterator:
    """Items of the first list of objects, at the top or one name under it."""
    depth, listed = 0, 0  # where we are; the depth of the list being read
    builder, size = None, 0
    for event, value in events:
        closes = event in ("end_map", "end_array")
        depth -= closes
        if listed and depth < listed:
            listed = 0
        elif listed:
            builder, size = builder or ijson.ObjectBuilder(), size + 1
            builder.event(event, value)
            if size > MAX_EVENTS:
                raise FichierRefuse(_("Un lieu de ce fichier JSON contient trop de valeurs."))
            if depth == listed and (closes or event not in ("start_map", "start_array", "map_key")):
                yield builder.value
                builder, size = None, 0
        elif event == "start_array" and depth <= 1:
            listed = depth + 1
        depth += event in ("start_map", "start_array")
        if depth > MAX_DEPTH:
            raise FichierRefuse(
                _("Ce fichier JSON est fait de listes emboîtées : on attend une simple liste de lieux.")
            )


def _is_feature(item: dict) -> bool:
    return isinstance(item.get("properties"), dict) and ("geometry" in item or item.get("type") == "Feature")


def _flat(item: dict) -> dict:
    """A feature's properties, with its point as latitude and longitude."""
    if not _is_feature(item):
        return item
    cells = {"id": item["id"]} if item.get("id") is not None else {}
    geometry = item.get("geometry")
    if isinstance(geometry, dict) and geometry.get("type") == "Point":
        at = geometry.get("coordinates")
        if isinstance(at, list) and len(at) >= 2:
            cells |= {"longitude": at[0], "latitude": at[1]}
    said = {colonnes.field_of(name) for name in item["properties"]}
    return {name: value for name, value in cells.items() if name not in said} | item["properties"]


def _text(value) -> str:
    """As a CSV would say it; TypeError for what it could not."""
    if isinstance(value, list) and not any(isinstance(one, list) for one in value):
        return SEPARATOR.join(map(_text, value))
    if isinstance(value, (dict, list)):
        raise TypeError
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, Decimal):
        return f"{value:f}" if abs(value.adjusted()) < 20 else str(value)
    return "" if value is None else str(value)
