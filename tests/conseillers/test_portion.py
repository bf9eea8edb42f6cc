"""A schedule of many lieux, page by page: the pages together are the whole, in words that residents and staff read."""

from datetime import date

import pytest
from django.urls import reverse

from conseillers import portion
from conseillers.agenda import Agenda
from conseillers.forms import AgendaForm
from structures.nomenclature import Service
from tests.conseillers.worlds import a_world
from tests.factories import CCAS_ECULLY, MIETE, ChangementFactory, LieuFactory, PermanenceFactory

pytestmark = pytest.mark.django_db

TODAY = "2026-11-23T08:00+01:00"
ASKED = [{}, {"vue": "semaine"}, {"commune": "ecully"}, {"mode": "atelier", "vue": "semaine"}, {"besoin": "cv"}]


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(TODAY, tick=False)


@pytest.fixture
def pages_of_two(monkeypatch):
    monkeypatch.setattr(portion, "AT_ONCE", 2)
    monkeypatch.setattr(portion, "BY_PAGE", 2)


@pytest.fixture
def five_lieux(lyon):
    for number, at in enumerate([MIETE, CCAS_ECULLY, MIETE, CCAS_ECULLY, MIETE]):
        services = [Service.INSERTION] if number % 2 else []
        lieu = LieuFactory(nom=f"Lieu {number}", at=at, services=services)
        permanence = PermanenceFactory(lieu=lieu, jours=[1, 2], mode=["atelier", "sans-rendez-vous"][number % 2])
        if number == 3:
            ChangementFactory(permanence=permanence, du=date(2026, 11, 23), motif="travaux")


def keys(seances) -> list[str]:
    return [seance.id for seance in seances]


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_pages_together_are_the_whole_schedule(five_lieux, monkeypatch, asked):
    form = {"jour": "2026-11-23", **asked}
    whole = keys(Agenda(AgendaForm(form), "").read())
    monkeypatch.setattr(portion, "AT_ONCE", 1)
    monkeypatch.setattr(portion, "BY_PAGE", 2)

    first = Agenda(AgendaForm(form), "")
    pages = [Agenda(AgendaForm({**form, "page": number}), "") for number in range(1, first.portion.pages + 1)]

    assert sorted(key for page in pages for key in keys(page.read())) == sorted(whole)
    assert whole


def test_a_page_says_of_a_seance_all_that_the_whole_schedule_says(five_lieux, monkeypatch):
    whole = Agenda(AgendaForm({"jour": "2026-11-23"}), "").shown()
    monkeypatch.setattr(portion, "AT_ONCE", 1)

    paged = Agenda(AgendaForm({"jour": "2026-11-23"}), "").shown()

    facts = ["id", "debut", "etat", "raison", "prenoms", "ferie"]
    said = [[getattr(each, name) for name in facts] for each in paged]
    assert said == [[getattr(each, name) for name in facts] for each in whole]
    assert [bool(getattr(each, "alternative", None)) for each in paged] == [not each.tenue for each in paged]


@pytest.mark.parametrize("seed", range(5))
def test_in_any_world_the_pages_are_the_whole(seed, monkeypatch):
    a_world(seed)
    form = {"jour": "2026-12-01", "vue": "semaine"}
    whole = keys(Agenda(AgendaForm(form), "").read())
    monkeypatch.setattr(portion, "AT_ONCE", 0)
    monkeypatch.setattr(portion, "BY_PAGE", 3)

    pages = [Agenda(AgendaForm({**form, "page": number}), "") for number in range(1, 4)]

    found = [key for page in pages[: pages[0].portion.pages] for key in keys(page.read())]
    assert sorted(found) == sorted(whole)


def test_residents_and_staff_read_which_lieux_they_see_and_go_on(client, admin_client, five_lieux, pages_of_two):
    for visitor, url in ((client, "/agenda/"), (admin_client, reverse("admin:conseillers_seance_changelist"))):
        first = " ".join(visitor.get(url, {"jour": "2026-11-23"}).content.decode().split())
        last = " ".join(visitor.get(url, {"jour": "2026-11-23", "page": "99"}).content.decode().split())

        assert "Lieux 1 à 2 sur 5" in first
        assert "page=2" in first
        assert "Lieux précédents" not in first
        assert "Lieux 5 à 5 sur 5" in last
        assert "Lieux suivants" not in last
        assert "page=2" in last


def test_a_commune_with_few_lieux_has_one_page(client, five_lieux, pages_of_two):
    html = client.get("/agenda/", {"jour": "2026-11-23", "commune": "ecully"}).content.decode()

    assert "Lieu 1" in html
    assert "Lieux 1 à" not in html
