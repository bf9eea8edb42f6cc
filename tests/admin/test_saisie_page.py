"""What the page of a lieu shows: services in the residents' words, the way to the site, nothing that fails."""

import re

import pytest
from django.urls import reverse

from structures.roles import Role
from tests.admin.comptes import someone
from tests.admin.test_lieu import change_url
from tests.factories import LieuFactory, PermanenceFactory

pytestmark = pytest.mark.django_db


def test_services_stand_beside_the_needs_that_lead_to_them(admin_client):
    page = admin_client.get(change_url(LieuFactory(services=["Insertion professionnelle via le numérique"])))

    content = re.sub(r"[ \n]+", " ", page.content.decode())  # the spaces of « » stay
    assert (
        "<b>Insertion professionnelle via le numérique</b> "
        "<small>«\xa0Faire mon CV\xa0», «\xa0Chercher du travail\xa0»</small>" in content
    )
    assert content.count('name="services"') == 9
    assert 'value="Insertion professionnelle via le numérique" checked>' in content


@pytest.mark.parametrize(
    ("lieu", "words"),
    [
        ({"publie": False}, "Pas publié sur le site"),
        ({"structure__archivee": True}, "Pas sur le site : sa structure est archivée"),
    ],
)
def test_a_lieu_and_its_permanence_say_why_they_have_no_page_on_the_site(admin_client, lieu, words):
    permanence = PermanenceFactory(lieu=LieuFactory(**lieu))

    for url in (change_url(permanence.lieu), reverse("admin:conseillers_permanence_change", args=[permanence.pk])):
        page = admin_client.get(url)
        assert words in page.content.decode()
        assert page.context["absolute_url"] is None


def test_whoever_only_reads_sees_no_link_that_fails(client, monday):
    client.force_login(someone(Role.LECTEUR))
    permanence = PermanenceFactory(lieu=LieuFactory(telephone="+33478634040"))

    pages = [
        change_url(permanence.lieu),
        reverse("admin:conseillers_permanence_change", args=[permanence.pk]),
        reverse("admin:structures_structure_change", args=[permanence.lieu.structure_id]),
        reverse("admin:conseillers_seance_changelist") + "?vue=semaine",
    ]

    for url in pages:
        content = client.get(url).content.decode()
        assert "/add/" not in content, url
        assert 'name="_save"' not in content
    assert "04 78 63 40 40" in client.get(pages[0]).content.decode()
    assert "45.763777, 4.890171" in client.get(pages[0]).content.decode()
