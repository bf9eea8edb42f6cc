"""Public addresses: once published they never change."""

from django.urls import include, path, register_converter

from conseillers import feeds, views
from conseillers.agenda import agenda
from conseillers.anciennes import redirected
from conseillers.cadre import lieux_geojson
from conseillers.confirmer import confirmer, corriger
from conseillers.integrer import cadre
from conseillers.integrer.couleurs import Hexa, couleurs_css
from conseillers.integrer.page import integrer
from conseillers.kept import kept
from conseillers.referencement.plan import robots_txt, sitemap_index, sitemap_section
from conseillers.signaler import signale, signaler
from conseillers.suggestions import suggestions_json

register_converter(Hexa, "hexa")

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
    # In other sites' pages
    path("integrer/", kept(integrer), name="integrer"),
    path("integrer/lieux/", kept(cadre.lieux), name="integrer_lieux"),
    path("integrer/semaine/<slug:slug>/", kept(cadre.semaine), name="integrer_semaine"),
    path("integrer/couleurs-<hexa:fond>-<hexa:texte>-<hexa:accent>.css", couleurs_css, name="integrer_couleurs"),
    # What search engines read first
    path("robots.txt", robots_txt, name="robots"),
    path("sitemap.xml", kept(sitemap_index), name="sitemap"),
    path("sitemap-<slug:section>.xml", kept(sitemap_section), name="sitemap_section"),
    # The same facts, for programs
    path("api/", include("conseillers.api.urls")),
    # Files for anybody to use
    path("donnees/", include("conseillers.donnees.urls")),
    # Monitoring
    path("sante/", views.sante, name="sante"),
]
