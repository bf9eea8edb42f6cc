"""Accounts: invited by mail, changed by administrators alone, never raised by oneself."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from structures.comptes.models import Compte, Evenement
from structures.roles import Role
from tests.admin.comptes import PASSWORD, account, app_for, entered, give_password, mailed_link
from tests.admin.conftest import values_of
from tests.factories import StructureFactory

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/structures/compte/", "/admin/structures/compte/add/"
INVITED = {"first_name": "Nadia", "last_name": "Benali", "email": "Nadia@Bron.fr", "role": "Lecteur", "_save": "1"}


def page_of(user) -> str:
    return reverse("admin:structures_compte_change", args=[user.pk])


def gesture(user, name: str) -> str:
    return reverse("admin:structures_compte_geste", args=[user.pk, name])


@pytest.fixture
def boss():
    return account("chef@grandlyon.fr", Role.ADMINISTRATEUR, first_name="Ana", last_name="Roy")


@pytest.fixture
def desk(client, boss):
    client.force_login(boss)
    return client


@pytest.fixture
def reader():
    return account("lecteur@grandlyon.fr", Role.LECTEUR, first_name="Lou", last_name="Petit")


def choose(link: str, password: str = PASSWORD):
    client = Client()
    form = client.get(link)["Location"]
    return client.post(form, {"new_password1": password, "new_password2": password})


def test_an_invitation_makes_an_account_and_sends_a_link_to_choose_a_password(desk):
    answer = desk.post(ADD, INVITED, follow=True)

    invited = User.objects.get(username="nadia@bron.fr")
    assert "Invitation envoyée à nadia@bron.fr." in answer.content.decode()
    assert mail.outbox[0].to == ["nadia@bron.fr"]
    assert [group.name for group in invited.groups.all()] == ["Lecteur"]
    assert not invited.has_usable_password()
    assert not invited.is_superuser
    choose(mailed_link())
    client = Client()
    give_password(client, invited)
    assert entered(client)
    assert set(Evenement.objects.values_list("genre", flat=True)) > {"invitation", "role", "mot_de_passe"}


def test_the_link_serves_once_and_a_scanner_that_follows_it_spends_nothing(desk):
    desk.post(ADD, INVITED)
    for _scan in range(3):
        Client().get(mailed_link())

    assert choose(mailed_link())["Location"] == "/admin/login/"
    assert "Ce lien ne fonctionne plus" in Client().get(mailed_link()).content.decode()


@pytest.mark.parametrize(("days", "works"), [(6.9, True), (7.1, False)])
def test_an_invitation_waits_a_week(desk, days, works):
    desk.post(ADD, INVITED)
    with time_machine.travel(timezone.localtime() + timedelta(days=days)):
        assert (Client().get(mailed_link()).status_code == 302) == works


def test_a_tampered_link_opens_nothing(desk):
    desk.post(ADD, INVITED)
    link = mailed_link()

    for wrong in [link[:-3] + "zz/", link.replace("/mot-de-passe/", "/mot-de-passe/x"), "/admin/mot-de-passe/MQ/é/"]:
        assert "Ce lien ne fonctionne plus" in Client().get(wrong).content.decode()


def test_a_weak_password_is_refused_in_words_and_the_link_still_works(desk):
    desk.post(ADD, INVITED)
    client = Client()
    form = client.get(mailed_link())["Location"]

    answer = client.post(form, {"new_password1": "court", "new_password2": "court"})

    assert "Ce mot de passe est trop court" in answer.content.decode()
    assert client.post(form, {"new_password1": PASSWORD, "new_password2": PASSWORD}).status_code == 302


def test_the_same_invitation_sent_twice_makes_one_account(desk):
    desk.post(ADD, INVITED)

    answer = desk.post(ADD, INVITED)

    assert answer.context["adminform"].form.errors["email"] == ["Un compte a déjà cette adresse."]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "pas une adresse"),
        ("email", "x" * 200 + "@bron.fr"),
        ("first_name", "x" * 151),
        ("last_name", "Be\x07nali"),
        ("role", "Chef"),
        ("role", ""),
        ("structures", "999999"),
        ("structures", "x"),
    ],
)
def test_a_wrong_value_is_said_beside_its_field_and_invites_nobody(desk, field, value):
    answer = desk.post(ADD, {**INVITED, field: value})

    assert field in answer.context["adminform"].form.errors
    assert not User.objects.filter(email="nadia@bron.fr").exists()
    assert not mail.outbox


def test_a_referent_has_structures_and_only_a_referent(desk):
    miete = StructureFactory(nom="La MIETE")
    refused = desk.post(ADD, {**INVITED, "role": Role.REFERENT})
    assert "structures" in refused.context["adminform"].form.errors

    desk.post(ADD, {**INVITED, "role": Role.REFERENT, "structures": miete.pk})
    invited = Compte.objects.get(username="nadia@bron.fr")
    assert list(miete.referents.all()) == [User.objects.get(pk=invited.pk)]

    desk.post(page_of(invited), {**INVITED, "structures": miete.pk})
    assert not miete.referents.exists()
    assert Evenement.objects.filter(genre="role").latest("pk").detail == "Référent de structure → Lecteur"


def test_script_in_a_name_is_text_everywhere(desk):
    desk.post(ADD, {**INVITED, "first_name": "<script>alert(1)</script>"})

    assert "<script>alert" not in desk.get(LIST).content.decode()
    assert "Bonjour <script>alert(1)</script>," in mail.outbox[0].body  # plain text


def test_an_invitation_is_sent_again(desk):
    desk.post(ADD, INVITED)
    invited = User.objects.get(username="nadia@bron.fr")

    assert "Renvoyer l’invitation" in desk.get(page_of(invited)).content.decode()
    desk.get(gesture(invited, "inviter"))
    assert len(mail.outbox) == 1
    desk.post(gesture(invited, "inviter"))
    assert len(mail.outbox) == 2


def test_a_mail_that_does_not_leave_is_said(desk, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )

    answer = desk.post(ADD, INVITED, follow=True)

    assert "le mail n’est pas parti" in answer.content.decode()
    assert User.objects.filter(username="nadia@bron.fr").exists()


def test_a_deactivated_account_is_out_at_once_and_comes_back_with_its_rights(desk, reader):
    client = Client()
    give_password(client, reader)
    desk.post(gesture(reader, "desactiver"))
    assert not entered(client)
    assert give_password(Client(), reader).status_code == 200
    assert "déjà fait" in desk.post(gesture(reader, "desactiver"), follow=True).content.decode()

    desk.post(gesture(reader, "reactiver"))
    assert entered(client)
    done = Evenement.objects.filter(compte=reader, genre__endswith="activation").order_by("pk")
    assert list(done.values_list("genre", flat=True)) == ["desactivation", "reactivation"]


def test_an_administrator_removes_a_lost_second_factor(desk, reader):
    app_for(reader)

    desk.post(gesture(reader, "double-verification"))

    assert not reader.totpdevice_set.exists()
    assert Evenement.objects.get(genre="facteur_retire").compte == reader


def test_accounts_are_never_deleted(desk, reader, admin_client):
    for client in [desk, admin_client]:
        assert client.post(f"{LIST}{reader.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", [Role.AGENT, Role.REFERENT, Role.LECTEUR, None])
def test_nobody_else_opens_a_page_of_accounts_or_of_the_log(client, reader, role):
    user = account("x@grandlyon.fr", role)
    user.user_permissions.set(Permission.objects.all())  # given by mistake: only the role opens these pages
    client.force_login(user)
    event = Evenement.objects.latest("pk")
    log = "/admin/structures/evenement/"
    own = [page_of(user), gesture(user, "desactiver"), f"{LIST}{user.pk}/history/"]

    for page in [LIST, ADD, page_of(reader), gesture(reader, "desactiver"), *own, log, f"{log}{event.pk}/change/"]:
        for answer in [client.get(page), client.post(page, {**INVITED, "role": Role.ADMINISTRATEUR})]:
            assert answer.status_code == 403, page

    reader.refresh_from_db()
    assert reader.is_active
    assert [group.name for group in user.groups.all()] == ([role] if role else [])


def test_nobody_raises_or_takes_away_their_own_rights(desk, boss):
    data = {**INVITED, "email": "chef@grandlyon.fr", "role": "Lecteur", "is_superuser": "on", "user_permissions": "1"}

    desk.post(page_of(boss), data)
    desk.post(gesture(boss, "desactiver"))

    boss = User.objects.get(pk=boss.pk)
    assert boss.first_name == "Nadia"
    assert [group.name for group in boss.groups.all()] == [Role.ADMINISTRATEUR]
    assert (boss.is_active, boss.is_superuser, boss.user_permissions.count()) == (True, False, 0)


def test_an_administrator_does_not_touch_superusers_nor_makes_one(desk, reader):
    chief = User.objects.create_superuser("metropole", "equipe@grandlyon.fr", PASSWORD)
    app_for(chief)

    for page in [page_of(chief), *[gesture(chief, name) for name in ["desactiver", "double-verification", "inviter"]]]:
        assert desk.post(page, {**INVITED, "email": "vole@example.fr"}).status_code == 403
    desk.post(page_of(reader), {**INVITED, "is_superuser": "on", "is_staff": "on"})

    chief.refresh_from_db()
    assert (chief.email, chief.is_active, chief.totpdevice_set.count()) == ("equipe@grandlyon.fr", True, 1)
    assert not User.objects.get(pk=reader.pk).is_superuser


def test_a_superuser_keeps_their_name_when_another_corrects_their_mail(admin_client):
    chief = User.objects.create_superuser("metropole", "equipe@grandlyon.fr", PASSWORD)

    admin_client.post(page_of(chief), {**INVITED, "email": "autre@grandlyon.fr"})

    chief.refresh_from_db()
    assert (chief.username, chief.email, chief.is_superuser) == ("metropole", "autre@grandlyon.fr", True)


def test_a_form_sent_back_as_it_is_changes_nothing(desk, reader):
    before = User.objects.values().get(pk=reader.pk)

    desk.post(page_of(reader), {**values_of(desk.get(page_of(reader))), "_save": "1"})

    assert User.objects.values().get(pk=reader.pk) == before
    assert not Evenement.objects.filter(genre__in=["role", "compte"]).exists()


@pytest.mark.parametrize("url", [LIST, "/admin/structures/evenement/"])
def test_lists_take_as_many_queries_for_three_as_for_one(desk, reader, url):
    def queries() -> int:
        desk.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(url).status_code == 200
        return len(asked)

    one = queries()
    for number in range(3):
        more = account(f"x{number}@bron.fr", Role.REFERENT)
        more.structures.set([StructureFactory(), StructureFactory()])
        Evenement.objects.create(genre="export", compte=more, auteur=more)

    assert queries() == one


def test_lists_are_filtered_and_searched(desk, reader):
    account("x@bron.fr", Role.AGENT, is_active=False, last_name="Durand")

    def shown(query: str) -> list:
        found = desk.get(f"{LIST}?{query}").context["cl"].result_list
        return [compte.username for compte in found]

    assert shown("q=petit") == ["lecteur@grandlyon.fr"]
    assert shown("role=lecteur") == ["lecteur@grandlyon.fr"]
    assert shown("etat=desactive") == ["x@bron.fr"]
    assert desk.get("/admin/structures/evenement/?genre__exact=export").status_code == 200


def wait_for_mail() -> bool:
    """A link leaves on its own, a moment after the answer."""
    for _moment in range(40):
        if mail.outbox:
            return True
        time.sleep(0.05)
    return False


def test_a_forgotten_password_is_chosen_again_by_mail(client, reader):
    answer = client.post("/admin/mot-de-passe/oublie/", {"email": "LECTEUR@grandlyon.fr"})

    assert wait_for_mail()
    choose(mailed_link(), "tout autre chose 2026")
    assert answer["Location"] == "/admin/mot-de-passe/oublie/envoye/"
    assert give_password(Client(), reader).status_code == 200
    assert give_password(Client(), reader, "tout autre chose 2026").status_code == 302


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, reader):
    reader.is_active = False
    reader.save()

    for email in ["inconnu@bron.fr", reader.email]:
        answer = client.post("/admin/mot-de-passe/oublie/", {"email": email})
        assert answer["Location"] == "/admin/mot-de-passe/oublie/envoye/"
    assert not Evenement.objects.exists()
    assert not mail.outbox


def test_asking_twice_sends_one_mail(client, reader):
    for _press in range(3):
        client.post("/admin/mot-de-passe/oublie/", {"email": reader.email})

    assert wait_for_mail()
    assert Evenement.objects.filter(genre="oubli").count() == 1


def test_a_link_for_a_forgotten_password_lives_three_hours(client, reader):
    client.post("/admin/mot-de-passe/oublie/", {"email": reader.email})
    assert wait_for_mail()

    with time_machine.travel(timezone.localtime() + timedelta(hours=3, minutes=1)):
        assert "Ce lien ne fonctionne plus" in Client().get(mailed_link()).content.decode()


@pytest.mark.parametrize("email", ["", "pas une adresse", "x" * 300 + "@bron.fr", "<script>@bron.fr"])
def test_a_wrong_address_is_said_beside_the_field(client, email):
    answer = client.post("/admin/mot-de-passe/oublie/", {"email": email})

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert "<script>@" not in answer.content.decode()


def test_the_security_log_is_kept_a_year(reader):
    old, young = (Evenement.objects.create(genre="export", compte=reader) for _event in range(2))
    Evenement.objects.filter(pk=old.pk).update(instant=timezone.now() - timedelta(days=366))
    Evenement.objects.filter(pk=young.pk).update(instant=timezone.now() - timedelta(days=364))

    call_command("purger_journal")

    assert list(Evenement.objects.all()) == [young]


@pytest.mark.parametrize(("second_factor", "https", "debug", "warned"), [(0, 1, 0, 1), (1, 1, 0, 0), (0, 0, 0, 0)])
def test_a_site_in_production_without_second_factor_is_warned(settings, second_factor, https, debug, warned):
    settings.SECOND_FACTOR, settings.HTTPS, settings.DEBUG = second_factor, https, debug

    assert [each.id for each in run_checks(tags=["security"]) if each.id == "comptes.W001"] == ["comptes.W001"] * warned
