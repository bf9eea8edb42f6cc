"""Words that few rows hold and words that all do: the same answers, and a page that says when there are more."""

from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from structures.admin import recherche
from structures.models import Lieu
from tests.admin.test_listes import changelist
from tests.factories import (
    CCAS_ECULLY,
    ChangementFactory,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
    StructureFactory,
    commit,
)

pytestmark = pytest.mark.django_db

LISTS = {
    "structures_lieu": ["rue", "villeurbanne", "rue villeurbanne", "69", "de", "maif", "rue ecully", "1", "xyzzy"],
    "structures_structure": ["maif", "villeurbanne", "ccas ecully", "rue"],
    "conseillers_permanence": [
        "villeurbanne",
        "lieu",
        "nadia",
        "nadia villeurbanne",
        "ecully lieu",
        "ec",
        "69130",
        "photos",
        "e",
    ],
    "conseillers_changement": ["reunion", "villeurbanne", "reunion ecully", "ccas"],
    "conseillers_conseiller": ["nadia", "maif", "na"],
}


@pytest.fixture
def places():
    maif = StructureFactory(nom="Association Maif")
    nadia = ConseillerFactory(prenom="Nadia", employeur=maif)
    for number in range(4):
        lieu = LieuFactory(nom=f"Lieu {number}", adresse=f"{number} rue de la Paix", structure=maif)
        permanence = PermanenceFactory(lieu=lieu, conseillers=[nadia, ConseillerFactory()], theme="Photos")
        ChangementFactory(permanence=permanence, du=date(2027, 1, 5), motif="Réunion d’équipe")
    ecully = LieuFactory(nom="CCAS", adresse="1 place de la Libération", at=CCAS_ECULLY)
    ChangementFactory(lieu=ecully, du=date(2027, 1, 5), motif="Réunion")
    PermanenceFactory(lieu=ecully)


def found(client, model: str, words: str) -> list[int]:
    return [row.pk for row in client.get(changelist(model), {"q": words}).context["cl"].result_list]


@pytest.mark.parametrize("model", LISTS)
def test_what_is_found_does_not_depend_on_how_many_rows_hold_a_word(admin_client, places, monkeypatch, model):
    few = {words: found(admin_client, model, words) for words in LISTS[model]}

    monkeypatch.setattr(recherche, "MOST", 1)
    monkeypatch.setattr(recherche.IndexedSearch, "get_paginator", admin.ModelAdmin.get_paginator)
    many = {words: found(admin_client, model, words) for words in LISTS[model]}

    assert many == few
    assert any(few.values())


def test_a_search_that_finds_more_than_are_counted_says_so_and_shows_the_first(admin_client, places, monkeypatch):
    monkeypatch.setattr(recherche, "MOST", 3)
    monkeypatch.setattr(admin.site.get_model_admin(Lieu), "list_per_page", 2)

    page = admin_client.get(changelist("structures_lieu"), {"q": "rue"})

    assert [row.nom for row in page.context["cl"].result_list] == ["Lieu 0", "Lieu 1"]
    assert "plus de 3 lieux, dont voici les premiers" in " ".join(page.content.decode().split())
    assert "Tout sélectionner" not in page.content.decode()


def test_a_filter_on_top_of_such_a_search_counts_what_is_left(admin_client, places, monkeypatch):
    monkeypatch.setattr(recherche, "MOST", 3)

    page = admin_client.get(changelist("structures_lieu"), {"q": "rue", "publie__exact": "0"})

    assert page.context["cl"].result_count == 0
    assert not page.context["cl"].more


def test_choices_are_searched_as_lists_are(admin_client, places, monkeypatch):
    monkeypatch.setattr(recherche, "MOST", 3)
    asked = {"app_label": "conseillers", "model_name": "permanence", "field_name": "lieu", "term": "rue"}

    found = admin_client.get(reverse("admin:autocomplete"), asked).json()["results"]

    assert [each["text"] for each in found] == ["Lieu 0", "Lieu 1", "Lieu 2"]


def test_what_a_search_found_is_kept_until_the_data_change(admin_client, settings, places):
    settings.KEEP_ANSWERS = True
    commit()
    before = found(admin_client, "conseillers_permanence", "nadia villeurbanne")
    assert found(admin_client, "conseillers_permanence", "nadia villeurbanne") == before

    nadia = PermanenceFactory(lieu=LieuFactory(nom="Lieu 9"), conseillers=[ConseillerFactory(prenom="Nadia")])
    commit()

    assert found(admin_client, "conseillers_permanence", "nadia villeurbanne") == [*before, nadia.pk]


def test_how_many_a_list_holds_is_counted_anew_when_the_data_change(admin_client, settings, places):
    settings.KEEP_ANSWERS = True

    def counted(**asked) -> int:
        commit()
        return admin_client.get(changelist("structures_lieu"), asked).context["cl"].result_count

    assert [counted(), counted(publie__exact="1"), counted(publie__exact="0"), counted(q="rue")] == [5, 5, 0, 4]
    LieuFactory(publie=False, adresse="2 rue du Lac")
    assert [counted(), counted(publie__exact="1"), counted(publie__exact="0"), counted(q="rue")] == [6, 5, 1, 5]
