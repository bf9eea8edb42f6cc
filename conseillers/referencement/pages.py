"""Which pages search engines keep: those listed here, at their plain address. All else is told to stay out."""

from django.http import HttpRequest

# Pages of one address each, which the site map names.
FIXED = ["accueil", "recherche", "agenda", "integrer", "donnees"]
# One a lieu, one a commune. What follows « ? » there says where one comes from: it is the same page.
OF_DATA = ["lieu", "commune"]


def is_kept(request: HttpRequest) -> bool:
    """A page with choices is one of an endless number, whose plain address shows them all."""
    name = _name(request)
    return name in OF_DATA or (name in FIXED and not request.GET)


def canonical(request: HttpRequest) -> str:
    """The page's own address, absolute and without parameters; nothing for errors, and for links that are secret."""
    match = getattr(request, "resolver_match", None)
    if match is None or match.namespace != "conseillers" or "jeton" in match.kwargs:
        return ""
    return request.build_absolute_uri(request.path)


def robots(get_response):
    """Middleware: pages, files and errors that are not to be kept say so to whoever reads their headers."""

    def middleware(request):
        response = get_response(request)
        if not is_kept(request):
            response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    return middleware


def _name(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    return match.url_name if match and match.namespace == "conseillers" else ""
