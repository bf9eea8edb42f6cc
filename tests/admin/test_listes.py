"""Every list of the desk: as many questions for three rows as for one, and searched word by word."""

from datetime import date

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from conseillers.comptes import counted
from conseillers.models import Absence
from structures.models import Lieu
from tests.factories import (
    ChangementFactory,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
    StructureFactory,
    commit,
)

pytestmark = pytest.mark.django_db

MIETE = {"nom": "La MIETE", "adresse": "150 rue du 4 Août 1789"}


def furnish(number: int) -> None:
    conseiller = ConseillerFactory(langues=["fr", "ar"])
    permanence = PermanenceFactory(conseillers=[conseiller, ConseillerFactory()])
    day = date(2027, 1, 4 + number)
    ChangementFactory(permanence=permanence, du=day)
    Absence.objects.create(conseiller=conseiller, du=day, au=day)


def changelist(model: str) -> str:
    return reverse(f"admin:{model}_changelist")


def every_list() -> list[str]:
    found = []
    for model in admin.site._registry:
        try:
            found.append(changelist(f"{model._meta.app_label}_{model._meta.model_name}"))
        except NoReverseMatch:  # has no list
            continue
    return found


@pytest.mark.parametrize("words", ["", "?q=structure+s"])
def test_every_list_and_its_search_take_as_many_queries_with_one_and_three_rows(count_queries, words):
    furnish(0)
    with_one = {url: count_queries(url + words) for url in every_list()}

    furnish(1)
    furnish(2)

    assert {url: count_queries(url + words) for url in every_list()} == with_one


def found(client, model: str, words: str) -> list[str]:
    return [str(row) for row in client.get(changelist(model), {"q": words}).context["cl"].result_list]


@pytest.mark.parametrize(
    "words", ["miete", "MIÈTE villeurbanne", "4 aout", "rue du 4", "69100 miete", "association maïf"]
)
def test_a_lieu_is_found_by_any_words_of_its_name_street_commune_or_structure(admin_client, words):
    LieuFactory(structure__nom="Association Maif", **MIETE)
    LieuFactory(nom="Le Rize", adresse="23 rue Valentin Haüy", structure__nom="Ville")

    assert found(admin_client, "structures_lieu", words) == ["La MIETE"]


@pytest.mark.parametrize("words", ["miete rize", "%", "'_", "m_ete", "69%00"])
def test_words_that_are_in_no_place_find_none(admin_client, words):
    LieuFactory(**MIETE)
    LieuFactory(nom="Le Rize")

    assert found(admin_client, "structures_lieu", words) == []


def test_permanences_and_changes_are_found_from_far(admin_client):
    nadia = ConseillerFactory(prenom="Nadège", nom="Élie")
    permanence = PermanenceFactory(lieu=LieuFactory(**MIETE), conseillers=[nadia], theme="Écrire à l’école")
    change = ChangementFactory(permanence=permanence, du=date(2027, 1, 5), motif="Réunion d’équipe")
    PermanenceFactory()

    for words in ["nadege", "elie", "ecole", "miete nadege", "él"]:
        assert found(admin_client, "conseillers_permanence", words) == [str(permanence)], words
    for words in ["reunion", "miete équipe"]:
        assert found(admin_client, "conseillers_changement", words) == [str(change)], words


def test_lieux_are_kept_by_the_name_of_their_structure(admin_client):
    LieuFactory(nom="La MIETE", structure=StructureFactory(nom="Association Médiation"))
    LieuFactory(nom="Le Rize")

    page = admin_client.get(changelist("structures_lieu"), {"structure": "mediation", "q": ""})

    assert [lieu.nom for lieu in page.context["cl"].result_list] == ["La MIETE"]
    assert 'value="mediation"' in page.content.decode()


def test_a_structure_s_name_with_script_is_shown_as_text_in_its_filter(admin_client):
    page = admin_client.get(changelist("structures_lieu"), {"structure": '"><script>alert(1)</script>\x00'})

    assert page.status_code == 200
    assert "<script>alert(1)" not in page.content.decode()


def test_lists_are_sorted_by_what_is_counted_beside(admin_client):
    with_two, with_none = LieuFactory(nom="B"), LieuFactory(nom="A")
    for jour in (2, 3):
        PermanenceFactory(lieu=with_two, jours=[jour])
    columns = admin_client.get(changelist("structures_lieu")).context["cl"].list_display
    column = columns.index("nombre_permanences")

    page = admin_client.get(changelist("structures_lieu"), {"o": f"-{column}"})

    rows = page.context["cl"].result_list
    assert [(row.nom, row.nombre_permanences) for row in rows] == [("B", 2), (with_none.nom, 0)]


def test_a_count_that_is_kept_follows_the_data(settings, admin_user):
    settings.KEEP_ANSWERS = True
    LieuFactory()
    commit()
    assert counted("essai", Lieu.objects.all(), admin_user) == 1

    LieuFactory()
    commit()

    assert counted("essai", Lieu.objects.all(), admin_user) == 2


def test_the_choices_of_a_filter_are_links_and_the_one_that_is_chosen_is_marked(admin_client):
    LieuFactory()

    page = admin_client.get(changelist("structures_lieu"), {"publie__exact": "1", "structure": "é<b>"})

    html = page.content.decode()
    assert '<li class="selected"><a href="?publie__exact=1&amp;structure=%C3%A9%3Cb%3E">Oui</a></li>' in html
    assert '<li><a href="?structure=%C3%A9%3Cb%3E">Tout</a></li>' in html
