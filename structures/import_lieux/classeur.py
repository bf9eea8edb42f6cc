"""The parts of an XLSX, looked at before anything is built from them: how much they hold, and nothing hostile."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _

from structures.import_lieux.fichier import MAX_ROWS, FichierRefuse, too_many_columns, too_many_rows

MAX_ENTRIES = 2000
MAX_READ = 100_000_000  # bytes of the sheets and of their texts, unzipped
MAX_OTHER = 3_000_000  # bytes of each other part that is read: styles, names of sheets
MAX_TEXTS = 400_000  # texts that the cells share
MAX_CELLS_OF_A_ROW = 2000  # an empty cell may have a colour
MAX_TAGS = 5_000_000
CHUNK = 262_144
WITHOUT_TAG = 4  # chunks in a row

# What the tags of a sheet say: rows, cells, those with a value or a formula; texts that cells share.
TAG = re.compile(rb"<(?:\w+:)?(row|c|v|is|f|mergeCell|si)[\s/>]([^<>]*)")
OTHER_KINDS = {
    "word/document.xml": "Word",
    "ppt/presentation.xml": "PowerPoint",
    "xl/workbook.bin": "XLSB",
}
OPENDOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"


class Damaged(Exception):
    """The zip is cut or wrong."""


@dataclass
class Feuille:
    """What a sheet holds, by its tags."""

    pleines: int = 0  # rows with a value
    masquees: int = 0  # rows
    fusions: int = 0  # merged blocks of cells
    formules: int = 0


def looked_at(data: bytes) -> dict[str, Feuille]:
    """What each part holds, by name: all are looked at before openpyxl opens any. FichierRefuse, or Damaged."""
    with _checked(data) as archive:
        return {name: _look_at(archive, name) for name in archive.namelist() if _is_xml(name)}


def _checked(data: bytes) -> zipfile.ZipFile:
    """The zip of an XLSX whose parts have a size that may be read."""
    if OPENDOCUMENT in data[:200]:
        raise FichierRefuse(_("Ce fichier est un tableau OpenDocument (.ods). Enregistrez-le en XLSX ou en CSV."))
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Damaged from None
    names = {part.filename for part in archive.infolist()}
    for part, kind in OTHER_KINDS.items():
        if part in names:
            message = _("Ce fichier est un document %(genre)s. Enregistrez le tableau en XLSX ou en CSV.")
            raise FichierRefuse(message % {"genre": kind})
    if "xl/workbook.xml" not in names:
        raise FichierRefuse(
            _("Ce fichier est une archive ZIP, pas un tableau. Envoyez le fichier XLSX ou CSV lui-même.")
        )
    _check_sizes(archive)
    return archive


def _check_sizes(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise FichierRefuse(_("Ce fichier est protégé par un mot de passe. Enregistrez-le sans mot de passe."))
    big = sum(part.file_size for part in parts if _is_content(part.filename))
    other = max(
        (part.file_size for part in parts if not _is_content(part.filename) and _is_xml(part.filename)), default=0
    )
    if len(parts) > MAX_ENTRIES or big > MAX_READ or other > MAX_OTHER:
        raise FichierRefuse(_("Ce fichier XLSX contient bien plus qu’une liste de lieux : il ne sera pas ouvert."))


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _is_content(name: str) -> bool:
    return name.startswith("xl/worksheets/sheet") or name == "xl/sharedStrings.xml"


def _look_at(archive: zipfile.ZipFile, name: str) -> Feuille:
    """Counts the tags of a part without building it; FichierRefuse past the limits, or for what nobody writes."""
    sheet, cells, tags, texts = Feuille(), 0, 0, 0
    full = False
    for chunk in _chunks(archive, name):
        for found in TAG.finditer(chunk):
            tag = found[1]
            tags += 1
            if tag == b"row":
                cells, full = 0, False
                sheet.masquees += b'hidden="1"' in found[2] or b'hidden="true"' in found[2]
            elif tag == b"c":
                cells += 1
                if cells > MAX_CELLS_OF_A_ROW:
                    raise too_many_columns()
            elif tag in (b"v", b"is", b"f"):
                sheet.pleines += not full
                sheet.formules += tag == b"f"
                full = True
                if sheet.pleines > MAX_ROWS + 100:
                    raise too_many_rows()
            else:
                sheet.fusions += tag == b"mergeCell"
                texts += tag == b"si"
        if tags > MAX_TAGS or texts > MAX_TEXTS:
            raise too_many_rows()
    return sheet


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Cut at a tag's beginning, so that none is cut in two."""
    rest, silent = b"", 0
    try:
        with archive.open(name) as part:
            while chunk := part.read(CHUNK):
                if (
                    b"<!DOCTYPE" in chunk
                    or b"<!ENTITY" in chunk
                    or (not rest and chunk[:2] in (b"\xff\xfe", b"\xfe\xff"))
                ):
                    raise FichierRefuse(_("Ce fichier XLSX contient des définitions XML qu’aucun tableur n’écrit."))
                silent = 0 if b"<" in chunk else silent + 1
                if silent > WITHOUT_TAG:
                    raise FichierRefuse(_("Une case de ce fichier contient un texte démesuré."))
                whole, cut, rest_of_it = (rest + chunk).rpartition(b"<")
                yield whole
                rest = cut + rest_of_it
        yield rest
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError):
        raise Damaged from None
