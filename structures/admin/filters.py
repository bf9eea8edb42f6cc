"""Filters of the staff's lists."""

from functools import lru_cache

from django.contrib import admin
from django.db.models import Value
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from structures.models import Commune, Structure, short_name
from structures.reperes import Cle


def others(shown: admin.ListFilter, changelist) -> list[tuple[str, str]]:
    """What the other filters of the list ask: the form of this one sends it along."""
    asked = changelist.filter_params.items()
    return [(name, value) for name, values in asked if name not in shown.expected_parameters() for value in values]


class ListFilter(admin.RelatedOnlyFieldListFilter):
    """One choice among many, in a list that opens: sixty links would fill the side of the page."""

    template = "admin/filtre_liste.html"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.lookup_val == [""]:  # « Tous »: the form sends its empty choice
            self.lookup_val = None
            self.used_parameters = {}

    def choices(self, changelist):
        """One form, whose options are written here: a template would take a millisecond for sixty of them."""
        chosen = (self.lookup_val or [""])[-1]
        labels = tuple((str(value), str(label)) for value, label in [("", _("All")), *self.lookup_choices])
        yield {"name": self.lookup_kwarg, "kept": others(self, changelist), "options": _options(labels, chosen)}


@lru_cache(maxsize=100)
def _options(labels: tuple[tuple[str, str], ...], chosen: str) -> str:
    marked = ((value, mark_safe(" selected") if value == chosen else "", label) for value, label in labels)
    return format_html_join("", '<option value="{}"{}>{}</option>', marked)


class CommuneFilter(ListFilter):
    """All of them: to ask which have rows would read every row."""

    def field_choices(self, field, request, model_admin):
        names = Commune.objects.order_by("nom").values_list("pk", "nom")
        return [(key, short_name(name)) for key, name in names]


class NameFilter(admin.SimpleListFilter):
    """A filter to type into. `path` leads from the list's model to the structure."""

    template = "admin/filtre_nom.html"
    path = "structure"

    def lookups(self, request, model_admin):
        return [("", "")]  # one form

    def choices(self, changelist):
        typed, kept = self.value() or "", others(self, changelist)
        yield {"name": self.parameter_name, "value": typed, "kept": kept, "selected": not typed}

    def queryset(self, request, queryset):
        words = (self.value() or "").replace("\x00", "").strip()
        if not words:
            return queryset
        return queryset.filter(**{f"{self.path}__in": Structure.objects.filter(cle__contains=Cle(Value(words)))})


class StructureFilter(NameFilter):
    title = _("structure")
    parameter_name = "structure"


class EmployerFilter(NameFilter):
    title = _("employeur")
    parameter_name = "employeur"
    path = "employeur"


class PositionFilter(admin.SimpleListFilter):
    """Which points to look at: those outside the commune that their lieu is said to be in."""

    title = _("position")
    parameter_name = "position"

    def lookups(self, request, model_admin):
        return [("dehors", _("hors de la commune dite")), ("dedans", _("dans la commune dite"))]

    def queryset(self, request, queryset):
        if self.value() not in ("dehors", "dedans"):
            return queryset
        return queryset.filter(dans_sa_commune=self.value() == "dedans")


class ReferentFilter(admin.SimpleListFilter):
    title = _("référent")
    parameter_name = "referent"

    def lookups(self, request, model_admin):
        return [("sans", _("structures d’accueil sans référent"))]

    def queryset(self, request, queryset):
        return queryset.without_referent() if self.value() == "sans" else queryset
