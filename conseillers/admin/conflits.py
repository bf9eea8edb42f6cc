"""Conflicts of the schedule: their page."""

from itertools import groupby

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from conseillers.admin.forms import label_with_lieu
from conseillers.conflits import Conflit, Genre, conflits
from conseillers.models import Permanence, Seance
from structures.models import Lieu
from structures.portee import within
from structures.roles import is_bounded

EXPLICATIONS = {
    Genre.DEUX_ENDROITS: _("Une même personne est attendue dans deux lieux : des habitants trouveront porte close."),
    Genre.LIEU_FERME: _("Le lieu est fermé, ou le bâtiment n’est pas ouvert, quand la permanence devrait s’y tenir."),
    Genre.AUCUNE_DATE: _("La règle est enregistrée, mais le site n’en montre rien : personne ne viendra."),
    Genre.DOUBLON: _("Le même créneau est saisi deux fois au même lieu : les habitants le lisent deux fois."),
    Genre.FERMETURE: _("Rien à corriger si la fermeture est voulue. Le site barre ces séances et en donne la raison."),
}


def may_see(user) -> bool:
    return user.has_perm("conseillers.view_permanence") or user.has_perm("conseillers.change_permanence")


def own_conflicts(user) -> list[Conflit]:
    """At the lieux that the account reaches."""
    return conflits(lieux=within(Lieu.objects.all(), user).values("pk")) if is_bounded(user) else conflits()


@require_safe
def conflits_view(request):
    if not may_see(request.user):
        raise PermissionDenied
    found = own_conflicts(request.user)
    groups = [
        {"genre": genre, "explication": EXPLICATIONS[genre], "conflits": [(each, links(each)) for each in group]}
        for genre, group in groupby(found, key=lambda conflit: conflit.genre)
    ]
    context = {
        **admin.site.each_context(request),
        "title": _("Conflits d’horaires"),
        "groupes": groups,
        "nombre": sum(conflit.a_corriger for conflit in found),
        "jours": Seance.HORIZON.days,
    }
    return TemplateResponse(request, "admin/conseillers/conflits.html", context)


def links(conflit: Conflit) -> list[tuple[str, str]]:
    """Address and name of the pages where it can be put right."""
    return [(_address(row), _name(row)) for row in [*conflit.permanences, *conflit.voir]]


def _address(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def _name(row) -> str:
    if isinstance(row, Permanence):
        return capfirst(label_with_lieu(row))
    if isinstance(row, Lieu):
        return _("Lieu : %(lieu)s") % {"lieu": row}
    return _("Fermeture : %(where)s") % {"where": row.lieu or row.structure}
