"""Public addresses."""

from collections import Counter

from django.urls import URLPattern, get_resolver


def names(resolver, within: str = ""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{within}{pattern.name}"
        else:
            yield from names(pattern, f"{within}{pattern.namespace}:" if pattern.namespace else within)


def test_no_two_addresses_have_one_name():
    """Links by that name would lead to the last of them."""
    found = Counter(name for name in names(get_resolver()) if name.startswith("conseillers:"))

    assert {name: number for name, number in found.items() if number > 1} == {}
    assert len(found) > 30
