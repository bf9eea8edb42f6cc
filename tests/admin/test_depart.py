"""A line archived in another's page: what goes along is said first, with and without script."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from conseillers.models import Changement, Permanence
from structures.histoire.auteur import gesture
from structures.roles import Role
from tests import factories
from tests.admin.comptes import account, someone
from tests.admin.conftest import values_of
from tests.admin.deux_temps import read

pytestmark = pytest.mark.django_db
LINE = "/admin/archives/depart/?modele=conseillers.permanence&cle={}"


@pytest.fixture
def permanence(monday):
    with gesture():
        permanence = factories.PermanenceFactory(lieu=factories.LieuFactory(nom="La MIETE"))
        for day in [date(2026, 11, 24), date(2026, 12, 1)]:
            factories.ChangementFactory(permanence=permanence, du=day)
    return permanence


def page_of(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def tick(client, url, line="permanences-0", **more):
    return client.post(url, {**values_of(client.get(url)), f"{line}-DELETE": "on", **more})


def seals(response) -> dict:
    return {"_depart": [each.sceau for each in response.context["departs"]]}


def test_without_script_the_page_comes_back_and_says_what_goes_along(admin_client, permanence):
    url = page_of(permanence.lieu)

    response = tick(admin_client, url, nom="La Miete", _continue="1")

    said = read(response)
    assert "Avec cela : 2 changements." in said
    assert "prochaines séances disparaîtront du site." in said
    assert "Rien n’est encore enregistré." in said
    assert 'name="nom" value="La Miete"' in response.content.decode()
    assert 'name="_continue" value="1" class="button default"' in response.content.decode()
    assert (Permanence.objects.count(), Changement.objects.count()) == (1, 2)


def test_once_read_it_is_saved_in_one_press(admin_client, permanence):
    url = page_of(permanence.lieu)
    response = tick(admin_client, url)

    tick(admin_client, url, nom="La Miete", **seals(response))

    permanence.lieu.refresh_from_db()
    assert permanence.lieu.nom == "La Miete"
    assert (Permanence.objects.count(), Changement.objects.count()) == (0, 0)


def test_what_was_added_since_is_said_first(admin_client, permanence):
    url = page_of(permanence.lieu)
    response = tick(admin_client, url)
    factories.ChangementFactory(permanence=permanence, du=date(2026, 12, 8))

    again = tick(admin_client, url, **seals(response))

    assert "Avec cela : 3 changements." in read(again)
    assert Permanence.objects.exists()


def test_a_line_that_nobody_misses_leaves_at_once(admin_client, permanence):
    tick(admin_client, page_of(permanence), "changements-0")

    assert Changement.objects.count() == 1


def test_with_script_a_line_that_is_ticked_is_told_and_then_saved_in_one_press(admin_client, permanence):
    told = admin_client.get(LINE.format(permanence.pk)).json()

    tick(admin_client, page_of(permanence.lieu), _depart=told["sceau"])

    assert told["phrases"][0] == "Avec cela : 2 changements."
    assert not Permanence.objects.exists()


def test_a_line_is_told_to_whoever_may_archive_it(permanence, client):
    for user, status in [
        (someone(Role.AGENT), 200),
        (someone(Role.REFERENT, permanence.lieu.structure), 200),
        (account("ailleurs@exemple.fr", Role.REFERENT, factories.StructureFactory()), 404),
        (someone(Role.LECTEUR), 403),
    ]:
        client.force_login(user)
        assert client.get(LINE.format(permanence.pk)).status_code == status


@pytest.mark.parametrize("asked", ["", "?modele=auth.user&cle=1", "?modele=conseillers.permanence&cle=x", "?cle=1"])
def test_what_makes_no_sense_is_not_found(admin_client, asked):
    assert admin_client.get(f"/admin/archives/depart/{asked}").status_code == 404


def test_another_lieu_s_permanence_is_neither_told_nor_archived(permanence):
    other = factories.PermanenceFactory()
    client = Client()
    client.force_login(someone(Role.REFERENT, permanence.lieu.structure))

    response = tick(client, page_of(permanence.lieu), **{"permanences-0-id": other.pk})

    assert b"Vous allez archiver" not in response.content
    assert Permanence.objects.count() == 2
