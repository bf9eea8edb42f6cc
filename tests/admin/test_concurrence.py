"""Two people on one page, and one person who presses twice."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from conseillers.models import Conseiller, Permanence
from structures.histoire.auteur import gesture
from structures.models import Lieu
from tests import factories
from tests.admin.conftest import send_twice, values_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def lieu():
    with gesture():
        return factories.LieuFactory(nom="La MIETE", acces="Métro A")


@pytest.fixture
def colleague():
    client = Client()
    client.force_login(User.objects.create_superuser("collegue", first_name="Karim", last_name="Haddad"))
    return client


def address(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def opened(client, url) -> dict:
    """What a browser would send back of this page, its hidden fields included."""
    page = client.get(url)
    hidden = {"_jeton": page.context["jeton"]}
    if page.context.get("version"):
        hidden["_version"] = page.context["version"]
    return {**values_of(page), **hidden}


def test_the_second_is_told_and_nothing_is_saved_nor_lost(admin_client, colleague, lieu):
    mine = {**opened(admin_client, address(lieu)), "nom": "Le mien", "acces": "Métro A, sortie nord"}
    colleague.post(address(lieu), {**opened(colleague, address(lieu)), "nom": "Le sien"})

    page = admin_client.post(address(lieu), mine)

    said = page.content.decode()
    assert "Karim Haddad" in said
    (told,) = page.context["conflit"]["objets"]
    ((difference, yours),) = told["lignes"]
    assert (difference.nom, difference.avant, difference.apres, yours) == ("Nom", "La MIETE", "Le sien", "Le mien")
    assert page.context["adminform"].form["acces"].value() == "Métro A, sortie nord"
    assert (Lieu.objects.get().nom, Lieu.objects.get().acces) == ("Le sien", "Métro A")


def test_saving_all_the_same_keeps_what_the_other_changed_elsewhere(admin_client, colleague, lieu):
    mine = {**opened(admin_client, address(lieu)), "acces": "Bus 3"}
    theirs = {**opened(colleague, address(lieu)), "nom": "Le sien", "services": ["Aide aux démarches administratives"]}
    colleague.post(address(lieu), theirs)
    told = admin_client.post(address(lieu), mine).context["conflit"]

    admin_client.post(address(lieu), {**mine, "_quand_meme": told["version"]})

    lieu.refresh_from_db()
    assert (lieu.nom, lieu.acces, lieu.services) == ("Le sien", "Bus 3", ["Aide aux démarches administratives"])


def test_saving_all_the_same_is_refused_over_what_was_not_seen(admin_client, colleague, lieu):
    mine = {**opened(admin_client, address(lieu)), "acces": "Bus 3"}
    colleague.post(address(lieu), {**opened(colleague, address(lieu)), "nom": "Un"})
    told = admin_client.post(address(lieu), mine).context["conflit"]
    colleague.post(address(lieu), {**opened(colleague, address(lieu)), "nom": "Deux"})

    page = admin_client.post(address(lieu), {**mine, "_quand_meme": told["version"]})

    assert page.context["conflit"]["objets"]
    assert Lieu.objects.get().acces == "Métro A"


def test_a_permanence_changed_or_archived_meanwhile_is_told_and_kept(admin_client, colleague, lieu):
    factories.PermanenceFactory(lieu=lieu, conseillers=[factories.ConseillerFactory(prenom="Nadia")])
    factories.PermanenceFactory(lieu=lieu, jours=[4], conseillers=[factories.ConseillerFactory(prenom="Paul")])
    _first, second = Permanence.objects.order_by("pk")
    mine = {**opened(admin_client, address(lieu)), "permanences-0-note": "perdu", "permanences-1-note": "gardé"}
    theirs = {"permanences-0-DELETE": "on", "permanences-1-theme": "Tablettes"}
    send_twice(colleague, address(lieu), {**opened(colleague, address(lieu)), **theirs})

    told = admin_client.post(address(lieu), mine).context["conflit"]
    archived = next(each for each in told["objets"] if each["sorte"] == "archivé")
    assert archived["perdus"] == [("Note pour les habitants", "perdu")]
    admin_client.post(address(lieu), {**mine, "_quand_meme": told["version"]})

    kept = Permanence.objects.get()
    assert (kept.pk, kept.note, kept.theme) == (second.pk, "gardé", "Tablettes")
    assert [str(each) for each in kept.conseillers.all()] == ["Paul"]


def new_line(adviser) -> dict:
    return {
        "permanences-TOTAL_FORMS": "1", "permanences-0-conseillers": [adviser.pk], "permanences-0-jours": ["2"],
        "permanences-0-rythme": "hebdomadaire", "permanences-0-semaines": "toutes", "permanences-0-intervalle": "1",
        "permanences-0-heure_debut": "9h", "permanences-0-heure_fin": "12h", "permanences-0-vacances": "tenue",
        "permanences-0-mode": "sans-rendez-vous",
    }  # fmt: skip


def test_the_same_form_sent_twice_is_saved_once_without_a_conflict(admin_client, lieu):
    nadia = factories.ConseillerFactory(prenom="Nadia")
    mine = {**opened(admin_client, address(lieu)), "nom": "Le mien", **new_line(nadia)}
    admin_client.post(address(lieu), mine)
    assert Permanence.objects.count() == 1

    response = admin_client.post(address(lieu), mine, follow=True)

    assert "C’était déjà enregistré" in response.content.decode()
    assert Permanence.objects.count() == 1


def test_two_who_add_the_same_permanence_are_told_and_it_is_there_once(admin_client, colleague, lieu):
    nadia = factories.ConseillerFactory(prenom="Nadia")
    mine, theirs = [{**opened(client, address(lieu)), **new_line(nadia)} for client in (admin_client, colleague)]
    colleague.post(address(lieu), theirs)
    told = admin_client.post(address(lieu), {**mine, "acces": "Bus 3"}).context["conflit"]

    page = admin_client.post(address(lieu), {**mine, "acces": "Bus 3", "_quand_meme": told["version"]})

    assert "Cette permanence existe déjà dans ce lieu" in page.content.decode()
    assert Permanence.objects.count() == 1


def test_an_object_added_by_pressing_twice_is_added_once(admin_client):
    url = reverse("admin:conseillers_conseiller_add")
    employeur = factories.StructureFactory()
    data = {**opened(admin_client, url), "prenom": "Nadia", "employeur": employeur.pk, "etat": "en_poste"}
    admin_client.post(url, data)

    response = admin_client.post(url, data, follow=True)

    assert "C’était déjà enregistré" in response.content.decode()
    assert Conseiller.objects.count() == 1


def test_the_same_page_sent_again_with_something_else_adds_something_else(admin_client):
    url = reverse("admin:conseillers_conseiller_add")
    data = {**opened(admin_client, url), "prenom": "Nadia", "employeur": factories.StructureFactory().pk}
    admin_client.post(url, {**data, "etat": "en_poste"})

    admin_client.post(url, {**data, "etat": "en_poste", "prenom": "Karim"})

    assert sorted(Conseiller.objects.values_list("prenom", flat=True)) == ["Karim", "Nadia"]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "0"])
def test_a_number_of_version_that_means_nothing_breaks_nothing(admin_client, lieu, version):
    data = {**opened(admin_client, address(lieu)), "_version": version, "_quand_meme": version, "nom": "Autre"}

    assert admin_client.post(address(lieu), data).status_code in (200, 302)


def test_what_was_typed_about_a_lieu_archived_meanwhile_is_kept_and_can_be_sent_again(admin_client, colleague, lieu):
    mine = {**opened(admin_client, address(lieu)), "acces": "Bus 3 <b>"}
    colleague.post(reverse("admin:structures_lieu_delete", args=[lieu.pk]), {"post": "yes"})

    page = admin_client.post(address(lieu), mine)
    said = page.content.decode()
    assert "Karim Haddad" in said
    assert "Bus 3 &lt;b&gt;" in said
    gone = admin_client.get("/admin/archives/").context["archives"][0]["archive"].geste
    admin_client.post(reverse("admin:archives_remettre", args=[gone]))
    told = admin_client.post(address(lieu), dict(page.context["envoye"])).context["conflit"]
    admin_client.post(address(lieu), {**mine, "_quand_meme": told["version"]})

    assert Lieu.objects.get().acces == "Bus 3 <b>"
