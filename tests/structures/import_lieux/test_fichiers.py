"""Whole files: their encodings, separators, quotes and headers; each case is a small file and what is found in it."""

import datetime
import io
import json

import openpyxl
import pytest

from structures.import_lieux.lire import FichierRefuse
from tests.structures.import_lieux.fichiers import (
    GOOD,
    csv_bytes,
    fill,
    json_bytes,
    opened,
    read,
    row,
    said,
    xlsx_bytes,
)

pytestmark = pytest.mark.django_db

BASE = row(nom="Médiathèque d’Été")
SMALL = {name: GOOD[name] for name in ("id", "nom", "adresse", "code_postal", "commune", "latitude", "longitude")}
HEADER = "id;nom;adresse;code_postal;commune\r\n"
LINE = "1;La MIETE;150 rue du 4 Août 1789;69100;Villeurbanne\r\n"


def renamed(cells: dict, **names: str) -> dict:
    return {names.get(name, name): value for name, value in cells.items()}


def cp1252(text: str) -> bytes:
    return text.encode("cp1252")


# name, bytes, names of the lieux read, what `forme` says
READ = [
    ("utf-8", csv_bytes(BASE), {"encodages": ["UTF-8"], "separateur": ","}),
    ("utf-8 with a mark", csv_bytes(BASE, encoding="utf-8-sig"), {"encodages": ["UTF-8"]}),
    ("utf-16 little-endian", csv_bytes(BASE, encoding="utf-16"), {"encodages": ["UTF-16 LE"]}),
    ("utf-16 big-endian", b"\xfe\xff" + csv_bytes(BASE, encoding="utf-16-be"), {"encodages": ["UTF-16 BE"]}),
    ("utf-16 without a mark", csv_bytes(BASE, encoding="utf-16-le"), {"encodages": ["UTF-16 LE"]}),
    ("windows", csv_bytes(BASE, encoding="cp1252"), {"encodages": ["Windows-1252"]}),
    ("broken accents", csv_bytes(BASE).decode("cp1252", "replace").encode(), {"encodages": ["UTF-8"]}),
    ("semicolons", csv_bytes(BASE, separator=";"), {"separateur": ";"}),
    ("tabs", csv_bytes(BASE, separator="\t"), {"separateur": "\t"}),
    ("pipes", csv_bytes(BASE, separator="|"), {"separateur": "|"}),
    ("apostrophes for quotes", csv_bytes(row(nom="Médiathèque d’Été", presentation_detail="a, b"), quote="'"), {}),
    ("unix lines", csv_bytes(BASE, end="\n"), {}),
    ("old mac lines", csv_bytes(BASE, end="\r"), {}),
    ("blank lines", csv_bytes(BASE).replace(b"\r\n", b"\r\n\r\n,,,\r\n"), {}),
    ("a title above", b"Liste des lieux 2021\r\n\r\n" + csv_bytes(BASE), {}),
    ("what Excel says of separators", b"sep=;\r\n" + csv_bytes(BASE, separator=";"), {"separateur": ";"}),
    ("capitals in the header", csv_bytes({name.upper(): value for name, value in BASE.items()}), {}),
    ("spaces and accents in the header", csv_bytes(renamed(BASE, telephone=" Téléphone ", date_maj="Date maj")), {}),
    ("titles of the schema", csv_bytes(renamed(BASE, id="Identifiant unique local du lieu", pivot="SIRET ou RNA")), {}),
    ("old names", csv_bytes(renamed(BASE, courriels="courriel", fiche_acces_libre="accessibilite")), {}),
    ("a letter missing", csv_bytes(renamed(BASE, code_postal="code_potal")), {}),
    ("broken accents in the header", csv_bytes(renamed(BASE, telephone="tÃ©lÃ©phone")), {}),
    ("a mark inside the header", csv_bytes(renamed(BASE, id="\ufeffid")), {}),
    ("an unknown column", csv_bytes(BASE | {"couleur": "bleu"}), {"colonnes_ignorees": ["couleur"]}),
    ("another order", csv_bytes(dict(reversed(BASE.items()))), {}),
    ("json", json_bytes(BASE), {"format": "JSON"}),
    ("json under a name", json.dumps({"meta": {"n": [1]}, "data": [BASE]}).encode(), {"format": "JSON"}),
    ("json with a mark", b"\xef\xbb\xbf" + json_bytes(BASE), {"format": "JSON"}),
    ("json in utf-16", json_bytes(BASE).decode().encode("utf-16"), {"format": "JSON"}),
    ("json in windows", cp1252(json_bytes(BASE).decode()), {"encodages": ["Windows-1252"]}),
    ("json with numbers", json_bytes(BASE | {"latitude": 45.763777, "longitude": 4.890171, "code_postal": 69100}), {}),
    ("json with nulls", json_bytes(BASE | {"structure_parente": None}), {}),
    ("json with lists", json_bytes(BASE | {"typologie": ["ASSO", "FABLAB"]}), {}),
    ("xlsx", xlsx_bytes(BASE), {"format": "XLSX", "feuille": "Lieux"}),
    ("xlsx with a date", xlsx_bytes(BASE | {"date_maj": datetime.date(2024, 4, 2)}), {}),
    (
        "xlsx with numbers",
        xlsx_bytes(BASE | {"pivot": 21690266800013, "code_postal": 69100.0, "latitude": 45.763777}),
        {},
    ),
]


