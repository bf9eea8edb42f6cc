"""Permanences: their rule, edited beside a lieu or alone, and what it gives."""

from functools import cached_property

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Prefetch, Value
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from conseillers.admin.apercu import coming, preview, preview_of_form
from conseillers.admin.changement import ChangementInline
from conseillers.admin.forms import KnownAutocomplete, PermanenceForm, label_with_lieu
from conseillers.admin.horaires import ChangesHours
from conseillers.admin.signaler import TellsConflicts
from conseillers.admin.signales import ShowsReports
from conseillers.admin.verifier import Verifiable
from conseillers.comptes import KeepsCounts
from conseillers.models import Conseiller, Jour, Permanence
from conseillers.prochaines import give_next_of_each
from conseillers.wording import Rule, enumerate_words, rule_in_words, when
from structures.admin import StaffAdmin
from structures.admin.base import OwnChoices
from structures.admin.filters import CommuneFilter
from structures.admin.forms import HourField, StaffFormSet
from structures.admin.liste import QuickList, all_but
from structures.admin.sur_le_site import SaysWhetherOnSite
from structures.admin.widgets import CheckboxRow
from structures.fields import ChoiceArrayField
from structures.models import Commune, Lieu

HELP = {
    "rythme": _("« Certains jours du mois » convient pour « le 1er et le 3e mardi »."),
    "intervalle": _("2 : une sur deux, depuis « à partir du »."),
    "au": _("Passé ce jour, la permanence disparaît du site."),
    "tenue_jours_feries": _("Sans coche, elle est annulée les jours fériés, et le site le dit."),
    "conseillers": _("Si tous sont absents un jour, la séance de ce jour est annulée."),
    "note": _("Une phrase que les habitants lisent, par exemple : « Sonnez à l’accueil »."),
}
RHYTHM = ["rythme", "jours", "rangs", "dates", ("semaines", "intervalle")]
HOURS = ("heure_debut", "heure_fin", "heure_debut_2", "heure_fin_2")
MODE = [("mode", "inscription", "theme")]
PERIOD = [("du", "au"), "vacances", "tenue_jours_feries"]
DETAILS = ["besoins", "note"]


