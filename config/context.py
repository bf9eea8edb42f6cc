"""What every page of the site may say."""

from functools import cache

from django.conf import settings
from django.urls import reverse

from conseillers.referencement.pages import canonical


def site(request):
    """The number to call when the site cannot help, the base map if one is set, the list and the page one reads."""
    tiles = {"url": settings.TILES_URL, "attribution": settings.TILES_ATTRIBUTION} if settings.TILES_URL else None
    lieux, agenda = _lists()
    adresse = agenda if request.path == agenda else request.get_full_path()
    return {
        "telephone_aide": settings.TELEPHONE_AIDE,
        "tuiles": tiles,
        "canonique": canonical(request),
        "adresse": adresse if adresse in (lieux, agenda) else "",
    }


@cache
def _lists() -> tuple[str, str]:
    """All places, as the menu leads to them, and the schedule with any choice."""
    return reverse("conseillers:recherche"), reverse("conseillers:agenda")
