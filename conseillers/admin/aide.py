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
    """« pour : Faire mon CV, Chercher du travail »; what it is for, when no need leads to it."""
    needs = [str(besoin.label) for besoin in Besoin if service in besoin.services]
    return f"{EN_MOTS[service]}" if not needs else "« " + " », « ".join(needs) + " »"


class ServicesInWords(ReadableBoxes):
    """A page of the admin whose services are told in the residents’ words."""

    boxes = BOXES | {"services": (GROUPS, {service: _needs(service) for service in Service})}
