"""Typed readers of environment variables: a value that makes no sense stops the start, loudly."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

WORDS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
    "": False,
}


def env(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"The environment variable {name} is missing. The README lists them all.")
    return value


def env_bool(name: str, default: bool) -> bool:
    value = os.environ.get(name, str(default)).strip().lower()
    if value not in WORDS:
        raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0.")
    return WORDS[value]


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def env_number(name: str, default: int) -> int:
    """A whole number, one at least."""
    value = os.environ.get(name, str(default)).strip()
    if not value.isdecimal() or int(value) < 1:
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number, 1 or more.")
    return int(value)


def env_url(name: str) -> str:
    """The address of a server to ask, or nothing. In clear only on this machine: what is sent is what people typed."""
    value = os.environ.get(name, "").strip()
    hint = "write a whole https address, like https://data.geopf.fr/geocodage/search, and nothing after the path."
    try:
        parts = urlsplit(value)
        known = parts.hostname and parts.port != 0  # reading a port that is no number raises
    except ValueError:
        known = False
    clear = known and parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    usable = known and (parts.scheme == "https" or clear) and not (parts.query or parts.fragment or parts.username)
    if value and not usable:
        raise ImproperlyConfigured(f"{name}={value!r}: {hint}")
    return value
