"""The commands that write the same files as the site."""

import json
import os
import sys
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command

from conseillers.donnees import commande
from conseillers.donnees.catalogue import JEUX
from conseillers.models import Permanence

pytestmark = pytest.mark.django_db

FORMATS = [(jeu, format.code) for jeu in ("lieux", "permanences") for format in JEUX[jeu].formats]


class Output:
    """A standard output that takes bytes."""

    def __init__(self, terminal: bool = False):
        self.buffer, self.terminal = BytesIO(), terminal

    def isatty(self) -> bool:
        return self.terminal

    def write(self, _text):
        raise AssertionError("text among the bytes")

    def flush(self):
        pass


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("demonstration", [False, True])
def test_imported_again_a_file_changes_nothing(world, capsys, tmp_path, format, demonstration):
    Permanence.objects.update(demonstration=demonstration)
    path = tmp_path / f"lieux.{format}"
    call_command("exporter_lieux", format=format, sortie=path)

    call_command("importer_lieux", path, json=True)

    counts = json.loads(capsys.readouterr().out)
    assert {outcome: number for outcome, number in counts.items() if number} == {"inchanges": 2}


@pytest.mark.parametrize(("jeu", "format"), FORMATS)
def test_a_file_is_that_of_the_site(world, client, tmp_path, jeu, format):
    path = tmp_path / f"fichier.{format}"

    call_command(f"exporter_{jeu}", format=format, sortie=path)

    assert path.read_bytes() == client.get(f"/donnees/{jeu}.{format}").getvalue()
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o644


def test_without_a_file_it_goes_to_the_standard_output(world, client, monkeypatch):
    output = Output()
    monkeypatch.setattr(sys, "stdout", output)

    call_command("exporter_lieux")

    assert output.buffer.getvalue() == client.get("/donnees/lieux.csv").getvalue()


def test_a_workbook_does_not_go_to_a_terminal(world, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Output(terminal=True))

    with pytest.raises(CommandError, match="ajoutez --sortie FICHIER"):
        call_command("exporter_lieux", format="xlsx")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"format": "pdf"}, "Format inconnu : « pdf ». Formats : csv, xlsx, json, geojson."),
        ({"sortie": "nulle-part/lieux.csv"}, "Ce dossier n’existe pas : .*nulle-part"),
        ({"sortie": "."}, "C’est un dossier"),
    ],
)
def test_what_cannot_be_is_said_in_french_and_nothing_is_written(world, tmp_path, options, said):
    if "sortie" in options:
        options = {"sortie": tmp_path / options["sortie"]}

    with pytest.raises(CommandError, match=said):
        call_command("exporter_lieux", **options)

    assert list(tmp_path.iterdir()) == []


def test_a_failure_half_way_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "lieux.csv"
    path.write_text("avant")

    def parts():
        yield b"la moiti\xc3\xa9"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        commande.write_whole(path, parts())

    assert (path.read_text(), list(tmp_path.iterdir())) == ("avant", [path])


def test_whoever_reads_may_stop_before_the_end(world, monkeypatch, tmp_path):
    """As `| head` does: no trace of an error."""
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "w") as output:
        monkeypatch.setattr(sys, "stdout", output)
        call_command("exporter_permanences")
