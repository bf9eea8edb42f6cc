"""How a conflict of the schedule is shown to staff: why it matters, and the pages where it can be put right."""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from conseillers.admin.forms import label_with_lieu
from conseillers.conflits import Conflit, Genre
from conseillers.models import Permanence
from structures.models import Lieu

EXPLICATIONS = {
    Genre.DEUX_ENDROITS: _("Une même personne est attendue dans deux lieux : des habitants trouveront porte close."),
    Genre.LIEU_FERME: _("Le lieu est fermé, ou le bâtiment n’est pas ouvert, quand la permanence devrait s’y tenir."),
    Genre.AUCUNE_DATE: _("La règle est enregistrée, mais le site n’en montre rien : personne ne viendra."),
    Genre.DOUBLON: _("Le même créneau est saisi deux fois au même lieu : les habitants le lisent deux fois."),
    Genre.FERMETURE: _("Rien à corriger si la fermeture est voulue. Le site barre ces séances et en donne la raison."),
}


def group(genre: Genre, conflits: list[tuple], nombre: int) -> dict:
    """Of one kind: (sentence, [(address, name)…], changed since) each, and how many there are in all."""
    return {"genre": genre, "explication": EXPLICATIONS[genre], "conflits": conflits, "nombre": nombre}


def links(conflit: Conflit) -> list[tuple[str, str]]:
    """Address and name of the pages where it can be put right."""
    return [(address(row._meta.label_lower, row.pk), name(row)) for row in pages(conflit)]


def pages(conflit: Conflit) -> list:
    return [*conflit.permanences, *conflit.voir]


def address(model: str, key: int) -> str:
    return reverse(f"admin:{model.replace('.', '_')}_change", args=[key])


def name(row) -> str:
    if isinstance(row, Permanence):
        return capfirst(label_with_lieu(row))
    if isinstance(row, Lieu):
        return _("Lieu : %(lieu)s") % {"lieu": row}
    return _("Fermeture : %(where)s") % {"where": row.lieu or row.structure}
