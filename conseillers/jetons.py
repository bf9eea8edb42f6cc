"""The number that each form of a report carries, in place of Django's own protection.

Django's stops another site from using what a visitor's browser is trusted with, and needs a cookie for that. Here no
browser is trusted with anything: there is no session, no account, and what another site could make one send, it can
send itself. What is left to stop is programs, and the finger that presses twice. Hence a number that we gave for this
lieu, signed with the instant: sent at once, it comes from a program; sent again, it is the same report.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from structures.models import Lieu

TOO_SOON = timedelta(seconds=2)  # nobody reads the question and answers it in less
TOO_LATE = timedelta(hours=24)

signer = Signer(salt="conseillers.signalement")


@dataclass(frozen=True)
class Jeton:
    envoi: UUID
    age: timedelta


def new(lieu: Lieu) -> str:
    return signer.sign(f"{lieu.pk}/{uuid4()}/{timezone.now().timestamp():.1f}")


def read(text: str, lieu: Lieu) -> Jeton | None:
    """None when we did not give it, or for another lieu."""
    try:
        pk, envoi, instant = signer.unsign(text).split("/")
    except BadSignature:
        return None
    if pk != str(lieu.pk):
        return None
    return Jeton(UUID(envoi), timedelta(seconds=timezone.now().timestamp() - float(instant)))
