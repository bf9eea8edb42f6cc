"""Advisers and their absences."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conseillers.admin.changement import TimeFilter
from conseillers.admin.deploiement import DeploymentPage
from conseillers.admin.forms import AbsenceForm, ConseillerForm
from conseillers.admin.remplacer import Replaceable
from conseillers.admin.signaler import TellsConflicts
from conseillers.models import Absence, Conseiller, Langue
from conseillers.wording import enumerate_words
from structures.admin import StaffAdmin
from structures.admin.filters import EmployerFilter
from structures.admin.forms import StaffFormSet
from structures.admin.liste import all_but, number_of
from structures.models import Structure

NUMBER = number_of(Conseiller.permanences.through.objects, "conseiller")


class AbsenceInline(admin.StackedInline):
    adding = _("Noter une absence")
    model = Absence
    formset = StaffFormSet
    form = AbsenceForm
    fields = [("du", "au", "motif_prive")]
    extra = 0
    verbose_name_plural = _("absences : les séances sans autre conseiller sont annulées ces jours-là")


class LanguageFilter(admin.SimpleListFilter):
    title = _("langue")
    parameter_name = "langue"

    def lookups(self, request, model_admin):
        return Langue.choices

    def queryset(self, request, queryset):
        return queryset.filter(langues__contains=[self.value()]) if self.value() in Langue.values else queryset


@admin.register(Conseiller)
class ConseillerAdmin(Replaceable, DeploymentPage, TellsConflicts, StaffAdmin):
    adding = _("Ajouter un conseiller")
    form = ConseillerForm
    list_display = ["personne", "employeur", "etat", "langues_parlees", "nombre_permanences", "absent"]
    list_filter = ["etat", LanguageFilter, EmployerFilter, "demonstration"]
    list_select_related = ["employeur"]
    list_defer = all_but(Structure, "nom", path="employeur__")
    search_fields = ["prenom__unaccent", "nom__unaccent", "employeur__nom__unaccent", "reference"]
    search_help_text = _("Prénom, nom, employeur ou référence du poste.")
    ordering = ["prenom", "nom", "pk"]
    autocomplete_fields = ["employeur"]
    inlines = [AbsenceInline]
    fieldsets = [
        (None, {"fields": [("prenom", "nom"), "nom_public", "langues"]}),
        (
            _("Son poste"),
            {
                "fields": [
                    "employeur",
                    "etat",
                    "date_recrutement",
                    ("date_formation", "session_formation"),
                    ("date_prise_de_poste", "date_depart"),
                    "reference",
                ],
                "description": _("Les dates font le tableau et la courbe du déploiement."),
            },
        ),
    ]

    def concerned(self, obj):
        return {"conseillers": [obj.pk]}

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("employeur")

    def facts(self, queryset):
        today = timezone.localdate()
        away = Exists(Absence.objects.filter(conseiller=OuterRef("pk"), du__lte=today, au__gte=today))
        return super().facts(queryset).annotate(nombre_permanences=NUMBER, absent_ce_jour=away)

    def get_search_results(self, request, queryset, search_term):
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if request.GET.get("model_name") == "permanence":  # whoever has left is not given a permanence
            found = found.exclude(date_depart__lt=timezone.localdate())
        return found, duplicates

    @admin.display(description=_("conseiller"), ordering="prenom")
    def personne(self, conseiller):
        return str(conseiller)

    @admin.display(description=_("langues"))
    def langues_parlees(self, conseiller):
        return enumerate_words(Langue(code).label for code in conseiller.langues)

    @admin.display(description=_("permanences"), ordering=NUMBER)
    def nombre_permanences(self, conseiller):
        return conseiller.nombre_permanences

    @admin.display(description=_("aujourd’hui"))
    def absent(self, conseiller):
        return _("absent") if conseiller.absent_ce_jour else None


@admin.register(Absence)
class AbsenceAdmin(StaffAdmin):
    """Who is away: read by day. The reason stays between staff."""

    adding = _("Noter une absence")
    form = AbsenceForm
    list_display = ["conseiller", "du", "au", "motif_prive"]
    list_filter = [TimeFilter]
    list_select_related = ["conseiller__employeur"]
    search_fields = ["conseiller__prenom__unaccent", "conseiller__nom__unaccent"]
    date_hierarchy = "du"
    autocomplete_fields = ["conseiller"]
    fields = ["conseiller", ("du", "au"), "motif_prive"]
