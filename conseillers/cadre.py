"""The other places where the map was moved to: /lieux.geojson?cadre=ouest,sud,est,nord&zoom=13, longitude first."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from conseillers.clusters import Cadre, Cluster
from structures.models import Lieu

ZOOMS = (9, 18)  # those of the map
MOST_CELLS = 144  # the map never asks for more than 100

FOUR_NUMBERS = _("Donnez quatre nombres séparés par des virgules : ouest, sud, est, nord.")
OUTSIDE = _("La longitude vient d’abord, de -180 à 180, puis la latitude, de -90 à 90.")
ZOOM = _("Donnez un zoom de 9 à 18.")


class DegreesField(forms.FloatField):
    def __init__(self, most: int):
        super().__init__(
            min_value=-most,
            max_value=most,
            error_messages={
                "required": FOUR_NUMBERS,
                "invalid": FOUR_NUMBERS,
                "min_value": OUTSIDE,
                "max_value": OUTSIDE,
            },
        )


class CadreField(forms.CharField):
    """« 4.75,45.5,5,45.75 », as the bbox of a GeoJSON object."""

    SIDES = [DegreesField(180), DegreesField(90)] * 2

    def __init__(self):
        messages = {"required": FOUR_NUMBERS, "max_length": FOUR_NUMBERS}
        super().__init__(max_length=200, error_messages=messages)

    def clean(self, value):
        parts = super().clean(value).split(",")
        if len(parts) != len(self.SIDES):
            raise ValidationError(FOUR_NUMBERS)
        west, south, east, north = (side.clean(part) for side, part in zip(self.SIDES, parts, strict=True))
        if west >= east or south >= north:
            raise ValidationError(_("L’ouest se donne avant l’est, et le sud avant le nord."))
        return west, south, east, north


class CadreForm(forms.Form):
    cadre = CadreField()
    zoom = forms.IntegerField(
        min_value=ZOOMS[0],
        max_value=ZOOMS[1],
        error_messages={"required": ZOOM, "invalid": ZOOM, "min_value": ZOOM, "max_value": ZOOM},
    )

    def clean(self):
        if not self.errors and self.frame().cells > MOST_CELLS:
            self.add_error("cadre", _("Ce cadre est trop grand pour ce zoom."))

    def frame(self) -> Cadre:
        return Cadre.around(*self.cleaned_data["cadre"], self.cleaned_data["zoom"])


@require_safe
def lieux_geojson(request):
    form = CadreForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"erreurs": form.errors}, status=400, json_dumps_params={"ensure_ascii": False})
    cadre = form.frame()
    lieux = cadre.lieux()
    features = (
        [_cluster(cluster) for cluster in cadre.clusters()] if lieux is None else [_place(lieu) for lieu in lieux]
    )
    return JsonResponse(
        {"type": "FeatureCollection", "bbox": cadre.bbox, "features": features},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _feature(where: Lieu | Cluster, **members) -> dict:
    point = {"type": "Point", "coordinates": [round(where.lon, 6), round(where.lat, 6)]}
    return {"type": "Feature", "geometry": point, **members}


def _place(lieu: Lieu | Cluster) -> dict:
    url = reverse("conseillers:lieu", args=[lieu.slug])
    facts = {"slug": lieu.slug, "nom": lieu.nom, "url": url, "precision": lieu.precision}
    return _feature(lieu, id=lieu.slug, properties=facts)


def _cluster(cluster: Cluster) -> dict:
    """`nombre` is a number of lieux at the least where it is not exact. The only lieu of a cell is no cluster."""
    if cluster.nombre == 1:
        return _place(cluster)
    bbox = [round(side, 6) for side in cluster.bbox]
    return _feature(cluster, bbox=bbox, properties={"nombre": cluster.nombre, "exact": cluster.exact})
