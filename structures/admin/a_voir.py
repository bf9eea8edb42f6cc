"""What deserves a look on the page of a lieu: said on top, each with the field where it is put right."""

from django.utils.translation import gettext as _

from structures.models import Lieu
from structures.situer import Situation, nearest_address

ADRESSE, COMMUNE, POSITION = "id_adresse", "id_commune", "id_position-coordonnees"


class TellsWhatToSee:
    """A page of the admin that begins with what is doubtful."""

    def to_see(self, lieu: Lieu) -> list[tuple[str, str]]:
        """(sentence, key of the field that it is about), the gravest first."""
        return [*_about_the_point(lieu), *_about_help(lieu)]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.pk and not add:
            context["a_voir"] = self.to_see(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)


def _about_the_point(lieu: Lieu):
    if wrong := _elsewhere(lieu):
        yield f"{wrong} {_('Déplacez le marqueur ou corrigez la commune.')} {_beside(lieu)}".strip(), POSITION
    elif lieu.precision == Lieu.Precision.COMMUNE:
        yield _("Le point est quelque part dans la commune : personne ne peut s’y rendre. Donnez l’adresse."), ADRESSE
    elif lieu.precision == Lieu.Precision.RUE:
        yield _("Le point est dans la rue, pas à la porte : amenez le marqueur à la porte."), POSITION


def _about_help(lieu: Lieu):
    if not lieu.telephone and not lieu.courriels:
        yield _("Ni téléphone ni courriel : les habitants ne peuvent joindre personne."), "id_telephone"
    if not lieu.services:
        yield _("Aucun service coché : ce lieu n’est proposé pour aucun besoin."), "id_services"


def misplaced(lieu: Lieu) -> str:
    """What to tell whoever saved a point that does not lie in the commune said; nothing when it does."""
    wrong = _elsewhere(lieu)
    if not wrong:
        return ""
    return f"{wrong} {_('C’est enregistré : déplacez le marqueur ou corrigez la commune.')} {_beside(lieu)}".strip()


def _elsewhere(lieu: Lieu) -> str:
    found = lieu.commune_of_position()
    facts = {"lieu": lieu, "found": found, "said": lieu.commune}
    if found is None:
        return _("Le point de « %(lieu)s » est hors de la Métropole, alors que l’adresse est à %(said)s.") % facts
    if lieu.commune_id in (found.pk, found.parent_id):
        return ""
    return _("Le point de « %(lieu)s » est à %(found)s, alors que l’adresse est à %(said)s.") % facts


def _beside(lieu: Lieu) -> str:
    near: Situation | None = nearest_address(lieu.position)
    return _("Près du point : %(libelle)s.") % {"libelle": near.libelle} if near else ""
