"""The version of the calendars grows with every change of what they are made of, wherever it comes from."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.urls import reverse
from icalendar import Calendar

from conseillers.models import Absence, Changement, Conseiller, Permanence, Revision
from structures.models import Commune, Lieu
from tests.factories import ChangementFactory, ConseillerFactory, PermanenceFactory

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 10, tzinfo=PARIS)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def permanence():
    permanence = PermanenceFactory(conseillers=[ConseillerFactory(prenom="Nadia")], du=date(2026, 1, 1))
    ChangementFactory(permanence=permanence, du=date(2026, 12, 1))
    another_transaction()
    return permanence


def another_transaction(began: datetime = NOW - timedelta(hours=1)) -> None:
    """A test is one transaction. What it wrote so far becomes that of another one, the only one so far."""
    Revision.objects.all().delete()
    Revision.objects.create(instant=began)


def read(client, permanence):
    response = client.get(reverse("conseillers:lieu_ics", args=[permanence.lieu.slug]))
    return next(iter(Calendar.from_ical(response.content).walk("VEVENT")))


def sql(statement: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


EDITS = {
    "update": lambda permanence: Permanence.objects.update(note="Sonner deux fois."),
    "bulk_create": lambda permanence: Changement.objects.bulk_create(
        [Changement(genre="annulation", permanence=permanence, du="2026-12-08", au="2026-12-08")]
    ),
    "deletion": lambda permanence: Changement.objects.all().delete(),
    "another adviser": lambda permanence: permanence.conseillers.add(ConseillerFactory()),
    "absence": lambda permanence: Absence.objects.create(
        conseiller=Conseiller.objects.get(prenom="Nadia"), du=date(2026, 12, 15), au=date(2026, 12, 15)
    ),
    "lieu": lambda permanence: Lieu.objects.update(telephone="+33478000000"),
    "commune": lambda permanence: Commune.objects.update(nom="Villeurbanne-sur-Rize"),
    "SQL": lambda permanence: sql("UPDATE conseillers_permanence SET heure_fin = '18:00'"),
    "TRUNCATE": lambda permanence: sql("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE conseillers_changement"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_raises_the_sequence_and_keeps_the_uid(client, permanence, edit):
    before = read(client, permanence)

    EDITS[edit](permanence)

    after = read(client, permanence)
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after["UID"] == before["UID"]


def test_a_transaction_is_one_revision_however_much_it_writes(client, permanence):
    before = read(client, permanence)

    for edit in ["update", "bulk_create", "absence", "SQL"]:
        EDITS[edit](permanence)

    assert read(client, permanence)["SEQUENCE"] == before["SEQUENCE"] + 1


def test_an_edit_that_is_rolled_back_does_not_count(client, permanence):
    before = read(client, permanence)

    with transaction.atomic():
        EDITS["update"](permanence)
        assert read(client, permanence)["SEQUENCE"] > before["SEQUENCE"]
        transaction.set_rollback(True)

    assert read(client, permanence) == before


def test_a_change_that_began_before_the_last_one_counts_too(client, permanence):
    another_transaction(NOW + timedelta(days=365 * 20))
    before = read(client, permanence)

    EDITS["update"](permanence)

    assert read(client, permanence)["SEQUENCE"] == before["SEQUENCE"] + 1


def test_the_last_change_is_dated(client, permanence):
    another_transaction(datetime(2026, 11, 20, 8, 30, 15, 999, tzinfo=UTC))

    assert read(client, permanence)["LAST-MODIFIED"].dt == datetime(2026, 11, 20, 8, 30, 15, tzinfo=UTC)


def test_a_window_that_moves_is_a_change_too(client, permanence, time_machine):
    another_transaction(datetime(2026, 11, 20, tzinfo=UTC))
    before = read(client, permanence)

    time_machine.move_to(datetime(2027, 1, 1, 0, 1, tzinfo=PARIS), tick=False)

    after = read(client, permanence)
    assert after["SEQUENCE"] == before["SEQUENCE"] + 2
    assert after["LAST-MODIFIED"].dt == datetime(2026, 12, 31, 23, tzinfo=UTC)


def test_every_table_that_seances_are_read_from_is_watched():
    read_from = sql("SELECT table_name FROM information_schema.view_table_usage WHERE view_name = 'conseillers_seance'")
    watched = sql("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'note_revision'")

    assert len(read_from) > 5
    assert set(read_from) <= set(watched)
