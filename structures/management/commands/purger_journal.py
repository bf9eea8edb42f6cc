"""What the security log and the imports of lieux need not hold any longer."""

from datetime import timedelta

from django.core.management import BaseCommand, call_command
from django.utils import timezone

from structures.comptes.blocage import forget_expired
from structures.comptes.models import Evenement
from structures.import_lieux.lots import forget_old

KEPT = timedelta(days=365)


class Command(BaseCommand):
    help = (
        "Deletes events of the security log older than a year, addresses of past lockouts, sessions that ended, and "
        "rows of imported files older than 30 days."
    )

    def handle(self, **options):
        events, _rows = Evenement.objects.filter(instant__lt=timezone.now() - KEPT).delete()
        self.stdout.write(f"{events} events, {forget_expired()} addresses of lockouts deleted.")
        self.stdout.write(f"{forget_old()} rows of imported files deleted.")
        call_command("clearsessions")
