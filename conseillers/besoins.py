"""Besoins: what a resident needs, in the press release's words, each mapped to services of the national schema."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from structures.nomenclature import Service


class Besoin(TextChoices):
    PROCHES = "proches", _("Rester en contact avec mes proches")
    CV = "cv", _("Faire mon CV")
    DEMARCHE = "demarche", _("Faire une démarche en ligne")
    SANTE = "sante", _("Ma santé : Ameli, Doctolib")
    EMPLOI = "emploi", _("Chercher du travail")
    DONNEES = "donnees", _("Protéger mes données")
    SECURITE = "securite", _("Éviter les arnaques")
    PARENTALITE = "parentalite", _("L’école, les enfants et les écrans")
    LOISIRS = "loisirs", _("Photos, musique, loisirs")
    EQUIPEMENT = "equipement", _("Trouver un ordinateur ou internet")

    @property
    def services(self) -> list[str]:
        """Services of the national schema that answer this need."""
        return SERVICES[self]


SERVICES = {
    Besoin.PROCHES: [Service.OUTILS],
    Besoin.CV: [Service.INSERTION],
    Besoin.DEMARCHE: [Service.DEMARCHES],
    Besoin.SANTE: [Service.DEMARCHES],
    Besoin.EMPLOI: [Service.INSERTION],
    Besoin.DONNEES: [Service.SECURITE, Service.COMPREHENSION],
    Besoin.SECURITE: [Service.SECURITE],
    Besoin.PARENTALITE: [Service.PARENTALITE],
    Besoin.LOISIRS: [Service.LOISIRS],
    Besoin.EQUIPEMENT: [Service.ACCES, Service.EQUIPEMENT],
}

# What one comes for, after « On vous aide à… ».
EN_MOTS = {
    Service.DEMARCHES: _("faire une démarche en ligne"),
    Service.OUTILS: _("utiliser un ordinateur, un téléphone, une messagerie"),
    Service.INSERTION: _("faire un CV et chercher du travail"),
    Service.SECURITE: _("protéger vos données et éviter les arnaques"),
    Service.PARENTALITE: _("accompagner vos enfants avec les écrans et l’école en ligne"),
    Service.LOISIRS: _("profiter de vos photos, de la musique, de vos loisirs"),
    Service.COMPREHENSION: _("comprendre comment marche internet"),
    Service.ACCES: _("utiliser un ordinateur et internet sur place"),
    Service.EQUIPEMENT: _("acheter un ordinateur à petit prix"),
}


def services_in_words(services) -> list[str]:
    """Plain words for services of the national schema, in the schema's order."""
    return [words for service, words in EN_MOTS.items() if service in services]
