"""Answers kept for a minute: what many people ask at once is computed once.

The key holds the version of the data, so an edit shows at the next request, and the minute, since pages say what is on
now. It stays in the memory of each process: what was typed is never written down, and is forgotten with the minute.
"""

import hashlib
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from conseillers.models import Revision

SECONDS = 60


def kept(view):
    """The view's own answer, or the one it gave this minute to the same address on the same data."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        if not settings.KEEP_ANSWERS:
            return view(request, *args, **kwargs)
        asked = f"{Revision.version()} {_minute()} {request.method} {request.build_absolute_uri()}"
        key = hashlib.sha256(asked.encode(errors="surrogatepass")).hexdigest()
        response = cache.get(key)
        if response is None:
            response = view(request, *args, **kwargs)
            if response.status_code == 200:
                cache.set(key, response, SECONDS)
        return response

    return answer


def _minute() -> str:
    """What pages say is the same all through it, but for its first instant: 10 minutes are left then, 9 just after."""
    now = timezone.now()
    return f"{now:%Y-%m-%d %H:%M} {'sharp' if now.second == now.microsecond == 0 else ''}"
