"""The second factor: a code of an authenticator app, or one of ten recovery codes, after the password.

Required of whoever may change everything (agents, administrators, superusers), offered to the others. Secrets of the
apps are stored as they are, for the server must compute the same codes. Recovery codes are not: the database holds a
fingerprint of each under SECRET_KEY, so that a stolen copy opens nothing (another SECRET_KEY ends them all).
"""

import re
import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from structures.comptes.adresse import fingerprint
from structures.roles import Role, roles_of

OBLIGED = {Role.ADMINISTRATEUR, Role.AGENT}
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that one may take for another
APP_CODE = re.compile(r"[0-9]{6}")


def is_required(user) -> bool:
    return settings.SECOND_FACTOR and (user.is_superuser or bool(roles_of(user) & OBLIGED))


def app_of(user) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def is_enrolled(user) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def is_satisfied(user) -> bool:
    """May this session go on? OTPMiddleware has read from it which device answered, and that it still exists."""
    if not settings.SECOND_FACTOR or getattr(user, "otp_device", None):
        return True
    if not hasattr(user, "_second_factor_free"):
        user._second_factor_free = not (is_required(user) or is_enrolled(user))
    return user._second_factor_free


def verify(user, typed: str) -> Device | None:
    """The device that this code opens, if it does. A recovery code works once, an app's code too."""
    typed = re.sub(r"[\s-]", "", typed).lower()
    is_app = APP_CODE.fullmatch(typed)
    model, token = (TOTPDevice, typed) if is_app else (StaticDevice, _stored(typed))
    with transaction.atomic():
        device = model.objects.select_for_update().filter(user=user, confirmed=True).first()
        return device if device and device.verify_token(token) else None


def seconds_to_wait(user) -> int:
    """Until the next try: django-otp makes each failure cost twice the time of the one before."""
    waits = [device.verify_is_allowed()[1] for device in _devices(user)]
    ends = [wait["locked_until"] for wait in waits if wait]
    return max((int((end - timezone.now()).total_seconds()) + 1 for end in ends), default=0)


def candidate(user) -> TOTPDevice:
    """The app that is being set up: the same one as long as it is not confirmed, so that a page may be reloaded."""
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return device or TOTPDevice.objects.create(user=user, name="application", confirmed=False)


@transaction.atomic
def enrol(user, typed: str) -> tuple[TOTPDevice, list[str]] | None:
    """The app's first code confirms it, in place of any former one; with its ten recovery codes."""
    get_user_model().objects.select_for_update().get(pk=user.pk)  # twice the same form: one enrolment
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    if device is None or not device.verify_token(re.sub(r"\s", "", typed)):
        return None
    TOTPDevice.objects.filter(user=user, confirmed=True).delete()
    device.confirmed = True
    device.save()
    return device, new_recovery_codes(user)


@transaction.atomic
def new_recovery_codes(user) -> list[str]:
    """Ten, said once and for all; those before no longer work."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="codes de secours")
    codes = [_random_code() for _ in range(RECOVERY_CODES)]
    for code in codes:
        device.token_set.create(token=_stored(code))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def codes_left(user) -> int:
    return StaticDevice.objects.filter(user=user).values_list("token_set", flat=True).exclude(token_set=None).count()


def remove(user) -> None:
    for model in (TOTPDevice, StaticDevice):
        model.objects.filter(user=user).delete()


def _devices(user):
    for model in (TOTPDevice, StaticDevice):
        yield from model.objects.filter(user=user, confirmed=True)


def _random_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(10))


def _stored(code: str) -> str:
    return fingerprint("secours", code, 16)
