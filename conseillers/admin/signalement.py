"""What residents report: each beside the fact it is about, closed in one press."""

import re

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from conseillers.models import Signalement
from conseillers.signalements import give_facts
from structures.admin import StaffAdmin
from structures.portee import within
from structures.travail import Tache

CHANGE_PERMISSION = "conseillers.change_signalement"
KEY = re.compile(r"\d{1,18}", re.ASCII)


def waiting_list() -> str:
    return f"{reverse('admin:conseillers_signalement_changelist')}?etat__exact={Signalement.Etat.NOUVEAU}"


def signalements_a_traiter(user) -> Tache | None:
    """Those that this account may close."""
    if not user.has_perm(CHANGE_PERMISSION):
        return None
    number = within(Signalement.objects.pending(), user, reading=False).count()
    name = ngettext("signalement d’habitant", "signalements d’habitants", number)
    return Tache(number, name, waiting_list(), urgent=True)


def close(request, signalements, etat: str) -> int:
    """Those of this queryset that nobody closed before, with a word in the history of each."""
    closed = list(signalements.pending().select_related("lieu"))
    number = Signalement.objects.filter(pk__in=[each.pk for each in closed]).close(etat, request.user)
    LogEntry.objects.log_actions(request.user.pk, closed, CHANGE, str(Signalement.Etat(etat).label))
    return number


def page_to_correct(signalement: Signalement) -> str:
    """The page of its rule, when that is held at its lieu; else the lieu's. Its box is ticked there."""
    rule = signalement.permanence
    if signalement.date and rule and rule.lieu_id == signalement.lieu_id:
        page = reverse("admin:conseillers_permanence_change", args=[rule.pk])
    else:
        page = reverse("admin:structures_lieu_change", args=[signalement.lieu_id])
    return f"{page}?signalement={signalement.pk}"


class SignalementChangeList(ChangeList):
    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        self.model_admin.complete(request, self.result_list)


@admin.register(Signalement)
class SignalementAdmin(StaffAdmin):
    """Residents write them, staff close them: nobody adds, rewrites or deletes one."""

    list_display = ["dit", "sur_le_site", "que_faire"]
    list_display_links = None
    list_filter = ["etat", "motif"]
    show_facets = admin.ShowFacets.ALWAYS  # how many there are of each
    search_fields = ["lieu__nom__unaccent", "lieu__commune__nom__unaccent", "lieu__structure__nom__unaccent"]
    search_help_text = _("Lieu, commune ou structure.")
    ordering = ["-clos_le", "-cree", "-pk"]  # what waits first: it has no date, which Postgres puts on top
    actions = ["mark_corrected", "mark_dropped"]
    fields = readonly_fields = ["dit", "sur_le_site", "que_faire"]
    change_form_template = "admin/conseillers/signalement.html"
    resumes = False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).with_facts().prefetch_related("lieu__permanences")

    def get_object(self, request, object_id, from_field=None):
        one = super().get_object(request, object_id, from_field)
        if one:
            self.complete(request, [one])
        return one

    def complete(self, request, signalements) -> None:
        """Gives each the facts that it is about, in one query for them all, and whether this account may close it."""
        give_facts(signalements)
        for each in signalements:
            each.a_clore = self.has_change_permission(request)

    def get_changelist(self, request, **kwargs):
        return SignalementChangeList

    def changelist_view(self, request, extra_context=None):
        return self._close_one(request, back=request.get_full_path()) or super().changelist_view(request, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if closed := self._close_one(request, back=waiting_list()):
            return closed
        if request.method == "POST":  # it has no field to save: its buttons are the list's
            raise PermissionDenied
        own = {"title": _("Signalement d’habitant"), "show_save": False, "show_save_and_continue": False}
        own["liste_signalements"] = waiting_list()
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **own})

    def _close_one(self, request, back: str):
        """Once the button of a report was pressed: `corrige` or `sans_suite`, whose value is its key."""
        pressed = [etat for etat in (Signalement.Etat.CORRIGE, Signalement.Etat.SANS_SUITE) if etat in request.POST]
        if not pressed:
            return None
        [etat, *_others] = pressed
        key = request.POST[etat]
        one = get_object_or_404(self.get_queryset(request), pk=key if KEY.fullmatch(key) else None)
        if not self.has_change_permission(request, one):
            raise PermissionDenied
        if close(request, Signalement.objects.filter(pk=one.pk), etat):
            self.message_user(request, _("« %(report)s » : %(state)s.") % self._words(one, etat), messages.SUCCESS)
        else:
            self.message_user(request, _("« %(report)s » : c’était déjà fait.") % self._words(one, etat), messages.INFO)
        return HttpResponseRedirect(back)

    @staticmethod
    def _words(one: Signalement, etat: str) -> dict:
        return {"report": one, "state": Signalement.Etat(etat).label}

    @admin.display(description=_("ce que dit l’habitant"))
    def dit(self, signalement):
        return self._part("dit", signalement)

    @admin.display(description=_("ce que lisent les habitants"))
    def sur_le_site(self, signalement):
        return self._part("fait", signalement)

    @admin.display(description=_("que faire"))
    def que_faire(self, signalement):
        return self._part("faire", signalement, corriger=page_to_correct(signalement))

    def _part(self, name: str, signalement, **more) -> str:
        context = {"signalement": signalement, "may_close": signalement.a_clore, **more}
        return render_to_string(f"admin/conseillers/signalement_{name}.html", context)

    @admin.action(permissions=["change"], description=_("C’est réglé"))
    def mark_corrected(self, request, queryset):
        self._close_many(request, queryset, Signalement.Etat.CORRIGE)

    @admin.action(permissions=["change"], description=_("Sans suite"))
    def mark_dropped(self, request, queryset):
        self._close_many(request, queryset, Signalement.Etat.SANS_SUITE)

    def _close_many(self, request, queryset, etat):
        number = close(request, within(queryset, request.user, reading=False), etat)
        said = ngettext("%(n)d signalement : %(state)s.", "%(n)d signalements : %(state)s.", number)
        self.message_user(request, said % {"n": number, "state": Signalement.Etat(etat).label}, messages.SUCCESS)
