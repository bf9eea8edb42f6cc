"""Every address of the site, as the urlconf declares it."""

from django.urls import URLPattern, get_resolver


def patterns(resolver=None, before: str = "", within: str = ""):
    """(route, name) of each address, with the names of what it is within."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, f"{within}{pattern.name}"
        else:
            yield from patterns(pattern, route, f"{within}{pattern.namespace}:" if pattern.namespace else within)
