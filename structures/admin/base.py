"""What all the staff's pages share."""

import json

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.gis.db import models
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from structures.admin.archivage import Archivage
from structures.admin.champs import WebField
from structures.admin.concurrence import Concurrence
from structures.admin.depart import TellsWhatLeaves
from structures.admin.forms import StaffForm
from structures.admin.historique import Historique
from structures.admin.liste import QuickList
from structures.admin.recherche import IndexedSearch
from structures.admin.sur_le_site import page_of
from structures.admin.widgets import CheckboxRow, SearchableSelect
from structures.comptes.reprise import Resumable
from structures.fields import ChoiceArrayField
from structures.portee import reaches, within

BOX = '<input type="checkbox" name="{}" value="{}" aria-label="{}" class="action-select">'


class OwnChoices:
    """Pickers of a page, or of lines within one, that offer what the account reaches and accept nothing else."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **self._within(db_field, request, kwargs))

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(db_field, request, **self._within(db_field, request, kwargs))

    def _within(self, db_field, request, kwargs):
        choices = kwargs.get("queryset")
        if choices is None:
            choices = self.get_field_queryset(kwargs.get("using"), db_field, request)
        if choices is None:
            choices = db_field.remote_field.model._default_manager.all()
        return {**kwargs, "queryset": within(choices, request.user)}


class OwnObjects:
    """Objects that the account reaches: in lists, pages, autocompletes and by a typed address (`portee.py`)."""

    def get_queryset(self, request):
        return within(super().get_queryset(request), request.user)

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and (obj is None or reaches(request.user, obj))

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._may_write(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._may_write(request, obj)

    def _may_write(self, request, obj) -> bool:
        return obj is None or reaches(request.user, obj, reading=False)


class StaffAdmin(
    IndexedSearch,
    Resumable,
    Concurrence,
    TellsWhatLeaves,
    Archivage,
    Historique,
    OwnObjects,
    OwnChoices,
    admin.ModelAdmin,
):
    """What all the staff's pages share."""

    form = StaffForm
    formfield_overrides = {
        models.URLField: {"form_class": WebField},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 60})},
    }
    list_per_page = 20
    list_defer = ()  # columns too heavy for a list
    show_full_result_count = False  # of a search, how many there are; not also how many there are in all
    searchable = ()  # choices too many to be checkboxes
    adding = _("Ajouter")  # the button of the list, and the title of the page that it leads to

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, ChoiceArrayField):
            searched = db_field.name in self.searchable
            kwargs.setdefault("widget", SearchableSelect if searched else CheckboxRow(db_field.verbose_name))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changelist(self, request, **kwargs):
        return QuickList

    def action_checkbox(self, obj):
        """Django's own, without the template of a form's field."""
        label = gettext("Select this object for an action - {}").format(obj)
        return format_html(BOX, ACTION_CHECKBOX_NAME, obj.pk, label)

    def facts(self, queryset):
        """Adds what a list shows beside each row."""
        return queryset

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def add_view(self, request, form_url="", extra_context=None):
        return super().add_view(request, form_url, {"title": self.adding, **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        title = capfirst(self.opts.verbose_name)
        return super().change_view(request, object_id, form_url, {"title": title, **(extra_context or {})})

    def get_inline_formsets(self, *args, **kwargs):
        shown = super().get_inline_formsets(*args, **kwargs)
        for lines in shown:
            lines.inline_formset_data = _adding_in_words(
                lines.inline_formset_data(), getattr(lines.opts, "adding", StaffAdmin.adding)
            )
        return shown

    def view_on_site(self, obj):
        return page_of(obj)


def _adding_in_words(data: str, adding) -> str:
    """What Django's script reads of the lines of a form, its link named like our buttons."""
    read = json.loads(data)
    read["options"]["addText"] = str(adding)
    return json.dumps(read)


class ReadOnly:
    """A page of the admin where nothing is edited."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
