"""Structures, with their lieux."""

from django.contrib import admin, messages
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from structures.admin.base import StaffAdmin
from structures.admin.commune import table_of_lieux
from structures.admin.filters import CommuneFilter, ReferentFilter
from structures.admin.liste import number_of
from structures.comptes.referents import watched
from structures.models import Lieu, Structure
from structures.roles import is_bounded

NUMBER = number_of(Lieu.objects, "structure")


class StructureAdmin(StaffAdmin):
    """A structure with its lieux. Registered one floor up, which knows its advisers."""

    change_form_template = "admin/structures/structure.html"
    list_display = ["nom", "types", "communes", "nombre_lieux", "hote", "archivee"]
    list_filter = ["archivee", "hote", ReferentFilter, ("lieux__commune", CommuneFilter)]
    search_fields = ["nom__unaccent", "pivot", "lieux__nom__unaccent", "lieux__commune__nom__unaccent"]
    search_help_text = _("Nom de la structure, d’un de ses lieux ou de sa commune ; SIRET.")
    ordering = ["nom", "pk"]
    readonly_fields = ["slug", "lieux"]
    searchable = ("typologie",)
    actions = ["archive", "restore"]
    fieldsets = [
        (None, {"fields": ["nom", "typologie", "pivot", "site_web"]}),
        (_("Ses lieux"), {"fields": ["lieux"], "classes": ["sans-etiquette"]}),
        (_("Sur le site"), {"fields": ["hote", "archivee"]}),
        (_("Comptes"), {"fields": ["referents"]}),
        (_("Suivi par l’équipe"), {"fields": ["remarque", "source", "slug"], "classes": ["collapse"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, *(["hote", "archivee", "referents"] if is_bounded(request.user) else [])]

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
        return queryset.annotate(nombre_lieux=NUMBER)

    @admin.display(description=_("types"))
    def types(self, structure):
        labels = dict(Structure._meta.get_field("typologie").base_field.choices)
        return ", ".join(str(labels[code]) for code in structure.typologie)

    @admin.display(description=_("communes"))
    def communes(self, structure):
        return ", ".join(sorted({lieu.commune.nom_court for lieu in structure.lieux.all()}))

    @admin.display(description=_("lieux"), ordering=NUMBER)
    def nombre_lieux(self, structure):
        return structure.nombre_lieux

    @admin.display(description=_("lieux"))
    def lieux(self, structure):
        if not structure.pk:
            return _("Enregistrez la structure, puis ajoutez-lui ses lieux.")
        return table_of_lieux(structure.lieux.all())

    @admin.action(permissions=["change"], description=_("Archiver : retirer du site avec ses lieux"))
    def archive(self, request, queryset):
        count = queryset.update(archivee=True)
        said = ngettext("%d structure archivée.", "%d structures archivées.", count) % count
        self.message_user(request, said, messages.SUCCESS)

    @admin.action(permissions=["change"], description=_("Remettre sur le site"))
    def restore(self, request, queryset):
        count = queryset.update(archivee=False)
        said = ngettext("%d structure remise sur le site.", "%d structures remises sur le site.", count) % count
        self.message_user(request, said, messages.SUCCESS)
