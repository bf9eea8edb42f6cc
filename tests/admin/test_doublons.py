"""Two lieux made one: what is kept, what comes along, and where the former address leads."""

from datetime import date, time

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from conseillers.admin.doublons_lieux import doublons_probables
from conseillers.models import Changement, Permanence, Releve, Seance, Signalement
from structures.fusions import AncienneAdresse, PasDoublon
from structures.models import Lieu
from structures.nomenclature import Service
from structures.roles import Role
from tests.admin.comptes import someone
from tests.admin.deux_temps import errors_of, read, seen
from tests.factories import (
    CYBERBASE_BRON,
    MIETE,
    ChangementFactory,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

LIST = "admin:structures_lieu_doublons"
BESIDE = (MIETE[0] + 0.0005, *MIETE[1:])
DAY = date(2026, 12, 1)  # a Tuesday


@pytest.fixture
def lieux():
    """The same door twice: one with its permanence, and one that says more."""
    first = LieuFactory(nom="La MIETE", slug="la-miete", services=[Service.values[0]])
    second = LieuFactory(
        nom="la miete", slug="miete", at=BESIDE, telephone="+33472843333", services=[Service.values[1]]
    )
    PermanenceFactory(lieu=first, conseillers=[ConseillerFactory(prenom="Nadia")])
    return first, second


def url_of(lieux, name="comparer") -> str:
    return reverse(f"admin:structures_lieu_{name}", args=[each.pk for each in lieux])


def merge(client, lieux, **changes):
    """Looks, then does it: as the page proposes it, but for these choices."""
    form = client.get(url_of(lieux)).context["adminform"].form
    sent = {field.name: field.value() for field in form} | changes
    look = client.post(url_of(lieux), sent)
    return look, client.post(url_of(lieux), sent | seen(look), follow=True)


def test_the_work_list_and_its_page_say_which_and_why(admin_client, lieux):
    tache = doublons_probables(User.objects.get(username="admin"))

    said = read(admin_client.get(tache.url))

    assert (tache.nombre, tache.nom, tache.url) == (1, "doublon probable", reverse(LIST))
    assert "Presque sûr même nom, même adresse, à 39 m" in said
    assert url_of(lieux) in admin_client.get(tache.url).content.decode()


def test_with_many_lieux_the_work_list_says_what_was_counted_last(admin_user, lieux, monkeypatch):
    monkeypatch.setattr("conseillers.admin.releves.AT_ONCE", 1)
    assert doublons_probables(admin_user) is None

    call_command("relever_conflits", verbosity=0)

    tache = doublons_probables(admin_user)
    assert (tache.nombre, tache.compte_le) == (1, Releve.objects.get(nom=Releve.DOUBLONS).le)


def test_only_what_differs_is_asked_with_the_wisest_answer(admin_client, lieux):
    form = admin_client.get(url_of(lieux)).context["adminform"].form

    assert {field.name: field.value() for field in form} == {
        "garde": "premier",
        "structure": "premier",
        "nom": "premier",
        "position": "premier",
        "telephone": "second",
        "services": "ensemble",
    }


def test_what_is_chosen_is_kept_and_the_former_address_leads_there(admin_client, client, lieux):
    look, done = merge(admin_client, lieux, nom="second")

    lieu = Lieu.objects.get()
    assert "reprise ici" not in read(look)
    assert "Il reste la miete , à l’adresse /lieux/la-miete/. /lieux/miete/ y mène." in read(look)
    assert "C’est fait : il ne reste qu’un lieu." in read(done)
    assert (lieu.pk, lieu.slug, lieu.nom, lieu.telephone) == (lieux[0].pk, "la-miete", "la miete", "+33472843333")
    assert lieu.services == Service.values[:2]
    for page in ["/lieux/{}/", "/lieux/{}.ics", "/lieux/{}/signaler/", "/lieux/{}/signaler/merci/"]:
        gone = Client().get(page.format("miete") + "?q=Bron")
        assert (gone.status_code, gone["Location"]) == (301, page.format("la-miete") + "?q=Bron")
        assert Client().get(page.format("la-miete")).status_code == 200


def test_a_form_that_was_open_is_sent_again_as_it_was_typed(admin_client, lieux):
    merge(admin_client, lieux)

    assert Client().post("/lieux/miete/signaler/", {"motif": "ferme"}).status_code == 308


def test_a_chain_of_merges_leads_to_the_last(admin_client, lieux):
    third = LieuFactory(nom="MIETE", slug="la-troisieme")
    merge(admin_client, lieux)
    merge(admin_client, [lieux[0], third], garde="second")

    response = Client().get("/lieux/miete/")

    assert response["Location"] == Client().get("/lieux/la-miete/")["Location"] == "/lieux/la-troisieme/"
    assert AncienneAdresse.objects.count() == 2
    assert Client().get("/lieux/jamais-vu/").status_code == 404


def test_a_withdrawn_lieu_is_not_found_by_its_former_address_either(admin_client, lieux):
    merge(admin_client, lieux)
    Lieu.objects.update(publie=False)

    assert Client().get("/lieux/miete/").status_code == 404


def test_permanences_come_along_and_the_same_rule_is_one_with_all_its_advisers(admin_client, lieux):
    first, second = lieux
    karim = ConseillerFactory(prenom="Karim")
    twin = PermanenceFactory(lieu=second, conseillers=[karim])
    other = PermanenceFactory(lieu=second, conseillers=[karim], jours=[4], heure_debut=time(9), heure_fin=time(12))
    cancelled = ChangementFactory(permanence=twin, du=DAY)
    report = Signalement.objects.create(
        lieu=second, permanence=twin, motif="ferme", envoi="7b0c7c0e-6d3c-4f0e-9f43-1a8f6b6a1b11"
    )

    look, _done = merge(admin_client, lieux, garde="premier")

    kept = first.permanences.get(jours=[2])
    assert "elle y est déjà ; les conseillers sont réunis" in read(look)
    assert "reprise ici" in read(look)
    assert {each.prenom for each in kept.conseillers.all()} == {"Nadia", "Karim"}
    assert set(first.permanences.all()) == {kept, other}
    assert Changement.objects.get(pk=cancelled.pk).permanence == kept
    assert Signalement.objects.values_list("lieu", "permanence").get(pk=report.pk) == (first.pk, kept.pk)
    assert Seance.objects.filter(lieu=first, date=date(2026, 11, 26)).exists()  # the Thursday that came over
    assert "Karim" in Client().get("/lieux/la-miete/").content.decode()


def test_closures_come_along_and_what_is_said_already_is_told_before(admin_client, lieux):
    first, second = lieux
    ChangementFactory(lieu=first, du=DAY)
    again = ChangementFactory(lieu=second, du=DAY, motif="travaux")
    other = ChangementFactory(lieu=second, du=date(2026, 12, 8))

    look, _done = merge(admin_client, lieux)

    assert "Ne peut pas être gardé" in read(look)
    assert "Changement : annulée ou fermé : la miete, 01/12/2026" in read(look)
    assert set(first.fermetures.values_list("du", flat=True)) == {DAY, date(2026, 12, 8)}
    assert other.pk in first.fermetures.values_list("pk", flat=True)
    assert not Changement.objects.filter(pk=again.pk).exists()


def test_a_permanence_that_moved_next_door_for_a_day_is_at_home_that_day(admin_client, lieux):
    first, second = lieux
    permanence = first.permanences.get()
    ChangementFactory(permanence=permanence, genre=Changement.Genre.LIEU, du=DAY, lieu_accueil=second)

    merge(admin_client, lieux)

    assert not Changement.objects.exists()
    assert Seance.objects.get(permanence=permanence, date=DAY).tenue


def test_nothing_is_done_before_it_has_been_read(admin_client, lieux):
    sent = {"garde": "premier", "structure": "premier", "nom": "premier", "position": "premier"}
    sent |= {"telephone": "second", "services": "ensemble", "_enregistrer": "1", "vu": "forged"}

    said = read(admin_client.post(url_of(lieux), sent))

    assert "Rien n’a été enregistré" in said
    assert Lieu.objects.count() == 2


def test_what_somebody_changed_in_between_is_read_again_first(admin_client, lieux):
    form = admin_client.get(url_of(lieux)).context["adminform"].form
    sent = {field.name: field.value() for field in form}
    sent |= seen(admin_client.post(url_of(lieux), sent))
    Lieu.objects.filter(pk=lieux[1].pk).update(telephone="+33478000000")

    again = admin_client.post(url_of(lieux), sent)

    assert "quelque chose a changé" in read(again)
    assert Lieu.objects.count() == 2


def test_a_refused_choice_is_said_beside_its_row_and_changes_nothing(admin_client, lieux):
    Lieu.objects.filter(pk=lieux[1].pk).update(adresse="", precision="commune")
    facts = list(Lieu.objects.order_by("pk").values())
    choices = {"garde": "premier", "structure": "premier", "nom": "ailleurs", "position": "premier"}
    choices |= {"telephone": "second", "services": "ensemble", "adresse": "second"}

    response = admin_client.post(url_of(lieux), choices)

    assert errors_of(response) == {"nom": ["Choisissez A ou B."], "precision": ["Choisissez A ou B."]}
    response = admin_client.post(url_of(lieux), choices | {"nom": "premier", "precision": "premier"})
    assert "Indiquez l’adresse" in str(errors_of(response))
    assert list(Lieu.objects.order_by("pk").values()) == facts


def test_the_same_button_twice_says_that_it_is_done(admin_client, lieux):
    form = admin_client.get(url_of(lieux)).context["adminform"].form
    sent = {field.name: field.value() for field in form}
    sent |= seen(admin_client.post(url_of(lieux), sent))
    admin_client.post(url_of(lieux), sent)

    again = admin_client.post(url_of(lieux), sent, follow=True)

    assert again.redirect_chain[0][0] == reverse("admin:structures_lieu_change", args=[lieux[0].pk])
    assert "c’est déjà fait. Voici ce qui reste." in read(again)
    assert (Lieu.objects.count(), Permanence.objects.count(), AncienneAdresse.objects.count()) == (1, 1, 1)


def test_said_to_be_two_places_they_are_not_offered_again(admin_client, lieux):
    for _twice in range(2):
        said = read(admin_client.post(url_of(lieux, "distincts"), follow=True))

    assert "C’est noté : ce sont deux lieux." in said
    assert "Aucun doublon probable" in said
    assert PasDoublon.objects.get().par.username == "admin"
    assert admin_client.get(url_of(lieux, "distincts")).status_code == 405


def test_a_script_in_a_name_is_text(admin_client, lieux):
    Lieu.objects.filter(pk=lieux[1].pk).update(nom="La MIETE <script>alert(1)</script>")

    look, done = merge(admin_client, lieux, nom="second")
    pages = look.content + done.content + admin_client.get(reverse(LIST)).content

    assert b"<script>alert" not in pages


def test_a_referent_merges_what_is_theirs_on_both_sides_and_a_reader_nothing(client, lieux):
    first, second = lieux
    referent = someone(Role.REFERENT, first.structure)
    client.force_login(referent)
    assert read(client.get(reverse(LIST))).count("la miete") == 0
    for name in ["comparer", "distincts"]:
        assert client.post(url_of(lieux, name)).status_code == 403
    assert client.get(url_of(lieux)).status_code == 403
    assert doublons_probables(referent).nombre == 0

    second.structure.referents.add(referent)
    assert client.get(url_of(lieux)).status_code == 200
    assert doublons_probables(referent).nombre == 1

    reader = someone(Role.LECTEUR)
    client.force_login(reader)
    assert doublons_probables(reader) is None
    for url in [reverse(LIST), url_of(lieux)]:
        assert client.get(url).status_code == 403
    assert client.post(url_of(lieux, "distincts")).status_code == 403
    assert (Lieu.objects.count(), PasDoublon.objects.count()) == (2, 0)


def test_a_pair_that_cannot_be_is_not_found(admin_client, lieux):
    first, _second = lieux
    for pair in [(first.pk, first.pk), (2**63, first.pk), (10**6, 10**6 + 1)]:
        assert admin_client.get(reverse("admin:structures_lieu_comparer", args=pair)).status_code == 404


def test_the_list_costs_the_same_for_one_pair_or_three(count_queries, lieux):
    one = count_queries(reverse(LIST))

    for nom in ["Cyber-base", "Terrain blanc"]:
        for _twice in range(2):
            LieuFactory(nom=nom, at=CYBERBASE_BRON, adresse=f"{nom}, porte")

    assert count_queries(reverse(LIST)) == one


def test_comparing_costs_the_same_whatever_the_permanences(count_queries, lieux):
    few = count_queries(url_of(lieux))
    for jour in (1, 3, 5):
        PermanenceFactory(lieu=lieux[0], jours=[jour])

    assert count_queries(url_of(lieux)) == few


def test_a_former_address_costs_one_query_more_and_the_new_one_none(admin_client, lieux, django_assert_num_queries):
    merge(admin_client, lieux)
    client = Client()

    with django_assert_num_queries(2):
        client.get("/lieux/miete/signaler/")
    with django_assert_num_queries(1):
        client.get("/lieux/la-miete/signaler/")
