"""Addresses of open data: once published they never change."""

from django.urls import path

from conseillers.donnees.catalogue import JEUX, SCHEMAS
from conseillers.donnees.page import donnees
from conseillers.donnees.servir import fichier, schema
from conseillers.kept import kept

urlpatterns = [
    path("", kept(donnees), name="donnees"),
    # Files are streamed: an answer kept for the minute would hold them whole in memory.
    *[
        path(
            f"{jeu.nom}.{format.code}",
            fichier,
            {"jeu": jeu.nom, "format": format.code},
            name=f"fichier_{jeu.nom}_{format.code}",  # lieux.geojson is the map’s too
        )
        for jeu in JEUX.values()
        for format in jeu.formats
    ],
    *[path(file.name, schema, {"nom": file.name}, name=file.stem) for file in sorted(SCHEMAS.glob("*.json"))],
]
