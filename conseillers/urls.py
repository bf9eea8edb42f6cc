"""Public addresses: once published they never change."""

from django.urls import include, path

from conseillers import feeds, views
from conseillers.agenda import agenda
from conseillers.anciennes import redirected
from conseillers.cadre import lieux_geojson
from conseillers.confirmer import confirmer, corriger
from conseillers.kept import kept
from conseillers.signaler import signale, signaler
from conseillers.suggestions import suggestions_json

app_name = "conseillers"

urlpatterns = [
    # Finding
    path("", kept(views.accueil), name="accueil"),
    path("recherche/", kept(views.recherche), name="recherche"),
    path("recherche/choix/", kept(views.choix), name="choix"),
    path("recherche.geojson", kept(views.recherche_geojson), name="recherche_geojson"),
    path("lieux.geojson", kept(lieux_geojson), name="lieux_geojson"),
    path("communes.geojson", views.communes_geojson, name="communes_geojson"),
    path("suggestions.json", suggestions_json, name="suggestions"),
    # One place, one commune, one day
    path("lieux/<slug:slug>/", kept(redirected(views.lieu)), name="lieu"),
    path("communes/<slug:slug>/", kept(views.commune), name="commune"),
    path("agenda/", kept(agenda), name="agenda"),
    # What is wrong there
    path("lieux/<slug:slug>/signaler/", redirected(signaler), name="signaler"),
    path("lieux/<slug:slug>/signaler/merci/", redirected(signale), name="signale"),
    # Calendars to subscribe to
    path("lieux/<slug:slug>.ics", redirected(feeds.lieu_ics), name="lieu_ics"),
    path("agenda.ics", feeds.agenda_ics, name="agenda_ics"),
    # A référent's answers, from the links of a mail: never kept, never logged
    path("confirmer/<str:jeton>/", confirmer, name="confirmer"),
    path("corriger/<str:jeton>/", corriger, name="corriger"),
    # Files for anybody to use
    path("donnees/", include("conseillers.donnees.urls")),
    # Monitoring
    path("sante/", views.sante, name="sante"),
]
