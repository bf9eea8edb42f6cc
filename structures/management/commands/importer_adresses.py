"""Loads the streets and addresses of the Métropole from the national address base."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from tqdm import tqdm

from structures.adresses import ImportAdresses
from structures.ban import Ecart
from structures.histoire.auteur import gesture
from structures.import_adresses import Bilan, import_adresses, tidy


class Command(BaseCommand):
    help = _(
        "Importe les adresses de la Métropole depuis les fichiers de la base adresse nationale, à la place des "
        "précédentes. En cas d’erreur, rien ne change. Les recherches continuent pendant l’import."
    )

    def add_arguments(self, parser):
        parser.add_argument("fichiers", nargs="+", type=Path, metavar="FICHIER", help="adresses-69.csv.gz")

    def handle(self, *args, fichiers: list[Path], **options):
        former = ImportAdresses.objects.first()
        if former:
            self.stdout.write(said(former))
        with gesture(reason=_("Chargement des adresses")), Avancement(fichiers) as avancement:
            bilan = import_adresses(fichiers, avancement.advance, avancement.stepping)
        tidy()
        self.stdout.write(summary(bilan))


class Avancement:
    """Two progress bars, on a terminal only: the files, by their bytes; then what the database makes of them."""

    def __init__(self, paths: list[Path]):
        try:
            self.size = sum(path.stat().st_size for path in paths)
        except OSError as error:
            raise CommandError(
                _("Fichier introuvable ou illisible : %(fichier)s.") % {"fichier": error.filename}
            ) from None
        self.lines = 0

    def __enter__(self):
        self.bar = tqdm(
            total=self.size,
            desc=_("Lecture"),
            unit=_("o"),
            unit_scale=True,
            bar_format=_("{desc} {percentage:3.0f} % |{bar}| {postfix}, reste {remaining}"),
            disable=None,
        )
        return self

    def __exit__(self, *exception):
        self.bar.close()

    def advance(self, size: int, lines: int) -> None:
        self.lines += lines
        elapsed = self.bar.format_dict["elapsed"] or 1
        self.bar.set_postfix_str(_("%(debit)s lignes/s") % {"debit": grouped(self.lines / elapsed)}, refresh=False)
        self.bar.update(size)

    def stepping(self, steps):
        self.bar.close()
        return tqdm(steps, desc=_("Mise en place"), unit=_("étape"), disable=None)


def said(former: ImportAdresses) -> str:
    return _("Import précédent : le %(date)s, %(adresses)s adresses, de %(fichiers)s") % {
        "date": date_format(localtime(former.date), "j F Y à H:i"),
        "adresses": grouped(former.nombre_adresses),
        "fichiers": former,
    }


def summary(bilan: Bilan) -> str:
    lines = [
        _("%(adresses)s adresses dans %(voies)s voies")
        % {"adresses": grouped(bilan.adresses), "voies": grouped(bilan.voies)}
    ]
    lines += [
        _("laissées de côté : %(nombre)s %(raison)s") % {"nombre": grouped(bilan.ecarts[ecart]), "raison": ecart.label}
        for ecart in Ecart
        if bilan.ecarts[ecart]
    ]
    return "\n".join(lines)


def grouped(number: float) -> str:
    return number_format(int(number), force_grouping=True)
