"""A geocoding service of our own, on this machine."""

import pytest

from structures import geocodeur
from tests.structures.geocodeur_fictif import serving_fictif


@pytest.fixture
def service(settings):
    geocodeur._peer.cache_clear()
    with serving_fictif() as fictif:
        settings.GEOCODEUR_URL = fictif.url
        settings.GEOCODEUR_SECONDS = 5  # the machine may be busy; the tests of the wait set less
        yield fictif
