"""/integrer/: choose, look, copy two lines."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conseillers.integrer.cadre import NUMBER
from conseillers.integrer.forms import IntegrerForm


@require_safe
def integrer(request):
    form = IntegrerForm(request.GET)
    cadre = _frame(form)
    context = {"form": form, "cadre": cadre, "code": _code(cadre, request.build_absolute_uri)}
    return render(request, "integrer/page.html", context)


def _frame(form: IntegrerForm) -> dict:
    """What the frame shows, under which title, of which size; and the page that says the same to those without it."""
    couleurs = {"couleurs": form.couleurs.readable()} if form.couleurs else {}
    if form.montre_un_lieu and form.choisi:
        slug, nom = form.choisi["slug"], form.choisi["nom"]
        adresse = reverse("conseillers:integrer_semaine", args=[slug])
        return form.taille | {
            "src": _url(adresse, couleurs),
            "titre": _("Conseiller numérique : %(lieu)s") % {"lieu": nom},
            "page": reverse("conseillers:lieu", args=[slug]),
        }
    q, nombre = form.cleaned_data.get("q") or "", form.cleaned_data.get("nombre") or NUMBER
    where = {"q": q} if q else {}
    titre = (
        _("Conseillers numériques près de %(where)s") % {"where": form.compris.nom}
        if q
        else _("Conseillers numériques")
    )
    return form.taille | {
        "src": _url(reverse("conseillers:integrer_lieux"), where | {"nombre": nombre} | couleurs),
        "titre": titre,
        "page": _url(reverse("conseillers:recherche"), where),
    }


def _code(cadre: dict, absolute) -> SafeString:
    """The two lines to paste: a frame, and a link for those to whom it does not show."""
    width = format_html('width="{}"', cadre["largeur"]) if cadre["largeur"] else 'width="600"'
    style = "border:0;max-width:100%" if cadre["largeur"] else "border:0;width:100%"
    frame = format_html(
        '<iframe src="{}" title="{}" loading="lazy" {} height="{}" style="{}"></iframe>',
        absolute(cadre["src"]), cadre["titre"], SafeString(width), cadre["hauteur"], style,
    )  # fmt: skip
    link = format_html('<p><a href="{}">{}</a></p>', absolute(cadre["page"]), cadre["titre"])
    return SafeString(f"{frame}\n{link}")


def _url(address: str, values: dict) -> str:
    return f"{address}?{urlencode(values)}" if values else address
