"""What every address of the API does: open to pages of any site, counted, kept for a minute, plain when it refuses."""

from functools import wraps

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt

from conseillers.api.limite import UNCHANGED, Limite
from conseillers.api.problemes import JSON, Refus, problem, refused
from conseillers.kept import kept

METHODS = ["GET", "HEAD", "OPTIONS"]
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, RateLimit, RateLimit-Policy, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
BEFORE = {  # what a browser asks before it asks for a page of another site
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": ", ".join(METHODS),
}


def endpoint(view):
    """The view's answer to GET and HEAD, kept for a minute (kept.py); what it raises becomes a problem."""
    view = kept(view)

    @csrf_exempt  # nothing can be written: what is not for reading is answered 405, in the same shape as the rest
    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = _answer(request, lambda: view(request, *args, **kwargs))
        for name, value in OPEN.items():
            response[name] = value
        return response

    return answer


def _answer(request: HttpRequest, view) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=BEFORE)
    if request.method not in METHODS:
        response = problem(405)
        response["Allow"] = BEFORE["Allow"]
        return response
    return _counted(request, view)


def _counted(request: HttpRequest, view) -> HttpResponse:
    limite = Limite(request)
    if limite.reached:
        response = problem(429)
        response["Retry-After"] = limite.wait
        return limite.say(response)
    limite.spend(1)
    response = _said(view)
    if response.status_code == 304:
        limite.spend(UNCHANGED - 1)
    return limite.say(response)


def _said(view) -> HttpResponse:
    try:
        return view()
    except Refus as refus:
        return refused(refus)
    except Http404:
        return problem(404)
    except (BadRequest, SuspiciousOperation):  # a thousand parameters, say
        return problem(400)
    except (OperationalError, InterfaceError):
        response = problem(503)
        response["Retry-After"] = 120
        return response


def answered(body: dict) -> JsonResponse:
    """With a Link to what follows, for those who read headers."""
    response = JsonResponse(body, json_dumps_params=JSON)
    if body.get("suivant"):
        response["Link"] = f'<{body["suivant"]}>; rel="next"'
    return response


def nothing_here(request: HttpRequest, reste: str) -> HttpResponse:
    """A 404 in the API's shape, or the address with the slash that was forgotten."""
    address = f"{request.path}/"
    try:
        found = not request.path.endswith("/") and "reste" not in resolve(address).kwargs
    except Resolver404:
        found = False
    if not found:
        raise Http404
    asked = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{asked}" if asked else address)