@pytest.mark.parametrize(("data", "forme"), [case[1:] for case in READ], ids=[case[0] for case in READ])
def test_a_file_is_read_however_it_is_written(metropole, data, forme):
    fichier = opened(data)

    lignes = list(fichier.lignes())

    assert [ligne.champs["nom"] for ligne in lignes] == ["Médiathèque d’Été"], [said(ligne) for ligne in lignes]
    kept = lignes[0].champs
    assert kept["telephone"] == GOOD["telephone"]
    assert (kept["courriels"], kept["code_postal"]) == ([GOOD["courriels"]], "69100")
    assert kept["position"].coords == (4.890171, 45.763777)
    assert lignes[0].date_maj == datetime.date(2024, 4, 2)
    assert {name: getattr(fichier.forme, name) for name in forme} == forme


def test_each_line_may_have_its_own_encoding(metropole):
    data = csv_bytes(row(nom="Été")) + csv_bytes(row(nom="Hôtel")).split(b"\r\n")[1].decode().encode("cp1252") + b"\r\n"

    fichier = opened(data)

    assert [ligne.champs["nom"] for ligne in fichier.lignes()] == ["Été", "Hôtel"]
    assert fichier.forme.encodages == ["UTF-8", "Windows-1252"]


def test_a_row_is_told_by_its_line_even_after_a_cell_of_several(metropole):
    data = (
        csv_bytes(row(presentation_detail="un\ndeux\n\ntrois"), row(), end="\n")
        + b"\n\n"
        + csv_bytes(row()).split(b"\n")[1]
    )

    lignes = read(data)

    assert [ligne.numero for ligne in lignes] == [2, 6, 9]
    assert lignes[0].champs["presentation_detail"] == "un\ndeux\n\ntrois"


@pytest.mark.parametrize(
    "wrong", ['1;"La MIETE;1 rue;69100;Bron', '1;"La "MIETE";1 rue;69100;Bron', '1;La MIETE";"1 rue;69100;Bron']
)
def test_a_quote_never_closed_costs_its_own_row_only(metropole, wrong):
    lignes = read((HEADER + LINE + wrong + "\r\n" + LINE + LINE).encode())

    assert [(ligne.numero, bool(ligne.refus)) for ligne in lignes] == [(2, False), (3, True), (4, False), (5, False)]
    assert "guillemets" in lignes[1].refus[0].message


def test_doubled_quotes_and_quotes_inside_are_text(metropole):
    lines = '1;"Le ""Bar""";150 rue du 4 Août 1789;69100;Villeurbanne\r\n2;Le "Bar";1 rue;69100;Villeurbanne\r\n'

    assert [ligne.champs["nom"] for ligne in read((HEADER + lines).encode())] == ['Le "Bar"', 'Le "Bar"']


def test_a_row_wider_than_the_header_is_refused_and_a_narrower_one_is_not(metropole):
    lines = ["1;La MIETE;;69100;Villeurbanne;;", "2;La MIETE;1 rue;69100;Villeurbanne;trop"]
    lines += ["3;La MIETE;;69100;Villeurbanne", "4;La MIETE;1 rue A;69100"]

    lignes = read((HEADER + "\r\n".join(lines)).encode())

    assert [bool(ligne.refus) for ligne in lignes] == [False, True, False, True]
    assert "séparateur" in lignes[1].refus[0].message
    assert [one.colonne for one in lignes[3].refus] == ["commune"]


