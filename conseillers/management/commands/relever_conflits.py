"""Finds what takes too long to find at each look, where there are many rows: conflicts, and what may be one."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from conseillers.admin.conflits_releves import keep
from conseillers.admin.releves import are_many
from conseillers.conflits import conflits
from conseillers.models import Permanence, Releve
from structures.doublons import paires
from structures.models import Lieu, Structure


class Command(BaseCommand):
    help = _("Compte les conflits d’horaires et les doublons pour la page d’accueil de l’équipe. À lancer chaque nuit.")

    def handle(self, **options):
        found = conflits()
        nombre = sum(conflit.a_corriger for conflit in found)
        keep(found if are_many(Permanence.objects.all()) else [])
        Releve.objects.update_or_create(nom=Releve.CONFLITS, defaults={"nombre": nombre})
        for nom, model in [(Releve.DOUBLONS, Lieu), (Releve.DOUBLONS_STRUCTURES, Structure)]:
            Releve.objects.update_or_create(nom=nom, defaults={"nombre": len(paires(model))})
        self.stdout.write(_("%(nombre)d conflits à corriger") % {"nombre": nombre})
