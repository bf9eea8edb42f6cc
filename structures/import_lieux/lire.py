"""From the bytes of a file in the national schema to its rows: repaired where certain, left out where not."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from structures.import_lieux import colonnes
from structures.import_lieux.csv_ import Csv
from structures.import_lieux.fichier import MAX_BYTES, FichierRefuse, Forme, Progress, Tableau, too_big
from structures.import_lieux.json_ import Json
from structures.import_lieux.ligne import Ligne, Remarque
from structures.import_lieux.reparer import Atelier
from structures.import_lieux.xlsx import Xlsx

__all__ = ["Fichier", "FichierRefuse", "lire", "ouvrir"]

EVERY = 100  # rows between two reports of progress
BLANK = b"\xef\xbb\xbf \t\r\n\x00\xff\xfe"  # what may come before the first character
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"
FOREIGN = {
    b"%PDF": gettext_lazy("Ce fichier est un PDF. Il faut le tableau lui-même, en CSV ou en XLSX."),
    b"<": gettext_lazy("Ce fichier est une page web ou du XML. Enregistrez le tableau en CSV ou en XLSX."),
    b"\x1f\x8b": gettext_lazy("Ce fichier est compressé. Envoyez le fichier CSV, XLSX ou JSON lui-même."),
    b"Rar!": gettext_lazy("Ce fichier est compressé. Envoyez le fichier CSV, XLSX ou JSON lui-même."),
    b"7z\xbc": gettext_lazy("Ce fichier est compressé. Envoyez le fichier CSV, XLSX ou JSON lui-même."),
}


@dataclass
class Fichier:
    """A file whose columns are known: `forme` says how it is written, `lignes()` reads its rows, once."""

    forme: Forme
    tableau: Tableau = field(repr=False)
    places: dict[str, int] = field(repr=False)
    progress: Progress | None = field(default=None, repr=False)

    @property
    def total(self) -> int:
        """Rows to read, about: a spreadsheet may hold rows that only look empty."""
        return self.tableau.total

    def lignes(self) -> Iterator[Ligne]:
        """The rows in the file's order; raises FichierRefuse when it turns out truncated."""
        atelier = Atelier(self.tableau.entete, self.places)
        read = 0
        for read, row in enumerate(self.tableau.rangees(), start=1):
            yield atelier.ligne(row)
            if self.progress and read % EVERY == 0:
                self.progress(read, self.total)
        if self.progress:
            self.progress(read, self.total)


def ouvrir(file: BinaryIO, name: str = "", progress: Progress | None = None) -> Fichier:
    """Finds the format from the bytes and the columns from the header; FichierRefuse when it can't be read.

    `name` tells nothing: a file is what it holds.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise too_big()
    tableau = _tableau(data)
    places = _places(tableau)
    if not tableau.total:
        raise FichierRefuse(_("Ce fichier n’a que son en-tête : aucune ligne en dessous."))
    return Fichier(tableau.forme, tableau, places, progress)


def lire(file: BinaryIO, name: str = "", progress: Progress | None = None) -> Iterator[Ligne]:
    """Rows of a file in the national schema; FichierRefuse before the first row, or while reading when truncated."""
    return ouvrir(file, name, progress).lignes()


def _tableau(data: bytes) -> Tableau:
    begins = data[:2000].lstrip(BLANK)
    if not begins:
        raise FichierRefuse(_("Ce fichier est vide."))
    if data.startswith(OLE):
        raise _ole(data)
    if data.startswith(ZIP):
        return Xlsx(data)
    for mark, message in FOREIGN.items():
        if begins.startswith(mark):
            raise FichierRefuse(str(message))
    return Json(data) if begins[:1] in (b"{", b"[") else Csv(data)


def _ole(data: bytes) -> FichierRefuse:
    """The container of spreadsheets before 2007, and of those that a password protects."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return FichierRefuse(_("Ce fichier est protégé par un mot de passe. Enregistrez-le sans mot de passe."))
    return FichierRefuse(_("Ce fichier est d’un format ancien (.xls). Enregistrez-le en XLSX ou en CSV."))


def _places(tableau: Tableau) -> dict[str, int]:
    """Rank of the column of each field; says in `forme` what was found of the header."""
    forme, header = tableau.forme, tableau.entete
    places, unknown, twice = colonnes.places(header)
    lacking = [name for name in colonnes.REQUIRED if name not in places]
    if lacking:
        message = _("Il manque à ce fichier des colonnes obligatoires : %(colonnes)s.")
        raise FichierRefuse(message % {"colonnes": ", ".join(lacking)})
    forme.colonnes = {name: header[rank] for name, rank in places.items()}
    forme.colonnes_ignorees = [name[:200] for name in unknown]
    forme.colonnes_manquantes = colonnes.missing(places)
    for name in twice:
        forme.remarques.append(Remarque(name[:200], _("Cette colonne est en double : une seule est lue.")))
    return places
