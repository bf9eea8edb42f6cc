"""Calendars to subscribe to: a calendar client that expands them finds the séances of the site, to the last one."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from django.urls import reverse
from icalendar import Calendar

from conseillers import ics
from conseillers.models import Absence, Changement, Mode, Seance, VacancesScolaires
from structures.nomenclature import Service
from tests.conseillers.worlds import a_world, seeds
from tests.factories import (
    ARTAG,
    CYBERBASE_BRON,
    MIETE,
    ChangementFactory,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
)

PARIS = ZoneInfo("Europe/Paris")
Genre = Changement.Genre

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(datetime(2026, 11, 24, 10, tzinfo=PARIS), tick=False)


@pytest.fixture
def miete():
    return LieuFactory(nom="MIETE", adresse="150 rue du 4 août 1789", at=MIETE)


def read(client, lieu=None, **filters) -> Calendar:
    url = reverse("conseillers:lieu_ics", args=[lieu.slug]) if lieu else reverse("conseillers:agenda_ics")
    response = client.get(url, filters)
    assert response.status_code == 200
    return Calendar.from_ical(response.content)


def masters(calendar) -> list:
    return [event for event in calendar.walk("VEVENT") if "RECURRENCE-ID" not in event]


def expanded(calendar, first=date(2021, 1, 1), last=date(2034, 1, 1)) -> list:
    return recurring_ical_events.of(calendar).between(first, last)


def on(calendar, day: date):
    (event,) = expanded(calendar, day, day + timedelta(days=1))
    return event


def as_read(calendar) -> Counter:
    """(permanence, start, end, held) of all that a client shows: a Counter, so that nothing shows twice."""
    return Counter(
        (
            int(event["UID"].split("-")[1]),
            event.start.astimezone(UTC),
            event.end.astimezone(UTC),
            event["STATUS"] == "CONFIRMED",
        )
        for event in expanded(calendar)
    )


def as_shown(seances) -> Counter:
    return Counter((s.permanence_id, s.debut, s.fin, s.tenue) for s in seances.within(*ics.window()))


def test_a_weekly_permanence_is_one_recurring_event(client, miete):
    permanence = PermanenceFactory(lieu=miete, jours=[2, 4], au=date(2026, 12, 18))

    calendar = read(client, miete)

    (event,) = calendar.walk("VEVENT")
    assert event["UID"] == f"permanence-{permanence.pk}-1a@conseillers-numeriques"
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20261217T225959Z;INTERVAL=1;BYDAY=TU,TH;WKST=MO"
    assert event["DTSTART"].to_ical() == b"20261103T140000"
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert event["SUMMARY"] == "Conseiller numérique sans rendez-vous, MIETE"
    assert event["LOCATION"] == "MIETE, 150 rue du 4 août 1789, 69100 Villeurbanne"
    assert event["URL"] == f"http://testserver/lieux/{miete.slug}/"
    assert event["GEO"].to_ical() == "45.763777;4.890171"
    assert len(expanded(calendar)) == 14


def test_the_file_says_what_it_is(client, miete):
    PermanenceFactory(lieu=miete)

    response = client.get(reverse("conseillers:lieu_ics", args=[miete.slug]))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == f'inline; filename="{miete.slug}.ics"'
    calendar = Calendar.from_ical(response.content)
    assert calendar["X-WR-CALNAME"] == "Conseillers numériques : MIETE"
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Paris"
    assert b"\r\n" in response.content
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))


def test_hours_on_the_wall_stay_when_the_clocks_change(client, miete):
    PermanenceFactory(lieu=miete, jours=[7], tenue_jours_feries=True)

    calendar = read(client, miete)

    assert on(calendar, date(2027, 3, 21)).start.astimezone(UTC).hour == 13
    assert on(calendar, date(2027, 3, 28)).start.astimezone(UTC).hour == 12
    assert len(calendar.walk("VEVENT")) == 1


def test_a_cancelled_date_is_marked_with_its_reason(client, miete):
    permanence = PermanenceFactory(lieu=miete)
    ChangementFactory(permanence=permanence, du=date(2026, 12, 1), motif="travaux")

    event = on(read(client, miete), date(2026, 12, 1))

    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"] == "Annulée : Conseiller numérique sans rendez-vous, MIETE"
    assert event["DESCRIPTION"].splitlines()[0] == "Annulée ce jour-là. Travaux."


def test_a_public_holiday_is_cancelled_by_name(client, miete):
    PermanenceFactory(lieu=miete, jours=[5])

    event = on(read(client, miete), date(2026, 12, 25))

    assert event["STATUS"] == "CANCELLED"
    assert event["DESCRIPTION"].splitlines()[0] == "Annulée ce jour-là. Noël."


def test_an_absence_cancels_and_says_neither_who_nor_why(client, miete):
    nadia = ConseillerFactory(prenom="Nadia")
    PermanenceFactory(lieu=miete, conseillers=[nadia])
    Absence.objects.create(conseiller=nadia, du=date(2026, 12, 1), au=date(2026, 12, 1), motif_prive="opération")

    calendar = read(client, miete)

    assert on(calendar, date(2026, 12, 1))["STATUS"] == "CANCELLED"
    text = calendar.to_ical().decode().replace("\r\n ", "")
    assert "Pas de conseiller disponible ce jour-là." in text
    assert "Nadia" not in text
    assert "opération" not in text


def test_other_hours_on_a_date(client, miete):
    permanence = PermanenceFactory(lieu=miete)
    ChangementFactory(
        permanence=permanence,
        genre=Genre.HORAIRES,
        du=date(2026, 12, 1),
        heure_debut=time(9),
        heure_fin=time(11, 30),
    )

    event = on(read(client, miete), date(2026, 12, 1))

    assert (event.start.hour, event.end.hour, event["STATUS"]) == (9, 11, "CONFIRMED")
    assert event["SUMMARY"].startswith("Changement : ")


def test_a_moved_date_is_cancelled_here_and_held_there(client, miete):
    there = LieuFactory(nom="ARTAG", adresse="21 rue de la Baïsse", at=ARTAG)
    permanence = PermanenceFactory(lieu=miete)
    ChangementFactory(permanence=permanence, genre=Genre.LIEU, du=date(2026, 12, 1), lieu_accueil=there)

    here, elsewhere = on(read(client, miete), date(2026, 12, 1)), on(read(client, there), date(2026, 12, 1))

    assert here["STATUS"] == "CANCELLED"
    assert "à un autre endroit : ARTAG, 21 rue de la Baïsse, 69100 Villeurbanne." in here["DESCRIPTION"]
    assert elsewhere["STATUS"] == "CONFIRMED"
    assert elsewhere["LOCATION"].startswith("ARTAG")


def test_an_added_date_is_an_event_of_its_own(client, miete):
    permanence = PermanenceFactory(lieu=miete)
    ChangementFactory(permanence=permanence, genre=Genre.AJOUT, du=date(2026, 12, 2))

    calendar = read(client, miete)

    assert on(calendar, date(2026, 12, 2))["STATUS"] == "CONFIRMED"
    assert len(masters(calendar)) == 2


def test_a_permanence_not_held_in_school_holidays_leaves_their_dates_out(client, miete):
    VacancesScolaires.objects.create(nom="Noël", du=date(2026, 12, 19), au=date(2027, 1, 3))
    PermanenceFactory(lieu=miete, vacances="suspendue", au=date(2027, 1, 31))

    (event,) = read(client, miete).walk("VEVENT")

    assert event["EXDATE"].to_ical() == b"20261222T140000,20261229T140000"


def test_a_permanence_of_school_holidays_lists_its_dates(client, miete):
    VacancesScolaires.objects.create(nom="Noël", du=date(2026, 12, 19), au=date(2027, 1, 3))
    VacancesScolaires.objects.create(nom="Hiver", du=date(2027, 2, 13), au=date(2027, 2, 28))
    PermanenceFactory(lieu=miete, vacances="seulement")

    (event,) = read(client, miete).walk("VEVENT")

    assert "RRULE" not in event
    assert event["DTSTART"].to_ical() == b"20261222T140000"
    assert event["RDATE"].to_ical() == b"20261229T140000,20270216T140000,20270223T140000"


def test_even_weeks_stay_even_after_week_53(client, miete):
    PermanenceFactory(lieu=miete, semaines="paires", au=date(2027, 2, 28))

    calendar = read(client, miete)

    weeks = [event.start.isocalendar()[1] for event in expanded(calendar)]
    assert weeks == [46, 48, 50, 52, 2, 4, 6, 8]
    assert as_read(calendar) == as_shown(Seance.objects.filter(lieu=miete))


@pytest.mark.parametrize("lieu", [{"publie": False}, {"structure__archivee": True}])
def test_a_lieu_withdrawn_from_the_site_has_no_calendar(client, lieu):
    lieu = LieuFactory(**lieu)

    assert client.get(reverse("conseillers:lieu_ics", args=[lieu.slug])).status_code == 404


def test_a_lieu_without_permanence_has_an_empty_calendar(client, miete):
    assert read(client, miete).walk("VEVENT") == []


def test_nobody_is_sent_to_a_guessed_point(client):
    lieu = LieuFactory(adresse="", precision="commune")
    PermanenceFactory(lieu=lieu)

    assert "GEO" not in masters(read(client, lieu))[0]


def test_the_file_is_the_same_until_something_changes(client, miete, time_machine):
    permanence = PermanenceFactory(lieu=miete)
    url = reverse("conseillers:lieu_ics", args=[miete.slug])
    before = client.get(url)
    time_machine.move_to(datetime(2026, 11, 30, 23, 30, tzinfo=PARIS))

    assert client.get(url, headers={"If-None-Match": before["ETag"]}).status_code == 304
    ChangementFactory(permanence=permanence, du=date(2026, 12, 1))
    assert client.get(url, headers={"If-None-Match": before["ETag"]}).status_code == 200


def test_the_agenda_takes_the_filters_of_its_page(client, lyon, miete):
    bron = LieuFactory(nom="Cyberbase", at=CYBERBASE_BRON, services=[Service.INSERTION])
    PermanenceFactory(lieu=miete)
    PermanenceFactory(lieu=bron)
    PermanenceFactory(lieu=bron, jours=[3], mode=Mode.ATELIER, theme="Photos de famille", besoins=["loisirs"])

    def titles(**filters):
        return sorted(event["SUMMARY"] for event in masters(read(client, **filters)))

    drop_in = "Conseiller numérique sans rendez-vous, "
    assert titles() == ["Atelier numérique : Photos de famille, Cyberbase", drop_in + "Cyberbase", drop_in + "MIETE"]
    assert titles(commune="villeurbanne") == [drop_in + "MIETE"]
    assert titles(besoin="emploi") == [drop_in + "Cyberbase"]
    assert titles(mode="atelier") == ["Atelier numérique : Photos de famille, Cyberbase"]
    assert read(client, commune="bron", mode="atelier")["X-WR-CALNAME"] == "Conseillers numériques : Bron, atelier"


def test_the_agenda_of_lyon_holds_its_arrondissements(client, lyon):
    third = LieuFactory(commune=lyon["69383"], code_postal="69003")
    PermanenceFactory(lieu=third)

    assert len(masters(read(client, commune="lyon"))) == 1


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({"commune": "paris"}, "Quelle commune ? Ce choix n’existe pas."),
        ({"besoin": "piscine"}, "Pour quoi faire ? Ce choix n’existe pas."),
        ({"mode": "\0"}, "Avec ou sans rendez-vous ? Ce choix n’existe pas."),
    ],
)
def test_a_filter_that_does_not_exist_is_refused_in_words(client, filters, words):
    response = client.get(reverse("conseillers:agenda_ics"), filters)

    assert (response.status_code, response.content.decode()) == (400, words)


@pytest.mark.parametrize("number", [1, 3])
def test_queries_are_as_many_for_one_permanence_as_for_three(client, django_assert_num_queries, number):
    for _ in range(number):
        permanence = PermanenceFactory()
        ChangementFactory(permanence=permanence, genre=Genre.LIEU, du=date(2026, 12, 1), lieu_accueil=LieuFactory())

    with django_assert_num_queries(9):
        read(client)


NOWS = [
    datetime(2024, 2, 29, 12, tzinfo=PARIS),
    datetime(2025, 10, 31, 23, 59, tzinfo=PARIS),
    datetime(2026, 3, 29, 1, 59, tzinfo=PARIS),
    datetime(2026, 10, 25, 2, 30, tzinfo=PARIS),
    datetime(2028, 12, 31, 0, tzinfo=PARIS),
]


@pytest.mark.parametrize("seed", seeds(len(NOWS) * ics.DAYS / 365))
def test_a_calendar_client_finds_every_seance_of_the_site_and_no_other(client, time_machine, seed):
    permanences, _team, _world = a_world(f"ics {seed}")
    for now in NOWS:
        time_machine.move_to(now, tick=False)
        found = as_read(read(client))

        assert found == as_shown(Seance.objects.all()), (seed, now)
        assert found

    for lieu in {permanence.lieu for permanence in permanences if permanence.lieu.publie}:
        if not lieu.structure.archivee:
            assert as_read(read(client, lieu)) == as_shown(Seance.objects.filter(lieu=lieu)), (seed, lieu)
