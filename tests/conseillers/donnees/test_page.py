"""The page of open data: what is there, how fresh, under which terms."""

import re
from datetime import datetime

import pytest
from django.utils.html import strip_tags

from conseillers.donnees.catalogue import JEUX, SCHEMAS
from tests.conseillers.donnees.conftest import NOW, PARIS
from tests.factories import LieuFactory, PermanenceFactory, commit

pytestmark = pytest.mark.django_db


def words(response) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def test_it_counts_and_dates_what_is_in_the_files(world, client, time_machine):
    time_machine.move_to(datetime(2027, 1, 12, 9, 5, tzinfo=PARIS), tick=False)
    commit()
    text = words(client.get("/donnees/"))

    assert "2 lieux Où" in text
    assert "6 permanences Ce" in text
    assert "4 aujourd’hui" in text  # at the ARTAG: two of its own, one of the MIETE's, one of a draft's
    assert "Fichiers à jour le 12 janvier 2027. Dernier changement des informations : 12 janvier 2027 à 9 h 05." in text
    assert "du 12 janvier 2027 au 13 mars 2027" in text
    assert "1 lieu dont l’adresse exacte n’est pas encore connue" in text
    assert "Conseillers et horaires inventés" in text


def test_every_file_is_linked_and_answers(world, client):
    page = client.get("/donnees/").content.decode()
    links = set(re.findall(r'href="(/donnees/[^"]+)"', page))

    files = {f"/donnees/{jeu.nom}.{format.code}" for jeu in JEUX.values() for format in jeu.formats}
    assert links == files | {f"/donnees/{file.name}" for file in SCHEMAS.glob("*.json")}
    assert {client.get(link).status_code for link in links} == {200}
    assert 'href="/agenda.ics"' in page


def test_it_says_the_licence_and_how_to_cite(world, client):
    text = words(client.get("/donnees/"))

    cited = "Source : Métropole de Lyon, conseillers numériques, données du 11 janvier 2027, Licence Ouverte 2.0."
    assert cited in text
    assert "Aucun nom de famille" in text


@pytest.mark.parametrize("address", ["/", "/recherche/", "/agenda/", "/nulle-part/"])
def test_every_page_leads_there_from_its_foot(world, client, address):
    assert '<a href="/donnees/">Données ouvertes</a>' in client.get(address).content.decode()


def test_it_takes_as_many_queries_with_more_rows(world, client, django_assert_num_queries):
    with django_assert_num_queries(6):
        client.get("/donnees/")
    for _ in range(3):
        PermanenceFactory(lieu=LieuFactory())
    with django_assert_num_queries(6):
        client.get("/donnees/")


def test_an_empty_métropole_has_its_page(client, time_machine):
    time_machine.move_to(NOW, tick=False)

    assert "0 lieux Où" in words(client.get("/donnees/"))
