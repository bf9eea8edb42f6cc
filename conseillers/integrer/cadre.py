"""The light pages that go in a frame: places around somewhere, or the week of one. Wrong parameters are made up for."""

from datetime import timedelta
from itertools import groupby

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from conseillers.a_venir import AROUND, lost_first, schedule
from conseillers.anciennes import redirected
from conseillers.fiches import Fiche, nearest
from conseillers.forms import RechercheForm
from conseillers.integrer.couleurs import Couleurs
from conseillers.prochaines import give_next
from conseillers.recherche import Recherche
from structures.models import Lieu

WHERE = ["q", "lat", "lon"]  # what is read of a search's parameters
NUMBERS = [3, 5, 10]
NUMBER = 5
DAYS = 7
OTHERS = 3  # places to go to instead


@require_safe
def lieux(request):
    """Those that the search gives, in its order."""
    where = QueryDict(mutable=True)
    where.update({name: request.GET[name] for name in WHERE if name in request.GET})
    search = Recherche(RechercheForm(where))
    page = search.page(1)
    shown = list(page or search.near_misses)[: _number(request.GET.get("nombre", ""))]
    _give_verification(shown)
    results = reverse("conseillers:recherche")
    context = {
        "lieux": shown,
        "ou": search.compris.nom if search.compris.point else "",
        "inconnu": bool(search.form.value("q") and not search.compris.point and not search.filters),
        "tous": f"{results}?{where.urlencode()}" if search.compris.point else results,
        "canonique": request.build_absolute_uri(results),
    }
    return _framed(request, "lieux", context)


def semaine(request, slug: str):
    """A lieu's next days, whatever it was called; another lieu's when it is gone."""
    try:
        return _semaine(request, slug=slug)
    except Http404:
        return _gone(request, slug)


@require_safe
@redirected
def _semaine(request, slug: str):
    lieu = get_object_or_404(Lieu.objects.published().select_related("commune").defer("commune__contour"), slug=slug)
    around = nearest(lieu.position, AROUND, sauf=lieu.pk)
    _whole, seances = schedule(lieu, around)
    end = timezone.localdate() + timedelta(days=DAYS)
    week = [seance for seance in seances if seance.date < end]
    prochaine = next((seance for seance in seances if seance.tenue), None)
    context = {
        "lieu": lieu,
        "jours": [(day, list(group)) for day, group in groupby(week, key=lambda seance: seance.date)],
        "prochaine": prochaine,
        "perdue": lost_first(seances),
        "plus_tard": not any(seance.tenue for seance in week),
        "ailleurs": [] if prochaine else _others(around),
        "canonique": request.build_absolute_uri(lieu.get_absolute_url()),
        "demonstration": any(seance.demonstration for seance in seances),
    }
    return _framed(request, "semaine", context)


def _gone(request, slug: str):
    """Said plainly, with the places nearest to where it was, or to the middle of Lyon."""
    withdrawn = Lieu.objects.filter(slug=slug).only("position").first()
    shown = nearest(withdrawn.position if withdrawn else None, OTHERS)
    give_next(shown)
    _give_verification(shown)
    results = reverse("conseillers:recherche")
    context = {"lieux": shown, "parti": True, "tous": results, "canonique": request.build_absolute_uri(results)}
    return _framed(request, "lieux", context, status=404)


def _others(around: list[Fiche]) -> list[Fiche]:
    others = around[:OTHERS]
    give_next(others)
    _give_verification(others)
    return others


def _give_verification(fiches: list[Fiche]) -> None:
    """Since when their facts are known to be right."""
    known = dict(Lieu.objects.filter(pk__in=[f.pk for f in fiches]).values_list("pk", "date_verification"))
    for fiche in fiches:
        fiche.date_verification = known[fiche.pk]


def _number(asked: str) -> int:
    return int(asked) if asked in map(str, NUMBERS) else NUMBER


def _framed(request, name: str, context: dict, status: int = 200):
    couleurs = Couleurs.read(request.GET.get("couleurs", ""))
    shown = context.get("lieux", [])
    invented = context.get("demonstration") or any(f.prochaine and f.prochaine.demonstration for f in shown)
    context |= {"couleurs": couleurs and couleurs.readable(), "demonstration": invented}
    return render(request, f"integrer/{name}.html", context, status=status)
