"""Places: those that a search finds, and one of them whole."""

from datetime import timedelta

from django.shortcuts import get_object_or_404
from django.utils import timezone

from conseillers.anciennes import redirected
from conseillers.api import curseur
from conseillers.api.endpoint import answered, endpoint
from conseillers.api.forms import LieuxForm
from conseillers.api.parametres import nothing_asked, read
from conseillers.api.permanences import rules_of
from conseillers.api.reponses import card, occurrences, place, rule
from conseillers.forms import Tri
from conseillers.geojson import understood
from conseillers.models import Seance
from conseillers.recherche import Donnes, Page, Recherche
from structures.models import Lieu

AHEAD = timedelta(weeks=4)  # what the page of a place shows
MOST_SEANCES = 100


@endpoint
def lieux(request):
    """What /recherche/ finds, in its order: the same form, the same search."""
    form = read(LieuxForm, request)
    donnes = Donnes(**curseur.read(request))
    search = Recherche(form, form.taille_page, donnes)
    page = search.page(1)
    return answered(
        {
            "compris": understood(search),
            "messages": search.messages(page, ""),
            "reponse": _how_well(search, page),
            "lieux": [card(lieu) for lieu in page or search.near_misses],
            "presque": [card(lieu) for lieu in search.near_misses if page],
            "suivant": _next(request, search, page),
        }
    )


def _how_well(search: Recherche, page: Page) -> str:
    """Whether these places answer every choice, all but one, or are shown without the choices."""
    if search.filters_dropped:
        return "sans_choix"
    return "presque" if search.near_misses and not page else "exacte"


def _next(request, search: Recherche, page: Page) -> str | None:
    """Only what answers exactly goes on."""
    if not page.suite or search.filters_dropped:
        return None
    if search.tri == Tri.DATE:  # time goes by, and the order with it: who was given is not given again
        return curseur.following(request, lieux=[*search.donnes.lieux, *(lieu.pk for lieu in page)])
    last = page.lieux[-1]
    return curseur.following(request, apres=[last.lon, last.lat, float(last.pk)])


@endpoint
@redirected
def lieu(request, slug):
    """One place: all that is public of it, its rules, the next four weeks."""
    nothing_asked(request)
    places = Lieu.objects.published().select_related("commune", "structure").defer("commune__contour")
    found = get_object_or_404(places, slug=slug)
    seances = Seance.objects.filter(lieu=found).within(timezone.localdate(), AHEAD.days).not_over(timezone.now())
    seances = list(seances.in_order()[:MOST_SEANCES])
    return answered(
        place(found)
        | {
            "permanences": [rule(permanence) for permanence in rules_of([found])],
            "seances": occurrences(seances),
        }
    )
