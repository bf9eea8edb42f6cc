"""Each file against its schema, by frictionless, and read by a program of another house."""

import csv
import json
from datetime import date, datetime, time
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.contrib.gis.gdal import DataSource
from django.core.management import call_command
from frictionless import Package, Resource, Schema
from frictionless.resources import TableResource
from icalendar import Calendar

from conseillers.donnees.catalogue import JEUX, SCHEMAS
from structures.schema_national import FIELDS
from structures.tableur import unguarded
from tests.factories import ARTAG, MIETE

NATIONAL = Path(settings.BASE_DIR) / "tests" / "data" / "schema-lieux-mediation-numerique.json"
SCHEMA = {
    "lieux": NATIONAL,
    "permanences": SCHEMAS / "schema-permanences.json",
    "seances": SCHEMAS / "schema-seances.json",
}
TABLES = [(jeu.nom, f.code) for jeu in JEUX.values() for f in jeu.formats if f.code != "geojson"]

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


def content(client, file: str) -> bytes:
    response = client.get(f"/donnees/{file}")
    assert response.status_code == 200
    return response.getvalue()


def saved(client, folder: Path, *files: str) -> list[Path]:
    paths = [folder / file for file in files]
    for path in paths:
        path.write_bytes(content(client, path.name))
    return paths


def described(schema: Path) -> Schema:
    """Without the keys to other files, which a file alone cannot answer: see test_keys_lead…"""
    schema = json.loads(schema.read_text())
    schema.pop("foreignKeys", None)
    return Schema.from_descriptor(schema)


def problems(path: Path, schema: Path) -> list[str]:
    source = {"data": json.loads(path.read_text())} if path.suffix == ".json" else {"path": str(path)}
    report = TableResource(**source, schema=described(schema)).validate()
    assert report.tasks[0].stats.get("rows"), "read as a table"
    return [error.message for task in report.tasks for error in task.errors] + report.errors


@pytest.mark.parametrize(("jeu", "format"), TABLES)
def test_every_file_is_valid_for_frictionless(world, client, tmp_path, monkeypatch, jeu, format):
    monkeypatch.chdir(tmp_path)
    saved(client, tmp_path, f"{jeu}.{format}")

    assert problems(Path(f"{jeu}.{format}"), SCHEMA[jeu]) == []


def test_the_files_of_the_demonstration_are_valid_too(db, client, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command in ["charger_communes", "charger_vacances", "charger_structures", "charger_postes"]:
        call_command(command, verbosity=0)
    call_command("charger_demonstration", verbosity=0)
    saved(client, tmp_path, "lieux.csv", "permanences.csv", "seances.csv")

    assert {jeu: problems(Path(f"{jeu}.csv"), SCHEMA[jeu]) for jeu in JEUX} == {jeu: [] for jeu in JEUX}


def test_keys_lead_from_a_file_to_another(world, client, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    saved(client, tmp_path, "lieux.csv", "permanences.csv", "seances.csv", "schema-permanences.json")
    saved(client, tmp_path, "schema-seances.json")
    package = json.loads(content(client, "datapackage.json"))
    package["resources"][0]["schema"] = json.loads(NATIONAL.read_text())  # named by its address, out of a test's reach
    report = Package.from_descriptor(package).validate()

    assert report.valid, report.to_summary()
    assert [task.name for task in report.tasks] == ["lieux", "permanences", "seances"]


def test_the_columns_are_those_of_the_schemas(world, client):
    for jeu in JEUX.values():
        rows = list(csv.reader(StringIO(content(client, f"{jeu.nom}.csv").decode("utf-8-sig"))))
        assert rows[0] == [field["name"] for field in json.loads(SCHEMA[jeu.nom].read_text())["fields"]]
        assert list(next(iter(jeu.rows()))) == rows[0]


def test_every_field_of_our_schemas_is_described_in_french_with_an_example():
    for name in ("permanences", "seances"):
        schema = json.loads(SCHEMA[name].read_text())
        for field in schema["fields"]:
            assert {"name", "title", "description", "type", "example"} <= field.keys(), field
        example = ",".join(f'"{field["example"]}"' for field in schema["fields"])
        header = ",".join(field["name"] for field in schema["fields"])
        report = Resource(f"{header}\n{example}\n".encode(), format="csv", schema=described(SCHEMA[name])).validate()
        assert report.valid, report.to_summary()


def test_all_formats_say_the_same(world, client):
    as_csv = list(csv.DictReader(StringIO(content(client, "permanences.csv").decode("utf-8-sig"))))
    as_json = json.loads(content(client, "permanences.json"))
    sheet = openpyxl.load_workbook(BytesIO(content(client, "permanences.xlsx"))).active
    header, *lines = sheet.iter_rows(values_only=True)

    assert len(as_csv) == len(as_json) == len(lines) == 6
    for text, typed, cells in zip(as_csv, as_json, lines, strict=True):
        for name, cell in zip(header, cells, strict=True):
            assert unguarded(text[name]) == plain(typed[name]) == plain(cell), name


def plain(value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case time():
            return f"{value:%H:%M}"
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
    return str(value)


def test_a_workbook_has_typed_cells_and_no_formula(world, client):
    book = openpyxl.load_workbook(BytesIO(content(client, "lieux.xlsx")))
    header, miete, _artag = book.active.iter_rows()
    cells = dict(zip([cell.value for cell in header], miete, strict=True))

    assert list(cells) == FIELDS
    assert (cells["adresse"].value, cells["adresse"].data_type) == ("=150 rue du 4 août", "s")
    assert (cells["longitude"].value, cells["longitude"].data_type) == (4.890171, "n")
    assert cells["date_maj"].value == datetime(2027, 1, 11)  # noqa: DTZ001 - a day
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)


def test_a_text_is_guarded_in_csv_and_comes_back(world, client):
    miete = next(csv.DictReader(StringIO(content(client, "lieux.csv").decode("utf-8-sig"))))

    assert miete["adresse"] == "'=150 rue du 4 août"
    assert unguarded(miete["adresse"]) == "=150 rue du 4 août"
    assert miete["telephone"] == "+33478123456"
    assert len(miete["presentation_resume"]) == 280


def test_csv_opens_in_excel_with_its_accents(world, client):
    assert content(client, "lieux.csv").startswith(b"\xef\xbb\xbfid,")


def test_gdal_reads_the_map(world, client, tmp_path):
    (path,) = saved(client, tmp_path, "lieux.geojson")
    (layer,) = DataSource(path)

    assert layer.geom_type.name == "Point"
    assert set(FIELDS) <= set(layer.fields)
    assert [(f.get("nom"), f.geom.tuple) for f in layer] == [("La MIETE", MIETE[:2]), ("ARTAG", ARTAG[:2])]


def test_the_calendar_that_the_page_links_is_read_by_another_program(world, client):
    calendar = Calendar.from_ical(client.get("/agenda.ics").content)

    assert len(calendar.walk("VEVENT")) > 1


def test_an_empty_métropole_has_files_too(db, client, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for jeu, format in TABLES:
        (path,) = saved(client, tmp_path, f"{jeu}.{format}")
        if format == "json":
            assert json.loads(path.read_text()) == []
    assert json.loads(content(client, "lieux.geojson"))["features"] == []
    assert openpyxl.load_workbook(tmp_path / "permanences.xlsx").active.max_row == 1
