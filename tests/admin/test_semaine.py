"""The week in the page of a lieu: as saved, as typed, for those who may only read it."""

import re
from datetime import time

import pytest
from django.urls import reverse

from conseillers.models import Permanence
from structures.roles import Role
from tests.admin.comptes import someone
from tests.admin.conftest import values_of
from tests.factories import ConseillerFactory, LieuFactory, PermanenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

LIVE = "admin:structures_lieu_semaine"


@pytest.fixture
def lieu():
    permanence = PermanenceFactory(conseillers=[ConseillerFactory(prenom="Nadia", nom="Martin")])
    return permanence.lieu


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ")).strip()


def week_in(page) -> str:
    html = page.content.decode()
    start = html.index('<section class="module semaine"')
    return words(html[start : html.index("</section>", start)])


def typed(admin_client, lieu, **changes) -> dict:
    """What the script sends: the lines of the permanences, and what Django keeps of their lists."""
    page = admin_client.get(reverse("admin:structures_lieu_change", args=[lieu.pk]))
    sent = {name: value for name, value in values_of(page).items() if name.startswith("permanences-")}
    kept = {f"initial-{name}": value for name, value in sent.items() if name.endswith(("jours", "rangs", "besoins"))}
    return {**sent, **kept, "lieu": lieu.pk, **changes}


def test_the_page_shows_the_week_as_it_is_saved(admin_client, lieu):
    page = admin_client.get(reverse("admin:structures_lieu_change", args=[lieu.pk]))

    assert "Mardi 14 h à 17 h Sans rendez-vous Nadia Mercredi rien" in week_in(page)
    assert 'href="#permanences-0"' in page.content.decode()


def test_a_reader_sees_it_too(client, lieu):
    client.force_login(someone(Role.LECTEUR))

    page = client.get(reverse("admin:structures_lieu_change", args=[lieu.pk]))

    assert "Mardi 14 h à 17 h Sans rendez-vous Nadia" in week_in(page)
    assert client.post(reverse(LIVE), {"lieu": lieu.pk}).status_code == 403


def test_what_is_typed_shows_marked_beside_what_is_saved(admin_client, lieu):
    PermanenceFactory(lieu=lieu, jours=[4])
    sent = typed(admin_client, lieu)
    changed = next(name for name, value in sent.items() if name.endswith("jours") and value == ["2"])

    said = words(admin_client.post(reverse(LIVE), sent | {changed: ["3"]}).content.decode())

    assert "Mardi rien Mercredi 14 h à 17 h Sans rendez-vous Nadia Pas enregistré Jeudi 14 h à 17 h" in said
    assert said.count("Pas enregistré") == 1
    assert Permanence.objects.filter(jours=[2]).exists()


def test_untouched_nothing_is_marked(admin_client, lieu):
    assert "Pas enregistré" not in admin_client.post(reverse(LIVE), typed(admin_client, lieu)).content.decode()


def test_an_overlap_that_is_typed_is_said(admin_client, lieu):
    PermanenceFactory(lieu=lieu, heure_debut=time(9), heure_fin=time(12))
    sent = typed(admin_client, lieu)
    late = next(name for name, value in sent.items() if name.endswith("heure_fin") and value == "12:00")

    said = admin_client.post(reverse(LIVE), sent | {late: "15h"}).content.decode()

    assert "2 en même temps qu’un autre" in said


def test_a_line_to_be_deleted_leaves_and_one_that_lacks_hours_is_counted(admin_client, lieu):
    PermanenceFactory(lieu=lieu, jours=[4])
    sent = typed(admin_client, lieu)

    said = admin_client.post(
        reverse(LIVE), sent | {"permanences-0-DELETE": "on", "permanences-1-heure_fin": "x"}
    ).content.decode()

    assert 'data-bilan="Aucun créneau dans la semaine, 1 permanence à compléter."' in said


def test_a_lieu_that_is_being_added_has_its_week_too(admin_client):
    new = {"rythme": "hebdomadaire", "jours": ["6"], "heure_debut": "9h", "heure_fin": "12h", "mode": "atelier"}
    new |= {"semaines": "toutes", "intervalle": "1", "vacances": "tenue"}
    sent = {f"permanences-0-{name}": value for name, value in new.items()}
    sent |= {"permanences-TOTAL_FORMS": 1, "permanences-INITIAL_FORMS": 0, "lieu": ""}

    assert "Samedi 9 h à 12 h Atelier Pas enregistré" in words(admin_client.post(reverse(LIVE), sent).content.decode())
    assert "Aucun créneau" in week_in(admin_client.get(reverse("admin:structures_lieu_add")))


@pytest.mark.parametrize("sent", [{}, {"lieu": "x"}, {"lieu": "9" * 40}, {"permanences-TOTAL_FORMS": "x"}])
def test_whatever_is_sent_it_answers(admin_client, sent):
    assert admin_client.post(reverse(LIVE), sent).status_code in (200, 403)
    assert admin_client.get(reverse(LIVE)).status_code == 405


def test_a_referent_may_not_ask_for_the_week_of_another(client, lieu):
    own = LieuFactory()
    client.force_login(someone(Role.REFERENT, own.structure))

    assert client.post(reverse(LIVE), {"lieu": lieu.pk}).status_code == 403
    assert client.post(reverse(LIVE), {"lieu": own.pk}).status_code == 200
