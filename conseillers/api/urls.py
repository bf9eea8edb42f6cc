"""/api/: read-only."""

from django.urls import path

from conseillers.api.communes import communes
from conseillers.api.description import openapi
from conseillers.api.documentation import documentation
from conseillers.api.endpoint import endpoint, nothing_here
from conseillers.api.lieux import lieu, lieux
from conseillers.api.permanences import permanences
from conseillers.api.seances import seances
from conseillers.api.sommaire import sommaire
from conseillers.kept import kept

app_name = "api"

urlpatterns = [
    path("", sommaire, name="sommaire"),
    path("lieux/", lieux, name="lieux"),
    path("lieux/<slug:slug>/", lieu, name="lieu"),
    path("permanences/", permanences, name="permanences"),
    path("seances/", seances, name="seances"),
    path("communes/", communes, name="communes"),
    # What all this is
    path("openapi.json", openapi, name="openapi"),
    path("documentation/", kept(documentation), name="documentation"),
    # A mistake, in the same shape
    path("<path:reste>", endpoint(nothing_here), name="rien"),
]
