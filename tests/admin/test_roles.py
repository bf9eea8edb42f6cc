"""Every page of the desk, for each role, over its own objects and others’: read with GET, tried with POST."""

from datetime import date
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.forms.models import model_to_dict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, reverse

from conseillers.models import Absence, Conseiller, Demande, Permanence, Proposition, Signalement
from structures.confirmation import Confirmation
from structures.models import Import, Lieu, Structure
from structures.roles import Role, roles_of
from tests import factories
from tests.admin.comptes import account, client_of, referent, someone
from tests.admin.conftest import values_of

pytestmark = pytest.mark.django_db

OTHERS = "Zzautrui"  # in every name of what is not the référent’s
OWN = "Aamien"

# What each role may do, once more and by hand: v(iew), a(dd), c(hange), d(elete).
RIGHTS = {
    Role.AGENT: {
        "structures.commune": "v",
        "conseillers.seance": "v",
        "structures.structure": "vacd",
        "structures.lieu": "vacd",
        "structures.confirmation": "v",
        "structures.import": "vac",
        "conseillers.proposition": "vc",
        "conseillers.conseiller": "vacd",
        "conseillers.absence": "vacd",
        "conseillers.permanence": "vacd",
        "conseillers.changement": "vacd",
        "conseillers.signalement": "vc",
        "conseillers.vacancesscolaires": "vacd",
    },
    Role.REFERENT: {
        "structures.commune": "v",
        "conseillers.seance": "v",
        "structures.structure": "vc",
        "structures.lieu": "vacd",
        "structures.confirmation": "v",
        "conseillers.conseiller": "vacd",
        "conseillers.absence": "vacd",
        "conseillers.permanence": "vacd",
        "conseillers.changement": "vacd",
        "conseillers.signalement": "vc",
        "conseillers.vacancesscolaires": "v",
    },
    Role.LECTEUR: dict.fromkeys(
        [
            *["structures.commune", "structures.structure", "structures.lieu"],
            *["conseillers.seance", "conseillers.conseiller", "conseillers.absence", "conseillers.permanence"],
            *["conseillers.changement", "conseillers.signalement", "conseillers.vacancesscolaires"],
            *["structures.confirmation", "conseillers.proposition"],
        ],
        "v",
    ),
}
LETTERS = {"view": "v", "add": "a", "change": "c", "delete": "d"}


class World:
    """Two structures, each with one of everything; a référent has the first."""

    def __init__(self):
        self.own = self._furnish(OWN, factories.MIETE)
        self.others = self._furnish(OTHERS, factories.CYBERBASE_BRON)

    def _furnish(self, name: str, at) -> dict:
        structure = factories.StructureFactory(nom=f"{name} structure", remarque=f"{name} remarque")
        lieu = factories.LieuFactory(nom=f"{name} lieu", at=at, structure=structure)
        conseiller = factories.ConseillerFactory(prenom=name, nom="Durand", employeur=structure)
        permanence = factories.PermanenceFactory(lieu=lieu, conseillers=[conseiller], theme=f"{name} thème")
        day = date(2026, 11, 24)  # a Tuesday
        absence = Absence.objects.create(conseiller=conseiller, du=day, au=day, motif_prive=f"{name} motif")
        changement = factories.ChangementFactory(permanence=permanence, du=day, motif=f"{name} raison")
        signalement = Signalement.objects.create(
            lieu=lieu,
            motif=Signalement.Motif.FERME,
            precision=f"{name} précision",
            contact=f"{name} contact",
            envoi=uuid4(),
        )
        rows = [structure, lieu, conseiller, permanence, absence, changement, signalement]
        rows.append(Import.objects.create(fichier=f"{name} fichier.csv", etat=Import.Etat.LU))
        rows += self._confirmed(name, lieu)
        return {row._meta.label_lower: row for row in rows}

    def _confirmed(self, name: str, lieu) -> list:
        asked = referent(name=f"{name}-écrit")
        demande = Demande.objects.create(lieu=lieu, compte=asked, courriel=asked.email)
        known = {"lieu": lieu, "par": f"{name} personne", "compte": asked}
        return [
            Confirmation.objects.create(**known, maniere="courriel"),
            Proposition.objects.create(**known, demande=demande, remarque=f"{name} remarque"),
        ]

    def facts(self, side: dict) -> list[dict]:
        """All that is saved of one side’s objects, and how many there are of each."""
        return [
            [model_to_dict(row) for row in type(each)._base_manager.filter(pk=each.pk)] for each in side.values()
        ] + [type(each)._base_manager.count() for each in side.values()]


@pytest.fixture
def world():
    return World()


@pytest.fixture
def client_as(world):
    def client_as(role: Role | None) -> Client:
        own = [world.own["structures.structure"]] if role == Role.REFERENT else []
        return client_of(someone(role, *own)) if role else Client()

    return client_as


