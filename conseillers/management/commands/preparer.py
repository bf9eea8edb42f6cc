"""All that stands between a database that answers and a site to serve: one process, for a fast start."""

import hashlib
import os
import secrets
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

LOADING_COMMANDS = [
    "charger_communes",
    "charger_localites",
    "charger_structures",
    "charger_postes",
    "charger_vacances",
    "charger_demonstration",
]
STAFF_USERNAME = "metropole"


class Command(BaseCommand):
    help = "Prepares the database, the static files and a staff account. bin/serve runs it before each start."

    def handle(self, **options):
        self.local = settings.BASE_DIR / ".local"
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(f"The database does not answer; is DATABASE_URL right? {error}") from None
        self.migrate()
        self.load_data()
        self.collect_static_files()
        self.announce_staff_account()

    def migrate(self):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=1, interactive=False)

    def load_data(self):
        # Never on data that is there: staff may have edited it.
        if apps.get_model("structures", "Commune").objects.exists():
            return
        # All or nothing: a load cut short would pass for a full one at the next start.
        with transaction.atomic():
            for command in LOADING_COMMANDS:
                call_command(command)

    def collect_static_files(self):
        record = Path(f"{settings.STATIC_ROOT}.fingerprint")
        fingerprint = static_files_fingerprint()
        if record.exists() and record.read_text() == fingerprint and settings.STATIC_ROOT.exists():
            return
        call_command("collectstatic", verbosity=1, interactive=False)
        record.write_text(fingerprint)

    def announce_staff_account(self):
        record = self.local / "staff_password"
        known = record.read_text().strip() if record.exists() else ""
        user = get_user_model().objects.filter(username=STAFF_USERNAME).first()
        if user is None:
            known = known or secrets.token_urlsafe(12)
            write_secret(record, known)
            get_user_model().objects.create_superuser(STAFF_USERNAME, password=known)
        elif not known or not user.check_password(known):
            known = f"changed since it was made: bin/manage changepassword {STAFF_USERNAME} sets a new one"
        self.stdout.write(f"Staff account for /admin/: username {STAFF_USERNAME}, password {known}")


def static_files_fingerprint():
    """Changes with any static file, and with the versions of the packages that bring or prepare some."""
    digest = hashlib.sha256()
    for name in ["requirements.txt", "config/staticfiles.py"]:
        digest.update((settings.BASE_DIR / name).read_bytes())
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=["CVS", ".*", "*~"]):
            file = os.stat(storage.path(path))
            digest.update(f"{path} {file.st_mtime_ns} {file.st_size}\n".encode())
    return digest.hexdigest()


def write_secret(path, text):
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(f"{text}\n")
