"""Communes, as staff read them."""

from django.contrib import admin
from django.db.models import Prefetch, prefetch_related_objects
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from structures.admin.base import ReadOnly, StaffAdmin
from structures.admin.liste import all_but, number_of
from structures.models import Commune, Lieu
from structures.nombres import grouped
from structures.portee import within

NUMBER = number_of(Lieu.objects, "commune")


@admin.register(Commune)
class CommuneAdmin(ReadOnly, StaffAdmin):
    """Facts, loaded from their official sources: read here, changed nowhere."""

    list_display = ["nom_court", "code_insee", "postaux", "habitants", "nombre_lieux", "arrondissement_de"]
    list_select_related = ["parent"]
    list_defer = ["contour", "centre", *all_but(Commune, "nom", path="parent__")]
    list_filter = ["niveau"]
    search_fields = ["nom__unaccent", "^code_insee", "codes_postaux__icontains"]
    ordering = ["nom"]
    fields = ["nom", "niveau", "parent", "code_insee", "postaux", "autres_noms", "habitants", "lieux"]
    readonly_fields = ["postaux", "autres_noms", "habitants", "lieux"]

    def facts(self, queryset):
        return queryset.annotate(nombre_lieux=NUMBER)

    def get_object(self, request, object_id, from_field=None):
        commune = super().get_object(request, object_id, from_field)
        if commune:
            own = Prefetch("lieux", within(Lieu.objects.select_related("commune"), request.user))
            prefetch_related_objects([commune], own)
        return commune

    @admin.display(description=_("nom"), ordering="nom")
    def nom_court(self, commune):
        return commune.nom_court

    @admin.display(description=_("codes postaux"))
    def postaux(self, commune):
        return ", ".join(commune.codes_postaux)

    @admin.display(description=_("autres noms"))
    def autres_noms(self, commune):
        return ", ".join(commune.alias)

    @admin.display(description=_("habitants"), ordering="population")
    def habitants(self, commune):
        return grouped(commune.population) if commune.population else None

    @admin.display(description=_("lieux"), ordering=NUMBER)
    def nombre_lieux(self, commune):
        return commune.nombre_lieux

    @admin.display(description=_("arrondissement de"))
    def arrondissement_de(self, commune):
        return commune.parent

    @admin.display(description=_("lieux"))
    def lieux(self, commune):
        return table_of_lieux(commune.lieux.all())


def table_of_lieux(lieux) -> str:
    return render_to_string("admin/structures/lieux.html", {"lieux": lieux})
