"""What the security log need not hold any longer."""

from datetime import timedelta

from django.core.management import BaseCommand, call_command
from django.utils import timezone

from structures.comptes.blocage import forget_expired
from structures.comptes.models import Evenement

KEPT = timedelta(days=365)


class Command(BaseCommand):
    help = "Deletes events of the security log older than a year, addresses of past lockouts, and sessions that ended."

    def handle(self, **options):
        events, _rows = Evenement.objects.filter(instant__lt=timezone.now() - KEPT).delete()
        self.stdout.write(f"{events} events, {forget_expired()} addresses of lockouts deleted.")
        call_command("clearsessions")
