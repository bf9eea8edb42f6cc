"""What the loading commands share: reading the files of fixtures/, and saying in French what is wrong with them.

A loading command creates the rows that are missing and leaves the others alone: staff may have corrected them.
Rows are cleaned field by field before they are saved; the constraints are the database's to check, in one go.
"""

import csv
import json
from collections.abc import Iterable
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from tqdm import tqdm

from structures.geo import WGS84
from structures.histoire.auteur import gesture
from structures.slugs import spaced_slug

FIXTURES = settings.BASE_DIR / "fixtures"


class LoadingCommand(BaseCommand):
    """Runs `load` as one transaction and one gesture of the history, and prints the line it returns."""

    reason = ""  # what the history says

    def add_arguments(self, parser):
        parser.add_argument(
            "--dossier",
            type=Path,
            default=FIXTURES,
            help=_("dossier des fichiers à charger (défaut : fixtures/)"),
        )

    def handle(self, *args, dossier: Path, **options):
        with gesture(reason=self.reason), transaction.atomic():
            line = self.load(dossier)
        tell_planner()
        self.stdout.write(line)

    def load(self, folder: Path) -> str:
        raise NotImplementedError

    def warn(self, text: str) -> None:
        self.stderr.write(self.style.WARNING(text))


def tell_planner() -> None:
    """The planner knows nothing of new rows until told: some searches would take seconds.

    By name: without, Postgres' own tables would be locked too, for all its databases, as long as a transaction lasts.
    """
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")


def progress(rows: Iterable, description: str) -> Iterable:
    """The same rows, with a bar when they take more than two seconds."""
    return tqdm(rows, desc=description, delay=2)


def read_json(path: Path):
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise CommandError(
            _("Le fichier %(fichier)s n’est pas du JSON valable (ligne %(ligne)s).")
            % {"fichier": path, "ligne": error.lineno}
        ) from None


def read_features(path: Path) -> list[dict]:
    collection = read_json(path)
    if not isinstance(collection, dict) or not collection.get("features"):
        raise CommandError(_("Le fichier %(fichier)s n’est pas une collection GeoJSON.") % {"fichier": path})
    return collection["features"]


def read_csv(path: Path, columns: str) -> list[dict[str, str]]:
    """Rows of a CSV file that has these columns at least, named in one line."""
    reader = csv.DictReader(StringIO(read_text(path)))
    missing = sorted(set(columns.split()) - set(reader.fieldnames or []))
    if missing:
        raise CommandError(
            _("Le fichier %(fichier)s n’a pas les colonnes attendues. Il manque : %(colonnes)s.")
            % {"fichier": path, "colonnes": ", ".join(missing)}
        )
    return [{column: (value or "").strip() for column, value in row.items() if column} for row in reader]


def read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        raise CommandError(_("Fichier introuvable ou illisible : %(fichier)s.") % {"fichier": path}) from None
    except UnicodeDecodeError:
        raise CommandError(_("Le fichier %(fichier)s n’est pas en UTF-8.") % {"fichier": path}) from None


@contextmanager
def blaming(path: Path, name: str):
    """Turns whatever is wrong with a row into an error that names the file and the row."""
    try:
        yield
    except KeyError as error:
        wrong = _("« %(champ)s » manque ou n’est pas connu.") % {"champ": error.args[0]}
    except ValidationError as error:
        wrong = " ".join(error.messages)
    except (TypeError, ValueError, GDALException, GEOSException, IntegrityError) as error:
        wrong = str(error)
    else:
        return
    raise CommandError(_("%(fichier)s, « %(nom)s » : %(erreur)s") % {"fichier": path, "nom": name, "erreur": wrong})


def multipolygon(geometry: dict) -> MultiPolygon:
    shape = GEOSGeometry(json.dumps(geometry), srid=WGS84)
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon(shape, srid=WGS84)


def readable_slug(nom: str) -> str:
    """« ville-d-oullins » for « Ville d'Oullins (Oullins-Pierre-Bénite) »: no glued apostrophe, no parenthesis."""
    return spaced_slug(nom.split(" (")[0].replace("/", " "))
