"""School holidays, which permanences may follow."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from conseillers.admin.forms import VacancesForm
from conseillers.models import VacancesScolaires
from structures.admin import StaffAdmin


@admin.register(VacancesScolaires)
class VacancesScolairesAdmin(StaffAdmin):
    form = VacancesForm
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

    @admin.display(description=_("jours"))
    def jours(self, vacances):
        return (vacances.au - vacances.du).days + 1
