"""The work list: everything that asks for somebody, what misleads residents first."""

from conseillers.a_confirmer import lieux_a_confirmer
from conseillers.admin.doublons_lieux import doublons_probables
from conseillers.admin.doublons_structures import structures_en_double
from conseillers.admin.signalement import signalements_a_traiter
from conseillers.admin.taches import (
    conflits_d_horaires,
    lieux_sans_permanence,
    permanences_qui_finissent,
    postes_a_pourvoir,
    vacances_a_saisir,
)
from conseillers.propositions import corrections_proposees
from structures.taches import positions_douteuses, positions_hors_de_la_commune, structures_sans_referent
from structures.travail import Source, Tache

SOURCES: tuple[Source, ...] = (
    signalements_a_traiter,
    corrections_proposees,
    conflits_d_horaires,
    positions_hors_de_la_commune,
    permanences_qui_finissent,
    lieux_a_confirmer,
    lieux_sans_permanence,
    vacances_a_saisir,
    positions_douteuses,
    doublons_probables,
    structures_en_double,
    postes_a_pourvoir,
    structures_sans_referent,
)


def work_list(user) -> list[Tache]:
    """All that is for this account, zero included."""
    return [tache for source in SOURCES if (tache := source(user))]
