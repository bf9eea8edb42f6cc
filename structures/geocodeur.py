"""The national geocoding service, asked when our own lists do not know a place: off unless GEOCODEUR_URL names it.

Nothing but the words leaves, and what comes back is a doubt at best. A service that is slow, broken or lies changes
nothing: the answer is then our own (structures/peer.py bounds the wait).
"""

import hashlib
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core.cache import cache as memory

from structures.geo import metres_between, point
from structures.models import Commune
from structures.mots import ARTICLES, GENERIC, NOISE, TITLES, TYPES
from structures.peer import Peer, Unfit
from structures.reperes import Compris, Confiance, Genre, Repli
from structures.ressemblance import likeness

GENRES = {"housenumber": Genre.ADRESSE, "street": Genre.VOIE, "locality": Genre.LIEU, "municipality": Genre.COMMUNE}
# What is better than our own answer when that one is a fallback.
BETTER = {
    Repli.VOIE: {Genre.ADRESSE, Genre.VOIE, Genre.LIEU},
    Repli.NUMERO: {Genre.ADRESSE},
}
SCORE, SCORE_ELSEWHERE = 0.5, 0.7  # of the service, from 0 to 1: below, it guesses
ALIKE = 0.75  # likeness of two words from which on they may be one
SAME_TOWN = 8_000  # metres from the town or street that our lists did understand
FRANCE = (-5.2, 41.3, 9.6, 51.1)  # west, south, east, north; Corsica included
LYON = {"lat": 45.757, "lon": 4.835}  # of two places of one name, the nearest
LIMIT = 5
SHORTEST, LONGEST = 3, 200  # characters that the service takes
LONGEST_NAME = 100
SECONDS_KEPT = 60  # as long as pages are (conseillers/kept.py)
SOMEBODY = re.compile(r"@|(?:\d[\s.-]*){10}")  # a phone number, an e-mail address: no place


@dataclass(frozen=True)
class Trouve:
    """A place that the service answered, with values of the right kind."""

    genre: Genre
    nom: str
    code_postal: str
    ville: str
    code_insee: str
    score: float
    lon: float
    lat: float

    @property
    def libelle(self) -> str:
        """As on a letter: « 12 Rue Garibaldi, 69003 Lyon »."""
        return self.nom if self.genre == Genre.COMMUNE else f"{self.nom}, {self.code_postal} {self.ville}".strip()


def completed(ours: Compris, words: str) -> Compris:
    """Our own answer; the service's when ours is none, or a fallback that it betters."""
    unknown = ours.confiance == Confiance.AUCUNE
    if not settings.GEOCODEUR_URL or not (unknown or ours.repli in (Repli.VOIE, Repli.NUMERO)):
        return ours
    question = _question(words)
    found = _asked(question) if question else []
    better = [trouve for trouve in found if trouve.genre in BETTER.get(ours.repli, GENRES.values())]
    credible = (trouve for trouve in better if _answers(trouve, question) and _agrees(trouve, ours))
    return next(filter(None, map(_believed, credible)), ours)


# --- Asking ---


def _question(words: str) -> str:
    """What is sent; nothing when it cannot be a place, or says who somebody is."""
    question = " ".join(words.split())[:LONGEST]
    question = question[next((rank for rank, letter in enumerate(question) if letter.isalnum()), LONGEST) :]
    return "" if len(question) < SHORTEST or SOMEBODY.search(question) else question


def _asked(question: str) -> list[Trouve]:
    """What the service answers, or answered this minute; nothing when it does not."""
    key = f"geocodeur-{hashlib.sha256(question.encode(errors='replace')).hexdigest()}"
    found = memory.get(key) if settings.KEEP_ANSWERS else None
    if found is None:
        parameters = {"q": question, "limit": LIMIT, "autocomplete": 0, **LYON}
        found = _peer(settings.GEOCODEUR_URL).ask(parameters, _read, settings.GEOCODEUR_SECONDS)
        if found is not None and settings.KEEP_ANSWERS:
            memory.set(key, found, SECONDS_KEPT)
    return found or []


@cache
def _peer(url: str) -> Peer:
    return Peer(url)


# --- Reading ---


def _read(collection: object) -> list[Trouve]:
    """The places of a GeoJSON collection; those that make no sense are left out."""
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise Unfit
    return [trouve for feature in features[:LIMIT] if (trouve := _trouve(feature))]


def _trouve(feature: object) -> Trouve | None:
    try:
        facts, (lon, lat) = feature["properties"], feature["geometry"]["coordinates"]
        found = Trouve(
            genre=GENRES[facts["type"]],
            nom=_text(facts["name"]),
            code_postal=_code(facts.get("postcode")),
            ville=_text(facts["city"]),
            code_insee=_code(facts.get("citycode")),
            score=_number(facts["score"]),
            lon=_number(lon),
            lat=_number(lat),
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    west, south, east, north = FRANCE
    return found if west <= found.lon <= east and south <= found.lat <= north else None


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value.strip()) <= LONGEST_NAME:
        raise ValueError
    return " ".join(value.split())


def _code(value: object) -> str:
    return value if isinstance(value, str) and re.fullmatch(r"\d[\dAB]\d{3}", value, re.ASCII) else ""


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError
    return float(value)


# --- Believing ---


def _answers(trouve: Trouve, question: str) -> bool:
    """Is it what was asked? One of the words that say which, at least, and the number of the door."""
    asked = list(_words(question))
    name = list(_words(trouve.nom))
    same_door = any(word.isdigit() and word in asked for word in name[:1])
    if trouve.score < SCORE or (trouve.genre == Genre.ADRESSE and not same_door):
        return False
    if trouve.genre == Genre.COMMUNE and trouve.code_postal in asked:
        return True
    return any(likeness(word, other) >= ALIKE for word in _significant(asked) for other in name)


def _words(text: str) -> Iterator[str]:
    text = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return (found[0] for found in re.finditer(r"\d+|[^\W\d_]+", text))


def _significant(words: list[str]) -> list[str]:
    """The words that tell one place from another; « gare » when there is none but that."""
    words = [word for word in words if not word.isdigit() and len(word) > 2 and word not in TYPES | ARTICLES]
    return [word for word in words if word not in NOISE | TITLES | GENERIC] or words


def _agrees(trouve: Trouve, ours: Compris) -> bool:
    """What we understood of the town stands."""
    return ours.point is None or metres_between(ours.point, point(trouve.lon, trouve.lat)) <= SAME_TOWN


def _believed(trouve: Trouve) -> Compris | None:
    """With a doubt. The commune is the one where the point stands, whatever the service calls it."""
    where = point(trouve.lon, trouve.lat)
    communes = list(Commune.objects.containing(where).finest().values_list("code_insee", flat=True))
    if not communes and trouve.score < SCORE_ELSEWHERE:
        return None
    return Compris(
        libelle=trouve.libelle,
        genre=trouve.genre,
        code_insee=communes or [code for code in [trouve.code_insee] if code],
        confiance=Confiance.DOUTE,
        point=where,
        repli=Repli.SERVICE if communes else Repli.AILLEURS,
    )
