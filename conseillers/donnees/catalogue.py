"""What is published: three sets of data, each in a few formats, all at addresses that never change."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from conseillers.donnees import ecrire, lieux, permanences, seances
from structures import schema_national

SCHEMAS = Path(__file__).parent / "schemas"


@dataclass(frozen=True)
class Format:
    """How rows become bytes, and what the answer says they are."""

    code: str
    type: str
    parts: Callable[[list[str], Iterator[dict]], Iterator[bytes]]


CSV = Format("csv", "text/csv; charset=utf-8; header=present", ecrire.csv_parts)
JSON = Format("json", "application/json", ecrire.json_parts)
GEOJSON = Format("geojson", "application/geo+json", ecrire.geojson_parts)
XLSX = Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ecrire.xlsx_parts)


@dataclass(frozen=True)
class Jeu:
    """A set of data: its rows, whose fields have the names and the order of its schema."""

    nom: str
    rows: Callable[[], Iterator[dict]]
    formats: tuple[Format, ...]
    national: bool = False  # its schema is the State's, which does not change with ours

    @cached_property
    def champs(self) -> list[str]:
        if self.national:
            return schema_national.FIELDS
        schema = json.loads((SCHEMAS / f"schema-{self.nom}.json").read_text())
        return [field["name"] for field in schema["fields"]]

    def format(self, code: str) -> Format | None:
        return next((format for format in self.formats if format.code == code), None)

    def file_name(self, format: Format, day: date) -> str:
        return f"{self.nom}-{day}.{format.code}"

    def parts(self, format: Format) -> Iterator[bytes]:
        """The bytes of the file; nothing is read before the first is asked for."""
        return format.parts(self.champs, self.rows())


JEUX = {
    jeu.nom: jeu
    for jeu in [
        Jeu("lieux", lieux.rows, (CSV, XLSX, JSON, GEOJSON), national=True),
        Jeu("permanences", permanences.rows, (CSV, XLSX, JSON)),
        Jeu("seances", seances.rows, (CSV, JSON)),
    ]
}
