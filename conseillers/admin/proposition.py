"""Corrections proposed by référents: before and after side by side, accepted or refused line by line."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from conseillers.models import Ligne, Proposition
from conseillers.propositions import ACCEPT, REFUSE, Lecture
from structures.admin import StaffAdmin


class WaitingFilter(admin.SimpleListFilter):
    """What waits is what one comes for: shown first, without a choice."""

    title = _("état")
    parameter_name = "etat"

    def lookups(self, request, model_admin):
        return [("traitees", _("traitées")), ("toutes", _("toutes"))]

    def choices(self, changelist):
        _all, *others = super().choices(changelist)
        waiting = changelist.get_query_string(remove=[self.parameter_name])
        return [{"selected": self.value() is None, "query_string": waiting, "display": _("en attente")}, *others]

    def queryset(self, request, queryset):
        match self.value():
            case "traitees":
                return queryset.filter(traitee__isnull=False)
            case "toutes":
                return queryset
        return queryset.waiting()


@admin.register(Proposition)
class PropositionAdmin(StaffAdmin):
    list_display = ["lieu", "commune", "par", "deposee", "a_decider", "traitee"]
    list_select_related = ["lieu__commune"]
    list_filter = [WaitingFilter]
    search_fields = ["lieu__nom__unaccent", "lieu__commune__nom__unaccent", "par__unaccent"]
    search_help_text = _("Lieu, commune ou personne.")
    ordering = ["deposee", "pk"]
    actions = None
    goes_back = False  # what an agent accepted is written elsewhere: it is undone there

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        waiting = Count("lignes", filter=Q(lignes__etat=Ligne.Etat.ATTENTE))
        return super().get_queryset(request).annotate(nombre_a_decider=waiting)

    @admin.display(description=_("commune"), ordering="lieu__commune__nom")
    def commune(self, proposition):
        return proposition.lieu.commune

    @admin.display(description=_("à décider"), ordering="nombre_a_decider")
    def a_decider(self, proposition):
        if proposition.traitee:
            return "–"
        return proposition.nombre_a_decider or _("une remarque")

    def view_on_site(self, obj):
        return super().view_on_site(obj.lieu)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if request.method != "POST":
            return self._page(request, object_id, Proposition.objects.all())
        with transaction.atomic():  # two agents, or two presses, wait for each other
            return self._page(request, object_id, Proposition.objects.select_for_update(of=["self"]))

    def _page(self, request, object_id, propositions):
        known = self.get_object(request, object_id)
        if known is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        may_decide = self.has_change_permission(request, known)
        if not (may_decide if request.method == "POST" else self.has_view_permission(request, known)):
            raise PermissionDenied
        proposition = propositions.select_related("lieu__commune", "lieu__structure", "compte").get(pk=known.pk)
        lecture = Lecture(proposition)
        if request.method == "POST" and (done := self._decide(request, lecture)):
            return done
        if resumed := getattr(request, "resumed", None):  # ticked before the session ended, to be sent again
            lecture.choose(self._chosen(lecture, resumed))
        return self._render(request, lecture, may_decide)

    def _decide(self, request, lecture: Lecture):
        """The next page, or None to show this one again with what is wrong."""
        back = HttpResponseRedirect(reverse("admin:conseillers_proposition_change", args=[lecture.proposition.pk]))
        if lecture.proposition.traitee:
            self.message_user(request, _("C’était déjà traité : rien n’a changé."), messages.INFO)
            return back
        chosen = self._chosen(lecture, request.POST)
        lecture.choose(chosen)
        if request.POST.get("empreinte") != lecture.empreinte:
            said = _(
                "Des informations ont changé pendant que vous lisiez. Rien n’est enregistré : relisez, puis validez."
            )
            self.message_user(request, said, messages.WARNING)
            return None
        if lecture.waiting and not set(chosen.values()) & {ACCEPT, REFUSE}:
            self.message_user(
                request, _("Choisissez « Accepter » ou « Refuser » pour une ligne au moins."), messages.WARNING
            )
            return None
        if not lecture.decide(request.user):
            said = _("Rien n’est enregistré : voyez ce qui ne va pas à côté de chaque ligne.")
            self.message_user(request, said, messages.ERROR)
            return None
        self._tell(request, lecture)
        return (
            HttpResponseRedirect(reverse("admin:conseillers_proposition_changelist")) if not lecture.waiting else back
        )

    @staticmethod
    def _chosen(lecture: Lecture, sent) -> dict:
        return {read.line.pk: sent.get(f"ligne-{read.line.pk}", "") for read in lecture.waiting}

    def _tell(self, request, lecture: Lecture) -> None:
        lieu = lecture.proposition.lieu
        accepted = [read for read in lecture.lines if read.choice == ACCEPT]
        if accepted:
            names = ", ".join(read.nom for read in accepted)
            self.log_change(request, lieu, str(_("Corrections acceptées : %(names)s.") % {"names": names}))
        self.message_user(request, self._said(lecture), messages.SUCCESS)
        if any(read.line.champ == "adresse" for read in accepted):
            said = _("L’adresse de « %(lieu)s » a changé : ouvrez sa page pour déplacer le marqueur sur la carte.")
            self.message_user(request, said % {"lieu": lieu}, messages.WARNING)

    @staticmethod
    def _said(lecture: Lecture) -> str:
        left = len(lecture.waiting)
        if left:
            said = ngettext("Il reste %d ligne à décider.", "Il reste %d lignes à décider.", left) % left
            return f"{_('C’est enregistré.')} {said}"
        words = {"lieu": lecture.proposition.lieu, "who": lecture.proposition.par}
        return _("C’est fini : « %(lieu)s » est noté vérifié au nom de %(who)s.") % words

    def _render(self, request, lecture: Lecture, may_decide: bool):
        proposition = lecture.proposition
        context = {
            **self.admin_site.each_context(request),
            "title": _("Corrections proposées : %(lieu)s") % {"lieu": proposition.lieu},
            "opts": self.opts,
            "proposition": proposition,
            "lecture": lecture,
            "decidable": may_decide and not proposition.traitee,
        }
        return TemplateResponse(request, "admin/conseillers/proposition.html", context)
