"""Every page of the staff's desk: in French, under a strict policy, without a query a row."""

from datetime import date

import pytest
from django.urls import reverse

from conseillers.models import Absence, VacancesScolaires
from tests.factories import ChangementFactory, ConseillerFactory, LieuFactory, PermanenceFactory

pytestmark = pytest.mark.django_db

LISTS = [
    "structures_commune",
    "structures_structure",
    "structures_lieu",
    "conseillers_conseiller",
    "conseillers_permanence",
    "conseillers_changement",
    "conseillers_absence",
    "conseillers_vacancesscolaires",
]


def make_one(number: int = 0) -> dict:
    """One of each thing that has pages."""
    conseiller = ConseillerFactory(langues=["fr", "ar"])
    permanence = PermanenceFactory(lieu=LieuFactory(), conseillers=[conseiller, ConseillerFactory()])
    day = date(2027, 1, 4 + number)
    return {
        "structures_commune": permanence.lieu.commune,
        "structures_structure": permanence.lieu.structure,
        "structures_lieu": permanence.lieu,
        "conseillers_conseiller": conseiller,
        "conseillers_permanence": permanence,
        "conseillers_changement": ChangementFactory(permanence=permanence, du=day),
        "conseillers_absence": Absence.objects.create(conseiller=conseiller, du=day, au=day),
        "conseillers_vacancesscolaires": VacancesScolaires.objects.create(nom="Hiver", du=day, au=day),
    }


def assert_french_and_strict(response):
    assert response.status_code == 200
    assert '<html lang="fr"' in response.content.decode()
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


@pytest.mark.parametrize("name", LISTS)
def test_lists_and_forms_answer_in_french_under_a_strict_policy(admin_client, name):
    one = make_one()[name]
    pages = ["changelist", "add"] if name != "structures_commune" else ["changelist"]

    for page in pages:
        assert_french_and_strict(admin_client.get(reverse(f"admin:{name}_{page}")))
    for page in ("change", "history"):
        assert_french_and_strict(admin_client.get(reverse(f"admin:{name}_{page}", args=[one.pk])))
    if name != "structures_commune":
        assert_french_and_strict(admin_client.get(reverse(f"admin:{name}_delete", args=[one.pk])))


@pytest.mark.parametrize("name", ["index", "password_change", "structures_compte_changelist", "structures_compte_add"])
def test_the_other_pages_too(admin_client, name):
    assert_french_and_strict(admin_client.get(reverse(f"admin:{name}")))


def test_the_login_page_too(client):
    assert_french_and_strict(client.get(reverse("admin:login")))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_as_many_queries_with_one_and_three_rows(count_queries, name):
    url = reverse(f"admin:{name}_changelist")
    make_one()
    with_one = count_queries(url)

    make_one(1)
    make_one(2)

    assert count_queries(url) == with_one


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_searched_with_or_without_accents(admin_client, name):
    make_one()

    response = admin_client.get(reverse(f"admin:{name}_changelist"), {"q": "Écully ecully 69130 '%_"})

    assert response.status_code == 200
    assert response.context["cl"].result_count == 0


def test_a_commune_is_found_by_postal_code_and_without_accents(admin_client, lyon):
    url = reverse("admin:structures_commune_changelist")

    found = [
        admin_client.get(url, {"q": words}).context["cl"].result_list[0].nom
        for words in ("69130", "venissieux", "lyon 3e")
    ]

    assert found == ["Écully", "Vénissieux", "Lyon 3e Arrondissement"]


def test_the_map_alone_asks_for_a_nonce(admin_client):
    with_map = admin_client.get(reverse("admin:structures_lieu_add"))
    without = admin_client.get(reverse("admin:structures_structure_add"))

    nonce = with_map.headers["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0]
    assert nonce
    assert f'<script nonce="{nonce}">' in with_map.content.decode()
    assert "'nonce-" not in without.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("structures_lieu", "commune__id__exact=&structure__id__exact="),
        ("structures_lieu", "verification=jamais&publie__exact=1&precision__exact=adresse"),
        ("structures_lieu", "verification=recente&position=dedans"),
        ("structures_lieu", "verification=n-importe-quoi&position=n-importe-quoi"),
        ("structures_lieu", "commune__id__exact=x"),
        ("conseillers_permanence", "jour=2&mode__exact=atelier"),
        ("conseillers_permanence", "jour=x"),
        ("conseillers_conseiller", "langue=ar"),
        ("conseillers_conseiller", "langue=x"),
        ("conseillers_changement", "periode=encours"),
        ("conseillers_absence", "periode=x"),
    ],
)
def test_filters_answer_whatever_they_are_sent(admin_client, name, query):
    make_one()

    assert admin_client.get(f"{reverse(f'admin:{name}_changelist')}?{query}", follow=True).status_code == 200


def test_a_permanence_is_chosen_by_its_lieu(admin_client):
    permanence = PermanenceFactory(lieu=LieuFactory(nom="La MIETE"))
    target = {"app_label": "conseillers", "model_name": "changement", "field_name": "permanence", "term": "miete"}

    found = admin_client.get(reverse("admin:conseillers_permanence_choisir"), target).json()["results"]

    assert found == [{"id": str(permanence.pk), "text": f"La MIETE : {permanence}"}]


def test_facts_cannot_be_changed(admin_client, lyon):
    page = admin_client.get(reverse("admin:structures_commune_change", args=[lyon["69266"].pk]))

    assert not page.context["has_change_permission"]
    assert admin_client.get(reverse("admin:structures_commune_add")).status_code == 403
