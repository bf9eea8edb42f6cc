"""The séances of a day or a week, as staff read them: each may be cancelled or changed from here."""

from itertools import groupby

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from conseillers.agenda import Agenda
from conseillers.forms import AgendaForm
from conseillers.models import Seance
from structures.admin import ReadOnly
from structures.models import Lieu
from structures.portee import within
from structures.roles import is_bounded


@admin.register(Seance)
class SeanceAdmin(ReadOnly, admin.ModelAdmin):
    """The page of the residents' agenda, with the links of the staff. Séances are computed: none is edited itself."""

    def get_urls(self):
        agenda = self.admin_site.admin_view(self.changelist_view)
        return [path("", agenda, name="conseillers_seance_changelist")]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        data = request.GET.copy()
        data["jour"] = data.get("jour") or timezone.localdate().isoformat()
        asked = Agenda(AgendaForm(data), request.path, among=own_lieux(request.user))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Agenda : %(days)s") % {"days": capfirst(asked.name(asked.first))},
            "opts": self.opts,
            "form": asked.form,
            "liens": asked.links(),
            "portion": asked.portion,
            "jours": [(day, list(group)) for day, group in groupby(asked.read(), key=lambda seance: seance.date)],
        }
        return TemplateResponse(request, "admin/conseillers/agenda.html", context)


def own_lieux(user):
    """Those that the account reaches; None for all."""
    return within(Lieu.objects.all(), user) if is_bounded(user) else None
