"""The links of a mail: read as often as one likes, used once, for one purpose, by the person they were sent to."""

import logging
import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.logs import AccessFormatter, DiscreetFormatter
from conseillers.models import Demande, Permanence, Proposition
from structures.confirmation import Confirmation
from structures.models import Lieu
from tests.admin.comptes import referent
from tests.factories import MIETE, LieuFactory, PermanenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def lieu():
    lieu = LieuFactory(at=MIETE, nom="La MIETE", telephone="+33478634040")
    PermanenceFactory(lieu=lieu)
    return lieu


@pytest.fixture
def nadia(lieu):
    return referent(lieu.structure, last_name="Martin")


@pytest.fixture
def links(nadia) -> dict[str, str]:
    """Paths of the two links, as the mail has them."""
    call_command("demander_confirmations")
    found = re.findall(r"http://localhost:8000(/(confirmer|corriger)/\S+/)", mail.outbox[0].body)
    return {usage: path for path, usage in found}


@pytest.fixture
def visitor():
    """Without account nor cookie, and held to the rule about forged forms."""
    return Client(enforce_csrf_checks=True)


def titre(response) -> str:
    return re.search(r"<h1>(.*?)</h1>", response.content.decode(), re.DOTALL)[1].strip()


def press(client, path: str):
    """What « Oui, tout est exact » sends."""
    page = client.get(path)
    return client.post(path, {"empreinte": page.context["faits"].empreinte})


def everything() -> list:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Lieu, Permanence, Confirmation, Demande, Proposition, User)
    ]


def test_one_press_confirms_and_residents_read_the_month(visitor, links, lieu, nadia):
    before = lieu.date_maj

    response = press(visitor, links["confirmer"])

    assert titre(response) == "C’est noté, merci."
    lieu.refresh_from_db()
    assert (lieu.date_verification, lieu.verifie_par, lieu.date_maj) == (date(2026, 11, 23), "Nadia Martin", before)
    row = Confirmation.objects.get()
    assert (row.lieu, row.jour, row.par, row.compte, row.maniere) == (
        lieu,
        date(2026, 11, 23),
        "Nadia Martin",
        nadia,
        "courriel",
    )
    page = visitor.get(lieu.get_absolute_url()).content.decode()
    assert "Vérifié en novembre 2026." in page
    assert "Nadia" not in page
    assert "Martin" not in page


def test_scanners_may_read_both_links_twenty_times_and_nothing_changes(visitor, links):
    before = everything()

    for path in links.values():
        for _time in range(20):
            assert visitor.get(path).status_code == 200
            assert visitor.head(path).status_code == 200
        for method in ("options", "put", "patch", "delete"):
            assert getattr(visitor, method)(path).status_code == 405

    assert everything() == before


def test_used_again_it_says_so_and_confirms_once(visitor, links, monday):
    press(visitor, links["confirmer"])
    monday.move_to("2026-12-20 08:00+01:00")
    empreinte = {"empreinte": Demande.objects.get().empreinte}

    for response in (visitor.get(links["confirmer"]), visitor.post(links["confirmer"], empreinte)):
        assert titre(response) == "C’est déjà noté, merci."
        assert "La MIETE : vous l’avez dit exact le lundi 23\u00a0novembre." in response.content.decode()

    assert Confirmation.objects.count() == 1
    assert Lieu.objects.get().date_verification == date(2026, 11, 23)


def test_the_page_shows_the_facts_and_sets_no_cookie_and_is_kept_by_nobody(visitor, links):
    for path in links.values():
        response = visitor.get(path)
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "unsafe" not in response["Content-Security-Policy"]

    page = visitor.get(links["confirmer"]).content.decode()
    assert "04 78 63 40 40" in page
    assert "Tous les mardis de 14\u00a0h à 17\u00a0h, sans rendez-vous" in page
    assert "nadia@exemple.fr" not in page


def test_a_link_made_to_confirm_cannot_correct_nor_the_reverse(visitor, links):
    before = everything()

    for path in links.values():
        other = path.replace("confirmer", "x").replace("corriger", "confirmer").replace("/x/", "/corriger/")
        for response in (visitor.get(other), visitor.post(other, {"empreinte": Demande.objects.get().empreinte})):
            assert response.status_code == 404
            assert titre(response) == "Ce lien est abîmé."

    assert everything() == before


def test_one_character_changed_opens_nothing_and_says_whom_to_call(visitor, links):
    path = links["confirmer"]
    start = len("/confirmer/")
    for place in range(start, len(path) - 1, 7):
        changed = path[:place] + ("a" if path[place] != "a" else "b") + path[place + 1 :]
        response = visitor.post(changed, {"empreinte": Demande.objects.get().empreinte})
        assert response.status_code == 404
        assert 'href="tel:+33478634040"' in response.content.decode()

    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("jeton", ["x", "..", "a.b.c", "é" * 500, "%00", "%0d%0aSet-Cookie", "1" * 6000])
