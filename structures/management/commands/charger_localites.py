"""Loads the quarters and landmarks that people name, and the towns around the Métropole."""

from pathlib import Path

from django.utils.translation import gettext as _

from structures.chargement import LoadingCommand, blaming, read_csv
from structures.geo import point
from structures.models import Localite

FILES = {Localite.Genre.QUARTIER: "quartiers.csv", Localite.Genre.VOISINE: "communes_voisines.csv"}
COLUMNS = "nom alias code_insee lon lat"


class Command(LoadingCommand):
    help = _("Charge les noms de quartiers et des villes voisines, que les habitants écrivent dans la recherche.")
    reason = _("Chargement des quartiers et des villes voisines")

    def load(self, folder: Path) -> str:
        known = set(Localite.objects.values_list("nom", "code_insee"))
        rows = [row for genre, name in FILES.items() for row in read_localites(folder / name, genre)]
        created = Localite.objects.bulk_create([row for row in rows if (row.nom, row.code_insee) not in known])
        return _("%(total)d quartiers et villes voisines : %(created)d créés, %(existing)d déjà là") % {
            "total": len(rows),
            "created": len(created),
            "existing": len(rows) - len(created),
        }


def read_localites(path: Path, genre: str) -> list[Localite]:
    localites = []
    for row in read_csv(path, COLUMNS):
        with blaming(path, row["nom"]):
            localite = Localite(
                genre=genre,
                nom=row["nom"],
                alias=[alias for alias in row["alias"].split("|") if alias],
                code_insee=row["code_insee"],
                position=point(float(row["lon"]), float(row["lat"])),
            )
            localite.clean_fields(exclude=["cle", "cles_alias"])
            localites.append(localite)
    return localites
