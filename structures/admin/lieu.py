"""Lieux: their facts, and their point on the map."""

from django.contrib import admin, messages
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from leaflet.admin import LeafletGeoAdmin

from structures.admin.a_voir import TellsWhatToSee, misplaced
from structures.admin.adresse import LooksUpAddress
from structures.admin.base import StaffAdmin
from structures.admin.cocher import set_all
from structures.admin.filters import CommuneFilter, PositionFilter, StructureFilter
from structures.admin.lecture import ReadsInWords
from structures.admin.lieu_form import LieuForm
from structures.admin.liste import all_but
from structures.admin.provenance import ShowsOrigins
from structures.admin.sur_le_site import SaysWhetherOnSite
from structures.admin.widgets import MarkerWidget
from structures.models import Commune, Lieu, Structure


class LieuAdmin(
    SaysWhetherOnSite, TellsWhatToSee, ShowsOrigins, LooksUpAddress, ReadsInWords, StaffAdmin, LeafletGeoAdmin
):
    """A lieu and its point on the map. Registered one floor up, which adds its permanences."""

    adding = _("Ajouter un lieu")
    form = LieuForm
    widget = MarkerWidget
    map_template = "admin/champs/carte.html"
    change_form_template = "admin/structures/lieu.html"
    change_list_template = "admin/structures/liste_lieux.html"
    list_filter = [
        "publie",
        ("commune", CommuneFilter),
        StructureFilter,
        "precision",
        PositionFilter,
    ]
    list_select_related = ["commune", "structure"]
    list_defer = [
        *all_but(Lieu, "nom", "publie", "date_verification", "structure", "commune"),
        *all_but(Commune, "nom", path="commune__"),
        *all_but(Structure, "nom", path="structure__"),
    ]
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
    actions = ["publish", "unpublish"]
    publish = set_all("publie", True, _("Publier sur le site"), ngettext_lazy("%d lieu publié.", "%d lieux publiés."))
    unpublish = set_all(
        "publie", False, _("Retirer du site"), ngettext_lazy("%d lieu retiré du site.", "%d lieux retirés du site.")
    )
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
                    "modalites_accompagnement",
                    "frais_a_charge",
                    "presentation_resume",
                    "presentation_detail",
                ],
                "description": _("Les services cochés décident des besoins pour lesquels ce lieu est proposé."),
                "classes": ["collapse"],
            },
        ),
        (
            _("Publics accueillis"),
            {
                "fields": ["publics_specifiquement_adresses", "prise_en_charge_specifique"],
                "description": _("Ne cochez rien si le lieu accueille tout le monde de la même façon."),
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

    @admin.display(description=_("vérifié le"), ordering="date_verification", empty_value=_("jamais"))
    def verifie(self, lieu):
        return lieu.date_verification
