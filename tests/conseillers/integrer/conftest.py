import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.html import strip_tags


@pytest.fixture(autouse=True)
def _tuesday_morning(time_machine):
    time_machine.move_to(datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Europe/Paris")), tick=False)


@pytest.fixture
def read(client):
    """The words of a page, as one line with plain spaces."""

    def of(address: str, status: int = 200, **parameters) -> str:
        response = client.get(address, parameters)
        assert response.status_code == status
        body = re.sub(r"<head>.*?</head>", " ", response.content.decode(), flags=re.S)
        return re.sub(r"\s+", " ", strip_tags(body).replace("&nbsp;", " ").replace("&#x27;", "'"))

    return of
