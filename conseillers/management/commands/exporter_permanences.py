"""The rules of permanences as open data (conseillers/donnees/)."""

from django.utils.translation import gettext as _

from conseillers.donnees.commande import ExportCommand


class Command(ExportCommand):
    help = _("Écrit les permanences : les jours et les heures que le schéma national ne sait pas dire.")
    jeu = "permanences"
