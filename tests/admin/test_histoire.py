"""The history of an object: written whatever writes, read in words, and back to any version."""

from datetime import date, time

import pytest
from django.urls import reverse
from django.utils import timezone

from conseillers.models import Absence, Conseiller, Permanence
from structures.geo import point
from structures.histoire.auteur import gesture
from structures.histoire.version import Version
from structures.models import Lieu, Structure
from structures.roles import Role
from tests import factories
from tests.admin.comptes import client_of, referent, someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def lieu():
    with gesture():
        return factories.LieuFactory(nom="La MIETE", structure=factories.StructureFactory(nom="MIETE"))


def page(row, name="history", **more) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk, *more.values()])


def lines(response) -> list[tuple[str, str, str]]:
    """Field, before, after: all the differences that the page shows."""
    return [(each.nom, each.avant, each.apres) for entry in response.context["entrees"] for each in entry.differences]


def change(row, **facts):
    with gesture():
        for name, value in facts.items():
            setattr(row, name, value)
        row.save()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"nom": "La Miete"}, ("Nom", "La MIETE", "La Miete")),
        ({"publie": False}, ("Publié", "oui", "non")),
        ({"acces_fauteuil": True}, ("Accessible en fauteuil roulant", "rien", "oui")),
        ({"telephone": "+33478634040"}, ("Téléphone", "rien", "04\u00a078\u00a063\u00a040\u00a040")),
        ({"courriels": ["a@b.fr", "c@d.fr"]}, ("Courriels", "rien", "a@b.fr et c@d.fr")),
        ({"precision": "rue"}, ("Précision du point", "à l’adresse exacte", "dans la rue")),
        ({"date_verification": date(2026, 11, 1)}, ("Dernière vérification", "rien", "1er\u00a0novembre 2026")),
    ],
)
def test_each_kind_of_field_is_said_in_words(admin_client, lieu, facts, said):
    change(lieu, **facts)

    found = lines(admin_client.get(page(lieu)))

    assert [tuple(each.replace("\u00a0", " ") for each in line) for line in found] == [
        tuple(each.replace("\u00a0", " ") for each in said)
    ]


def test_a_related_object_is_said_by_its_name_even_once_archived(admin_client, lieu):
    old, new = lieu.structure, factories.StructureFactory(nom="Artag")
    change(lieu, structure=new)
    old.delete()

    assert lines(admin_client.get(page(lieu))) == [("Structure", "MIETE", "Artag")]


@pytest.mark.parametrize(
    ("east", "north", "said"),
    [
        (0, 0.001, "111\u00a0m vers le nord"),
        (0.001, 0.0007, "110\u00a0m vers le nord-est"),
        (0.02, 0, "1,6\u00a0km vers l’est"),
        (-0.001, -0.0007, "110\u00a0m vers le sud-ouest"),
        (-0.001, 0.0001, "79\u00a0m vers l’ouest"),
    ],
)
def test_a_point_that_moved_says_by_how_much_and_which_way(admin_client, lieu, east, north, said):
    change(lieu, position=point(lieu.position.x + east, lieu.position.y + north))

    assert f"déplacé de {said} :" in admin_client.get(page(lieu)).content.decode()


def test_less_than_a_metre_is_no_move_to_draw(admin_client, lieu):
    change(lieu, position=point(lieu.position.x + 0.000001, lieu.position.y))

    said = admin_client.get(page(lieu)).content.decode()

    assert "déplacé de moins d’un mètre :" in said
    assert "leaflet" not in said


def test_a_point_that_moved_is_on_a_map_there_and_on_the_page_of_its_version(admin_client, lieu):
    first = Version.objects.of(lieu).first()
    change(lieu, nom="Autre")
    assert "leaflet" not in admin_client.get(page(lieu)).content.decode()
    change(lieu, position=point(4.9, 45.77))

    history = admin_client.get(page(lieu)).content.decode()
    back = admin_client.get(page(lieu, "retour", version=first.pk)).content.decode()

    assert 'data-avant="45.763777 4.890171"' in history
    assert 'data-apres="45.77 4.9"' in history
    assert 'data-avant="45.77 4.9"' in back
    assert "vers le sud-ouest" in back


def test_a_lieu_shows_its_permanences_and_changements_in_one_history(admin_client, lieu):
    nadia, karim = factories.ConseillerFactory(prenom="Nadia"), factories.ConseillerFactory(prenom="Karim")
    with gesture():
        permanence = factories.PermanenceFactory(lieu=lieu, conseillers=[nadia])
    with gesture():
        factories.ChangementFactory(permanence=permanence, du=date(2026, 12, 1), motif="travaux")
    with gesture():
        permanence.heure_fin = time(16)
        permanence.save()
        permanence.conseillers.set([karim])

    response = admin_client.get(page(lieu))

    assert lines(response)[0][0] == "Quand"
    assert "14\u00a0h à 16\u00a0h" in lines(response)[0][2]
    assert ("Conseillers", "Nadia", "Karim") in lines(response)
    assert [entry.sorte for entry in response.context["entrees"]] == ["modifié", "créé", "créé", "créé"]


