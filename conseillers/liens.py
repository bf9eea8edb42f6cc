"""The two links of a mail to a référent, which work without an account.

Each holds a demand's random key, signed with the time, by a key of its purpose: one made to confirm cannot correct. The
demand says for whom and for which lieu it was made, and with which facts; what is read here is whether it still stands.
"""

import uuid
from functools import wraps

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import models
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from conseillers.models import Demande
from structures.courriels import address


class Usage(models.TextChoices):
    """What a link is for; the value is the name of its view."""

    CONFIRMER = "confirmer", _("Tout est exact")
    CORRIGER = "corriger", _("Corriger")


class LienRefuse(Exception):
    """A link that opens nothing, and what to say of it."""

    def __init__(self, status: int, title: str, text: str):
        super().__init__(title)
        self.status, self.title, self.text = status, title, text


def token(demande: Demande, usage: Usage) -> str:
    return _signer(usage).sign(demande.pk.hex)


def link(demande: Demande, usage: Usage) -> str:
    return address(f"conseillers:{usage}", token(demande, usage))


def _signer(usage: Usage) -> TimestampSigner:
    # Full stops stay as they are in an address and in a mail.
    return TimestampSigner(salt=f"conseillers.{usage}", sep=".")


def demande_of(jeton: str, usage: Usage, demandes: models.QuerySet | None = None) -> Demande:
    """The demand that this link leads to, while it still stands."""
    try:
        key = _signer(usage).unsign(jeton, max_age=settings.CONFIRMATION_LIEN_JOURS * 24 * 3600)
    except SignatureExpired:
        raise LienRefuse(
            410,
            _("Ce lien est trop ancien."),
            _("Nous vous écrirons de nouveau. Si quelque chose a changé, appelez-nous."),
        ) from None
    except BadSignature:
        raise _unreadable() from None
    demandes = Demande.objects.all() if demandes is None else demandes
    found = demandes.select_related("lieu__commune", "lieu__structure", "compte").filter(pk=uuid.UUID(hex=key)).first()
    if found is None:
        raise _gone()
    _check_stands(found)
    return found


def _check_stands(demande: Demande) -> None:
    lieu, account = demande.lieu, demande.compte
    if not lieu.publie or lieu.structure.archivee:
        raise _gone()
    known = account.is_active and account.email == demande.courriel
    if not known or not lieu.structure.referents.filter(pk=account.pk).exists():
        raise LienRefuse(
            403,
            _("Ce lien n’est plus le vôtre."),
            _("La personne à qui nous l’avons envoyé ne suit plus ce lieu. Si quelque chose a changé, appelez-nous."),
        )


def _unreadable() -> LienRefuse:
    return LienRefuse(
        404,
        _("Ce lien est abîmé."),
        _("Il en manque peut-être la fin. Ouvrez-le depuis notre message ou, s’il ne marche pas, appelez-nous."),
    )


def _gone() -> LienRefuse:
    return LienRefuse(
        410,
        _("Ce lieu n’est plus sur le site."),
        _("Il n’y a rien à confirmer. Si c’est une erreur, appelez-nous."),
    )


def signed_page(view):
    """A page whose address alone opens it: kept by nobody, told to nobody, changed by a POST only.

    Without CSRF token: nothing here is done in the name of a session or a cookie, none is read and none is set. Whoever
    has the signed address may do what it is for; another site that does not know it can do nothing.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request, jeton):
        try:
            response = view(request, jeton)
        except LienRefuse as refused:
            response = render(request, "lien_refuse.html", {"refus": refused}, status=refused.status)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return page
