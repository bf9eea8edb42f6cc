"""The national address base (BAN), read as it is published by département: `adresses-69.csv.gz`, line by line.

Nothing of a file is kept in memory, and no line is guessed at: what is wrong is said with its line, and stops all.
What is merely of no use to us (another commune, no number, no position) is counted.
"""

import csv
import gzip
import math
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from django.core.management.base import CommandError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from structures.geo import BOUNDS

# Other columns may come and go: the base gains some every other year.
COLUMNS = ("code_insee", "nom_voie", "numero", "rep", "code_postal", "lon", "lat", "type_position")
LONGEST_LINE = 1 << 16
TICK = 2000  # lines between two moves of the progress bar

# Which of two positions of one address is kept: where one pushes the door, rather than a point of the street.
PRECISION = {"entrée": 0, "bâtiment": 1, "segment": 3}
OTHERWISE_PRECISE = 2


class Ecart(TextChoices):
    """Why a line is left aside."""

    AILLEURS = "ailleurs", gettext_lazy("hors de la Métropole")
    SANS_VOIE = "sans_voie", gettext_lazy("sans nom de voie")
    SANS_NUMERO = "sans_numero", gettext_lazy("sans numéro")
    SANS_CODE_POSTAL = "sans_code_postal", gettext_lazy("sans code postal")
    SANS_POSITION = "sans_position", gettext_lazy("sans coordonnées")
    LOIN = "loin", gettext_lazy("avec des coordonnées loin de la Métropole")
    DOUBLE = "double", gettext_lazy("en double")


class Ligne(NamedTuple):
    """One usable address of the base."""

    code_insee: str
    nom_voie: str
    numero: int
    rep: str
    code_postal: str
    lon: float
    lat: float
    precision: int


class Lecture:
    """The reading of one file: its usable addresses, how many lines were left aside and why."""

    def __init__(self, path: Path, codes_insee: set[str], advance: Callable[[int, int], None]):
        """`advance` is told from time to time how many bytes and how many lines have been read since."""
        self.path = path
        self.codes_insee = codes_insee
        self.advance = advance
        self.ecarts: Counter[Ecart] = Counter()
        self.line = 0

    def __iter__(self) -> Iterator[Ligne]:
        with self._blaming_the_line():
            rows = csv.reader(self._lines(), delimiter=";", strict=True)
            header = next(rows, [])
            pick = self._picker(header)
            for number, row in enumerate(rows, start=2):
                if self.line != number:
                    raise ValueError(_("un guillemet n’est pas fermé"))
                if len(row) != len(header):
                    raise ValueError(
                        _("%(lus)d champs au lieu de %(voulus)d") % {"lus": len(row), "voulus": len(header)}
                    )
                found = self._sift(*pick(row))
                if isinstance(found, Ligne):
                    yield found
                else:
                    self.ecarts[found] += 1

    def _picker(self, header: list[str]) -> itemgetter:
        missing = [column for column in COLUMNS if column not in header]
        if missing:
            raise ValueError(
                _("ce ne sont pas les colonnes de la base adresse nationale ; il manque %(colonnes)s")
                % {"colonnes": ", ".join(missing)}
            )
        return itemgetter(*map(header.index, COLUMNS))

    def _sift(self, code_insee, nom_voie, numero, rep, code_postal, lon, lat, type_position) -> Ligne | Ecart:
        if code_insee not in self.codes_insee:
            return Ecart.AILLEURS
        if not nom_voie.strip():
            return Ecart.SANS_VOIE
        if not numero:
            return Ecart.SANS_NUMERO
        if not code_postal:
            return Ecart.SANS_CODE_POSTAL
        if not lon or not lat:
            return Ecart.SANS_POSITION
        x, y = _degrees(lon), _degrees(lat)
        west, south, east, north = BOUNDS
        if not (west <= x <= east and south <= y <= north):
            return Ecart.LOIN
        return Ligne(
            code_insee,
            _short(" ".join(nom_voie.split()), 200),
            _number(numero),
            _short(rep.strip().lower(), 10),
            _code_postal(code_postal),
            x,
            y,
            PRECISION.get(type_position, OTHERWISE_PRECISE),
        )

    def _lines(self) -> Iterator[str]:
        with self.path.open("rb") as compressed, _uncompressed(compressed) as file:
            seen = 0
            while raw := file.readline(LONGEST_LINE):
                self.line += 1
                if not raw.endswith(b"\n"):
                    raise EOFError
                if b"\0" in raw:
                    raise ValueError(_("un octet nul"))
                yield raw.decode("utf-8-sig" if self.line == 1 else "utf-8")
                if not self.line % TICK:
                    self.advance(compressed.tell() - seen, TICK)
                    seen = compressed.tell()
            self.advance(compressed.tell() - seen, self.line % TICK)

    @contextmanager
    def _blaming_the_line(self):
        """Turns whatever is wrong with the file into an error that names it and the line."""
        try:
            yield
        except EOFError:
            wrong = _("le fichier est tronqué")
        except (gzip.BadGzipFile, zlib.error):
            wrong = _("le fichier compressé est abîmé")
        except OSError:
            raise CommandError(_("Fichier introuvable ou illisible : %(fichier)s.") % {"fichier": self.path}) from None
        except UnicodeDecodeError:
            wrong = _("le texte n’est pas en UTF-8")
        except (csv.Error, ValueError) as error:
            wrong = str(error)
        else:
            return
        raise CommandError(
            _("%(fichier)s, ligne %(ligne)d : %(erreur)s. Rien n’a été changé.")
            % {"fichier": self.path, "ligne": max(self.line, 1), "erreur": wrong}
        )


def _uncompressed(file: BufferedReader) -> BufferedReader | gzip.GzipFile:
    """Compressed or not is told by the first bytes: a browser may have uncompressed it, and kept the name."""
    return gzip.GzipFile(fileobj=file) if file.peek(2).startswith(b"\x1f\x8b") else file


def _degrees(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(_("« %(texte)s » n’est pas une coordonnée") % {"texte": text})
    return value


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise ValueError(_("« %(texte)s » n’est pas un numéro") % {"texte": text})
    return int(text)


def _code_postal(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) == 5):
        raise ValueError(_("« %(texte)s » n’est pas un code postal") % {"texte": text})
    return text


def _short(text: str, length: int) -> str:
    if len(text) > length:
        raise ValueError(_("« %(texte)s… » est trop long") % {"texte": text[:40]})
    return text
