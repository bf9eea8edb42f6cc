"""The page of conflicts and its door on the first page."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse

from conseillers.models import Permanence
from structures.histoire.version import Version
from structures.roles import Role
from tests.admin.comptes import account
from tests.factories import ChangementFactory, ConseillerFactory, LieuFactory, PermanenceFactory

pytestmark = pytest.mark.django_db

TODAY = "2026-11-23T10:00+01:00"
URL = "/admin/conseillers/conflits/"


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(TODAY, tick=False)


@pytest.fixture
def clash():
    """Karim at two doors every Tuesday."""
    karim = ConseillerFactory(prenom="Karim")
    return [PermanenceFactory(lieu=LieuFactory(nom=nom), conseillers=[karim]) for nom in ("La MIETE", "ARTAG")]


def test_each_conflict_says_what_is_wrong_and_leads_to_its_permanences(admin_client, clash):
    page = admin_client.get(reverse("admin:conseillers_conflits"))

    html = page.content.decode()
    assert page.request["PATH_INFO"] == URL
    assert "1 conflit à corriger dans les 60 prochains jours." in html
    assert "Deux endroits en même temps (1)" in html
    assert "Karim doit être à deux endroits en même temps le mardi 24 novembre" in html.replace("\u00a0", " ")
    for permanence in clash:
        address = reverse("admin:conseillers_permanence_change", args=[permanence.pk])
        assert f'<a href="{address}">{permanence.lieu} : tous les mardis' in html


def test_without_conflict_the_page_says_so_and_still_tells_of_closures(admin_client):
    lieu = LieuFactory(nom="La MIETE")
    PermanenceFactory(lieu=lieu)
    closure = ChangementFactory(lieu=lieu, du=date(2026, 12, 22), au=date(2027, 1, 2))

    html = admin_client.get(URL).content.decode()

    assert "Aucun conflit dans les 60 prochains jours." in html
    assert "2 séances annulées" in html
    assert reverse("admin:conseillers_changement_change", args=[closure.pk]) in html


def test_the_first_page_leads_there_with_their_number(admin_client, clash):
    html = admin_client.get(reverse("admin:index")).content.decode()

    assert f'<a href="{URL}"><strong>1</strong> conflit d’horaires</a>' in html


def test_the_page_of_one_application_leads_there_too(admin_client):
    html = admin_client.get(reverse("admin:app_list", args=["conseillers"])).content.decode()

    assert f'<a href="{URL}">Conflits d’horaires</a>' in html


def test_only_staff_who_may_see_permanences_see_their_conflicts(client):
    staff = account("equipe@grandlyon.fr")
    client.force_login(staff)
    assert client.get(URL).status_code == 403
    assert URL not in client.get(reverse("admin:index")).content.decode()

    staff.user_permissions.add(
        Permission.objects.get(codename="view_permanence", content_type__app_label=Permanence._meta.app_label)
    )

    assert client.get(URL).status_code == 200
    assert URL in client.get(reverse("admin:index")).content.decode()


def test_residents_are_sent_to_the_door(client):
    assert client.get(URL).headers["Location"] == f"{reverse('admin:login')}?next={URL}"


def test_the_page_is_only_read(admin_client):
    assert admin_client.post(URL).status_code == 405


def test_one_conflict_or_three_take_as_many_queries(count_queries, clash):
    with_one = count_queries(URL)
    for _ in range(2):
        lina = ConseillerFactory()
        for _ in range(2):
            PermanenceFactory(lieu=LieuFactory(), conseillers=[lina])

    assert count_queries(URL) == with_one


@pytest.fixture
def many(monkeypatch):
    """Too many permanences to look for conflicts at each visit."""
    monkeypatch.setattr("conseillers.admin.releves.AT_ONCE", 1)


def test_of_many_permanences_the_conflicts_are_those_of_the_night_with_the_hour(admin_client, clash, many):
    Version.objects.update(instant="2026-11-23T09:00+01:00")  # the database has a clock of its own
    assert "ils le seront cette nuit" in admin_client.get(URL).content.decode()

    call_command("relever_conflits", verbosity=0)

    html = admin_client.get(URL).content.decode()
    assert "ces conflits sont ceux du 23 novembre à 10:00" in html
    assert "Deux endroits en même temps (1)" in html
    for permanence in clash:
        address = reverse("admin:conseillers_permanence_change", args=[permanence.pk])
        assert f'<a href="{address}">{permanence.lieu} : tous les mardis' in html
    assert "Modifié depuis" not in html


def test_a_permanence_changed_since_the_night_is_said_so(admin_client, clash, many):
    call_command("relever_conflits", verbosity=0)

    Permanence.objects.filter(pk=clash[0].pk).update(jours=[4])

    assert "Modifié depuis : ce sera revu cette nuit." in admin_client.get(URL).content.decode()


def test_kept_conflicts_are_read_kind_by_kind_and_page_by_page(admin_client, clash, many, monkeypatch):
    monkeypatch.setattr("conseillers.admin.conflits_releves.BY_PAGE", 1)
    lina = ConseillerFactory(prenom="Lina")
    for _ in range(2):
        PermanenceFactory(lieu=LieuFactory(), conseillers=[lina])
    closed = PermanenceFactory(lieu__nom="Fermé", jours=[4]).lieu
    ChangementFactory(lieu=closed, du=date(2026, 12, 3))
    call_command("relever_conflits", verbosity=0)

    first, second = (admin_client.get(URL, {"page": number}).content.decode() for number in (1, 2))
    other = admin_client.get(URL, {"genre": "fermeture"}).content.decode()

    assert ("Karim" in first) != ("Karim" in second)
    assert "Page 1 sur 2" in first
    assert "À savoir : séances annulées par une fermeture (1)" in other
    assert "Karim" not in other
    assert admin_client.get(URL, {"genre": "x", "page": "y"}).status_code == 200


def test_whoever_has_few_permanences_reads_them_as_they_are(client, clash, many):
    own = [permanence.lieu.structure for permanence in clash]
    client.force_login(account("nadia@exemple.fr", Role.REFERENT, *own))

    assert "1 conflit à corriger" in client.get(URL).content.decode()
