"""Answers kept for a minute: what many people ask at once is computed once, and what has not changed is not sent again.

The key holds the version of the data, so an edit shows at the next request, and the minute, since pages say what is on
now. Answers are in memory that the site's processes share (config/gunicorn.py): what was typed is on no disk, and what
is a minute old is never read again.
"""

import hashlib
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags

from conseillers.models import Revision

SECONDS = 60
DIGEST = 16  # characters


def kept(view):
    """The view's own answer, or the one it gave this minute to the same address on the same data.

    Its ETag tells the question from the answer. A browser that has the answer to this very question is told so before
    anything else is asked of the database; one that has the same answer to an older question, once it is known.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        if not settings.KEEP_ANSWERS:
            return view(request, *args, **kwargs)
        question = _question(request)
        known = _known(request)
        if question in known:
            return _not_modified(known[question])
        response = cache.get(question)
        if response is None:
            response = view(request, *args, **kwargs)
            if response.status_code != 200:
                return response
            response["ETag"] = f'"{question}-{_digest(response.content)}"'
            cache.set(question, response, SECONDS)
        digest = response["ETag"].partition("-")[2]
        same = [etag for etag in known.values() if etag.endswith(digest)]
        return _not_modified(same[0]) if same else response

    return answer


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:DIGEST]


def _question(request: HttpRequest) -> str:
    asked = f"{Revision.version()} {_minute()} {request.method} {request.build_absolute_uri()}"
    return _digest(asked.encode(errors="surrogatepass"))


def _known(request: HttpRequest) -> dict[str, str]:
    """The answers that the browser has, by question; compression makes their ETags weak, which changes nothing here."""
    etags = [etag.removeprefix("W/") for etag in parse_etags(request.headers.get("If-None-Match", ""))]
    return {etag.strip('"').partition("-")[0]: etag for etag in etags}


def _not_modified(etag: str) -> HttpResponse:
    return HttpResponseNotModified(headers={"ETag": etag})


def _minute() -> str:
    """What pages say is the same all through it, but for its first instant: 10 minutes are left then, 9 just after."""
    now = timezone.now()
    return f"{now:%Y-%m-%d %H:%M} {'sharp' if now.second == now.microsecond == 0 else ''}"
