"""Counts the conflicts of the schedule, where there are too many permanences to do so at each look."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from conseillers.conflits import conflits
from conseillers.models import Releve


class Command(BaseCommand):
    help = _("Compte les conflits d’horaires pour la page d’accueil de l’équipe. À lancer chaque nuit.")

    def handle(self, **options):
        nombre = sum(conflit.a_corriger for conflit in conflits())
        Releve.objects.update_or_create(nom=Releve.CONFLITS, defaults={"nombre": nombre})
        self.stdout.write(_("%(nombre)d conflits à corriger") % {"nombre": nombre})