@pytest.mark.parametrize("usage", ["confirmer", "corriger"])
def test_nonsense_opens_nothing(visitor, usage, jeton):
    assert visitor.get(f"/{usage}/{jeton}/").status_code in (404, 400)


def test_links_live_sixty_days(visitor, links, monday):
    monday.move_to("2027-01-22 07:59+01:00")
    assert visitor.get(links["confirmer"]).status_code == 200

    monday.move_to("2027-01-22 08:01+01:00")
    for path in links.values():
        for response in (visitor.get(path), visitor.post(path, {"empreinte": Demande.objects.get().empreinte})):
            assert response.status_code == 410
            assert titre(response) == "Ce lien est trop ancien."
            assert response["Cache-Control"] == "no-store"

    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("withdrawn", ["lieu", "structure", "effacé"])
def test_a_lieu_withdrawn_since_is_said_to_be_gone(visitor, links, lieu, withdrawn):
    match withdrawn:
        case "lieu":
            Lieu.objects.update(publie=False)
        case "structure":
            lieu.structure.archivee = True
            lieu.structure.save()
        case _:
            Permanence.objects.all().delete()
            Lieu.objects.all().delete()

    for path in links.values():
        response = visitor.get(path)
        assert response.status_code == 410
        assert titre(response) == "Ce lieu n’est plus sur le site."


@pytest.mark.parametrize("change", ["no longer a référent", "account closed", "another address"])
def test_a_link_is_of_no_use_to_whoever_no_longer_looks_after_the_lieu(visitor, links, lieu, nadia, change):
    match change:
        case "no longer a référent":
            lieu.structure.referents.remove(nadia)
        case "account closed":
            User.objects.update(is_active=False)
        case _:
            User.objects.update(email="autre@exemple.fr")

    for path in links.values():
        response = visitor.post(path, {"empreinte": Demande.objects.get().empreinte})
        assert response.status_code == 403
        assert titre(response) == "Ce lien n’est plus le vôtre."
    assert not Confirmation.objects.exists()


def test_facts_edited_since_the_mail_are_shown_as_changed_then_confirmed_as_they_are_read(visitor, links, lieu):
    lieu.telephone = "+33472000000"
    lieu.save()

    page = visitor.get(links["confirmer"])
    assert "Ces informations ont changé depuis notre message." in page.content.decode()
    assert "04 72 00 00 00" in page.content.decode()

    assert titre(press(visitor, links["confirmer"])) == "C’est noté, merci."


def test_facts_edited_while_one_reads_are_read_again_first(visitor, links, lieu):
    seen = visitor.get(links["confirmer"]).context["faits"].empreinte
    permanence = lieu.permanences.get()
    permanence.jours = [4]
    permanence.save()

    response = visitor.post(links["confirmer"], {"empreinte": seen})

    assert response.status_code == 409
    assert "Rien n’est encore noté : relisez-les" in response.content.decode()
    assert "Tous les jeudis" in response.content.decode()
    assert not Confirmation.objects.exists()
    assert titre(press(visitor, links["confirmer"])) == "C’est noté, merci."


def test_script_in_names_is_shown_as_text(visitor, links, lieu):
    Lieu.objects.update(
        nom="<script>alert(1)</script>", acces="<img src=x onerror=alert(1)>", site_web=["https://x/<b>"]
    )

    for path in links.values():
        page = visitor.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_no_log_holds_a_link(links):
    for formatter in (DiscreetFormatter(), AccessFormatter()):
        for path in links.values():
            for said in (f"Not Found: {path}", f'[now] "GET {path} 1.1" 404', f"//{path}/x?y=1", path.rstrip("/")):
                record = logging.LogRecord("django.request", logging.WARNING, "", 0, said, None, None)
                assert path.split("/")[2][:20] not in formatter.format(record)
    record = logging.LogRecord("gunicorn.access", logging.INFO, "", 0, '"GET /lieux/la-miete/" 200', None, None)
    assert AccessFormatter().format(record) == '"GET /lieux/la-miete/" 200'


def test_the_page_takes_as_many_queries_with_one_permanence_as_with_three(visitor, links, lieu):
    def queries(path) -> int:
        with CaptureQueriesContext(connection) as found:
            visitor.get(path)
        return len(found)

    one = [queries(path) for path in links.values()]
    PermanenceFactory(lieu=lieu, jours=[3])
    PermanenceFactory(lieu=lieu, jours=[4])

    assert [queries(path) for path in links.values()] == one


def test_addresses_stay_what_they_were_published_as():
    assert reverse("conseillers:confirmer", args=["x"]) == "/confirmer/x/"
    assert reverse("conseillers:corriger", args=["x"]) == "/corriger/x/"
