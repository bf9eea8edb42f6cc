"""Deletion is archiving: said before, gone from the site, and back with everything in one gesture."""

from datetime import date

import pytest
from django.forms.models import model_to_dict
from django.urls import reverse

from conseillers.models import Absence, Changement, Conseiller, Permanence, Seance
from structures.histoire.auteur import gesture
from structures.histoire.version import Version
from structures.models import Lieu, Structure
from structures.roles import Role
from tests import factories
from tests.admin.comptes import client_of, someone
from tests.admin.conftest import send_twice, values_of

pytestmark = pytest.mark.django_db

ARCHIVES = "/admin/archives/"


@pytest.fixture
def world(monday):
    """A lieu with a permanence of Nadia’s, a changement of it, a closing, and a date of elsewhere held here."""
    with gesture():
        structure = factories.StructureFactory(nom="MIETE")
        lieu = factories.LieuFactory(nom="La MIETE", structure=structure)
        nadia = factories.ConseillerFactory(prenom="Nadia", employeur=factories.StructureFactory(nom="Métropole"))
        permanence = factories.PermanenceFactory(lieu=lieu, conseillers=[nadia])
        factories.ChangementFactory(permanence=permanence, du=date(2026, 11, 24))
        factories.ChangementFactory(lieu=lieu, du=date(2026, 12, 25))
    return {"structure": structure, "lieu": lieu, "nadia": nadia, "permanence": permanence}


def delete_page(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_delete", args=[row.pk])


def archive(client, row):
    return client.post(delete_page(row), {"post": "yes"}, follow=True)


def put_back(client):
    gesture_key = client.get(ARCHIVES).context["archives"][0]["archive"].geste
    return client.post(reverse("admin:archives_remettre", args=[gesture_key]), follow=True)


def everything() -> list:
    rows = []
    for model in [Structure, Lieu, Conseiller, Permanence, Changement, Absence]:
        rows += [(model, model_to_dict(row), getattr(row, "slug", "")) for row in model._base_manager.order_by("pk")]
    return rows


def test_the_page_says_what_goes_along_and_what_residents_lose(admin_client, world):
    coming = Seance.objects.held().filter(lieu=world["lieu"]).count()

    said = admin_client.get(delete_page(world["lieu"])).content.decode()

    assert "Avec cela : 1 permanence, 2 changements." in said
    assert "prochaines séances disparaîtront du site." in said
    assert coming
    assert Lieu.objects.filter(pk=world["lieu"].pk).exists()


@pytest.mark.parametrize("what", ["lieu", "structure", "nadia", "permanence"])
def test_all_that_left_comes_back_as_it_was_with_its_keys(admin_client, world, what):
    Absence.objects.create(conseiller=world["nadia"], du=date(2027, 1, 4), au=date(2027, 1, 8))
    before = everything()

    archive(admin_client, world[what])
    assert not type(world[what])._base_manager.filter(pk=world[what].pk).exists()
    response = put_back(admin_client)

    assert "Remis :" in response.content.decode()
    assert everything() == before


def test_seances_leave_the_site_and_come_back(admin_client, world, client):
    seances = Seance.objects.filter(lieu=world["lieu"])
    before, url = seances.count(), world["lieu"].get_absolute_url()
    assert before
    assert client.get(url).status_code == 200

    archive(admin_client, world["lieu"])
    assert (seances.count(), client.get(url).status_code) == (0, 404)
    put_back(admin_client)

    assert (seances.count(), client.get(url).status_code) == (before, 200)


def test_a_permanence_does_not_lose_its_only_adviser_in_silence(admin_client, world):
    said = admin_client.get(delete_page(world["nadia"])).content.decode()

    assert "1 permanence perdra un conseiller." in said
    assert "Plus personne pour : La MIETE, tous les mardis" in said


def test_the_list_s_action_archives_several_at_once_after_a_question(admin_client, world):
    other = factories.LieuFactory(nom="Autre", structure=world["structure"])
    url = reverse("admin:structures_lieu_changelist")
    data = {"action": "delete_selected", "_selected_action": [world["lieu"].pk, other.pk]}

    asked = admin_client.post(url, data)
    assert "Avec cela :" in asked.content.decode()
    assert Lieu.objects.count() == 2
    admin_client.post(url, {**data, "post": "yes"})

    assert not Lieu.objects.exists()
    assert len(admin_client.get(ARCHIVES).context["archives"]) == 1


def test_a_permanence_archived_in_the_page_of_its_lieu_comes_back_from_the_archives(admin_client, world):
    url = reverse("admin:structures_lieu_change", args=[world["lieu"].pk])
    before = everything()

    send_twice(admin_client, url, {**values_of(admin_client.get(url)), "permanences-0-DELETE": "on"})
    assert not Permanence.objects.exists()
    put_back(admin_client)

    assert everything() == before


def test_putting_back_waits_for_what_it_stands_on(admin_client, world):
    archive(admin_client, world["permanence"])
    archive(admin_client, world["lieu"])
    oldest = admin_client.get(ARCHIVES).context["archives"][1]["archive"].geste

    response = admin_client.post(reverse("admin:archives_remettre", args=[oldest]), follow=True)

    assert "« La MIETE » est aussi dans les archives" in response.content.decode()
    assert not Permanence.objects.exists()


def test_putting_back_twice_does_it_once(admin_client, world):
    archive(admin_client, world["lieu"])
    put_back(admin_client)

    assert "C’est déjà remis." in put_back(admin_client).content.decode()
    assert Lieu.objects.count() == 1


def test_a_referent_sees_the_archives_of_their_own_and_puts_back_no_other(admin_client, world):
    other = factories.LieuFactory(nom="Zzautrui", structure=factories.StructureFactory(nom="Zzautrui"))
    archive(admin_client, world["lieu"])
    archive(admin_client, other)
    client = client_of(someone(Role.REFERENT, world["structure"]))
    page = client.get(ARCHIVES)

    assert [line["nom"] for line in page.context["archives"]] == ["Lieu : La MIETE"]
    others = Version.objects.get(modele="structures.lieu", cle=other.pk, sorte="-").geste
    assert client.post(reverse("admin:archives_remettre", args=[others])).status_code == 403
    put_back(client)
    assert [lieu.nom for lieu in Lieu.objects.all()] == ["La MIETE"]


def test_a_reader_reads_the_archives_and_puts_nothing_back(admin_client, world):
    archive(admin_client, world["lieu"])
    client = client_of(someone(Role.LECTEUR))

    assert not client.get(ARCHIVES).context["archives"][0]["remettre"]
    assert put_back(client).status_code == 403


def test_the_archives_cost_the_same_for_one_or_three(admin_client, world, count_queries):
    archive(admin_client, world["lieu"])
    one = count_queries(ARCHIVES)
    for name in ["Un", "Deux"]:
        archive(admin_client, factories.LieuFactory(nom=name, structure=world["structure"]))

    assert count_queries(ARCHIVES) == one
