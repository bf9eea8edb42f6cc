"""Mails that tell somebody what was done to their account: they may be the only one who knows that it is not right."""

import logging
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from structures.confirmation import name_of
from structures.courriels import mail
from structures.histoire.mots import day, hour

logger = logging.getLogger(__name__)


def tell(compte, request, *said: str) -> None:
    """These sentences, by whom and when; once the change is saved. A mail that does not leave undoes nothing."""
    if not compte.email or not compte.is_active:
        return
    now = timezone.localtime()
    context = {
        "compte": compte,
        "phrases": said,
        "soi_meme": compte.pk == request.user.pk,
        "auteur": name_of(request.user) if request.user.is_authenticated else "",
        "moment": _("le %(day)s à %(hour)s") % {"day": day(now), "hour": hour(now)},
        "telephone_aide": settings.TELEPHONE_AIDE,
    }
    transaction.on_commit(partial(_send, mail("courriels/avis_compte.txt", [compte.email], context), compte, request))


def _send(message, compte, request) -> None:
    try:
        message.send()
    except OSError:  # the server of mails does not answer
        logger.exception("Somebody could not be told of a change to their account.")
        said = _("C’est fait, mais le mail qui prévient %(who)s n’est pas parti. Dites-le-lui.")
        messages.warning(request, said % {"who": name_of(compte)})