def test_what_an_action_of_the_list_does_is_recorded_with_who_did_it(admin_client, admin_user, lieu):
    url = reverse("admin:structures_lieu_changelist")

    admin_client.post(url, {"action": "unpublish", "_selected_action": [lieu.pk]})

    version = Version.objects.of(lieu).first()
    assert (version.auteur, version.nom_auteur) == (admin_user, "admin")
    assert version.valeurs["publie"] is False


def test_an_update_in_bulk_is_recorded_too(lieu):
    with gesture(reason="chargement"):
        Lieu.objects.filter(pk=lieu.pk).update(nom="Autre")

    version = Version.objects.of(lieu).first()
    assert (version.auteur, version.raison, version.valeurs["nom"]) == (None, "chargement", "Autre")


def test_a_save_that_changes_nothing_is_no_version(lieu):
    before = Version.objects.count()

    change(lieu)

    assert Version.objects.count() == before


def test_no_version_is_signed_by_the_request_before(admin_client, lieu):
    admin_client.post(page(lieu, "change"), {})

    lieu.nom = "Autre"
    lieu.save()

    assert Version.objects.of(lieu).first().nom_auteur == ""


def test_referents_of_a_structure_are_named(admin_client, lieu):
    user = referent(name="lea", first_name="Léa", last_name="Martin")
    with gesture():
        lieu.structure.referents.add(user)

    assert lines(admin_client.get(page(lieu.structure))) == [("Référents", "rien", "Léa Martin")]


def test_back_to_a_version_is_one_action_said_before_and_recorded(admin_client, lieu):
    nadia, karim = factories.ConseillerFactory(prenom="Nadia"), factories.ConseillerFactory(prenom="Karim")
    with gesture():
        permanence = factories.PermanenceFactory(lieu=lieu, conseillers=[nadia])
    first = Version.objects.of(permanence).first()
    with gesture():
        permanence.conseillers.set([karim])
        Permanence.objects.filter(pk=permanence.pk).update(note="Sonnez")
    url = page(permanence, "retour", version=first.pk)

    asked = admin_client.get(url)
    assert {each.nom for each in asked.context["differences"]} == {"Conseillers", "Note pour les habitants"}
    admin_client.post(url)

    permanence.refresh_from_db()
    assert (permanence.note, list(permanence.conseillers.all())) == ("", [nadia])
    assert Version.objects.of(permanence).first().raison.startswith("retour à la version du")


def test_a_version_that_no_longer_stands_is_refused_in_words(admin_client, lieu):
    with gesture():
        absence = Absence.objects.create(
            conseiller=factories.ConseillerFactory(), du=date(2026, 12, 1), au=date(2026, 12, 5)
        )
    first = Version.objects.of(absence).first()
    change(absence, du=date(2026, 12, 10), au=date(2026, 12, 11))
    Absence.objects.create(conseiller=absence.conseiller, du=date(2026, 12, 2), au=date(2026, 12, 3))

    response = admin_client.post(page(absence, "retour", version=first.pk), follow=True)

    assert "déjà notée absente" in response.content.decode()
    absence.refresh_from_db()
    assert absence.du == date(2026, 12, 10)


def test_a_point_goes_back_where_it_was(admin_client, lieu):
    first, before = Version.objects.of(lieu).first(), lieu.position
    change(lieu, position=point(4.9, 45.77))

    admin_client.post(page(lieu, "retour", version=first.pk))

    lieu.refresh_from_db()
    assert lieu.position.equals_exact(before, 1e-9)


def test_a_reader_reads_the_history_and_goes_nowhere_back(lieu):
    change(lieu, nom="Autre")
    client = client_of(someone(Role.LECTEUR))
    first = Version.objects.of(lieu).last()

    assert "Revenir à cette version" not in client.get(page(lieu)).content.decode()
    assert client.post(page(lieu, "retour", version=first.pk)).status_code == 403


def test_a_referent_does_not_take_a_lieu_back_to_another_structure(lieu):
    own = factories.StructureFactory()
    first = Version.objects.of(lieu).first()
    change(lieu, structure=own)

    client_of(someone(Role.REFERENT, own)).post(page(lieu, "retour", version=first.pk))

    lieu.refresh_from_db()
    assert lieu.structure == own


def test_the_history_costs_the_same_for_one_change_or_three(count_queries, lieu):
    permanence = factories.PermanenceFactory(lieu=lieu, conseillers=[factories.ConseillerFactory()])
    change(lieu, nom="Un")
    change(permanence, note="un")
    one = count_queries(page(lieu))
    for name in ["Deux", "Trois"]:
        change(lieu, nom=name, structure=factories.StructureFactory())
        with gesture():
            permanence.conseillers.set([factories.ConseillerFactory()])

    # Structures and advisers are now named: a query for each kind, however many.
    two = count_queries(page(lieu))
    for name in ["Quatre", "Cinq"]:
        change(lieu, nom=name, structure=factories.StructureFactory())
        with gesture():
            permanence.conseillers.set([factories.ConseillerFactory()])

    assert count_queries(page(lieu)) == two
    assert one <= two


def test_the_history_knows_how_objects_were_before_it_began(lieu):
    assert Structure.objects.count() == Version.objects.filter(modele="structures.structure").count()
    assert Conseiller.objects.count() == Version.objects.filter(modele="conseillers.conseiller").count()
    assert Version.objects.of(lieu).get().instant <= timezone.now()
