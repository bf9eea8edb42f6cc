"""Public addresses."""

from collections import Counter

from tests.urls import patterns


def test_no_two_addresses_have_one_name():
    """Links by that name would lead to the last of them."""
    found = Counter(name for _route, name in patterns() if name.startswith("conseillers:"))

    assert {name: number for name, number in found.items() if number > 1} == {}
    assert len(found) > 30