def every_page():
    """(model or None, name, names of its arguments) of all addresses of the desk."""
    yield from _pages(admin.site.get_urls(), None)


def _pages(patterns, model):
    owners = {f"{m._meta.app_label}/{m._meta.model_name}/": m for m in admin.site._registry}
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _pages(pattern.url_patterns, owners.get(str(pattern.pattern), model))
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield model, pattern.name, tuple(pattern.pattern.converters or pattern.pattern.regex.groupindex)


def address(name: str, arguments, row) -> str:
    if name == "view_on_site":
        return reverse("admin:view_on_site", args=[_content_type(row), row.pk])
    values = {"app_label": row._meta.app_label, "url": "inconnu/"}
    return reverse(f"admin:{name}", kwargs={each: values.get(each, row.pk) for each in arguments})


def _content_type(row) -> int:
    return apps.get_model("contenttypes.ContentType").objects.get_for_model(row).pk


def addresses(side: dict) -> set[str]:
    """Every page of the desk about this side’s objects; about its lieu where a page is about no model."""
    found = set()
    for model, name, arguments in every_page():
        row = side.get(model._meta.label_lower if model else "structures.lieu", side["structures.lieu"])
        if name not in ("logout", "password_change", "password_change_done"):
            found.add(address(name, arguments, row))
    return found


def autocompletes() -> set[str]:
    """Every picker of every page that searches as one types."""
    found = set()
    for model, page in admin.site._registry.items():
        inlines = [(inline.model, inline) for inline in page.inlines]
        for owner, each in [(model, page), *inlines]:
            for field in [*each.autocomplete_fields, *(["conseillers"] if owner is Permanence else [])]:
                asked = f"app_label={owner._meta.app_label}&model_name={owner._meta.model_name}&field_name={field}"
                found.add(f"{reverse('admin:autocomplete')}?term=&{asked}")
    return found


def refused(response) -> bool:
    """Not there, not allowed, or sent back to the first page with « n’existe pas »."""
    return response.status_code in (403, 404) or (response.status_code == 302 and response["Location"] == "/admin/")


@pytest.mark.parametrize("role", [Role.AGENT, Role.REFERENT, Role.LECTEUR])
def test_each_role_opens_the_pages_that_it_should_and_no_other(world, client_as, role):
    client = client_as(role)
    for model, _page in admin.site._registry.items():
        label = model._meta.label_lower
        rights = RIGHTS[role].get(label, "")
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"

        assert (client.get(reverse(f"{base}_changelist")).status_code == 200) == ("v" in rights), label
        if (row := world.own.get(label)) is None:
            continue
        assert (client.get(reverse(f"{base}_add")).status_code == 200) == ("a" in rights), label
        for name, letter in [("change", "v"), ("history", "v"), ("delete", "d")]:
            response = client.get(reverse(f"{base}_{name}", args=[row.pk]))
            assert (response.status_code == 200) == (letter in rights), (label, name)


def test_a_referent_is_refused_every_page_about_what_is_not_theirs(world, client_as):
    client = client_as(Role.REFERENT)
    for label, row in world.others.items():
        base = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        for name in ["change", "history", "delete"]:
            assert refused(client.get(reverse(f"{base}_{name}", args=[row.pk]))), (label, name)
            assert refused(client.post(reverse(f"{base}_{name}", args=[row.pk]), {"post": "yes"})), (label, name)


def test_no_page_shows_a_referent_what_is_not_theirs(world, client_as, monday):
    client = client_as(Role.REFERENT)
    searches = {f"{each}?q={OTHERS}&jour=2026-11-24" for each in addresses(world.own) if each.endswith("/")}
    pages = addresses(world.own) | addresses(world.others) | autocompletes() | searches

    shown = {page for page in pages if OTHERS in _without_search(client.get(page).content.decode())}

    assert not shown


def _without_search(content: str) -> str:
    """A search box, and the links beside it, repeat what is searched."""
    return content.replace(f'value="{OTHERS}"', "").replace(f"q={OTHERS}", "").replace(f"q%3D{OTHERS}", "")


