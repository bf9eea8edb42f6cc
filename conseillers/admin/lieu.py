"""A lieu with its permanences and its next séance: the ground floor's page, with what this floor knows."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conseillers.admin.aide import ServicesInWords
from conseillers.admin.confirmation import Confirmable, give_buttons
from conseillers.admin.copier import Copiable
from conseillers.admin.doublons import FindsDuplicates
from conseillers.admin.doublons_lieux import LIEUX
from conseillers.admin.fermer import CanBeClosed
from conseillers.admin.permanence import PermanenceInline
from conseillers.admin.semaine import ShowsWeek
from conseillers.admin.signaler import TellsConflicts
from conseillers.admin.signales import ShowsReports
from conseillers.admin.verifier import Verifiable
from conseillers.comptes import KeepsCounts
from conseillers.models import Ouverture, Permanence
from conseillers.prochaines import give_next
from conseillers.wording import when
from structures.admin import LieuAdmin
from structures.admin.liste import QuickList, number_of
from structures.models import Lieu

NUMBER = number_of(Permanence.objects, "lieu")


class PermanenceFilter(admin.SimpleListFilter):
    title = _("permanences")
    parameter_name = "permanences"

    def lookups(self, request, model_admin):
        return [("aucune", _("aucune en vigueur"))]

    def queryset(self, request, queryset):
        return queryset.filter(Ouverture.none_there(timezone.localdate())) if self.value() == "aucune" else queryset


class LieuChangeList(QuickList):
    """Adds to each lieu of the page its next séance, in two queries at most."""

    def get_results(self, request):
        super().get_results(request)
        give_next(self.result_list)
        give_buttons(self.result_list, request)


@admin.register(Lieu)
class LieuWithPermanencesAdmin(
    KeepsCounts,
    FindsDuplicates,
    ServicesInWords,
    Confirmable,
    CanBeClosed,
    Copiable,
    ShowsWeek,
    ShowsReports,
    Verifiable,
    TellsConflicts,
    LieuAdmin,
):
    sorte = LIEUX
    inlines = [PermanenceInline]
    reports_of = "lieu"
    actions = ["verify", *LieuAdmin.actions, "close_some_days"]
    list_display = [
        "nom_et_structure",
        "commune",
        "publie",
        "prochaine",
        "nombre_permanences",
        "verifie",
    ]

    list_filter = [PermanenceFilter, *LieuAdmin.list_filter]

    def concerned(self, obj):
        return {"lieux": [obj.pk]}

    def get_changelist(self, request, **kwargs):
        return LieuChangeList

    def facts(self, queryset):
        return super().facts(queryset).annotate(nombre_permanences=NUMBER)

    @admin.display(description=_("prochaine séance"), empty_value=_("aucune"))
    def prochaine(self, lieu):
        return when(lieu.prochaine) if lieu.prochaine else None

    @admin.display(description=_("permanences"), ordering=NUMBER)
    def nombre_permanences(self, lieu):
        return lieu.nombre_permanences
