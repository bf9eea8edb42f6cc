"""Staff at their desk: forms posted as the page gives them, one thing changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


def values_of(response) -> dict[str, str]:
    """What the browser would send back of this page, untouched."""
    page = response.context
    forms = [page["adminform"].form]
    for inline in page["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    sent = {}
    for form in forms:
        for field in form:
            value = field.value()
            widget = getattr(field.field.widget, "widget", field.field.widget)
            if value is None or value is False:
                continue
            written = widget.format_value(value) if hasattr(widget, "format_value") else value
            if hasattr(widget, "serialize"):
                written = value if isinstance(value, str) else widget.serialize(value)
            sent[field.html_name] = "on" if value is True else written
    return {name: value for name, value in sent.items() if value is not None}


def send_twice(client, url: str, sent: dict):
    """Sends the page, and again once it has said what goes along with the lines to archive."""
    told = client.post(url, sent).context["departs"]
    return client.post(url, {**sent, "_depart": [each.sceau for each in told]}, follow=True)


@pytest.fixture
def edit(admin_client):
    """Opens a change page, changes these values, posts: `edit(url, nom="La MIETE")`."""

    def edit(url: str, **changes):
        page = admin_client.get(url)
        assert page.status_code == 200
        return admin_client.post(url, {**values_of(page), **changes}, follow=True)

    return edit


@pytest.fixture
def count_queries(admin_client):
    """Number of queries of a page, its caches warm."""

    def count(url: str) -> int:
        admin_client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(url).status_code == 200
        return len(queries)

    return count