def test_an_agent_sees_all_of_them(world, client_as):
    client = client_as(Role.AGENT)
    for row in world.others.values():
        page = client.get(reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_changelist"))
        assert OTHERS in page.content.decode(), row._meta.label


@pytest.mark.parametrize("role", [Role.REFERENT, Role.LECTEUR, None])
def test_nothing_posted_to_any_page_changes_what_one_may_not_change(world, client_as, role):
    client = client_as(role)
    sides = [world.others] if role == Role.REFERENT else [world.others, world.own]
    before = [world.facts(side) for side in sides]
    own_keys = addresses(world.own) - addresses(world.others) if role == Role.REFERENT else set()
    for side in sides:
        for page in addresses(side) - own_keys:
            for data in [{}, {"post": "yes"}, {"_save": "1", "nom": "Volé", "prenom": "Volé"}]:
                assert client.post(page, data).status_code < 500, page

    assert [world.facts(side) for side in sides] == before


@pytest.mark.parametrize("role", [Role.REFERENT, Role.LECTEUR])
def test_no_action_of_any_list_changes_what_one_may_not_change(world, client_as, role):
    client = client_as(role)
    before = world.facts(world.others)
    for model, page in admin.site._registry.items():
        row = world.others.get(model._meta.label_lower)
        for action in ["delete_selected", *(page.actions or [])] if row else []:
            data = {"action": action, "_selected_action": [row.pk], "post": "yes"}
            client.post(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"), data)

    assert world.facts(world.others) == before


@pytest.mark.parametrize(
    ("label", "field", "target"),
    [
        ("structures.lieu", "structure", "structures.structure"),
        ("conseillers.conseiller", "employeur", "structures.structure"),
        ("conseillers.permanence", "lieu", "structures.lieu"),
        ("conseillers.permanence", "conseillers", "conseillers.conseiller"),
        ("conseillers.absence", "conseiller", "conseillers.conseiller"),
        ("conseillers.changement", "permanence", "conseillers.permanence"),
        ("conseillers.changement", "lieu_accueil", "structures.lieu"),
    ],
)
def test_a_referent_cannot_give_theirs_away_nor_reach_others_through_a_picker(world, client_as, label, field, target):
    client = client_as(Role.REFERENT)
    row = world.own[label]
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])

    response = client.post(url, {**values_of(client.get(url)), field: world.others[target].pk})

    assert field in response.context["adminform"].form.errors
    assert OTHERS not in str(model_to_dict(type(row).objects.get(pk=row.pk)))


def test_a_referent_changes_their_lieu(world, client_as):
    client = client_as(Role.REFERENT)
    lieu = world.own["structures.lieu"]
    url = reverse("admin:structures_lieu_change", args=[lieu.pk])

    client.post(url, {**values_of(client.get(url)), "nom": "La MIETE"})

    assert Lieu.objects.get(pk=lieu.pk).nom == "La MIETE"


def test_a_referent_keeps_the_adviser_of_another_employer_who_comes_to_their_lieu(world, client_as):
    client = client_as(Role.REFERENT)
    visitor = factories.ConseillerFactory(prenom="Nadia", employeur=world.others["structures.structure"])
    permanence = world.own["conseillers.permanence"]
    permanence.conseillers.add(visitor)
    url = reverse("admin:conseillers_permanence_change", args=[permanence.pk])

    client.post(url, {**values_of(client.get(url)), "note": "Sonnez à l’accueil"})

    permanence.refresh_from_db()
    assert permanence.note == "Sonnez à l’accueil"
    assert visitor in permanence.conseillers.all()
    assert client.post(reverse("admin:conseillers_conseiller_change", args=[visitor.pk]), {}).status_code == 403


def test_a_referent_does_not_choose_who_else_looks_after_their_structure(world, client_as):
    client = client_as(Role.REFERENT)
    structure = world.own["structures.structure"]
    stranger = account("inconnu@example.fr")
    url = reverse("admin:structures_structure_change", args=[structure.pk])

    client.post(url, {**values_of(client.get(url)), "referents": [stranger.pk], "archivee": "on"})

    structure.refresh_from_db()
    assert stranger not in structure.referents.all()
    assert not structure.archivee


def test_whoever_works_here_without_a_role_sees_nothing(world, client):
    user = account("sans-role@example.fr")
    client.force_login(user)

    shown = {page for page in addresses(world.others) if OTHERS.encode() in client.get(page).content}

    assert not shown
    assert not Structure.objects.filter(referents=user).exists()


def test_being_bounded_costs_a_list_the_same_number_of_queries_for_one_row_or_three(world, client_as):
    client = client_as(Role.REFERENT)
    url = reverse("admin:conseillers_conseiller_changelist")

    def queries() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        return len(asked)

    one = queries()
    for prenom in ["Nadia", "Karim"]:
        factories.ConseillerFactory(prenom=prenom, employeur=world.own["structures.structure"])

    assert Conseiller.objects.filter(employeur=world.own["structures.structure"]).count() == 3
    assert queries() == one


@pytest.mark.parametrize("role", [None, *Role])
def test_what_an_account_may_do_is_what_django_says_read_with_its_roles_in_one_query(django_assert_num_queries, role):
    user = account("amina@exemple.fr", role)
    user.user_permissions.add(Permission.objects.get(codename="view_lieu"))
    user = User.objects.get(pk=user.pk)

    with django_assert_num_queries(1):
        may, roles = user.get_all_permissions(), roles_of(user)

    assert may == ModelBackend().get_all_permissions(User.objects.get(pk=user.pk))
    assert roles == ({role} if role else set())
