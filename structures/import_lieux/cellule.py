"""One cell being read: its text, and what is said of it."""

from functools import lru_cache

from django.utils.translation import gettext as _

from structures.import_lieux import textes
from structures.import_lieux.ligne import Ligne, Remarque

SHOWN = 200  # characters of a value in a remark


class Ecarte(Exception):
    """The value can't be kept; str() says why, in a sentence for staff."""


class Cellule:
    def __init__(self, ligne: Ligne, colonne: str, brut: str, lines: bool = False):
        self.ligne = ligne
        self.colonne = colonne
        self.brut = brut
        if not brut:
            self.texte = ""
            return
        self.texte, done = textes.cleaned(brut, lines)
        if textes.is_nothing(self.texte):
            done.append(_("« %(mot)s » veut dire que la case est vide.") % {"mot": self.texte})
            self.texte = ""
        for message in done:
            self.repare(message, self.texte)

    def __bool__(self) -> bool:
        return bool(self.texte)

    def repare(self, message: str, apres: str, avant: str | None = None) -> None:
        self.ligne.reparations.append(self._remarque(message, avant, apres))

    def ecarte(self, message: str, avant: str | None = None) -> None:
        self.ligne.ecartes.append(self._remarque(message, avant))

    def refuse(self, message: str) -> None:
        self.ligne.refus.append(self._remarque(message))

    def _remarque(self, message: str, avant: str | None = None, apres: str = "") -> Remarque:
        return Remarque(self.colonne, str(message), _shown(self.brut if avant is None else avant), _shown(apres))


def _shown(text: str) -> str:
    """Short, and without what could not be kept in a database or would turn the page's line round."""
    return _visible(text[: SHOWN + 1])


@lru_cache(maxsize=5000)
def _visible(text: str) -> str:
    text = textes.INVISIBLE.sub("\u00b7", text)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
