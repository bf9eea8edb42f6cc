"""The places as open data (conseillers/donnees/)."""

from django.utils.translation import gettext as _

from conseillers.donnees.commande import ExportCommand


class Command(ExportCommand):
    help = _("Écrit les lieux publiés au schéma national, avec les heures de leurs permanences.")
    jeu = "lieux"
