"""What the commands of export share: the very files of the site, to the standard output or to a file."""

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from conseillers.donnees.catalogue import JEUX, XLSX, Format


class ExportCommand(BaseCommand):
    jeu: str  # of the catalogue

    def add_arguments(self, parser):
        formats = ", ".join(format.code for format in JEUX[self.jeu].formats)
        parser.add_argument(
            "--format", default="csv", help=_("%(formats)s ; csv sans précision") % {"formats": formats}
        )
        parser.add_argument("--sortie", metavar="FICHIER", type=Path, help=_("sans elle, la sortie standard"))

    def handle(self, *, format: str, sortie: Path | None, **options):
        written = JEUX[self.jeu].format(format)
        if written is None:
            known = ", ".join(format.code for format in JEUX[self.jeu].formats)
            raise CommandError(
                _("Format inconnu : « %(format)s ». Formats : %(known)s.") % {"format": format, "known": known}
            )
        if sortie:
            write_whole(sortie, JEUX[self.jeu].parts(written))
        else:
            self._to_standard_output(written)

    def _to_standard_output(self, written: Format) -> None:
        """Bytes, as the site sends them: the terminal's own encoding changes nothing."""
        if written is XLSX and self.stdout.isatty():
            raise CommandError(_("Un classeur ne se lit pas dans un terminal : ajoutez --sortie FICHIER."))
        output = sys.stdout.buffer
        try:
            for part in JEUX[self.jeu].parts(written):
                output.write(part)
            output.flush()
        except BrokenPipeError:  # whoever reads has had enough: `| head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """All or nothing: beside the file, then in its place, so that who reads it never finds a half."""
    if not path.parent.is_dir():
        raise CommandError(_("Ce dossier n’existe pas : %(folder)s") % {"folder": path.parent})
    if path.is_dir():
        raise CommandError(_("C’est un dossier : %(path)s. Donnez le nom d’un fichier.") % {"path": path})
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            written = Path(file.name)
            try:
                file.writelines(parts)
                file.flush()
                os.fsync(file.fileno())
                written.chmod(0o644)
                written.replace(path)
            except BaseException:
                written.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise CommandError(
            _("Impossible d’écrire %(path)s : %(error)s") % {"path": path, "error": error.strerror}
        ) from None
