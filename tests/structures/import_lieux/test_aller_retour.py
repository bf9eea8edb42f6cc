"""From the directory to a file and back, and from a file to the directory and back."""

import csv
import json
import random
from io import StringIO

import pytest

from structures.import_lieux import lots
from structures.import_lieux.models import LigneImport
from structures.models import ENUMERATIONS, Commune, Lieu
from structures.schema_national import FIELDS, row
from tests.factories import CCAS_ECULLY, CYBERBASE_BRON, MAIRIE_GRIGNY, MIETE, LieuFactory, StructureFactory
from tests.structures.import_lieux.lignes import applied

pytestmark = pytest.mark.django_db
Issue = LigneImport.Issue


def cells() -> list[dict]:
    lieux = Lieu.objects.select_related("commune__parent", "structure").order_by("pk")
    return [row(lieu, "Tu 14:00-17:00") for lieu in lieux]


def as_csv(rows: list[dict]) -> bytes:
    out = StringIO()
    writer = csv.DictWriter(out, FIELDS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_json(rows: list[dict]) -> bytes:
    return json.dumps(rows, ensure_ascii=False).encode()


def brought(content: bytes, name: str):
    lot = lots.receive(content, name)
    lots.read(lot.pk)
    lot.refresh_from_db()
    assert lot.etat == "lu", lot.probleme
    return lot


def varied(seed: int) -> None:
    """Lieux as staff leave them: full or nearly empty, guessed or exact, in one structure or each in its own."""
    chance = random.Random(seed)  # noqa: S311
    host = StructureFactory(nom="Ville de Villeurbanne", pivot="21690266800013")
    for number, at in enumerate([MIETE, CYBERBASE_BRON, CCAS_ECULLY, MAIRIE_GRIGNY] * 2):
        guessed, street = chance.random() < 0.3, chance.random() < 0.3
        facts = {name: [each for each in values if chance.random() < 0.3] for name, values in ENUMERATIONS.items()}
        facts |= {"precision": "commune", "adresse": ""} if guessed else {"precision": "rue" if street else "adresse"}
        facts |= {"structure": host} if chance.random() < 0.4 else {}
        if chance.random() < 0.6:
            facts |= {
                "pivot": "21690029000000",
                "telephone": f"+3347863404{number}",
                "courriels": ["Accueil@exemple.fr", "b@exemple.fr"],
                "site_web": ["https://exemple.fr/", "https://exemple.fr/a?b=1"],
                "presentation_detail": 'Première ligne\r\n\r\nDeuxième, avec « ; » et "guillemets"',
                "presentation_resume": "Un lieu d’entraide.",
                "prise_rdv": "https://exemple.fr/rdv",
                "fiche_acces_libre": "https://acceslibre.beta.gouv.fr/app/69/a/",
                "horaires": "Mo-Fr 09:00-12:00",
                "source": chance.choice(["", "Hinaura"]),
                "complement_adresse": "2e étage",
            }
        LieuFactory(nom=f"Maison n° {number} – l’Étoile", at=at, **facts)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("form", "name"), [(as_csv, "lieux.csv"), (as_json, "lieux.json")])
def test_our_own_export_brought_back_changes_nothing(lyon, form, name, seed):
    varied(seed)
    LieuFactory(nom="Bibliothèque du 3e", commune=Commune.objects.get(code_insee="69383"), code_postal="69003")

    lot = brought(form(cells()), name)

    wrong = [
        (each.nom, each.issue, each.raisons, each.changements) for each in lot.lignes.exclude(issue=Issue.INCHANGE)
    ]
    assert wrong == []
    assert lot.comptes["inchange"] == 9


def test_what_somebody_edits_in_our_export_is_the_only_change(lyon):
    varied(1)
    rows = cells()
    rows[2]["telephone"] = "04 72 00 00 00"

    lot = brought(as_csv(rows), "lieux.csv")

    changed = lot.lignes.get(issue=Issue.MODIFIE)
    assert [each["champ"] for each in changed.changements] == ["telephone"]


# What a file says and an export does not repeat: the name that its source gave, hours, which come from permanences,
# and its date. Ends of lines are those of the system that wrote them.
OURS = {"id", "horaires", "date_maj"}


def test_a_valid_file_brought_then_exported_has_the_same_cells(lyon):
    varied(2)
    rows = [{**each, "id": f"dora-{number}", "source": "Dora"} for number, each in enumerate(cells())]
    rows = [each for each in rows[:4] if each["latitude"]]  # four towns: none looks like another
    Lieu.objects.all().delete()

    applied(brought(as_csv(rows), "dora.csv"))

    assert len(cells()) == len(rows)
    differences = [
        (name, before[name], after[name])
        for before, after in zip(rows, cells(), strict=True)
        for name in FIELDS
        if name not in OURS and _lines(before[name]) != _lines(after[name])
    ]
    assert differences == []


def _lines(cell):
    return cell.splitlines() if isinstance(cell, str) else cell
