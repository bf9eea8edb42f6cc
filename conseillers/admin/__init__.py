"""The staff's desk, first floor: who and when, and the permanences of a lieu beside it."""

from conseillers.admin import archivage  # noqa: F401 - what archiving takes from residents, said on its page
from conseillers.admin.agenda import SeanceAdmin
from conseillers.admin.calendrier import VacancesScolairesAdmin
from conseillers.admin.changement import ChangementAdmin
from conseillers.admin.confirmation import ConfirmationAdmin
from conseillers.admin.conseiller import AbsenceAdmin, ConseillerAdmin
from conseillers.admin.lieu import LieuWithPermanencesAdmin
from conseillers.admin.permanence import PermanenceAdmin
from conseillers.admin.proposition import PropositionAdmin
from conseillers.admin.signalement import SignalementAdmin
from conseillers.admin.structure import StructureWithAdvisersAdmin

__all__ = [
    "AbsenceAdmin",
    "ChangementAdmin",
    "ConfirmationAdmin",
    "ConseillerAdmin",
    "LieuWithPermanencesAdmin",
    "PermanenceAdmin",
    "PropositionAdmin",
    "SeanceAdmin",
    "SignalementAdmin",
    "StructureWithAdvisersAdmin",
    "VacancesScolairesAdmin",
]
