"""What residents report of the object that a page is about, on that page: closed as it is saved."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import ngettext

from conseillers.admin.signalement import CHANGE_PERMISSION, close, waiting_list
from conseillers.models import Signalement
from structures.portee import within

ASKED = "signalement"  # parameter of the link « Corriger »
BOXES = "signalements_regles"


class ShowsReports:
    """A page of the admin with the reports that wait; `reports_of` is the field of a report that leads to its object.

    The box of the report that one came for is ticked, the others are not: a page saved for another reason closes
    nothing that nobody looked at.
    """

    reports_of: str

    def waiting_reports(self, request, obj):
        own = Signalement.objects.pending().filter(**{self.reports_of: obj.pk})
        return within(own, request.user).with_facts().order_by("-cree", "-pk")

    def get_deleted_objects(self, objs, request):
        """Nobody deletes a report by itself; with its lieu, it goes."""
        to_delete, counts, missing, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, missing - {Signalement._meta.verbose_name}, protected

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.pk and request.user.has_perm("conseillers.view_signalement"):
            ticked = request.POST.getlist(BOXES) if request.method == "POST" else request.GET.getlist(ASKED)
            reports = [(each, str(each.pk) in ticked) for each in self.waiting_reports(request, obj)]
            may_close = request.user.has_perm(CHANGE_PERMISSION)
            context |= {"signalements": reports, "may_close": may_close, "liste_signalements": waiting_list()}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        ticked = request.POST.getlist(BOXES)
        if not (change and ticked and request.user.has_perm(CHANGE_PERMISSION)):
            return
        keys = [each.pk for each in self.waiting_reports(request, form.instance) if str(each.pk) in ticked]
        number = close(request, Signalement.objects.filter(pk__in=keys), Signalement.Etat.CORRIGE)
        if number:
            said = ngettext("%d signalement d’habitant réglé.", "%d signalements d’habitants réglés.", number) % number
            self.message_user(request, said, messages.SUCCESS)

    def response_post_save_change(self, request, obj):
        """Back to the reports, for whoever came from there."""
        if request.GET.get(ASKED):
            return HttpResponseRedirect(waiting_list())
        return super().response_post_save_change(request, obj)
