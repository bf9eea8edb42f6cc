"""Cursors: where a program stopped reading, in a sealed word that only goes with the question it was given for.

It says after what to go on, never how many to skip: what is added or withdrawn meanwhile moves nothing. Without a date
of its own, so that the same page is the same answer, hence a 304.
"""

import hashlib
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from conseillers.api.problemes import Refus

NAME = "curseur"
LONGEST = 1500  # characters; that of a hundred places by date has under 900
NOT_OURS = _("Ce curseur ne va pas avec cette demande. Prenez le lien « suivant » tel quel, ou repartez du début.")


def read(request: HttpRequest) -> dict:
    """What the cursor holds; nothing at the beginning. Refus when it is not one that this question was given."""
    sealed = request.GET.get(NAME)
    if sealed is None:
        return {}
    try:
        held = _signer().unsign_object(sealed)
    except (signing.BadSignature, ValueError):
        held = {}
    if held.pop("de", None) != _question(request):
        raise Refus({NAME: [str(NOT_OURS)]})
    return held


def following(request: HttpRequest, **held) -> str:
    """The address of what follows."""
    asked = request.GET.copy()
    asked[NAME] = _signer().sign_object({"de": _question(request), **held}, compress=True)
    return f"{request.path}?{urlencode(list(asked.items()))}"


def _question(request: HttpRequest) -> str:
    """The same whatever the size of pages, which may change on the way."""
    asked = sorted((name, value) for name, value in request.GET.items() if name not in (NAME, "taille"))
    return hashlib.sha256(urlencode([("", request.path), *asked]).encode()).hexdigest()[:12]


def _signer() -> signing.Signer:
    return signing.Signer(salt="conseillers.api.curseur", sep="~")
