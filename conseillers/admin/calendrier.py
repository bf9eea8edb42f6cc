"""School holidays, which permanences may follow."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from conseillers.admin.forms import VacancesForm
from conseillers.models import VacancesScolaires
from conseillers.wording import long_day
from structures.admin import StaffAdmin


def missing_holidays() -> str:
    """What to tell staff when the school holidays of the year ahead are not all there; empty when they are."""
    day = VacancesScolaires.objects.missing_from(timezone.localdate())
    if not day:
        return ""
    return gettext("Les vacances scolaires ne sont connues que jusqu’au %(day)s : ajoutez les suivantes.") % {
        "day": long_day(day)
    }


@admin.register(VacancesScolaires)
class VacancesScolairesAdmin(StaffAdmin):
    form = VacancesForm
    adding = _("Ajouter des vacances")
    list_display = ["nom", "du", "au", "jours"]
    search_fields = ["nom__unaccent"]
    date_hierarchy = "du"
    ordering = ["-du"]
    fieldsets = [
        (
            None,
            {
                "fields": ["nom", ("du", "au")],
                "description": _("Zone A. Les permanences qui tiennent compte des vacances suivent ces dates."),
            },
        ),
    ]

    def changelist_view(self, request, extra_context=None):
        if request.method == "GET" and (words := missing_holidays()):
            self.message_user(request, words, messages.WARNING)
        return super().changelist_view(request, extra_context)

    @admin.display(description=_("jours"))
    def jours(self, vacances):
        return (vacances.au - vacances.du).days + 1
