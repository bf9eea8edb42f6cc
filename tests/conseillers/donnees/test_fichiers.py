"""How files answer: streamed, compressed, not sent again, open to any site, refused to other methods."""

import gzip
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conseillers.donnees.catalogue import JEUX
from tests.conseillers.donnees.conftest import NOW
from tests.factories import LieuFactory, PermanenceFactory, commit

FILES = [f"/donnees/{jeu.nom}.{format.code}" for jeu in JEUX.values() for format in jeu.formats]
SCHEMAS = ["/donnees/schema-permanences.json", "/donnees/schema-seances.json", "/donnees/datapackage.json"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("file", FILES)
def test_what_one_has_already_is_known_after_one_query(world, client, django_assert_num_queries, file):
    first = client.get(file)
    for header in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        with django_assert_num_queries(1):
            again = client.get(file, headers=header)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert again["Access-Control-Allow-Origin"] == "*"


def test_a_compressed_file_is_known_again_too(world, client):
    first = client.get("/donnees/lieux.csv", headers={"Accept-Encoding": "gzip"})

    assert first["ETag"].startswith('W/"')
    assert client.get("/donnees/lieux.csv", headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("file", FILES)
def test_a_change_of_the_data_or_midnight_makes_another_file(world, client, time_machine, file):
    first = client.get(file)
    known = {"If-None-Match": first["ETag"]}

    commit()
    changed = client.get(file, headers=known)
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    tomorrow = client.get(file, headers={"If-None-Match": changed["ETag"]})

    assert (changed.status_code, tomorrow.status_code) == (200, 200)
    assert client.get(file, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 200


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_streamed_and_compressed_when_asked(world, client, file):
    plain, small = client.get(file), client.get(file, headers={"Accept-Encoding": "gzip"})

    assert plain.streaming
    assert (plain.headers.get("Content-Encoding"), small["Content-Encoding"]) == (None, "gzip")
    assert "Accept-Encoding" in plain["Vary"]
    assert gzip.decompress(small.getvalue()) == plain.getvalue()


@pytest.mark.parametrize("file", FILES)
def test_the_same_etag_is_the_same_bytes_whenever_it_is_asked(world, client, time_machine, file):
    first = client.get(file)
    content = first.getvalue()
    time_machine.move_to(NOW + timedelta(hours=9), tick=False)
    later = client.get(file)

    assert (later["ETag"], later.getvalue()) == (first["ETag"], content)


@pytest.mark.parametrize("file", FILES)
def test_head_says_all_but_the_file_after_one_query(world, client, django_assert_num_queries, file):
    with django_assert_num_queries(1):
        head = client.head(file)
        assert head.getvalue() == b""
    full = client.get(file)

    names = ["ETag", "Last-Modified", "Content-Type", "Content-Disposition", "Access-Control-Allow-Origin"]
    assert [head[name] for name in names] == [full[name] for name in names]
    assert full["Content-Disposition"] == f'attachment; filename="{file[9:].replace(".", "-2027-01-11.")}"'


@pytest.mark.parametrize("file", FILES + SCHEMAS)
def test_any_site_may_read_it_and_nobody_may_write(world, client, file):
    asked = client.options(file, headers={"Origin": "https://ailleurs.fr", "Access-Control-Request-Method": "GET"})
    read = client.get(file)
    refused = client.post(file)

    assert (asked.status_code, asked.content) == (204, b"")
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]
    assert (read["Access-Control-Allow-Origin"], read["Cross-Origin-Resource-Policy"]) == ("*", "cross-origin")
    assert {"ETag", "Last-Modified"} <= set(read["Access-Control-Expose-Headers"].split(", "))
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert "Set-Cookie" not in read.headers


def test_pages_stay_closed_to_other_sites(world, client):
    for page in ("/donnees/", "/", "/recherche.geojson"):
        response = client.get(page)
        assert "Access-Control-Allow-Origin" not in response.headers
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("file", SCHEMAS)
def test_a_schema_is_not_sent_again(client, file):
    etag = client.get(file)["ETag"]

    assert client.get(file, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("file", FILES)
def test_a_file_takes_as_many_queries_with_more_rows(world, client, file):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(file).getvalue()
        return len(asked)

    before = queries()
    for _ in range(5):
        PermanenceFactory(lieu=LieuFactory())

    assert queries() == before


def test_streams_are_not_kept_in_memory(world, client, settings, monkeypatch):
    settings.KEEP_ANSWERS = True
    monkeypatch.setattr("conseillers.kept.cache.set", lambda *_: pytest.fail("kept"))

    for file in FILES:
        assert client.get(file).getvalue()


def test_last_modified_is_that_of_the_latest_change(world, client, time_machine):
    time_machine.move_to(NOW + timedelta(hours=2), tick=False)
    commit()

    assert client.get("/donnees/lieux.csv")["Last-Modified"] == "Mon, 11 Jan 2027 11:00:00 GMT"
