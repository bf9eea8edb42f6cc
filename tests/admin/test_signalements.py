"""What residents report, at the desk: beside its fact, for whoever may act, closed in one press."""

from datetime import date
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conseillers.admin.signalement import signalements_a_traiter
from conseillers.models import Signalement
from structures.roles import Role
from tests.admin.comptes import client_of, someone
from tests.admin.conftest import values_of
from tests.factories import RAYONNE, ChangementFactory, ConseillerFactory, LieuFactory, PermanenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

LISTE = "/admin/conseillers/signalement/"
SCRIPT = "<script>alert('bonjour')</script>"
TUESDAY = date(2026, 11, 24)


def report(lieu=None, motif="ferme", **facts) -> Signalement:
    return Signalement.objects.create(lieu=lieu or LieuFactory(), motif=motif, envoi=uuid4(), **facts)


def change_url(row) -> str:
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])


def staff(role: Role, *structures) -> tuple[Client, User]:
    user = someone(role, *structures)
    return client_of(user), user


@pytest.fixture
def agent():
    return staff(Role.AGENT)[0]


def listed(client, query: str = "") -> list[Signalement]:
    return list(client.get(f"{LISTE}{query}").context["cl"].result_list)


# --- Read ---


def test_what_waits_comes_first_then_what_was_closed_last(agent):
    closed, old, new = report(precision="clos"), report(precision="ancien"), report(precision="nouveau")
    Signalement.objects.filter(pk=closed.pk).close("sans_suite", None)

    assert listed(agent) == [new, old, closed]
    assert listed(agent, "?etat__exact=nouveau") == [new, old]
    assert "à traiter (2)" in agent.get(LISTE).content.decode()


@pytest.mark.parametrize(
    ("motif", "facts"),
    [
        ("adresse", ["1 rue de la République, 69100 Villeurbanne"]),
        ("telephone", ["Téléphone : 04 78 03 00 00"]),
        ("heure", ["Tous les mardis de 14\u00a0h à 17\u00a0h, sans rendez-vous"]),
        (
            "autre",
            [
                "1 rue de la République, 69100 Villeurbanne",
                "Téléphone : 04 78 03 00 00",
                "Tous les mardis de 14\u00a0h à 17\u00a0h, sans rendez-vous",
            ],
        ),
    ],
)
def test_the_fact_that_it_is_about_is_beside_it(agent, motif, facts):
    lieu = LieuFactory(telephone="+33478030000")
    PermanenceFactory(lieu=lieu)
    PermanenceFactory(lieu=lieu, jours=[3], au=date(2026, 11, 20))  # over: residents no longer read it
    report(lieu, motif, precision="C’est faux")

    assert listed(agent)[0].faits == facts
    page = agent.get(LISTE).content.decode()
    assert all(fact in page for fact in facts)


def test_a_seance_is_read_as_residents_read_it_today(agent):
    permanence = PermanenceFactory(conseillers=[ConseillerFactory(prenom="Nadia")])
    about = {"lieu": permanence.lieu, "permanence": permanence, "date": TUESDAY}
    report(**about)
    assert listed(agent)[0].faits == ["Mardi 24\u00a0novembre de 14\u00a0h à 17\u00a0h, sans rendez-vous, avec Nadia"]

    ChangementFactory(permanence=permanence, du=TUESDAY, motif="travaux")
    assert listed(agent)[0].faits == ["Mardi 24\u00a0novembre de 14\u00a0h à 17\u00a0h, annulée (travaux)"]

    permanence.jours = [3]
    permanence.save()
    assert listed(agent)[0].faits == ["Mardi 24\u00a0novembre : plus rien n’est annoncé ce jour-là."]


def test_script_in_what_was_typed_is_text_everywhere(agent):
    permanence = PermanenceFactory()
    about = {"lieu": permanence.lieu, "permanence": permanence, "date": TUESDAY}
    one = report(**about, precision=f"Porte close {SCRIPT}", contact=SCRIPT)

    for page in [LISTE, change_url(one), change_url(permanence), change_url(permanence.lieu)]:
        content = agent.get(page).content.decode()
        assert "Porte close &lt;script&gt;" in content, page
        assert "<script>alert" not in content, page


