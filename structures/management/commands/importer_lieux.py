"""Compares a file of lieux in the national schema with what is here, says what it would change, and writes it."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from structures.import_lieux import lots
from structures.import_lieux.dire import by_outcome, summary, written
from structures.import_lieux.models import Import, LigneImport
from structures.import_lieux.travail import rarely_collecting, work
from structures.models import Commune

Issue = LigneImport.Issue
KEYS = {
    "nouveaux": Issue.NOUVEAU,
    "modifies": Issue.MODIFIE,
    "inchanges": Issue.INCHANGE,
    "hors_territoire": Issue.HORS,
    "doublons": Issue.DOUBLON,
    "refuses": Issue.REFUSE,
}


class Command(BaseCommand):
    help = _(
        "Compare un fichier de lieux au schéma national (CSV, XLSX ou JSON) avec ce qui est là, et dit ce qu’il "
        "changerait. Avec --appliquer, écrit les lieux nouveaux et les champs modifiés que personne n’a corrigés ; "
        "jamais les doublons probables, qui se décident à l’écran. Tout ou rien."
    )

    def add_arguments(self, parser):
        parser.add_argument("fichier", nargs="?", type=Path, metavar="FICHIER", help="lieux.csv")
        parser.add_argument("--appliquer", action="store_true", help=_("écrit, au lieu de montrer"))
        parser.add_argument("--json", action="store_true", help=_("ne dit que les nombres, en JSON"))
        parser.add_argument("--poursuivre", type=int, metavar="N", help=_("finit l’import n° N, apporté à l’écran"))

    def handle(self, *args, **options):
        with rarely_collecting():
            self._handle(**options)

    def _handle(self, fichier: Path | None, appliquer: bool, poursuivre: int | None, **options):
        if poursuivre:
            work(poursuivre)
            return
        if fichier is None:
            raise CommandError(_("Dites quel fichier : importer_lieux FICHIER."))
        if not Commune.objects.exists():
            raise CommandError(_("Les communes ne sont pas encore là : lancez d’abord charger_communes."))
        with transaction.atomic():
            lot = self._read(fichier)
            comptes = {key: lot.comptes[issue.name.lower()] for key, issue in KEYS.items()}
            if options["json"]:
                self.stdout.write(json.dumps(comptes))
            else:
                self._tell(lot)
            if not appliquer:
                transaction.set_rollback(True)
        if appliquer:
            self._apply(lot, quiet=options["json"])

    def _read(self, path: Path) -> Import:
        try:
            content = path.read_bytes()
        except OSError:
            raise CommandError(_("Fichier introuvable ou illisible : %(fichier)s.") % {"fichier": path}) from None
        lot = lots.receive(content, path.name)
        lots.read(lot.pk)
        lot.refresh_from_db()
        if lot.etat == Import.Etat.REFUSE:
            raise CommandError(lot.probleme)
        return lot

    def _tell(self, lot: Import) -> None:
        for line in [*summary(lot), "", *by_outcome(lot)]:
            self.stdout.write(line)

    def _apply(self, lot: Import, quiet: bool) -> None:
        lots.ask(lot.pk, None)
        lots.write(lot.pk)
        lot.refresh_from_db()
        if lot.etat != Import.Etat.APPLIQUE:
            raise CommandError(lot.probleme)
        if not quiet:
            self.stdout.write(written(lot))
