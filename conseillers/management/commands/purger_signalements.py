"""Keeps what the form of reports promises: how to answer whoever wrote is forgotten after 90 days."""

from django.core.management import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conseillers.models import Signalement


class Command(BaseCommand):
    help = _("Efface les moyens de répondre laissés dans les signalements d’habitants de plus de 90 jours.")

    def handle(self, **options):
        number = Signalement.objects.forget_contacts()
        said = ngettext("%d moyen de répondre effacé.", "%d moyens de répondre effacés.", number)
        self.stdout.write(said % number)