def test_of_two_columns_of_one_name_the_better_named_is_read_and_it_is_said(metropole):
    data = csv_bytes({"courriel": "a@b.fr"} | row() | {"mail": "c@d.fr"})

    fichier = opened(data)

    assert [ligne.champs["courriels"] for ligne in fichier.lignes()] == [[GOOD["courriels"]]]
    assert {one.colonne for one in fichier.forme.remarques} == {"courriel", "mail"}


def test_columns_that_a_file_lacks_are_named_and_their_fields_absent(metropole):
    fichier = opened(csv_bytes(row(horaires=None, services=None)))

    (ligne,) = fichier.lignes()

    assert fichier.forme.colonnes_manquantes == ["horaires", "services"]
    assert not {"horaires", "services"} & set(ligne.champs)


def test_a_geojson_gives_its_points(metropole):
    properties = {name: value for name, value in GOOD.items() if name not in ("latitude", "longitude")}
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [4.890171, 45.763777]}}
    collection = {"type": "FeatureCollection", "features": [feature | {"properties": properties}]}

    fichier = opened(json.dumps(collection).encode())

    assert [ligne.champs["position"].coords for ligne in fichier.lignes()] == [(4.890171, 45.763777)]
    assert fichier.forme.format == "GeoJSON"


def test_a_value_of_json_that_is_no_text_is_left_out_and_what_is_no_object_refused(metropole):
    lignes = read(json.dumps([GOOD | {"horaires": {"lundi": "9h"}}, 12, "texte", [GOOD]]).encode())

    assert [one.colonne for one in lignes[0].ecartes] == ["horaires"]
    assert [(ligne.numero, bool(ligne.refus)) for ligne in lignes] == [(1, False), (2, True), (3, True), (4, True)]


def test_of_several_sheets_the_first_with_our_columns_is_read_and_it_is_said(metropole):
    book = openpyxl.Workbook()
    book.active.append(["Notice", "À lire"])
    fill(book.create_sheet("Lieux"), row())
    fill(book.create_sheet("Archives"), row(nom="Ancien"))

    fichier = opened(xlsx_bytes(book=book))

    assert [ligne.champs["nom"] for ligne in fichier.lignes()] == ["La MIETE"]
    assert fichier.forme.feuille == "Lieux"
    assert "3 feuilles" in fichier.forme.remarques[0].message


def test_hidden_rows_and_merged_cells_are_said(metropole):
    book = openpyxl.Workbook()
    fill(book.active, row(), row(nom="Caché"))
    book.active.row_dimensions[3].hidden = True
    book.active.merge_cells("A5:A6")

    fichier = opened(xlsx_bytes(book=book))

    assert [ligne.numero for ligne in fichier.lignes()] == [2, 3]
    messages = " ".join(one.message for one in fichier.forme.remarques)
    assert "1 ligne masquée" in messages
    assert "fusionnées" in messages


def test_a_formula_without_its_result_is_left_out_and_not_taken_for_an_empty_cell(metropole):
    (ligne,) = read(xlsx_bytes(row(telephone='="04" & "78"', horaires="=A1")))

    assert not {"telephone", "horaires"} & set(ligne.champs)
    assert {one.colonne for one in ligne.ecartes} == {"telephone", "horaires"}


def test_a_cell_of_xlsx_with_the_excel_serial_of_a_date_is_a_date(metropole):
    (ligne,) = read(xlsx_bytes(row(date_maj=45384)))

    assert ligne.date_maj == datetime.date(2024, 4, 2)


