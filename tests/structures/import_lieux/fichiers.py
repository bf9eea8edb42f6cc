"""Small files made of one good row and what a test changes in it, in each format."""

import csv
import io
import json

import openpyxl

from structures.import_lieux.ligne import Ligne
from structures.import_lieux.lire import lire, ouvrir

# A row in which there is nothing to repair.
GOOD = {
    "id": "lieu-1",
    "pivot": "21690266800013",
    "nom": "La MIETE",
    "commune": "Villeurbanne",
    "code_postal": "69100",
    "code_insee": "69266",
    "adresse": "150 rue du 4 Août 1789",
    "complement_adresse": "au fond de la cour",
    "latitude": "45.763777",
    "longitude": "4.890171",
    "typologie": "ASSO|FABLAB",
    "telephone": "+33953226107",
    "courriels": "contact@lamiete.com",
    "site_web": "https://lamiete.com/",
    "horaires": "Mo-Fr 09:00-12:00",
    "presentation_resume": "Un lieu ouvert à tous.",
    "presentation_detail": "Des ateliers toute la semaine.",
    "source": "Hinaura",
    "itinerance": "Fixe",
    "structure_parente": "",
    "date_maj": "2024-04-02",
    "services": "Aide aux démarches administratives",
    "publics_specifiquement_adresses": "Jeunes",
    "prise_en_charge_specifique": "Surdité",
    "frais_a_charge": "Gratuit",
    "dispositif_programmes_nationaux": "Aidants Connect",
    "formations_labels": "Mes Papiers (Métropole de Lyon)",
    "autres_formations_labels": "Label local",
    "modalites_acces": "Se présenter",
    "modalites_accompagnement": "En autonomie",
    "fiche_acces_libre": "https://acceslibre.beta.gouv.fr/app/69-villeurbanne/a/association/erp/la-miete/",
    "prise_rdv": "https://www.rdv-solidarites.fr/",
}


def row(**changes) -> dict:
    """The good row, with these cells in place of its own; None takes a column away."""
    return {name: value for name, value in (GOOD | changes).items() if value is not None}


def csv_bytes(*rows: dict, encoding="utf-8", separator=",", quote='"', end="\r\n") -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=separator, quotechar=quote, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode(encoding, "surrogatepass")


def json_bytes(*rows: dict) -> bytes:
    return json.dumps(rows, ensure_ascii=False).encode("utf-8", "surrogatepass")


def xlsx_bytes(*rows: dict, book: openpyxl.Workbook | None = None, title: str = "Lieux") -> bytes:
    """Values as they are: numbers stay numbers, dates stay dates."""
    if book is None:
        book = openpyxl.Workbook()
        book.active.title = title
        fill(book.active, *rows)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def fill(sheet, *rows: dict) -> None:
    sheet.append(list(rows[0]))
    for one in rows:
        sheet.append(list(one.values()))


def read(data: bytes) -> list[Ligne]:
    return list(lire(io.BytesIO(data)))


def opened(data: bytes):
    return ouvrir(io.BytesIO(data))


def said(ligne: Ligne) -> str:
    """All that is said of a row, for a failing test to show."""
    return "\n".join(
        f"{kind} {one.colonne}: {one.message} « {one.avant} » → « {one.apres} »"
        for kind in ("reparations", "ecartes", "refus")
        for one in getattr(ligne, kind)
    )
