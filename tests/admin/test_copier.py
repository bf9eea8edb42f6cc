"""A lieu copied with its permanences: once, off the site, and nothing of what was decided for some dates."""

from datetime import date

import pytest
from django.urls import reverse

from conseillers.models import Changement, Permanence
from structures.models import Lieu
from structures.nomenclature import Service
from structures.roles import Role
from tests.admin.comptes import someone
from tests.admin.deux_temps import errors_of, read, seen
from tests.factories import ChangementFactory, ConseillerFactory, LieuFactory, PermanenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def permanence():
    lieu = LieuFactory(nom="La MIETE", services=[Service.values[0]], date_verification=date(2026, 9, 1))
    permanence = PermanenceFactory(lieu=lieu, conseillers=[ConseillerFactory(prenom="Nadia"), ConseillerFactory()])
    ChangementFactory(permanence=permanence, du=date(2026, 12, 1))
    return permanence


def url_of(lieu) -> str:
    return reverse("admin:structures_lieu_copier", args=[lieu.pk])


def asked(*permanences, **values) -> dict:
    return {"nom": "La MIETE, annexe", "permanences": [each.pk for each in permanences]} | values


def test_the_page_of_a_lieu_leads_to_it_with_a_name_and_its_permanences(admin_client, permanence):
    lieu = permanence.lieu
    PermanenceFactory(lieu=lieu, au=date(2026, 11, 1))

    link = admin_client.get(reverse("admin:structures_lieu_change", args=[lieu.pk])).content.decode()
    form = admin_client.get(url_of(lieu)).context["adminform"].form

    assert f'<a href="{url_of(lieu)}">Copier ce lieu</a>' in link
    assert (form["nom"].value(), form["permanences"].value()) == ("La MIETE (copie)", [permanence.pk])


def test_the_copy_has_all_but_what_is_the_first_one_s_own(admin_client, permanence):
    lieu, sent = permanence.lieu, asked(permanence)
    look = admin_client.post(url_of(lieu), sent)
    assert Lieu.objects.count() == 1

    response = admin_client.post(url_of(lieu), sent | seen(look), follow=True)

    copy = Lieu.objects.exclude(pk=lieu.pk).get()
    assert response.redirect_chain[0][0] == reverse("admin:structures_lieu_change", args=[copy.pk])
    assert "Elle n’est pas encore sur le site" in read(response)
    assert (copy.nom, copy.slug, copy.publie, copy.date_verification) == (
        "La MIETE, annexe",
        "la-miete-annexe-villeurbanne",
        False,
        None,
    )
    assert (copy.services, copy.position, copy.structure) == (lieu.services, lieu.position, lieu.structure)
    twin = copy.permanences.get()
    assert (twin.jours, set(twin.conseillers.all())) == ([2], set(permanence.conseillers.all()))
    assert Changement.objects.get().permanence == permanence


def test_the_same_button_twice_copies_once(admin_client, permanence):
    sent = asked(permanence)
    sent |= seen(admin_client.post(url_of(permanence.lieu), sent))
    admin_client.post(url_of(permanence.lieu), sent)

    again = admin_client.post(url_of(permanence.lieu), sent)

    assert errors_of(again) == {"nom": ["Cette structure a déjà un lieu de ce nom : donnez-en un autre."]}
    assert (Lieu.objects.count(), Permanence.objects.count()) == (2, 2)


def test_an_adviser_who_would_be_at_two_places_is_said_before(admin_client, permanence):
    said = read(admin_client.post(url_of(permanence.lieu), asked(permanence)))

    assert "2 conflits d’horaires à corriger ensuite" in said
    assert "Nadia doit être à deux endroits en même temps le mardi 24 novembre" in said


def test_permanences_that_are_not_ticked_stay_behind(admin_client, permanence):
    look = admin_client.post(url_of(permanence.lieu), asked())
    admin_client.post(url_of(permanence.lieu), asked() | seen(look))

    assert "Sans aucune permanence." in read(look)
    assert Permanence.objects.count() == 1
    assert Lieu.objects.count() == 2


@pytest.mark.parametrize("nom", ["", "  ", "x" * 201, "a\0b", "la miete"])
def test_a_name_that_cannot_be_is_said_beside_it(admin_client, permanence, nom):
    response = admin_client.post(url_of(permanence.lieu), asked(permanence, nom=nom))

    assert errors_of(response).keys() == {"nom"}
    assert Lieu.objects.count() == 1


def test_a_script_in_a_name_is_text(admin_client, permanence):
    sent = asked(permanence, nom="<script>alert(1)</script>")

    look = admin_client.post(url_of(permanence.lieu), sent)
    done = admin_client.post(url_of(permanence.lieu), sent | seen(look), follow=True)

    assert "<script>alert" not in look.content.decode() + done.content.decode()


def test_a_referent_copies_their_own_alone_and_a_reader_nothing(client, permanence):
    other = LieuFactory()
    client.force_login(someone(Role.REFERENT, permanence.lieu.structure))

    assert client.get(url_of(permanence.lieu)).status_code == 200
    assert client.get(url_of(other)).status_code == 403
    assert client.post(url_of(other), asked()).status_code == 403
    client.force_login(someone(Role.LECTEUR))
    assert client.get(url_of(permanence.lieu)).status_code == 403
    assert client.post(url_of(permanence.lieu), asked(permanence)).status_code == 403
