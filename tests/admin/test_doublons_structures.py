"""Two structures made one: what is kept, all that comes along, and who is told."""

from datetime import date

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from conseillers.admin.doublons_structures import structures_en_double
from conseillers.models import Changement, Conseiller, Releve
from structures.comptes.models import Evenement
from structures.fusions import StructuresDistinctes
from structures.models import Lieu, Structure
from structures.roles import Role
from tests.admin.comptes import account, someone
from tests.admin.deux_temps import read, seen
from tests.admin.test_archives import put_back
from tests.factories import ChangementFactory, ConseillerFactory, LieuFactory, StructureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

LIST = "admin:structures_structure_doublons"
SIRET = "21690266800013"


@pytest.fixture
def pair():
    """The same body twice: a host with its lieu, and an employer that is known by its SIRET."""
    first = StructureFactory(nom="La MIETE", typologie=["ASSO"])
    second = StructureFactory(nom="La Miete", pivot=SIRET, hote=False)
    LieuFactory(nom="Local", structure=first)
    LieuFactory(nom="Antenne", structure=second)
    ConseillerFactory(prenom="Karim", employeur=second)
    ChangementFactory(structure=second, du=date(2026, 12, 24))
    second.referents.add(account("nadia@miete.fr", Role.REFERENT, first_name="Nadia", last_name="Benali"))
    return first, second


def url_of(pair, name="comparer") -> str:
    return reverse(f"admin:structures_structure_{name}", args=[each.pk for each in pair])


def merge(client, pair, **changes):
    form = client.get(url_of(pair)).context["adminform"].form
    sent = {field.name: field.value() for field in form} | changes
    look = client.post(url_of(pair), sent)
    return look, client.post(url_of(pair), sent | seen(look), follow=True)


def test_the_work_list_and_its_page_say_which_and_why(admin_client, admin_user, pair):
    tache = structures_en_double(admin_user)

    said = read(admin_client.get(tache.url))

    assert (tache.nombre, tache.nom, tache.url) == (1, "structure peut-être en double", reverse(LIST))
    assert "Presque sûr même nom" in said
    assert "à 0 m" not in said
    assert url_of(pair) in admin_client.get(tache.url).content.decode()


def test_with_many_structures_the_work_list_says_what_was_counted_last(admin_user, pair, monkeypatch):
    monkeypatch.setattr("conseillers.admin.releves.AT_ONCE", 1)
    assert structures_en_double(admin_user) is None

    call_command("relever_conflits", verbosity=0)

    tache = structures_en_double(admin_user)
    assert (tache.nombre, tache.compte_le) == (1, Releve.objects.get(nom=Releve.DOUBLONS_STRUCTURES).le)


def test_only_what_differs_is_asked_with_the_wisest_answer(admin_client, pair):
    form = admin_client.get(url_of(pair)).context["adminform"].form

    assert {field.name: field.value() for field in form} == {
        "garde": "second",
        "nom": "second",
        "typologie": "premier",
        "pivot": "second",
        "hote": "premier",
    }


def test_all_that_pointed_to_the_one_that_goes_is_the_other_s(admin_client, pair):
    first, _second = pair

    look, done = merge(admin_client, pair, garde="premier", nom="premier")

    said = read(look)
    assert "Il reste La MIETE . Tout ce qui était à l’autre est à elle." in said
    for words in ["1 lieu : Antenne", "1 conseiller : Karim", "1 changement :", "1 référent : Nadia Benali"]:
        assert words in said
    assert "C’est fait : il ne reste qu’une structure." in read(done)
    kept = Structure.objects.get()
    assert (kept.pk, kept.nom, kept.pivot, kept.hote, kept.typologie) == (first.pk, "La MIETE", SIRET, True, ["ASSO"])
    assert {each.structure for each in Lieu.objects.all()} == {kept}
    assert Conseiller.objects.get(prenom="Karim").employeur == kept
    assert Changement.objects.get().structure == kept
    assert [each.username for each in kept.referents.all()] == ["nadia@miete.fr"]


def test_a_look_changes_nothing_and_tells_nobody(admin_client, pair, django_capture_on_commit_callbacks):
    form = admin_client.get(url_of(pair)).context["adminform"].form

    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(url_of(pair), {field.name: field.value() for field in form})

    assert Structure.objects.count() == 2
    assert (Evenement.objects.filter(genre="role").count(), mail.outbox) == (0, [])


def test_a_referent_who_comes_over_is_in_the_log_and_told(admin_client, pair, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        merge(admin_client, pair, garde="premier", nom="premier")

    assert [each.detail for each in Evenement.objects.filter(genre="role")] == ["référent de La MIETE"]
    assert [message.to for message in mail.outbox] == [["nadia@miete.fr"]]


def test_what_is_said_already_is_told_before(admin_client, pair):
    ChangementFactory(structure=pair[0], du=date(2026, 12, 24))

    look, _done = merge(admin_client, pair)

    assert "Ne peut pas être gardé, car la structure qui reste dit déjà autre chose" in read(look)
    assert Changement.objects.count() == 1


def test_the_one_that_goes_is_in_the_archives(admin_client, pair):
    merge(admin_client, pair, garde="premier")

    put_back(admin_client)

    assert Structure.objects.count() == 2
    assert Lieu.objects.filter(structure=pair[0]).count() == 2


def test_what_came_in_meanwhile_is_read_again_first(admin_client, pair):
    form = admin_client.get(url_of(pair)).context["adminform"].form
    sent = {field.name: field.value() for field in form}
    sent |= seen(admin_client.post(url_of(pair), sent))
    LieuFactory(nom="Nouveau", structure=pair[0])

    again = admin_client.post(url_of(pair), sent)

    assert "quelque chose a changé" in read(again)
    assert Structure.objects.count() == 2


def test_said_to_be_two_they_are_not_offered_again(admin_client, pair):
    for _twice in range(2):
        said = read(admin_client.post(url_of(pair, "distincts"), follow=True))

    assert "C’est noté : ce sont deux structures." in said
    assert "Aucun doublon probable" in said
    assert StructuresDistinctes.objects.get().par.username == "admin"


@pytest.mark.parametrize("role", [Role.REFERENT, Role.LECTEUR])
def test_only_the_metropole_merges_structures(client, pair, role):
    user = someone(role)
    for each in pair:
        each.referents.add(user)
    client.force_login(user)

    assert structures_en_double(user) is None
    for url in [reverse(LIST), url_of(pair)]:
        assert client.get(url).status_code == 403
    for name in ["comparer", "distincts"]:
        assert client.post(url_of(pair, name)).status_code == 403
    assert Structure.objects.count() == 2


def test_a_script_in_a_name_is_text(admin_client, pair):
    Structure.objects.filter(pk=pair[1].pk).update(nom="La MIETE <script>alert(1)</script>", pivot="")
    Structure.objects.filter(pk=pair[0].pk).update(pivot="")

    look, done = merge(admin_client, pair, nom="second")

    assert b"<script>alert" not in look.content + done.content


def test_the_list_costs_the_same_for_one_pair_or_three(count_queries, pair):
    one = count_queries(reverse(LIST))
    for nom in ["Cyber-base", "Terrain blanc"]:
        for _twice in range(2):
            StructureFactory(nom=nom)

    assert count_queries(reverse(LIST)) == one
