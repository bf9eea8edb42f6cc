"""What went wrong, said in one shape: application/problem+json (RFC 9457). What was typed is never said back."""

from django import forms
from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _

TYPE = "application/problem+json"
JSON = {"ensure_ascii": False}

TITLES = {
    400: _("Demande non comprise"),
    404: _("Page introuvable"),
    405: _("Méthode non permise"),
    429: _("Trop de demandes"),
    500: _("Panne"),
    503: _("Service indisponible"),
}
DETAILS = {
    400: _("Cette adresse n’est pas bien écrite."),
    404: _("Il n’y a rien à cette adresse. /api/ dit ce qu’il y a."),
    405: _("On ne peut que lire : GET, HEAD ou OPTIONS."),
    429: _("Votre adresse a trop demandé d’un coup. Recommencez dans quelques secondes : Retry-After dit combien."),
    500: _("Nous n’avons pas pu répondre. Recommencez dans quelques minutes."),
    503: _("Nous ne pouvons pas répondre en ce moment. Recommencez dans deux minutes."),
}
TOGETHER = "ensemble"  # what is wrong with several parameters at once


class Refus(Exception):
    """A demand that makes no sense, with what is wrong by parameter."""

    def __init__(self, erreurs: dict[str, list[str]]):
        super().__init__()
        self.erreurs = erreurs


def problem(status: int, detail: str = "", **members) -> JsonResponse:
    body = {
        "type": "about:blank",
        "title": str(TITLES[status]),
        "status": status,
        "detail": str(detail or DETAILS[status]),
        **members,
    }
    return JsonResponse(body, status=status, content_type=TYPE, json_dumps_params=JSON)


def refused(refus: Refus) -> JsonResponse:
    return problem(400, _("Corrigez ces paramètres, puis recommencez."), erreurs=refus.erreurs)


def errors_of(form: forms.Form) -> dict[str, list[str]]:
    return {
        TOGETHER if name == forms.forms.NON_FIELD_ERRORS else name: list(map(str, said))
        for name, said in form.errors.items()
    }
