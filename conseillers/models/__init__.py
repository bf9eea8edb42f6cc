from conseillers.models.calendrier import JourCalendaire, VacancesScolaires
from conseillers.models.confirmation import Demande, Ligne, Proposition
from conseillers.models.conseiller import Absence, Conseiller, Langue
from conseillers.models.occurrence import Occurrence
from conseillers.models.ouverture import Ouverture
from conseillers.models.permanence import Changement, Jour, Mode, Permanence, Rang
from conseillers.models.releve import ConflitReleve, EnvoiTravail, Releve
from conseillers.models.revision import Revision
from conseillers.models.seance import Moment, Seance
from conseillers.models.signalement import Signalement

__all__ = [
    "Absence",
    "Changement",
    "ConflitReleve",
    "Conseiller",
    "Demande",
    "EnvoiTravail",
    "Jour",
    "JourCalendaire",
    "Langue",
    "Ligne",
    "Mode",
    "Moment",
    "Occurrence",
    "Ouverture",
    "Permanence",
    "Proposition",
    "Rang",
    "Releve",
    "Revision",
    "Seance",
    "Signalement",
    "VacancesScolaires",
]
