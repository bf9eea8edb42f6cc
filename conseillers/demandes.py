"""Asking référents whether their lieux are exact: one mail each, with the facts as residents read them."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from conseillers.a_confirmer import to_confirm
from conseillers.faits import facts_of
from conseillers.liens import Usage, link
from conseillers.models import Demande, Proposition
from structures.courriels import mail
from structures.models import Lieu

MOST = 20  # lieux in a mail: nobody reads more; the others come next time


def recipients() -> QuerySet:
    """Référents who can be written to."""
    accounts = get_user_model().objects.filter(is_active=True, structures__isnull=False)
    return accounts.exclude(email="").distinct().order_by("pk")


def due_for(account) -> QuerySet[Lieu]:
    """This person's lieux to confirm, the longest unseen first; not those asked about lately, or already corrected."""
    lately = timezone.now() - timedelta(days=settings.CONFIRMATION_RELANCE_JOURS)
    asked = Demande.objects.filter(lieu=OuterRef("pk"), compte=account, envoyee__gt=lately)
    waiting = Proposition.objects.waiting().filter(lieu=OuterRef("pk"))
    own = Lieu.objects.filter(structure__referents=account).filter(~Exists(asked), ~Exists(waiting))
    in_order = to_confirm(own).order_by(F("date_verification").asc(nulls_first=True), "nom", "pk")
    return in_order.select_related("commune", "structure").defer("commune__contour")


def message_to(account, link_of=link) -> tuple[EmailMessage, list[Demande]] | None:
    """What to send, and the demands that it holds, saved nowhere yet; None when nothing is due."""
    due = list(due_for(account))
    if not due:
        return None
    lieux = due[:MOST]
    facts = facts_of(lieux)
    demandes = [
        Demande(lieu=lieu, compte=account, courriel=account.email, empreinte=facts[lieu.pk].empreinte) for lieu in lieux
    ]
    parts = [
        {
            "faits": facts[demande.lieu_id],
            "confirmer": link_of(demande, Usage.CONFIRMER),
            "corriger": link_of(demande, Usage.CORRIGER),
        }
        for demande in demandes
    ]
    context = {
        "compte": account,
        "parties": parts,
        "reste": len(due) - len(lieux),
        "jours": settings.CONFIRMATION_LIEN_JOURS,
        "telephone_aide": settings.TELEPHONE_AIDE,
    }
    return mail("courriels/demander_confirmations.txt", [account.email], context), demandes


@transaction.atomic
def ask(account) -> int:
    """Writes to this person if anything is due; how many lieux it was about.

    The account's row is held meanwhile, so that two runs at once ask once. A mail that does not leave leaves no demand.
    """
    account = get_user_model().objects.select_for_update().get(pk=account.pk)
    prepared = message_to(account)
    if prepared is None:
        return 0
    message, demandes = prepared
    Demande.objects.bulk_create(demandes)
    message.send()
    return len(demandes)
