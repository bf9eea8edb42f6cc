"""The address of a lieu, looked up: proposed while it is typed, placed on the map, found back from the map.

Everything comes from our own gazetteer; what is asked names no lieu, hence is the same for every account that edits.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.utils import ErrorDict
from django.http import JsonResponse
from django.urls import path, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from structures.admin.forms import NeverSaved
from structures.admin.lieu_form import geojson
from structures.admin.widgets import ProjectTemplate
from structures.geo import BOUNDS, point
from structures.models import Commune, Lieu
from structures.situer import Situation, commune_at, nearest_address, situate
from structures.suggestions import streets

SEARCH = "_chercher"  # name of the button that works without script

WEST, SOUTH, EAST, NORTH = BOUNDS


class AddressInput(ProjectTemplate, forms.TextInput):
    """The field of an address, with its button; js/admin-adresse.js finds the rest of the form by these addresses."""

    template_name = "admin/champs/adresse.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        return {
            **context,
            "chercher": SEARCH,
            "proposer": reverse_lazy("admin:structures_lieu_adresses"),
            "situer": reverse_lazy("admin:structures_lieu_situer"),
            "pres_de": reverse_lazy("admin:structures_lieu_pres_de"),
        }

    @property
    def media(self):
        return forms.Media(js=[forms.Script("js/admin-adresse.js", type="module")])


class WordsForm(forms.Form):
    q = forms.CharField(max_length=300)


class PointForm(forms.Form):
    lon = forms.FloatField(min_value=WEST, max_value=EAST)
    lat = forms.FloatField(min_value=SOUTH, max_value=NORTH)


class Sought(NeverSaved):
    """The form as it was typed, with what its address led to; nothing is checked yet."""

    def __init__(self, data=None, *args, **kwargs):
        self.situation = situate(_words(data)) if data else None
        super().__init__(_with(data, self.situation) if self.situation else data, *args, **kwargs)

    def full_clean(self):
        self._errors = ErrorDict()
        self.cleaned_data = {}


class LooksUpAddress:
    """A page of the admin whose address is looked up."""

    def get_urls(self):
        views = [("adresses", self.proposed), ("situer", self.situated), ("pres-de", self.near)]
        return [
            *(
                path(f"{name}/", self.admin_site.admin_view(require_safe(view)), name=f"structures_lieu_{_snake(name)}")
                for name, view in views
            ),
            *super().get_urls(),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (Sought, form), {}) if SEARCH in request.POST else form

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "adresse":
            kwargs["widget"] = AddressInput({"class": "vTextField", "autocomplete": "off"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def render_change_form(self, request, context, *args, **kwargs):
        if SEARCH in request.POST:
            found = context["adminform"].form.situation
            level = messages.INFO if found and found.sure else messages.WARNING
            self.message_user(request, f"{advice(found)} {_('Rien n’est encore enregistré.')}", level)
        return super().render_change_form(request, context, *args, **kwargs)

    # --- What the page asks for ---

    def proposed(self, request):
        self._check(request)
        form = WordsForm(request.GET)
        found = streets(form.cleaned_data["q"]) if form.is_valid() else []
        return JsonResponse([{"libelle": each.libelle} for each in found], safe=False)

    def situated(self, request):
        self._check(request)
        form = WordsForm(request.GET)
        found = situate(form.cleaned_data["q"]) if form.is_valid() else None
        return JsonResponse({"trouve": found and _facts(found), "avis": advice(found)})

    def near(self, request):
        """The door next to a point, else its commune at least."""
        self._check(request)
        form = PointForm(request.GET)
        if not form.is_valid():
            return JsonResponse({"trouve": None, "commune": None})
        place = point(form.cleaned_data["lon"], form.cleaned_data["lat"])
        found, commune = nearest_address(place), commune_at(place)
        return JsonResponse({"trouve": found and _facts(found), "commune": commune and _commune(commune)})

    def _check(self, request):
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied


def advice(found: Situation | None) -> str:
    """What an address led to, in one or two sentences."""
    if found is None:
        return _("Nous ne connaissons pas cette adresse. Placez le marqueur vous-même.")
    if not found.sure:
        return _("Peut-être : %(libelle)s. Vérifiez l’adresse et le point.") % {"libelle": found.libelle}
    if found.precision == Lieu.Precision.RUE:
        return _("Point placé dans la rue : %(libelle)s. Amenez-le à la porte.") % {"libelle": found.libelle}
    return _("Point placé : %(libelle)s.") % {"libelle": found.libelle}


def _facts(found: Situation) -> dict:
    return {
        "libelle": found.libelle,
        "adresse": found.adresse,
        "code_postal": found.code_postal,
        "commune": _commune(found.commune),
        "precision": found.precision,
        "lon": found.point.x,
        "lat": found.point.y,
    }


def _commune(commune) -> dict:
    return {"id": commune.pk, "nom": commune.nom_court, "codes_postaux": commune.codes_postaux}


def _words(data) -> str:
    """The address with its town, as they were typed."""
    key = data.get("commune", "")
    commune = Commune.objects.filter(pk=key).first() if key.isascii() and key.isdecimal() and len(key) < 10 else None
    words = [data.get("adresse", "")[:200], data.get("code_postal", "")[:5], str(commune or "")]
    return ", ".join(filter(None, words)).replace("\0", "")


def _with(data, found: Situation):
    data = data.copy()
    data["adresse"], data["code_postal"] = found.adresse, found.code_postal
    data["commune"], data["precision"] = str(found.commune.pk), found.precision
    data["position"] = geojson(found.point)
    return data


def _snake(name: str) -> str:
    return name.replace("-", "_")