def test_a_reader_reads_the_words_but_not_how_to_answer_and_has_no_button():
    client, user = staff(Role.LECTEUR)
    one = report(precision="Porte close", contact="06 12 34 56 78")

    for page in [LISTE, change_url(one), change_url(one.lieu)]:
        content = client.get(page).content.decode()
        assert "Porte close" in content, page
        assert "06 12 34 56 78" not in content, page
        assert "Sans suite" not in content, page
    assert client.post(LISTE, {"corrige": one.pk}).status_code == 403
    client.post(LISTE, {"action": "mark_dropped", "_selected_action": [one.pk]})
    assert Signalement.objects.get().attend
    assert signalements_a_traiter(user) is None


def test_a_referent_sees_and_closes_theirs_alone():
    own, others = report(precision="chez nous"), report(LieuFactory(at=RAYONNE), precision="ailleurs")
    client, user = staff(Role.REFERENT, own.lieu.structure)

    assert listed(client) == [own]
    assert (signalements_a_traiter(user).nombre, signalements_a_traiter(user).urgent) == (1, True)
    assert client.post(LISTE, {"corrige": others.pk}).status_code == 404
    assert client.post(change_url(others), {"corrige": others.pk}).status_code == 404
    client.post(LISTE, {"action": "mark_dropped", "_selected_action": [others.pk]})
    others.refresh_from_db()
    assert others.attend

    client.post(LISTE, {"corrige": own.pk})
    own.refresh_from_db()
    assert not own.attend


def test_the_work_list_counts_what_waits_and_leads_there(agent):
    closed, _open = report(), report()
    Signalement.objects.filter(pk=closed.pk).close("corrige", None)

    tache = signalements_a_traiter(User.objects.get(username="agent@exemple.fr"))

    assert (tache.nombre, tache.nom, tache.urgent) == (1, "signalement d’habitant", True)
    assert len(listed(agent, tache.url.removeprefix(LISTE))) == tache.nombre


# --- Closed ---


@pytest.mark.parametrize(("button", "said"), [("corrige", "réglé"), ("sans_suite", "sans suite")])
@pytest.mark.parametrize("page", ["list", "own"])
def test_one_press_closes_it_and_forgets_how_to_answer(agent, button, said, page):
    one = report(precision="Porte close", contact="06 12 34 56 78")
    where = f"{LISTE}?motif__exact=ferme" if page == "list" else change_url(one)
    assert f'name="{button}" value="{one.pk}"' in agent.get(where).content.decode()

    response = agent.post(where, {button: one.pk})

    assert response["Location"] == (where if page == "list" else f"{LISTE}?etat__exact=nouveau")
    one.refresh_from_db()
    assert (one.etat, one.contact, one.precision) == (button, "", "Porte close")
    assert one.clos_par.username == "agent@exemple.fr"
    assert f"« C’était fermé – {one.lieu} » : {said}." in agent.get(LISTE).content.decode()


def test_pressed_twice_the_first_holds(agent):
    one = report()
    agent.post(LISTE, {"corrige": one.pk})

    response = agent.post(LISTE, {"sans_suite": one.pk}, follow=True)

    one.refresh_from_db()
    assert one.etat == "corrige"
    assert "c’était déjà fait." in response.content.decode()
    assert LogEntry.objects.count() == 1


def test_several_are_closed_at_once(agent):
    reports = [report(), report(), report()]

    data = {"action": "mark_dropped", "_selected_action": [each.pk for each in reports[:2]]}
    response = agent.post(LISTE, data, follow=True)

    assert "2 signalements : sans suite." in response.content.decode()
    assert Signalement.objects.pending().get() == reports[2]


def test_what_was_typed_is_in_no_history(agent):
    one = report(precision="Porte close", contact="06 12 34 56 78")

    agent.post(LISTE, {"corrige": one.pk})

    kept = str(LogEntry.objects.values().get())
    assert "C’était fermé" in kept
    assert "Porte close" not in kept
    assert "06 12" not in kept


@pytest.mark.parametrize("key", ["", "x", "0", "9" * 30, "\x00", "1 OR 1=1"])
def test_a_key_of_nothing_is_not_found(agent, key):
    report()

    assert agent.post(LISTE, {"corrige": key}).status_code == 404
    assert Signalement.objects.pending().count() == 1


def test_nobody_adds_rewrites_or_deletes_one(admin_client):
    one = report(precision="Porte close")

    assert admin_client.get(f"{LISTE}add/").status_code == 403
    assert admin_client.post(change_url(one), {"precision": "autre"}).status_code == 403
    assert admin_client.post(f"{LISTE}{one.pk}/delete/", {"post": "yes"}).status_code == 403
    one.refresh_from_db()
    assert one.precision == "Porte close"


