"""What a lieu helps with: each service beside the needs that residents choose, in their words."""

from django.utils.translation import gettext_lazy as _

from conseillers.besoins import EN_MOTS, Besoin
from structures.admin.aide import BOXES, ReadableBoxes
from structures.nomenclature import Service

GROUPS = {
    _("Démarches et emploi"): [Service.DEMARCHES, Service.INSERTION],
    _("Se débrouiller, en sécurité"): [Service.OUTILS, Service.SECURITE, Service.COMPREHENSION],
    _("Famille et loisirs"): [Service.PARENTALITE, Service.LOISIRS],
    _("Ordinateur et connexion"): [Service.ACCES, Service.EQUIPEMENT],
}


def _needs(service) -> str:
    """The needs that lead to it; what it is for, when none does."""
    needs = [f"«\u00a0{besoin.label}\u00a0»" for besoin in Besoin if service in besoin.services]
    return ", ".join(needs) or str(EN_MOTS[service])


class ServicesInWords(ReadableBoxes):
    """A page of the admin whose services are told in the residents’ words."""

    boxes = BOXES | {"services": (GROUPS, {service: _needs(service) for service in Service})}
