"""/suggestions.json: what the field asks for while somebody types."""

import pytest

pytestmark = pytest.mark.django_db


def test_each_suggestion_has_its_words_its_genre_and_what_that_is_in_plain_words(client, lyon):
    assert client.get("/suggestions.json", {"q": "69500"}).json() == [
        {"libelle": "69500", "genre": "code_postal", "precision": "code postal, Bron"}
    ]
    assert client.get("/suggestions.json", {"q": "villeurb"}).json() == [
        {"libelle": "Villeurbanne", "genre": "commune", "precision": "commune"}
    ]


def test_nothing_is_written_that_a_shared_cache_would_keep(client, lyon):
    answer = client.get("/suggestions.json", {"q": "bron"})

    assert answer["Cache-Control"] == "private, max-age=300"
    assert not answer.cookies


@pytest.mark.parametrize("query", ["", "?q=", "?q=%00", "?q=" + "a" * 3000, "?q=%F0%9F%98%80%F0%9F%98%80", "?q=%25%25"])
def test_a_question_without_sense_has_no_suggestion(client, lyon, query):
    assert client.get(f"/suggestions.json{query}").json() == []


def test_only_reading_is_answered(client):
    assert client.post("/suggestions.json", {"q": "bron"}).status_code == 405
