"""Headers of the pages that other sites may show in a frame; all others stay closed to them."""

from django.http import HttpRequest
from django.shortcuts import render

FRAMED = ["integrer_lieux", "integrer_semaine"]
SHOWS_THEM = "integrer"
CLOSED, OPEN = "frame-ancestors 'none'", "frame-ancestors *"


def framed(get_response):
    """Middleware, outside of those that close every answer: a 304 or a breakdown is for its frame as well."""

    def middleware(request):
        response = get_response(request)
        if is_one_of(request, FRAMED):
            return _opened(_short(request, response))
        if is_one_of(request, [SHOWS_THEM]):
            _replace_policy(response, CLOSED, f"{CLOSED}; frame-src 'self'")
        return response

    return middleware


def is_one_of(request: HttpRequest, names: list[str]) -> bool:
    match = getattr(request, "resolver_match", None)
    return bool(match) and match.namespace == "conseillers" and match.url_name in names


def _opened(response):
    del response.headers["X-Frame-Options"]
    _replace_policy(response, CLOSED, OPEN)
    return response


def _replace_policy(response, said: str, instead: str) -> None:
    policy = response.headers.get("Content-Security-Policy", "")  # none on Django's own pages, in debug
    response.headers["Content-Security-Policy"] = policy.replace(said, instead)


def _short(request, response):
    """The site's own error pages would fill somebody else's page, with links that a frame refuses."""
    if response.status_code != 400 and response.status_code < 500:
        return response
    page = render(request, "integrer/panne.html", status=response.status_code)
    return _with_headers(page, response)


def _with_headers(page, response):
    for name in response.headers.keys() - {"Content-Length", "Content-Type", "Content-Encoding", "ETag"}:
        page.headers[name] = response.headers[name]
    return page
