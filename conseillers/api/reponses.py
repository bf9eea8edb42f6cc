"""What answers are made of. Facts of the pages, and no other: what the pages do not say is not here either."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone

from conseillers.fiches import Fiche
from conseillers.models import Permanence, Seance
from conseillers.prochaines import Prochaine
from conseillers.wording import capital, rule_in_words
from structures.models import ENUMERATIONS, Commune, Lieu


def links(lieu: Lieu | Fiche) -> dict:
    """Its page, for people, and what the API says of it."""
    page = reverse("conseillers:lieu", args=[lieu.slug])
    return {"url": page, "api": reverse("conseillers:api:lieu", args=[lieu.slug])}


def name(lieu: Lieu) -> dict:
    """A lieu, as far as a list of something else says it."""
    commune = {"commune": lieu.commune.nom_court, "code_insee": lieu.commune.code_insee}
    return {"slug": lieu.slug, "nom": lieu.nom, **commune, **links(lieu)}


def address(lieu: Lieu | Fiche) -> dict:
    """Without a street when only the commune is sure: nobody must be sent to a guessed one."""
    return {
        "adresse": lieu.adresse or None if lieu.adresse_connue else None,
        "code_postal": lieu.code_postal,
        "adresse_complete": lieu.adresse_complete,
        "precision": lieu.precision,
        "telephone": lieu.telephone or None,
    }


def card(fiche: Fiche) -> dict:
    """A place of a search."""
    return {
        "slug": fiche.slug,
        "nom": fiche.nom,
        "commune": fiche.ville,
        "code_insee": fiche.code_insee,
        **links(fiche),
        **address(fiche),
        "lon": round(fiche.lon, 6),
        "lat": round(fiche.lat, 6),
        "distance_m": None if fiche.distance is None else round(fiche.distance),
        "prochaine_seance": next_one(fiche.prochaine) if fiche.prochaine else None,
        "sans": fiche.sans or None,
    }


def next_one(seance: Prochaine | Seance) -> dict:
    """A séance that will be held."""
    return {
        "debut": instant(seance.debut),
        "fin": instant(seance.fin),
        "mode": seance.mode,
        "etat": seance.etat,
        "theme": seance.theme or None,
        "demonstration": seance.demonstration,
    }


def place(lieu: Lieu) -> dict:
    """All that is public of a lieu, whose commune and structure are loaded."""
    texts = ["complement_adresse", "prise_rdv", "acces", "fiche_acces_libre", "presentation_resume"]
    return {
        **name(lieu),
        **address(lieu),
        "lon": round(lieu.position.x, 6),
        "lat": round(lieu.position.y, 6),
        "structure": lieu.structure.nom,
        **{field: getattr(lieu, field) or None for field in [*texts, "presentation_detail", "source"]},
        "courriels": lieu.courriels,
        "site_web": lieu.site_web,
        "acces_fauteuil": lieu.acces_fauteuil,
        **{field: getattr(lieu, field) for field in [*ENUMERATIONS, "autres_formations_labels"]},
        "verifie_en": f"{lieu.date_verification:%Y-%m}" if lieu.date_verification else None,
    }


def rule(permanence: Permanence) -> dict:
    """The rule, in words and in data."""
    slots = [(permanence.heure_debut, permanence.heure_fin), (permanence.heure_debut_2, permanence.heure_fin_2)]
    return {
        "id": permanence.pk,
        "en_mots": capital(rule_in_words(permanence)),
        "rythme": permanence.rythme,
        "jours": sorted(permanence.jours),
        "semaines": permanence.semaines,
        "intervalle": permanence.intervalle,
        "rangs": permanence.rangs,
        "dates": [day.isoformat() for day in sorted(permanence.dates)],
        "creneaux": [{"de": hour(start), "a": hour(end)} for start, end in slots if start],
        "du": permanence.du and permanence.du.isoformat(),
        "au": permanence.au and permanence.au.isoformat(),
        "tenue_jours_feries": permanence.tenue_jours_feries,
        "vacances": permanence.vacances,
        "mode": permanence.mode,
        **{field: getattr(permanence, field) or None for field in ("inscription", "theme", "note")},
        "besoins": permanence.besoins,
        "demonstration": permanence.demonstration,
    }


def occurrences(seances: list[Seance]) -> list[dict]:
    """With where those that were moved are held, in one query."""
    moved = {seance.lieu_accueil_id for seance in seances} - {None}
    there = Lieu.objects.published().select_related("commune").defer("commune__contour").in_bulk(moved)
    return [occurrence(seance) | {"lieu_accueil": _name(there.get(seance.lieu_accueil_id))} for seance in seances]


def _name(lieu: Lieu | None) -> dict | None:
    return lieu and name(lieu)


def occurrence(seance: Seance) -> dict:
    """One date. Who is there by first name, by full name for those who agreed to it; nobody where it is not held."""
    return {
        "id": seance.pk,
        "permanence": seance.permanence_id,
        "date": seance.date.isoformat(),
        "debut": instant(seance.debut),
        "fin": instant(seance.fin),
        "etat": seance.etat,
        "tenue": seance.tenue,
        "raison": None if seance.tenue else str(seance.raison) or None,
        "mode": seance.mode,
        "theme": seance.theme or None,
        "besoins": seance.besoins,
        "conseillers": seance.prenoms if seance.tenue else [],
        "langues": sorted(seance.langues) if seance.tenue else [],
        "demonstration": seance.demonstration,
    }


def area(commune: Commune) -> dict:
    return {
        "code_insee": commune.code_insee,
        "nom": commune.nom_court,
        "slug": commune.slug,
        "niveau": commune.niveau,
        "parent": commune.parent.code_insee if commune.parent else None,
        "codes_postaux": commune.codes_postaux,
        "habitants": commune.population,
        "lon": round(commune.centre.x, 6),
        "lat": round(commune.centre.y, 6),
        "url": commune.get_absolute_url(),
    }


def instant(value: datetime) -> str:
    """As the clocks of Lyon say it, with their offset."""
    return timezone.localtime(value).isoformat()


def hour(value: time) -> str:
    return f"{value:%H:%M}"
