"""Changements: what departs from a rule on a date, or closes a lieu for some days."""

import re

from django.contrib import admin
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from conseillers.admin.fermer import Closes
from conseillers.admin.forms import ChangementForm, PermanenceAutocomplete, PermanenceChoice
from conseillers.admin.signaler import TellsConflicts
from conseillers.comptes import KeepsCounts
from conseillers.models import Changement, Permanence
from conseillers.wording import Rule, hours
from structures.admin import StaffAdmin
from structures.admin.base import OwnChoices
from structures.admin.forms import HourField, StaffFormSet
from structures.admin.liste import all_but
from structures.models import Lieu, Structure

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
HELP = {
    "genre": _("Le site barre une séance annulée et en donne la raison ; les autres paraissent à leur nouvelle heure."),
    "du": _("Le jour du changement, ou le premier jour d’une fermeture."),
    "au": _("Pour une fermeture de plusieurs jours. Vide : un seul jour."),
    "heure_debut": _("Vide : les heures habituelles."),
    "permanence": _("Pour changer ou annuler une seule permanence."),
    "lieu": _("Pour fermer un lieu : toutes ses permanences sont annulées ces jours-là."),
    "structure": _("Pour fermer tous les lieux d’une structure ces jours-là."),
    "lieu_accueil": _("Où les habitants doivent se rendre ce jour-là."),
}


class ChangementFields:
    form = ChangementForm
    adding = _("Ajouter un changement")
    formfield_overrides = {models.TimeField: {"form_class": HourField}}

    class Media:
        js = ["js/admin-champs.js"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in HELP:
            kwargs["help_text"] = HELP[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class ChangementInline(ChangementFields, OwnChoices, admin.StackedInline):
    """The changements of one permanence, those to come first in mind."""

    model = Changement
    formset = StaffFormSet
    fk_name = "permanence"
    verbose_name_plural = _("changements à cette permanence")
    extra = 0
    autocomplete_fields = ["lieu_accueil"]
    fields = ["genre", ("du", "au"), ("heure_debut", "heure_fin"), "lieu_accueil", "motif"]
    classes = ["changements"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("permanence", "lieu_accueil")


class TimeFilter(admin.SimpleListFilter):
    title = _("période")
    parameter_name = "periode"

    def lookups(self, request, model_admin):
        return [("encours", _("en ce moment")), ("avenir", _("à venir")), ("passe", _("passés"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "encours":
                return queryset.filter(du__lte=today, au__gte=today)
            case "avenir":
                return queryset.filter(du__gt=today)
            case "passe":
                return queryset.filter(au__lt=today)
        return queryset


@admin.register(Changement)
class ChangementAdmin(KeepsCounts, Closes, TellsConflicts, ChangementFields, StaffAdmin):
    list_display = ["dates", "genre", "cible", "detail", "motif"]
    list_filter = [TimeFilter, "genre"]
    list_select_related = ["permanence__lieu", "lieu", "structure", "lieu_accueil"]
    list_defer = [
        *all_but(Permanence, "lieu", *Rule._fields, path="permanence__"),
        *all_but(Lieu, "nom", path="permanence__lieu__"),
        *all_but(Lieu, "nom", path="lieu__"),
        *all_but(Lieu, "nom", path="lieu_accueil__"),
        *all_but(Structure, "nom", path="structure__"),
    ]
    search_fields = [
        "permanence__lieu__nom__unaccent",
        "permanence__lieu__commune__nom__unaccent",
        "lieu__nom__unaccent",
        "structure__nom__unaccent",
        "motif__unaccent",
    ]
    search_help_text = _("Lieu, commune, structure ou raison.")
    date_hierarchy = "du"
    ordering = ["-du", "pk"]
    autocomplete_fields = ["lieu", "structure", "lieu_accueil"]
    fieldsets = [
        (None, {"fields": ["genre", ("du", "au"), ("heure_debut", "heure_fin"), "lieu_accueil", "motif"]}),
        (
            _("Sur quoi ?"),
            {
                "fields": ["permanence", "lieu", "structure"],
                "description": _("Une seule des trois : une permanence, tout un lieu ou toute une structure."),
            },
        ),
    ]

    def concerned(self, obj):
        if obj.permanence_id:
            return {"permanences": [obj.permanence_id]}
        return {"lieux": [obj.lieu_id] if obj.lieu_id else list(obj.structure.lieux.values_list("pk", flat=True))}

    def get_changeform_initial_data(self, request):
        """A link to one date gives it as addresses do; the form shows it as one writes it."""
        initial = super().get_changeform_initial_data(request)
        day = parse_date(initial.get("du", "")) if DATE.fullmatch(initial.get("du", "")) else None
        return initial | ({"du": day} if day else {})

    def response_post_save_add(self, request, obj):
        return self._back(request, obj) or super().response_post_save_add(request, obj)

    def _back(self, request, changement):
        """To the page whose link opened this form."""
        permanence = changement.permanence
        lieu = permanence.lieu_id if permanence else changement.lieu_id
        match request.GET.get("retour"):
            case "agenda":
                url = f"{reverse('admin:conseillers_seance_changelist')}?jour={changement.du:%Y-%m-%d}"
            case "permanence" if permanence:
                url = reverse("admin:conseillers_permanence_change", args=[permanence.pk])
            case "lieu" if lieu:
                url = reverse("admin:structures_lieu_change", args=[lieu]) + "#permanences-group"
            case "structure" if changement.structure_id:
                url = reverse("admin:structures_structure_change", args=[changement.structure_id])
            case _:
                return None
        return HttpResponseRedirect(url)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "permanence":
            kwargs["form_class"] = PermanenceChoice
            kwargs["queryset"] = Permanence.objects.select_related("lieu")
            kwargs["widget"] = PermanenceAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("dates"), ordering="du")
    def dates(self, changement):
        if changement.du == changement.au:
            return f"{changement.du:%d/%m/%Y}"
        return _("du %(du)s au %(au)s") % {"du": f"{changement.du:%d/%m/%Y}", "au": f"{changement.au:%d/%m/%Y}"}

    @admin.display(description=_("sur"))
    def cible(self, changement):
        permanence = changement.permanence
        return f"{permanence.lieu} : {permanence}" if permanence else changement.lieu or changement.structure

    @admin.display(description=_("au lieu de l’habitude"))
    def detail(self, changement):
        parts = [hours(changement.heure_debut, changement.heure_fin)] if changement.heure_debut else []
        if changement.lieu_accueil:
            parts.append(str(changement.lieu_accueil))
        return ", ".join(parts) or None
