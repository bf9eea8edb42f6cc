"""« Signaler une erreur »: what is kept, what is refused, and that nothing typed is lost."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from conseillers import cadence
from conseillers.models import Changement, Seance, Signalement
from tests.conseillers.signaler.conftest import NOW, address, open_form, thanked
from tests.factories import (
    RAYONNE,
    ChangementFactory,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
    StructureFactory,
)

pytestmark = pytest.mark.django_db


def errors_of(response) -> dict:
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


# --- What is kept ---


def test_a_report_is_a_choice_and_nothing_else(send, lieu):
    response = send(motif="ferme")

    assert thanked(response, lieu)
    report = Signalement.objects.get()
    assert (report.lieu, report.motif, report.etat) == (lieu, "ferme", "nouveau")
    assert (report.precision, report.contact, report.permanence, report.clos_par) == ("", "", None, None)


def test_what_is_kept_says_nothing_of_who_wrote(client, send):
    client.defaults |= {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Navigateur de Josiane"}

    send(motif="ferme")

    row = str(Signalement.objects.values().get())
    cached = str([caches["cadence"]._cache, list(caches["cadence"]._cache.values())])
    assert "203.0.113" not in row + cached
    assert "Josiane" not in row + cached
    assert {field.name for field in Signalement._meta.fields} == {
        *["id", "lieu", "permanence", "date", "motif", "precision", "contact"],
        *["cree", "etat", "clos_par", "clos_le", "envoi"],
    }


def test_no_cookie_is_set_and_nobody_is_given_the_form_of_another(client, lieu):
    first, second = client.get(address(lieu)), Client().get(address(lieu))

    assert not first.cookies
    assert first["Cache-Control"] == "private, no-store"
    assert "ETag" not in first
    assert first.context["form"].jeton != second.context["form"].jeton


def test_the_forms_of_a_site_that_keeps_its_answers_have_each_their_number(client, lieu, settings):
    settings.KEEP_ANSWERS = True

    numbers = {client.get(address(lieu)).context["form"].jeton for _ in range(3)}

    assert len(numbers) == 3


def test_djangos_own_protection_is_not_asked_for(clock, lieu):
    client = Client(enforce_csrf_checks=True)
    given = open_form(client, lieu)
    clock.shift(5)

    assert thanked(client.post(address(lieu), given | {"motif": "heure"}), lieu)


def test_a_seance_is_what_it_is_about(client, clock, lieu):
    permanence = PermanenceFactory(lieu=lieu, conseillers=[ConseillerFactory(prenom="Nadia")])
    seance = Seance.objects.filter(lieu=lieu).to_come().first()
    page = client.get(f"/lieux/{lieu.slug}/").content.decode()
    assert f'href="{address(lieu)}?seance={seance.pk}"' in page
    assert f'href="{address(lieu)}"' in page

    form = client.get(address(lieu), {"seance": seance.pk}).content.decode()
    given = open_form(client, lieu, seance=seance.pk)
    clock.shift(5)
    client.post(address(lieu), given | {"motif": "ferme"})

    assert "Mardi 24\u00a0novembre de 14\u00a0h à 17\u00a0h, sans rendez-vous, avec Nadia" in form
    report = Signalement.objects.get()
    assert (report.permanence, report.date) == (permanence, date(2026, 11, 24))


def test_a_seance_of_last_week_may_still_be_spoken_of(client, clock, lieu):
    PermanenceFactory(lieu=lieu)
    clock.move_to("2026-11-26 08:00+01:00")
    [over] = Seance.objects.on(date(2026, 11, 24)).filter(lieu=lieu)

    assert client.get(address(lieu), {"seance": over.pk}).context["form"].seance == over


def test_a_seance_moved_here_is_of_here(client, clock, lieu):
    permanence = PermanenceFactory()
    moved = Changement.Genre.LIEU
    ChangementFactory(permanence=permanence, du=date(2026, 11, 24), genre=moved, lieu_accueil=lieu)
    [seance] = Seance.objects.on(date(2026, 11, 24)).filter(lieu=lieu)
    given = open_form(client, lieu, seance=seance.pk)
    clock.shift(5)

    client.post(address(lieu), given | {"motif": "ferme"})

    assert Signalement.objects.get().lieu == lieu


# --- Sent twice, too soon, too late, by a program ---


def test_the_same_form_sent_twice_is_one_report(client, clock, lieu):
    typed = open_form(client, lieu) | {"motif": "ferme"}
    clock.shift(5)

    first, second = client.post(address(lieu), typed), client.post(address(lieu), typed)

    assert thanked(first, lieu)
    assert second["Location"] == f"{address(lieu)}merci/?deja"
    assert "Déjà reçu, merci." in client.get(second["Location"]).content.decode()
    assert Signalement.objects.count() == 1


def test_a_form_sent_at_once_is_shown_again_and_taken_the_second_time(client, clock, lieu):
    typed = open_form(client, lieu) | {"motif": "ferme", "precision": "Porte close"}

    refused = client.post(address(lieu), typed)
    form = refused.context["form"]
    clock.shift(3)
    taken = client.post(address(lieu), typed | {"jeton": form.jeton})

    assert "C’était trop rapide pour le site." in refused.content.decode()
    assert form["precision"].value() == "Porte close"
    assert thanked(taken, lieu)
    assert Signalement.objects.count() == 1


def test_a_form_left_open_until_the_next_day_is_shown_again_and_taken_then(client, clock, lieu):
    typed = open_form(client, lieu) | {"motif": "ferme", "precision": "Porte close", "contact": "06 12 34 56 78"}
    clock.shift(timedelta(hours=25))

    refused = client.post(address(lieu), typed)
    form = refused.context["form"]
    clock.shift(3)
    taken = client.post(address(lieu), typed | {"jeton": form.jeton})

    assert "Rien n’est perdu. Appuyez encore une fois sur « Envoyer »." in refused.content.decode()
    assert (form["motif"].value(), form["contact"].value()) == ("ferme", "06 12 34 56 78")
    assert thanked(taken, lieu)


@pytest.mark.parametrize("jeton", ["", "x", "1/2/3:y", "\x00", "é" * 5000])
def test_a_number_that_we_did_not_give_is_refused(send, jeton):
    response = send(motif="ferme", jeton=jeton)

    assert "__all__" in errors_of(response)
    assert not Signalement.objects.exists()


def test_a_number_given_for_another_lieu_is_refused(client, send):
    other = open_form(client, LieuFactory(at=RAYONNE))

    response = send(motif="ferme", jeton=other["jeton"])

    assert "__all__" in errors_of(response)
    assert not Signalement.objects.exists()


def test_what_fills_in_the_hidden_box_is_refused_and_a_person_may_send_again(client, clock, lieu, send):
    response = send(motif="ferme", suite="https://exemple.invalid")

    assert "Une case cachée a été remplie" in response.content.decode()
    assert "exemple.invalid" not in response.content.decode()
    assert not Signalement.objects.exists()
    again = {"motif": "ferme", "suite": "", "jeton": response.context["form"].jeton}
    assert thanked(client.post(address(lieu), again), lieu)


# --- What cannot be ---


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({}, "motif", "Choisissez ce qui ne va pas."),
        ({"motif": "volé"}, "motif", "Ce choix n’existe pas. Choisissez dans la liste."),
        ({"motif": "autre"}, "precision", "Dites en quelques mots ce qui ne va pas."),
        ({"motif": "autre", "precision": "\x00\x07"}, "precision", "Dites en quelques mots ce qui ne va pas."),
        (
            {"motif": "ferme", "precision": "x" * 501},
            "precision",
            "C’est trop long : 501 caractères, pour 500 au plus.",
        ),
        ({"motif": "ferme", "contact": "6" * 121}, "contact", "C’est trop long : 121 caractères, pour 120 au plus."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(send, typed, field, message):
    response = send(**typed)

    assert errors_of(response) == {field: [message]}
    assert message in response.content.decode()
    for name, value in typed.items():
        assert response.context["form"][name].value() == value.replace("\x00", " ").replace("\x07", " ")
    assert not Signalement.objects.exists()


def test_five_hundred_characters_fit_lines_counted_once_and_control_characters_dropped(send):
    send(motif="ferme", precision="a\r\n" * 248 + "b\x00c\u202e")

    assert Signalement.objects.get().precision == "a\n" * 248 + "b c"


@pytest.mark.parametrize(
    "seance",
    [
        "x",
        "1",
        "999999999999999999-20261124-1a",
        "1-20261340-1a",
        "1-20261124-1a'--",
        "\x00",
        "1-00000000-1a",
        "é" * 9000,
    ],
)
def test_an_unknown_seance_is_said_and_the_report_is_about_the_lieu(client, clock, lieu, send, seance):
    PermanenceFactory(lieu=lieu)
    if len(seance) < 8000:
        assert "Cette date n’est plus au programme." in client.get(address(lieu), {"seance": seance}).content.decode()

    response = send(motif="ferme", seance=seance)
    form = response.context["form"]

    assert form.LOST in errors_of(response)["__all__"]
    again = {"motif": form["motif"].value(), "jeton": form.jeton}
    assert thanked(client.post(address(lieu), again), lieu)
    assert Signalement.objects.get().date is None


def test_the_seance_of_another_lieu_is_unknown_here(client, clock, lieu):
    PermanenceFactory()
    seance = Seance.objects.to_come().first()

    assert client.get(address(lieu), {"seance": seance.pk}).context["form"].lost


@pytest.mark.parametrize("hide", ["lieu", "structure"])
def test_a_lieu_that_is_not_on_the_site_has_no_form(client, hide):
    lieu = LieuFactory(publie=hide != "lieu", structure=StructureFactory(archivee=hide == "structure"))

    for page in [address(lieu), f"{address(lieu)}merci/", f"/lieux/{lieu.slug}/"]:
        assert client.get(page).status_code == 404
    assert client.post(address(lieu), {"motif": "ferme"}).status_code == 404


ANY_TEXT = st.text(max_size=700) | st.sampled_from(["", "ferme", "autre", "\x00", "<script>", "1-20261124-1a"])


@hypothesis_settings(
    max_examples=300, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.dictionaries(st.sampled_from(["motif", "precision", "contact", "seance", "suite", "jeton"]), ANY_TEXT))
def test_whatever_is_sent_has_its_page(client, lieu, typed):
    caches["cadence"].clear()
    with time_machine.travel(NOW, tick=False) as clock:
        given = open_form(client, lieu)
        clock.shift(5)

        assert client.post(address(lieu), given | typed).status_code in (200, 302)


def test_the_form_takes_few_queries_and_its_sending_too(client, clock, lieu):
    PermanenceFactory(lieu=lieu)
    seance = Seance.objects.to_come().first()
    with CaptureQueriesContext(connection) as opening:
        given = open_form(client, lieu, seance=seance.pk)
    clock.shift(5)
    with CaptureQueriesContext(connection) as sending:
        client.post(address(lieu), given | {"motif": "ferme"})

    asked = [query for query in sending if "SAVEPOINT" not in query["sql"]]
    assert len(opening) == 2
    assert len(asked) == 6


def test_what_is_asked_when_one_is_sent_is_read_by_index_among_thousands(lieu):
    old = timezone.now() - timedelta(days=200)
    row = {"lieu": lieu, "motif": "ferme", "clos_le": old, "etat": "corrige"}
    Signalement.objects.bulk_create(
        Signalement(**row, envoi=uuid4(), cree=old - timedelta(hours=n)) for n in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE conseillers_signalement")

    asked = {
        "already received": Signalement.objects.filter(envoi=uuid4()),
        "in the last hour": Signalement.objects.filter(cree__gt=timezone.now() - cadence.HOUR),
        "the list of staff": Signalement.objects.order_by("-clos_le", "-cree", "-pk")[:50],
    }

    plans = {name: query.explain() for name, query in asked.items()}
    assert [name for name, plan in plans.items() if "Seq Scan" in plan] == []


# --- How to answer is forgotten ---


def test_how_to_answer_is_forgotten_after_ninety_days_the_rest_is_kept(clock, lieu, capsys):
    for age in (91, 89):
        clock.move_to("2026-11-23 08:00+01:00")
        clock.shift(timedelta(days=-age))
        Signalement.objects.create(
            lieu=lieu, motif="ferme", precision=f"il y a {age} jours", contact="06", envoi=uuid4()
        )
    clock.move_to("2026-11-23 08:00+01:00")

    call_command("purger_signalements")

    assert "1 moyen de répondre effacé." in capsys.readouterr().out
    assert list(Signalement.objects.order_by("cree").values_list("precision", "contact")) == [
        ("il y a 91 jours", ""),
        ("il y a 89 jours", "06"),
    ]


def test_a_report_outlives_the_rule_that_it_was_about(lieu):
    permanence = PermanenceFactory(lieu=lieu)
    Signalement.objects.create(lieu=lieu, permanence=permanence, motif="ferme", envoi=uuid4(), date=date(2026, 11, 24))

    permanence.delete()

    assert Signalement.objects.get().permanence is None
