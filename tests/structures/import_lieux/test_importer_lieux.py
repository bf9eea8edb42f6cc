"""The command: what it says, what it writes, and what it leaves for somebody to decide."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from structures.histoire.version import Version
from structures.import_lieux.models import Import
from structures.models import Lieu
from tests.factories import CYBERBASE_BRON, LieuFactory

pytestmark = pytest.mark.django_db
HINAURA = Path(settings.BASE_DIR) / "tests" / "data" / "hinaura_metropole_2021.json"
KEYS = ["nouveaux", "modifies", "inchanges", "hors_territoire", "doublons", "refuses"]


def run(path, *options) -> str:
    out = StringIO()
    call_command("importer_lieux", str(path), *options, stdout=out)
    return out.getvalue()


def counts(path, *options) -> dict:
    return json.loads(run(path, "--json", *options))


@pytest.fixture
def demonstration(db):
    for what in ["communes", "structures"]:
        call_command(f"charger_{what}", stdout=StringIO(), stderr=StringIO())


def test_the_real_file_on_the_demonstration_by_outcome(demonstration):
    found = counts(HINAURA)

    assert list(found) == KEYS
    assert found == {
        "nouveaux": 16,
        "modifies": 3,
        "inchanges": 0,
        "hors_territoire": 0,
        "doublons": 10,
        "refuses": 0,
    }
    assert not Import.objects.exists()


def test_the_real_file_twice_changes_nothing(demonstration):
    before = Lieu.objects.count()
    counts(HINAURA, "--appliquer")
    versions = Version.objects.count()

    again = counts(HINAURA, "--appliquer")

    assert again == {**dict.fromkeys(KEYS, 0), "inchanges": 19, "doublons": 10}
    assert Lieu.objects.count() == before + 16
    assert Version.objects.count() == versions


def test_without_applying_it_says_in_words_and_writes_nothing(demonstration):
    before = Lieu.objects.count()

    said = run(HINAURA)

    assert "16 nouveaux" in said
    assert "ligne 2 : Groupe d'insertion ICARE-Francheville" in said
    assert "Structure à créer : Groupe d'insertion ICARE-Francheville" in said
    assert "Ressemble à « MJC Louis Aragon" in said
    assert Lieu.objects.count() == before


def test_a_doubtful_row_is_never_written_by_the_command(lyon, tmp_path):
    lieu = LieuFactory(at=CYBERBASE_BRON, nom="MJC", telephone="+33472817687")
    path = tmp_path / "un.json"
    path.write_text(json.dumps(json.loads(HINAURA.read_text())[:1]))

    assert counts(path, "--appliquer") == {**dict.fromkeys(KEYS, 0), "doublons": 1}

    lieu.refresh_from_db()
    assert (Lieu.objects.count(), lieu.nom) == (1, "MJC")


@pytest.mark.parametrize("content", ["", "[1,", "a;b;c\n1;2;3\n"])
def test_a_file_that_cannot_be_read_is_refused_with_a_message(lyon, tmp_path, content):
    path = tmp_path / "faux.csv"
    path.write_text(content)

    with pytest.raises(CommandError, match=r"\w{3}"):
        run(path, "--json")


def test_a_file_that_is_not_there_and_a_site_without_communes_are_said(tmp_path, db):
    with pytest.raises(CommandError, match="charger_communes"):
        run(HINAURA)


def test_a_missing_file_is_said(lyon, tmp_path):
    with pytest.raises(CommandError, match="introuvable"):
        run(tmp_path / "rien.csv")
