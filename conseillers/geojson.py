"""GeoJSON (RFC 7946) of a search's result and of the communes' outlines. Longitude comes first."""

import json

from django.utils import timezone

from conseillers.fiches import Fiche
from conseillers.prochaines import Prochaine
from conseillers.recherche import Page, Recherche
from structures.outlines import light_outlines


def feature_collection(recherche: Recherche, page: Page, messages: list[str]) -> dict:
    return {
        "type": "FeatureCollection",
        "compris": understood(recherche),
        "messages": messages,
        "nombre": page.nombre,  # null while the list has not been read to its end
        "page": page.number,
        "suite": page.suite,
        "features": [_feature(lieu) for lieu in page or recherche.near_misses],
        "presque": [_feature(lieu) for lieu in recherche.near_misses if page],
    }


def understood(recherche: Recherche) -> dict:
    compris = recherche.compris
    return {
        "libelle": compris.libelle,
        "genre": compris.genre or None,
        "code_insee": compris.code_insee,
        "confiance": compris.confiance,
        "lon": round(compris.point.x, 6) if compris.point else None,
        "lat": round(compris.point.y, 6) if compris.point else None,
        "besoin": recherche.form.value("besoin"),
    }


def _feature(lieu: Fiche) -> dict:
    return {
        "type": "Feature",
        "id": lieu.slug,
        "geometry": {"type": "Point", "coordinates": [round(lieu.lon, 6), round(lieu.lat, 6)]},
        "properties": {
            "rang": lieu.rang,
            "slug": lieu.slug,
            "nom": lieu.nom,
            "url": lieu.url,
            "adresse": lieu.adresse_complete,
            "commune": lieu.commune,
            "code_insee": lieu.code_insee,
            "telephone": lieu.telephone or None,
            "precision": lieu.precision,
            "distance_m": None if lieu.distance is None else round(lieu.distance),
            "prochaine_seance": _seance(lieu.prochaine),
            "sans": lieu.sans or None,  # the choice that this place does not answer
        },
    }


def _seance(seance: Prochaine | None) -> dict | None:
    if seance is None:
        return None
    return {
        "debut": timezone.localtime(seance.debut).isoformat(),
        "fin": timezone.localtime(seance.fin).isoformat(),
        "mode": seance.mode,
        "etat": seance.etat,
    }


def communes_outlines() -> dict:
    """The outlines drawn under the markers, arrondissements in place of Lyon."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"nom": nom}, "geometry": json.loads(outline)}
            for nom, outline in light_outlines()
        ],
    }
