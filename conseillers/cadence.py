"""How many reports are taken in an hour, without keeping anybody's address.

Of an address, the cache holds a number under a digest whose key is drawn each day and forgotten: it says nothing to
whoever reads it, and cannot be compared with that of another day. Two requests at the same instant may count for one:
this slows programs down, and need not be exact. What /api/ counts (api/limite.py) goes by the same digest.
"""

import ipaddress
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone
from django.utils.crypto import salted_hmac

from conseillers.models import Signalement

HOUR = timedelta(hours=1)
MOST_OF_ONE = 30  # an hour: a town hall, behind one address, sends twenty without noticing
MOST_OF_ALL = 300


def too_many(request) -> bool:
    if Signalement.objects.filter(cree__gt=timezone.now() - HOUR).count() >= MOST_OF_ALL:
        return True
    key = _key(request)
    return bool(key) and caches["cadence"].get(key, 0) >= MOST_OF_ONE


def count(request) -> None:
    """One more from there."""
    if key := _key(request):
        caches["cadence"].set(key, caches["cadence"].get(key, 0) + 1, HOUR.total_seconds())


def _key(request) -> str:
    """Empty when nothing tells one visitor from another: the number of all then protects alone."""
    digest = sender_of_the_day(request)
    return f"{timezone.localtime():%H}-{digest}" if digest else ""


def sender_of_the_day(request) -> str:
    """The same all day for one visitor, and nobody's address; empty when nothing tells one from another."""
    sender = _sender(request)
    if not sender:
        return ""
    day = f"cle-{timezone.localdate():%Y-%m-%d}"
    day_key = caches["cadence"].get_or_set(day, secrets.token_hex, timedelta(days=1).total_seconds())
    return salted_hmac(day_key, sender, algorithm="sha256").hexdigest()


def _sender(request) -> str:
    """The visitor's address, as the server or its proxy saw it; for IPv6, the line that many addresses share."""
    said = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:  # it adds the address that it saw at the end, whatever the visitor wrote before
        said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return ""
    if address.version == 6:  # a server that listens to both writes IPv4 as ::ffff:192.0.2.1
        address = address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False)
    return str(address)
