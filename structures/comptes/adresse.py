"""Where a request comes from, and how little of it is kept."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.utils.crypto import salted_hmac


def client_address(request) -> str | None:
    """The visitor's, as the proxy in front of us wrote it; headers count for nothing without a proxy.

    A proxy adds the address that it saw at the end of X-Forwarded-For; what stands before was sent by the visitor.
    """
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or seen
    try:
        address = ip_address(seen)
    except ValueError:  # a socket of this machine, or a proxy that says nonsense
        return None
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or ip_network((address, 64), strict=False).network_address  # one line, one home
    return str(address)


def fingerprint(kind: str, text: str, length: int = 32) -> str:
    """Tells whether two texts are the same, to whoever has the secret key; never what they are."""
    return salted_hmac(f"structures.comptes.{kind}", text, algorithm="sha256").hexdigest()[:length]


def origin(request) -> str:
    return fingerprint("origine", client_address(request) or "", 8) if request else ""
