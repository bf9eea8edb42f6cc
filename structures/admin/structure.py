"""Structures, with their lieux."""

from django import forms
from django.contrib import admin
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from structures.admin.base import StaffAdmin
from structures.admin.cocher import set_all
from structures.admin.commune import table_of_lieux
from structures.admin.filters import CommuneFilter, ReferentFilter
from structures.admin.liste import number_of
from structures.admin.widgets import SearchableSelect
from structures.comptes.referents import watched
from structures.models import Lieu, Structure
from structures.roles import is_bounded

NUMBER = number_of(Lieu.objects, "structure")


class AccountsField(forms.ModelMultipleChoiceField):
    """Accounts by the name of their person, and the mail by which they log in."""

    def label_from_instance(self, user):
        name = user.get_full_name()
        return f"{name} ({user.email or user.username})" if name else user.username


class StructureAdmin(StaffAdmin):
    """A structure with its lieux. Registered one floor up, which knows its advisers."""

    adding = _("Ajouter une structure")
    change_form_template = "admin/structures/structure.html"
    list_display = ["nom", "types", "communes", "nombre_lieux", "sur_le_site"]
    list_filter = ["archivee", "hote", ReferentFilter, ("lieux__commune", CommuneFilter)]
    search_fields = ["nom__unaccent", "pivot", "lieux__nom__unaccent", "lieux__commune__nom__unaccent"]
    search_help_text = _("Nom de la structure, d’un de ses lieux ou de sa commune ; SIRET.")
    ordering = ["nom", "pk"]
    readonly_fields = ["slug", "lieux"]
    searchable = ("typologie",)
    actions = ["archive", "restore"]
    archive = set_all(
        "archivee",
        True,
        _("Archiver : retirer du site avec ses lieux"),
        ngettext_lazy("%d structure archivée.", "%d structures archivées."),
    )
    restore = set_all(
        "archivee",
        False,
        _("Remettre sur le site"),
        ngettext_lazy("%d structure remise sur le site.", "%d structures remises sur le site."),
    )
    fieldsets = [
        (None, {"fields": ["nom", "typologie", "pivot", "site_web"]}),
        (_("Ses lieux"), {"fields": ["lieux"], "classes": ["sans-etiquette"]}),
        (_("Sur le site"), {"fields": ["hote", "archivee"]}),
        (_("Comptes"), {"fields": ["referents"]}),
        (_("Suivi par l’équipe"), {"fields": ["remarque", "source", "slug"], "classes": ["collapse"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, *(["hote", "archivee", "referents"] if is_bounded(request.user) else [])]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Chosen by typing a name: Django's list asks to hold a key down, and one wrong click empties it."""
        chosen = {"widget": SearchableSelect, "form_class": AccountsField} if db_field.name == "referents" else {}
        field = super().formfield_for_manytomany(db_field, request, **{**kwargs, **chosen})
        if chosen:
            field.help_text = db_field.help_text
        return field

    def get_queryset(self, request):
        lieux = Prefetch("lieux", Lieu.objects.select_related("commune").defer("commune__contour"))
        return super().get_queryset(request).prefetch_related(lieux)

    def save_related(self, request, form, formsets, change):
        with watched(request, form.instance):
            super().save_related(request, form, formsets, change)

    def _go_back(self, request, obj, wanted, kept):
        with watched(request, obj):
            return super()._go_back(request, obj, wanted, kept)

    def facts(self, queryset):
        lieux = Lieu.objects.select_related("commune").only("structure", "commune__nom")
        return queryset.prefetch_related(None).prefetch_related(Prefetch("lieux", lieux)).annotate(nombre_lieux=NUMBER)

    @admin.display(description=_("types"))
    def types(self, structure):
        labels = dict(Structure._meta.get_field("typologie").base_field.choices)
        return ", ".join(str(labels[code]) for code in structure.typologie)

    @admin.display(description=_("communes"))
    def communes(self, structure):
        return ", ".join(sorted({lieu.commune.nom_court for lieu in structure.lieux.all()}))

    @admin.display(description=_("sur le site"), ordering="archivee")
    def sur_le_site(self, structure):
        if structure.archivee:
            return _("archivée")
        return _("structure d’accueil") if structure.hote else _("employeur seulement")

    @admin.display(description=_("lieux"), ordering=NUMBER)
    def nombre_lieux(self, structure):
        return structure.nombre_lieux

    @admin.display(description=_("lieux"))
    def lieux(self, structure):
        if not structure.pk:
            return _("Enregistrez la structure, puis ajoutez-lui ses lieux.")
        return table_of_lieux(structure.lieux.all())