def test_with_its_lieu_it_goes_to_the_archives(agent):
    one = report()
    url = f"/admin/structures/lieu/{one.lieu_id}/delete/"

    assert "Avec cela : 1 signalement" in agent.get(url).content.decode()
    agent.post(url, {"post": "yes"})

    assert not Signalement.objects.exists()


# --- On the page where it is corrected ---


def test_correct_leads_to_the_lieu_whose_saving_closes_it(agent):
    lieu = LieuFactory()
    one, other = report(lieu, precision="Le numéro a changé"), report(lieu)
    url = f"{change_url(lieu)}?signalement={one.pk}"
    assert f'href="{url}"' in agent.get(LISTE).content.decode()

    page = agent.get(url)
    content = page.content.decode()
    response = agent.post(url, {**values_of(page), "telephone": "04 78 03 00 00", "signalements_regles": [one.pk]})

    assert "2 signalements d’habitants" in content
    assert "Le numéro a changé" in content
    assert f'value="{one.pk}" checked>' in content
    assert f'value="{other.pk}">' in content
    assert response["Location"] == f"{LISTE}?etat__exact=nouveau"
    assert list(Signalement.objects.pending()) == [other]
    lieu.refresh_from_db()
    assert lieu.telephone == "+33478030000"


def test_correct_leads_to_the_permanence_of_a_seance(agent):
    permanence = PermanenceFactory()
    one = report(permanence.lieu, permanence=permanence, date=TUESDAY, precision="Porte close")
    url = f"{change_url(permanence)}?signalement={one.pk}"
    assert f'href="{url}"' in agent.get(LISTE).content.decode()

    page = agent.get(url)
    agent.post(url, {**values_of(page), "heure_debut": "15h", "signalements_regles": [one.pk]})

    assert "1 signalement d’habitant" in page.content.decode()
    one.refresh_from_db()
    assert one.etat == "corrige"


def test_a_page_saved_for_another_reason_closes_nothing(agent):
    lieu = LieuFactory()
    report(lieu)
    page = agent.get(change_url(lieu))

    agent.post(change_url(lieu), {**values_of(page), "nom": "La MIETE"})

    assert "checked" not in page.content.decode().partition("signalements_regles")[2].partition(">")[0]
    assert Signalement.objects.get().attend


def test_a_page_that_is_refused_closes_nothing_and_keeps_the_box_ticked(agent):
    lieu = LieuFactory()
    one = report(lieu)
    page = agent.get(change_url(lieu))

    refused = agent.post(change_url(lieu), {**values_of(page), "nom": "", "signalements_regles": [one.pk]})

    assert f'value="{one.pk}" checked>' in refused.content.decode()
    assert Signalement.objects.get().attend


def test_the_box_of_another_lieu_closes_nothing(agent):
    lieu, elsewhere = LieuFactory(), report(LieuFactory(at=RAYONNE))
    page = agent.get(change_url(lieu))

    agent.post(change_url(lieu), {**values_of(page), "signalements_regles": [elsewhere.pk, "x", "9" * 30]})

    assert Signalement.objects.get().attend


def test_a_lieu_without_reports_says_nothing_of_them(agent):
    lieu = LieuFactory()
    one = report(lieu)
    Signalement.objects.filter(pk=one.pk).close("corrige", None)

    assert "signalement d’habitant" not in agent.get(change_url(lieu)).content.decode().partition('id="content"')[2]


@pytest.mark.parametrize("page", ["list", "lieu"])
def test_the_number_of_queries_does_not_grow_with_reports(agent, page):
    def add(at=RAYONNE):
        permanence = PermanenceFactory(lieu=LieuFactory(at=at) if page == "list" else lieu)
        report(permanence.lieu, permanence=permanence, date=TUESDAY)
        report(permanence.lieu, "heure")

    lieu = LieuFactory()
    PermanenceFactory(lieu=lieu)
    url = LISTE if page == "list" else change_url(lieu)

    def queries() -> int:
        agent.get(url)
        with CaptureQueriesContext(connection) as asked:
            agent.get(url)
        return len(asked)

    report(lieu)
    if page == "list":
        add()
    one = queries()
    for _ in range(2):
        add() if page == "list" else report(lieu)

    assert queries() == one
