"""How far a long work is, and whether somebody is at it: both are the name that its connection gives itself.

Seen at once by others, even from within a transaction; and a process that dies takes its name along, so that nothing
is left to be believed or cleaned up.
"""

import time
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from structures.nombres import grouped

PAUSE = 0.3  # seconds between two changes of the name
PHASES = {
    "lecture": gettext_lazy("Lecture du fichier"),
    "comparaison": gettext_lazy("Comparaison avec ce qui est là"),
    "apercu": gettext_lazy("Préparation de l’aperçu"),
    "ecriture": gettext_lazy("Écriture"),
}


@dataclass(frozen=True)
class Avancement:
    phase: str
    fait: int
    total: int

    @property
    def nom(self) -> str:
        return PHASES.get(self.phase, "")

    def __str__(self):
        """« Lecture du fichier : 2 800 sur 12 000 »."""
        if not self.total:
            return str(self.nom)
        words = {"phase": self.nom, "done": grouped(self.fait), "total": grouped(self.total)}
        return _("%(phase)s : %(done)s sur %(total)s") % words


class Compteur:
    """Says how far it is: `phase("lecture")` gives a function to call with what is done and the total."""

    def __init__(self, lot: int):
        self.lot, self.said = lot, 0.0

    def phase(self, name: str):
        def advance(done: int, total: int) -> None:
            if time.monotonic() - self.said > PAUSE:
                self.said = time.monotonic()
                self._say(f"{_prefix(self.lot)}{name} {done} {total}")

        self.said = 0.0
        advance(0, 0)
        return advance

    def __enter__(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('application_name')")
            self.before = cursor.fetchone()[0]
        return self

    def __exit__(self, *exception):
        if not connection.needs_rollback:
            self._say(self.before)

    @staticmethod
    def _say(name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('application_name', %s, false)", [name])


def under_way(lot: int) -> Avancement | None:
    """None when nobody is at it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_name FROM pg_stat_activity"
            " WHERE datname = current_database() AND starts_with(application_name, %s) LIMIT 1",
            [_prefix(lot)],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    phase, done, total = row[0].removeprefix(_prefix(lot)).split(" ")
    return Avancement(phase, int(done), int(total))


def _prefix(lot: int) -> str:
    return f"import {lot} "
