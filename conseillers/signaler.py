"""« Signaler une erreur », on a lieu or one of its séances: three taps, without account, cookie or script."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from conseillers import cadence
from conseillers.models import Signalement
from conseillers.signalements import seance_in_words
from conseillers.signaler_form import SignalementForm
from structures.models import Lieu

ALREADY = "deja"


@csrf_exempt  # there is nothing to forge: jetons.py says why, and what protects instead
@cache_control(private=True, no_store=True)  # each form has a number of its own, and what was typed in it
@require_http_methods(["GET", "HEAD", "POST"])
def signaler(request, slug):
    lieu = _lieu(slug)
    if request.method != "POST":
        return _page(request, SignalementForm(lieu=lieu, seance=request.GET.get("seance", "")))
    form = SignalementForm(request.POST, lieu=lieu)
    if not form.is_valid():
        return _page(request, form)
    if Signalement.objects.filter(envoi=form.given.envoi).exists():
        return _thanks(lieu, new=False)
    if cadence.too_many(request):
        response = _page(request, form, status=429)
        response["Retry-After"] = int(cadence.HOUR.total_seconds())
        return response
    cadence.count(request)
    return _thanks(lieu, new=form.keep())


def _lieu(slug: str) -> Lieu:
    places = Lieu.objects.published().select_related("commune", "structure").defer("commune__contour")
    return get_object_or_404(places, slug=slug)


def _page(request, form: SignalementForm, status: int = 200):
    context = {
        "form": form,
        "lieu": form.lieu,
        "seance": seance_in_words(form.seance) if form.seance else "",
        "trop": status == 429,
        "jours": Signalement.CONTACT_KEPT.days,
    }
    return render(request, "signaler.html", context, status=status)


def _thanks(lieu: Lieu, new: bool):
    address = reverse("conseillers:signale", args=[lieu.slug])
    return redirect(address if new else f"{address}?{ALREADY}")


@require_safe
def signale(request, slug):
    return render(request, "signale.html", {"lieu": _lieu(slug), "deja": ALREADY in request.GET})
