"""The staff's desk, ground floor: communes, structures and their lieux."""

from django import forms
from django.contrib import admin, messages
from django.contrib.gis.db import models
from django.db.models import Count, Prefetch
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from leaflet.admin import LeafletGeoAdmin

from structures.admin_filters import CommuneFilter, ListFilter, PositionFilter, VerificationFilter
from structures.admin_forms import LieuForm, StaffForm
from structures.admin_widgets import CheckboxRow, MarkerWidget, SearchableSelect
from structures.fields import ChoiceArrayField
from structures.models import Commune, Lieu, Structure

admin.site.site_header = _("Conseillers numériques – Métropole de Lyon")
admin.site.site_title = _("Conseillers numériques")
admin.site.index_title = _("Espace de l’équipe")


class StaffAdmin(admin.ModelAdmin):
    """What all the staff's pages share."""

    form = StaffForm
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 60})},
    }
    list_per_page = 50
    searchable = ()  # choices too many to be checkboxes

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, ChoiceArrayField):
            searched = db_field.name in self.searchable
            kwargs["widget"] = SearchableSelect if searched else CheckboxRow(db_field.verbose_name)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def view_on_site(self, obj):
        return page_of(obj)


class ReadOnly:
    """A page of the admin where nothing is edited."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def page_of(obj) -> str | None:
    """Its address on the site, where it has one that answers."""
    try:
        return obj.get_absolute_url() if getattr(obj, "publie", True) else None
    except (AttributeError, NoReverseMatch):
        return None


@admin.register(Commune)
class CommuneAdmin(ReadOnly, StaffAdmin):
    """Facts, loaded from their official sources: read here, changed nowhere."""

    list_display = ["nom_court", "code_insee", "postaux", "habitants", "nombre_lieux", "arrondissement_de"]
    list_select_related = ["parent"]
    list_filter = ["niveau"]
    search_fields = ["nom__unaccent", "^code_insee", "codes_postaux__icontains"]
    ordering = ["nom"]
    fields = ["nom", "niveau", "parent", "code_insee", "postaux", "autres_noms", "habitants", "lieux"]
    readonly_fields = ["postaux", "autres_noms", "habitants", "lieux"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(nombre_lieux=Count("lieux"))

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
        return f"{commune.population:,}".replace(",", "\u202f") if commune.population else None

    @admin.display(description=_("lieux"), ordering="nombre_lieux")
    def nombre_lieux(self, commune):
        return commune.nombre_lieux

    @admin.display(description=_("arrondissement de"))
    def arrondissement_de(self, commune):
        return commune.parent

    @admin.display(description=_("lieux"))
    def lieux(self, commune):
        return table_of_lieux(commune.lieux.select_related("commune"))


def table_of_lieux(lieux, structure=None) -> str:
    return render_to_string("admin/structures/lieux.html", {"lieux": lieux, "structure": structure})


@admin.register(Structure)
class StructureAdmin(StaffAdmin):
    change_form_template = "admin/structures/structure.html"
    list_display = ["nom", "types", "communes", "nombre_lieux", "hote", "archivee"]
    list_filter = ["archivee", "hote", ("lieux__commune", CommuneFilter)]
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
        (_("Suivi par l’équipe"), {"fields": ["remarque", "source", "slug"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request):
        lieux = Prefetch("lieux", Lieu.objects.select_related("commune"))
        return (
            super().get_queryset(request).annotate(nombre_lieux=Count("lieux", distinct=True)).prefetch_related(lieux)
        )

    @admin.display(description=_("types"))
    def types(self, structure):
        labels = dict(Structure._meta.get_field("typologie").base_field.choices)
        return ", ".join(str(labels[code]) for code in structure.typologie)

    @admin.display(description=_("communes"))
    def communes(self, structure):
        return ", ".join(sorted({lieu.commune.nom_court for lieu in structure.lieux.all()}))

    @admin.display(description=_("lieux"), ordering="nombre_lieux")
    def nombre_lieux(self, structure):
        return structure.nombre_lieux

    @admin.display(description=_("lieux"))
    def lieux(self, structure):
        if not structure.pk:
            return _("Enregistrez la structure, puis ajoutez-lui ses lieux.")
        return table_of_lieux(structure.lieux.all(), structure)

    @admin.action(description=_("Archiver : retirer du site avec ses lieux"))
    def archive(self, request, queryset):
        count = queryset.update(archivee=True)
        said = ngettext("%d structure archivée.", "%d structures archivées.", count) % count
        self.message_user(request, said, messages.SUCCESS)

    @admin.action(description=_("Remettre sur le site"))
    def restore(self, request, queryset):
        count = queryset.update(archivee=False)
        said = ngettext("%d structure remise sur le site.", "%d structures remises sur le site.", count) % count
        self.message_user(request, said, messages.SUCCESS)


class LieuAdmin(StaffAdmin, LeafletGeoAdmin):
    """A lieu and its point on the map. Registered one floor up, which adds its permanences."""

    form = LieuForm
    widget = MarkerWidget
    map_template = "admin/champs/carte.html"
    change_form_template = "admin/structures/lieu.html"
    list_filter = [
        "publie",
        ("commune", CommuneFilter),
        ("structure", ListFilter),
        VerificationFilter,
        "precision",
        PositionFilter,
    ]
    list_select_related = ["commune", "structure"]
    search_fields = [
        "nom__unaccent",
        "adresse__unaccent",
        "code_postal",
        "commune__nom__unaccent",
        "structure__nom__unaccent",
    ]
    search_help_text = _("Nom, rue, commune, code postal ou structure.")
    ordering = ["nom", "pk"]
    autocomplete_fields = ["structure", "commune"]
    readonly_fields = ["slug", "date_maj"]
    searchable = ("typologie",)
    save_on_top = True
    actions = ["verify", "publish", "unpublish"]
    fieldsets = [
        (None, {"fields": ["nom", "structure", "publie", "date_verification"]}),
        (
            _("Où"),
            {
                "fields": [
                    "adresse",
                    "complement_adresse",
                    ("code_postal", "commune"),
                    "position",
                    "precision",
                ],
                "description": _("Le point doit être à la porte : c’est lui qui décide qui trouve ce lieu."),
            },
        ),
        (_("Contact"), {"fields": ["telephone", "prise_rdv", "courriels", "site_web", "modalites_acces"]}),
        (_("Venir"), {"fields": ["acces", "acces_fauteuil", "fiche_acces_libre", "horaires"]}),
        (
            _("Aide proposée"),
            {
                "fields": [
                    "services",
                    "presentation_resume",
                    "presentation_detail",
                    "modalites_accompagnement",
                    "publics_specifiquement_adresses",
                    "prise_en_charge_specifique",
                    "frais_a_charge",
                ],
                "description": _("Les services cochés décident des besoins pour lesquels ce lieu est proposé."),
                "classes": ["collapse"],
            },
        ),
        (
            _("Pour l’échange national de données"),
            {
                "fields": [
                    "typologie",
                    "pivot",
                    "itinerance",
                    "dispositif_programmes_nationaux",
                    "formations_labels",
                    "autres_formations_labels",
                ],
                "classes": ["collapse"],
            },
        ),
        (_("Suivi par l’équipe"), {"fields": ["remarque", "source", "slug", "date_maj"], "classes": ["collapse"]}),
    ]

    def formfield_for_dbfield(self, db_field, request=None, **kwargs):
        if db_field.name == "position":
            unclear = _("Placez le marqueur sur la carte, à la porte du lieu.")
            kwargs["error_messages"] = {"required": unclear, "invalid_geom": unclear, "invalid_geom_type": unclear}
            kwargs["help_text"] = _("Faites glisser le marqueur, cliquez à l’endroit voulu, ou collez des coordonnées.")
        if db_field.name == "publie":
            kwargs["help_text"] = _("Décochez pour retirer du site ce lieu et ses permanences.")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if warning := misplaced(obj):
            self.message_user(request, warning, messages.WARNING)

    @admin.display(description=_("lieu"), ordering="nom")
    def nom_et_structure(self, lieu):
        if lieu.structure.nom == lieu.nom:
            return lieu.nom
        return format_html('{}<span class="liste-structure">{}</span>', lieu.nom, lieu.structure)

    @admin.display(description=_("point"), ordering="precision")
    def point(self, lieu):
        return lieu.precision  # in one word: the list is wide enough

    @admin.display(description=_("vérifié le"), ordering="date_verification", empty_value=_("jamais"))
    def verifie(self, lieu):
        return lieu.date_verification

    @admin.action(description=_("Vérifié aujourd’hui"))
    def verify(self, request, queryset):
        count = queryset.update(date_verification=timezone.localdate())
        said = ngettext("%d lieu noté vérifié aujourd’hui.", "%d lieux notés vérifiés aujourd’hui.", count) % count
        self.message_user(request, said, messages.SUCCESS)

    @admin.action(description=_("Publier sur le site"))
    def publish(self, request, queryset):
        count = queryset.update(publie=True)
        said = ngettext("%d lieu publié.", "%d lieux publiés.", count) % count
        self.message_user(request, said, messages.SUCCESS)

    @admin.action(description=_("Retirer du site"))
    def unpublish(self, request, queryset):
        count = queryset.update(publie=False)
        said = ngettext("%d lieu retiré du site.", "%d lieux retirés du site.", count) % count
        self.message_user(request, said, messages.SUCCESS)


def misplaced(lieu: Lieu) -> str:
    """What to tell whoever saved a point that does not lie in the commune said; nothing when it does."""
    found = lieu.commune_of_position()
    if found is None:
        return _("Le point de « %(lieu)s » est hors de la Métropole, alors que l’adresse est à %(said)s. %(todo)s") % {
            "lieu": lieu,
            "said": lieu.commune,
            "todo": _("C’est enregistré : vérifiez le marqueur sur la carte."),
        }
    if lieu.commune_id in (found.pk, found.parent_id):
        return ""
    return _("Le point de « %(lieu)s » est à %(found)s, alors que l’adresse est à %(said)s. %(todo)s") % {
        "lieu": lieu,
        "found": found,
        "said": lieu.commune,
        "todo": _("C’est enregistré : déplacez le marqueur ou corrigez la commune."),
    }
