import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def _tuesday_morning(time_machine):
    """Sixty days with two public holidays: Christmas and New Year's Day, both on a Friday."""
    time_machine.move_to(datetime(2026, 11, 24, 9, tzinfo=PARIS), tick=False)


@pytest.fixture
def head(client):
    """The head of a page."""

    def of(address: str, **parameters) -> str:
        response = client.get(address, parameters)
        assert response.status_code == 200
        return re.search(r"<head>(.*?)</head>", response.content.decode(), re.S)[1]

    return of


@pytest.fixture
def facts(head):
    """What a page tells search engines, by kind of thing."""

    def of(address: str, **parameters) -> dict[str, dict]:
        block = re.search(r'<script type="application/ld\+json">(.*?)</script>', head(address, **parameters), re.S)[1]
        return {thing["@type"]: thing for thing in json.loads(block)["@graph"]}

    return of
