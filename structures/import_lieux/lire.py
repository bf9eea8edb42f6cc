"""From the bytes of a file in the national schema to its rows: repaired where certain, left out or refused where not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from structures.import_lieux.fichier import FichierRefuse, Forme, Progress
from structures.import_lieux.ligne import Ligne

__all__ = ["FichierRefuse", "Fichier", "lire", "ouvrir"]


@dataclass
class Fichier:
    """A file whose columns are known: `forme` says how it is written, `lignes()` reads its rows, once."""

    forme: Forme

    def lignes(self) -> Iterator[Ligne]:
        """The rows in the file's order; raises FichierRefuse when it turns out truncated or too long."""
        raise NotImplementedError


def ouvrir(file: BinaryIO, name: str = "", progress: Progress | None = None) -> Fichier:
    """Finds the format from the bytes and the columns from the header; FichierRefuse when it can't be read.

    `name` is for messages alone.
    """
    raise FichierRefuse("La lecture des fichiers n’est pas encore écrite.")


def lire(file: BinaryIO, name: str = "", progress: Progress | None = None) -> Iterator[Ligne]:
    """Rows of a file in the national schema; raises FichierRefuse before the first row, or while reading when truncated."""
    return ouvrir(file, name, progress).lignes()