DATES = [
    ("2021-05-05", "2021-05-05"),
    ("2021-05-05T10:20:30", "2021-05-05"),
    ("2021-05-05T23:30:00Z", "2021-05-06"),
    ("2021-05-05 10:20:30.123", "2021-05-05"),
    ("2021-05-05T10:20:30+02:00", "2021-05-05"),
    ("05/05/2021", "2021-05-05"),
    ("31/05/2021 14:30", "2021-05-31"),
    ("5/6/2021", "2021-06-05"),
    ("05.06.2021", "2021-06-05"),
    ("05/31/2021", "2021-05-31"),
    ("05-05-21", "2021-05-05"),
    ("5 mai 2021", "2021-05-05"),
    ("1er février 2022", "2022-02-01"),
    ("mercredi 5 mai 2021", "2021-05-05"),
    ("5 AOUT 2021", "2021-08-05"),
    ("5-juil.-21", "2021-07-05"),
    ("May 5, 2021", "2021-05-05"),
    ("20210505", "2021-05-05"),
    ("44321", "2021-05-05"),
    ("44321.5", "2021-05-05"),
    ("1620208800", "2021-05-05"),
    ("1620208800000", "2021-05-05"),
    ("21-05-22", None),  # the 21st of 2022, or the 22nd of 2021
    ("2021-02-30", None),
    ("1970-01-01", None),
    ("2999-01-01", None),
    ("mai 2021", None),
    ("2021", None),
    ("hier", None),
    ("00/00/0000", None),
]


@pytest.mark.parametrize(("text", "day"), DATES)
def test_a_date_is_read_in_every_usual_form_and_left_out_when_it_may_be_two(metropole, text, day):
    (ligne,) = read(csv_bytes(row(date_maj=text)))

    assert (ligne.date_maj and ligne.date_maj.isoformat()) == day, said(ligne)
    assert bool(ligne.ecartes) == (day is None)
    assert bool(ligne.reparations) == (day is not None and text != day)
    assert not ligne.refus


def _zip(name: str, content: bytes) -> bytes:
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, content)
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
REFUSED = [
    ("nothing", b"", "vide"),
    ("spaces", b"  \r\n\r\n \t", "vide"),
    ("a mark alone", b"\xef\xbb\xbf", "vide"),
    ("a header alone", HEADER.encode(), "en-tête"),
    ("a header and blank lines", (HEADER + "\r\n;;;;\r\n").encode(), "en-tête"),
    ("xlsx with a header alone", xlsx_bytes(dict.fromkeys(GOOD)), "en-tête"),
    ("no header", LINE.encode(), "colonnes"),
    ("no name", csv_bytes(row(nom=None)), "nom"),
    ("no town", csv_bytes(row(commune=None, code_postal=None)), "commune, code_postal"),
    ("binary", bytes(range(256)) * 40, "tableau"),
    ("an image", b"\x89PNG\r\n\x1a\n" + bytes(2000), "tableau"),
    ("a pdf", b"%PDF-1.7\n...", "PDF"),
    ("a web page", b"<!DOCTYPE html><html><table><tr><td>nom</td></tr></table></html>", "page web"),
    ("gzip", b"\x1f\x8b\x08\x00" + bytes(50), "compressé"),
    ("a zip of a csv", _zip("lieux.csv", csv_bytes(row())), "archive"),
    ("a word document", _zip("word/document.xml", b"<w/>"), "Word"),
    ("opendocument", _zip("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ".ods"),
    ("old xls", OLE + "Workbook".encode("utf-16-le"), ".xls"),
    ("xlsx with a password", OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
    ("xlsx cut short", xlsx_bytes(row())[:3000], "abîmé"),
    ("xlsx with bytes changed", xlsx_bytes(row())[:2000] + bytes(300) + xlsx_bytes(row())[2300:], "abîmé"),
    ("xlsx of something else", xlsx_bytes({"a": 1, "b": 2}), "colonnes"),
    ("json cut short", json_bytes(row(), row())[:-300], "JSON"),
    ("json with a comma too many", json_bytes(row())[:-1] + b",]", "JSON"),
    ("json without a list", b'{"nom": "La MIETE"}', "liste"),
    ("json of numbers", b"[]", "liste"),
    ("json of another kind", b'[{"a": 1}]', "colonnes"),
]


@pytest.mark.parametrize(("data", "word"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_file_that_cannot_be_read_is_refused_in_plain_french(metropole, data, word):
    with pytest.raises(FichierRefuse, match=word):
        opened(data)


def test_progress_tells_how_many_rows_are_read_and_in_all(metropole):
    seen = []
    from structures.import_lieux.lire import lire

    list(lire(io.BytesIO(csv_bytes(*[row()] * 250)), "lieux.csv", lambda done, total: seen.append((done, total))))

    assert seen == [(100, 250), (200, 250), (250, 250)]
