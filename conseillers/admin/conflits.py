"""Conflicts of the schedule: their page."""

from itertools import groupby

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from conseillers.admin import conflits_releves
from conseillers.admin.conflit import group, links
from conseillers.admin.releves import is_left_to_the_night
from conseillers.conflits import Conflit, conflits
from conseillers.models import Permanence, Seance
from structures.models import Lieu
from structures.portee import within
from structures.roles import is_bounded


def may_see(user) -> bool:
    return user.has_perm("conseillers.view_permanence") or user.has_perm("conseillers.change_permanence")


def own_conflicts(user) -> list[Conflit]:
    """At the lieux that the account reaches."""
    return conflits(lieux=within(Lieu.objects.all(), user).values("pk")) if is_bounded(user) else conflits()


@require_safe
def conflits_view(request):
    if not may_see(request.user):
        raise PermissionDenied
    if is_left_to_the_night(Permanence.objects.all(), request.user):
        found = conflits_releves.shown(request.GET.get("genre", ""), request.GET.get("page", ""))
    else:
        found = found_now(request.user)
    context = {
        **admin.site.each_context(request),
        "title": _("Conflits d’horaires"),
        "jours": Seance.HORIZON.days,
        **found,
    }
    return TemplateResponse(request, "admin/conseillers/conflits.html", context)


def found_now(user) -> dict:
    found = own_conflicts(user)
    kinds = [
        (genre, [(each.phrase, links(each), False) for each in some])
        for genre, some in groupby(found, key=lambda conflit: conflit.genre)
    ]
    groups = [group(genre, some, len(some)) for genre, some in kinds]
    return {"groupes": groups, "nombre": sum(conflit.a_corriger for conflit in found)}