class PermanenceFields:
    """How the fields of a rule are typed, in both places where it is edited."""

    form = PermanenceForm
    adding = _("Ajouter une permanence")
    formfield_overrides = {models.TimeField: {"form_class": HourField}}

    class Media:
        js = ["js/admin-champs.js", "js/admin-apercu.js", "js/admin-semaine.js"]
        css = {"screen": ["css/admin-semaine.css"]}

    @admin.display(description=_("aperçu"))
    def apercu(self, permanence):
        """What the rule gives: as it is saved, or as it is typed once « Vérifier » was pressed."""
        return format_html(
            '<div class="apercu-vivant" data-apercu="{}" data-cle="{}" aria-live="polite">{}</div>',
            reverse("admin:conseillers_permanence_apercu"),
            permanence.pk or "",
            getattr(permanence, "apercu_essaye", None) or self.saved_preview(permanence),
        )

    def saved_preview(self, permanence):
        if not permanence.pk:
            return _("La phrase de cette permanence et ses prochaines dates s’afficheront ici.")
        return preview(permanence, self.coming_dates(permanence), beside=self.beside)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in HELP:
            kwargs["help_text"] = HELP[db_field.name]
        if isinstance(db_field, ChoiceArrayField):
            kwargs["widget"] = CheckboxRow(db_field.verbose_name)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "conseillers":
            kwargs["widget"] = KnownAutocomplete(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_queryset(self, request):
        conseillers = Prefetch("conseillers", Conseiller.objects.select_related("employeur"))
        may_note = request.user.has_perm("conseillers.add_changement")  # whoever only reads gets no link that fails
        rules = super().get_queryset(request).annotate(peut_noter=Value(may_note))
        return rules.select_related("lieu__commune").defer("lieu__commune__contour").prefetch_related(conseillers)


class PermanenceInline(PermanenceFields, OwnChoices, admin.StackedInline):
    """The permanences of a lieu, each with what it gives."""

    model = Permanence
    formset = StaffFormSet
    beside = True
    extra = 0
    classes = ["permanences"]
    readonly_fields = ["apercu"]
    fieldsets = [
        (None, {"fields": ["apercu"], "classes": ["apercu", "sans-etiquette"]}),
        (None, {"fields": ["conseillers", *RHYTHM, HOURS, *MODE]}),
        (_("Période, vacances et jours fériés"), {"fields": PERIOD, "classes": ["collapse"]}),
        (_("Besoins servis et note"), {"fields": DETAILS, "classes": ["collapse"]}),
    ]

    @cached_property
    def dates(self):
        """Next séances of all the permanences of the page. An inline object lives as long as its page."""
        return coming(Permanence.objects.filter(lieu=self.lieu_id))

    def coming_dates(self, permanence):
        self.lieu_id = permanence.lieu_id
        return self.dates.get(permanence.pk, [])


class PermanenceChangeList(QuickList):
    """Adds to each permanence of the page its next séance, in one query."""

    def get_results(self, request):
        super().get_results(request)
        give_next_of_each(self.result_list)


class DayFilter(admin.SimpleListFilter):
    title = _("jour")
    parameter_name = "jour"

    def lookups(self, request, model_admin):
        return Jour.choices

    def queryset(self, request, queryset):
        if self.value() not in map(str, Jour.values):
            return queryset
        return queryset.filter(jours__contains=[int(self.value())]).exclude(rythme=Permanence.Rythme.DATES)


class EndFilter(admin.SimpleListFilter):
    title = _("fin")
    parameter_name = "fin"

    def lookups(self, request, model_admin):
        return [("bientot", _("dans les 30 jours"))]

    def queryset(self, request, queryset):
        return queryset.ending_soon(timezone.localdate()) if self.value() == "bientot" else queryset


class PermanenceChoiceView(AutocompleteJsonView):
    """Two permanences may have one rule: the lieu tells them apart."""

    def get_queryset(self):
        return super().get_queryset().select_related("lieu")

    def serialize_result(self, obj, to_field_name):
        return {**super().serialize_result(obj, to_field_name), "text": label_with_lieu(obj)}


@admin.register(Permanence)
class PermanenceAdmin(
    KeepsCounts, SaysWhetherOnSite, ChangesHours, ShowsReports, Verifiable, TellsConflicts, PermanenceFields, StaffAdmin
):
    beside = False
    reports_of = "permanence"
    list_select_related = ["lieu__commune"]
    list_defer = [
        *all_but(Permanence, "lieu", *Rule._fields),
        *all_but(Lieu, "nom", "commune", path="lieu__"),
        *all_but(Commune, "nom", path="lieu__commune__"),
    ]
    list_display = ["phrase", "lieu", "commune", "equipe", "prochaine"]
    list_filter = [
        EndFilter,
        DayFilter,
        "mode",
        "rythme",
        ("lieu__commune", CommuneFilter),
        "vacances",
        "demonstration",
    ]
    search_fields = [
        "lieu__nom__unaccent",
        "lieu__commune__nom__unaccent",
        "lieu__code_postal",
        "conseillers__prenom__unaccent",
        "conseillers__nom__unaccent",
        "theme__unaccent",
    ]
    search_help_text = _("Lieu, commune, code postal, conseiller ou thème d’atelier.")
    ordering = ["lieu__nom", "lieu", "jours", "heure_debut", "pk"]
    autocomplete_fields = ["lieu"]
    readonly_fields = ["apercu"]
    inlines = [ChangementInline]
    save_as = True
    fieldsets = [
        (_("Ce qu’elle donne"), {"fields": ["apercu"], "classes": ["apercu", "sans-etiquette"]}),
        (_("Où et avec qui"), {"fields": ["lieu", "conseillers"]}),
        (_("Quand"), {"fields": [*RHYTHM, HOURS]}),
        (_("Comment"), {"fields": MODE}),
        (_("Période, vacances et jours fériés"), {"fields": PERIOD}),
        (_("Besoins servis et note"), {"fields": DETAILS}),
    ]

    def concerned(self, obj):
        return {"permanences": [obj.pk]}

    def get_urls(self):
        view = PermanenceChoiceView.as_view(admin_site=self.admin_site)
        wrap = self.admin_site.admin_view
        return [
            path("choisir/", wrap(view), name="conseillers_permanence_choisir"),
            path("apercu/", wrap(require_POST(self.live_preview)), name="conseillers_permanence_apercu"),
            *super().get_urls(),
        ]

    def live_preview(self, request):
        """What a rule would give as it is typed: its fields, their prefix beside a lieu, its key once saved."""
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        prefix = request.POST.get("prefixe") or None
        form_class = self.get_form(request, fields=None)
        key = request.POST.get("cle", "")
        known = self.get_queryset(request).filter(pk=key).first() if key.isdecimal() else None
        form = form_class(request.POST, prefix=prefix, instance=known)
        form.fields["lieu"].required = False
        return HttpResponse(preview_of_form(form))

    def get_inlines(self, request, obj):
        """A changement stands on a date of its permanence: first the permanence."""
        return self.inlines if obj else []

    def get_changelist(self, request, **kwargs):
        return PermanenceChangeList

    def shown_lieu(self, obj):
        return obj.lieu

    def facts(self, queryset):
        """Of the advisers, what their name is made of."""
        named = Conseiller.objects.select_related("employeur").only("prenom", "nom", "etat", "employeur__nom")
        rules = super().facts(queryset).select_related(None).prefetch_related(None)
        return rules.prefetch_related(Prefetch("conseillers", named))

    def coming_dates(self, permanence):
        return coming([permanence.pk]).get(permanence.pk, [])

    @admin.display(description=_("permanence"))
    def phrase(self, permanence):
        sentence = rule_in_words(permanence)
        return sentence[:1].upper() + sentence[1:]

    @admin.display(description=_("commune"), ordering="lieu__commune__nom")
    def commune(self, permanence):
        return permanence.lieu.commune

    @admin.display(description=_("avec"))
    def equipe(self, permanence):
        return enumerate_words(permanence.conseillers.all())

    @admin.display(description=_("prochaine séance"), empty_value=_("aucune"))
    def prochaine(self, permanence):
        return when(permanence.prochaine) if permanence.prochaine else None
