"""/robots.txt and /sitemap.xml: all pages and their true dates; nothing that has no end."""

import re
from datetime import datetime
from urllib.robotparser import RobotFileParser

import pytest
from django.db import connection

from conseillers.models import Absence
from conseillers.referencement.plan import SECTIONS
from structures.histoire.version import Version
from structures.models import Lieu
from tests.conseillers.referencement.conftest import PARIS
from tests.factories import ARTAG, MIETE, ChangementFactory, ConseillerFactory, LieuFactory, PermanenceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(client):
    """Addresses of the site map, as its index leads to them, each with its date."""

    def of(address="/sitemap.xml") -> dict[str, str]:
        body = client.get(address).content.decode()
        if "<sitemapindex" in body:
            pages = re.findall(r"<loc>http://testserver(.*?)</loc>", body)
            return {name: date for page in pages for name, date in of(page).items()}
        found = re.findall(r"<url>\s*<loc>http://testserver(.*?)</loc>(?:\s*<lastmod>(.*?)</lastmod>)?", body)
        return dict(found)

    return of


def history_of(obj, day: str):
    """As if its latest version dated from this day; the tests' clock is not the database's."""
    label = obj._meta.label_lower
    instant = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=PARIS)
    Version.objects.filter(modele=label, cle=obj.pk).update(instant=instant)


@pytest.fixture
def miete():
    lieu = LieuFactory(nom="La MIETE", at=MIETE)
    history_of(lieu, "2026-01-10")
    return lieu


PAGE = "/lieux/la-miete-villeurbanne/"


def test_every_page_that_is_to_be_found_is_listed(listed, miete):
    LieuFactory(publie=False)

    assert [*listed()] == ["/", "/recherche/", "/agenda/", "/integrer/", "/donnees/", PAGE, "/communes/villeurbanne/"]


def test_a_page_dates_from_the_last_change_of_its_place(listed, miete):
    assert listed()[PAGE] == "2026-01-10"


def _cancelled(miete):
    permanence = PermanenceFactory(lieu=miete, conseillers=[])
    history_of(permanence, "2026-02-01")
    return ChangementFactory(permanence=permanence, du="2026-12-01")


def _closed(miete):
    return ChangementFactory(permanence=None, structure=miete.structure, du="2026-12-01")


def _hosts(miete):
    permanence = PermanenceFactory(lieu=LieuFactory(at=ARTAG))
    return ChangementFactory(permanence=permanence, genre="lieu", du="2026-12-01", lieu_accueil=miete)


def _away(miete):
    nadia = ConseillerFactory()
    permanence = PermanenceFactory(lieu=miete, conseillers=[nadia])
    history_of(permanence, "2026-02-01")
    history_of(nadia, "2026-02-01")
    return Absence.objects.create(conseiller=nadia, du="2026-12-01", au="2026-12-02")


@pytest.mark.parametrize("change", [_cancelled, _closed, _hosts, _away])
def test_or_from_the_last_change_of_its_hours(listed, miete, change):
    history_of(change(miete), "2026-03-04")

    dates = listed()

    assert dates[PAGE] == "2026-03-04"
    assert dates["/communes/villeurbanne/"] >= "2026-03-04"


def test_a_permanence_gone_elsewhere_changed_the_page_that_it_left(listed, miete):
    permanence = PermanenceFactory(lieu=miete, conseillers=[])
    Version.objects.update(geste="avant")
    history_of(permanence, "2026-02-01")
    permanence.delete()

    assert listed()[PAGE] > "2026-03-04"


def test_what_was_there_before_any_history_has_the_date_of_its_last_save(listed, miete):
    Version.objects.update(sorte=Version.Sorte.DEBUT)
    Lieu.objects.update(date_maj=datetime(2025, 5, 6, 12, tzinfo=PARIS))

    assert listed()[PAGE] == "2025-05-06"


def test_more_addresses_than_a_file_may_hold_are_in_several(client, listed, miete, monkeypatch):
    monkeypatch.setattr(SECTIONS["lieux"], "limit", 1)
    LieuFactory(nom="La Rayonne", at=MIETE)

    assert "sitemap-lieux.xml?p=2" in client.get("/sitemap.xml").content.decode()
    assert "/lieux/la-rayonne-villeurbanne/" in listed()


@pytest.mark.parametrize("lieux", [1, 10])
def test_a_file_takes_as_many_queries_for_ten_places_as_for_one(client, django_assert_num_queries, lieux):
    for _ in range(lieux):
        PermanenceFactory()

    with django_assert_num_queries(2):
        client.get("/sitemap-lieux.xml")


def test_dates_are_read_by_index(miete):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        sql, parameters = SECTIONS["lieux"]().items().query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    for index in ("version_objet", "version_lieu_id", "version_permanence_id", "version_conseiller_id"):
        assert index in plan
    assert "Seq Scan on structures_version" not in plan


@pytest.mark.parametrize("address", ["/sitemap-rien.xml", "/sitemap-lieux.xml?p=99", "/sitemap-lieux.xml?p=x"])
def test_a_file_that_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


class Robots:
    """A reader of robots.txt by RFC 9309, for a site that only closes."""

    def __init__(self, text: str):
        self.closed = re.findall(r"^Disallow: (.*)$", text, re.M)
        self.site_maps = re.findall(r"^Sitemap: (.*)$", text, re.M)

    def can_fetch(self, address: str) -> bool:
        return not any(re.match(re.escape(path).replace(r"\*", ".*"), address) for path in self.closed)


@pytest.fixture
def robots(client):
    return Robots(client.get("/robots.txt").content.decode())


def test_robots_are_told_where_the_site_map_is(robots):
    assert robots.site_maps == ["http://testserver/sitemap.xml"]


def test_a_simple_robot_that_knows_no_star_reads_every_page(client, listed, miete):
    robot = RobotFileParser()
    robot.parse(client.get("/robots.txt").content.decode().splitlines())

    assert [address for address in listed() if not robot.can_fetch("bot", address)] == []


def test_every_page_of_the_site_map_may_be_read(robots, listed, miete):
    assert [address for address in listed() if not robots.can_fetch(address)] == []


@pytest.mark.parametrize(
    "address", ["/recherche/?q=Bron", "/agenda/?jour=2030-01-01", "/recherche.geojson?q=x", "/admin/"]
)
def test_what_has_no_end_is_not_walked_through(robots, address):
    assert not robots.can_fetch(address)
