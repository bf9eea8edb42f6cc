"""Files to anybody, from any site: streamed, and not sent again while nothing has changed."""

from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.cache import cache_control

from conseillers.donnees.catalogue import JEUX, SCHEMAS
from conseillers.donnees.etat import Etat

METHODS = ["GET", "HEAD", "OPTIONS"]
# A page of any site may read them: they are public, and no cookie goes with the request.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Content-Disposition",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since, Accept, Content-Type",
    "Access-Control-Max-Age": "86400",
    "Allow": ", ".join(METHODS),
}


def for_any_site(view):
    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers=PREFLIGHT)
        elif request.method in METHODS:
            response = view(request, *args, **kwargs)
        else:
            response = HttpResponseNotAllowed(METHODS)
        for name, value in OPEN.items():
            response[name] = value
        return response

    return answer


@for_any_site
def fichier(request: HttpRequest, jeu: str, format: str) -> HttpResponse:
    """One file of the catalogue. What the reader has already is known after one query, before any other."""
    data = JEUX[jeu]
    written = data.format(format)
    etat = Etat.now()
    etag, last_modified = etat.etag(f"{jeu}.{format}"), etat.last_modified
    known = get_conditional_response(request, etag=etag, last_modified=last_modified)
    if known is not None:
        known["ETag"] = etag
        return known
    parts = () if request.method == "HEAD" else data.parts(written)
    response = StreamingHttpResponse(parts, content_type=written.type)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(last_modified)
    response["Content-Disposition"] = f'attachment; filename="{data.file_name(written, etat.jour)}"'
    return response


@for_any_site
@cache_control(public=True, max_age=24 * 3600)
def schema(request: HttpRequest, nom: str) -> HttpResponse:
    """A description of the files, as it is in the project: its ETag is made of it by the middleware."""
    return HttpResponse((SCHEMAS / nom).read_bytes(), content_type="application/json")
