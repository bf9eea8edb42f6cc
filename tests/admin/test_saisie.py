"""The form of a lieu: its address is looked up, what can be deduced is, what is wrong is said beside the field."""

import json

import pytest
from django.db import connection
from django.urls import reverse

from structures.geo import point
from structures.models import Adresse, Lieu, Voie
from structures.nomenclature import Service
from structures.roles import Role
from structures.situer import nearest_address
from tests.admin.comptes import someone
from tests.admin.test_lieu import PARIS, change_url, errors_of, said
from tests.factories import CYBERBASE_BRON, MIETE, LieuFactory, StructureFactory

pytestmark = pytest.mark.django_db

ADD = "admin:structures_lieu_add"
GRATTE_CIEL = (4.8795, 45.7671)
AT_THE_DOOR = json.dumps({"type": "Point", "coordinates": GRATTE_CIEL})


@pytest.fixture
def street(lyon):
    """Rue Anatole France in Villeurbanne, with one door."""
    voie = Voie.objects.create(
        nom="Rue Anatole France",
        commune=lyon["69266"],
        codes_postaux=["69100"],
        position=point(*GRATTE_CIEL),
        nombre=1,
    )
    Adresse.objects.create(voie=voie, numero=12, code_postal="69100", position=point(*GRATTE_CIEL))
    return voie


def sent(**changes) -> dict:
    """A new lieu, as the browser would send it."""
    return {
        "nom": "La MIETE",
        "structure": StructureFactory().pk,
        "publie": "on",
        "adresse": "12 rue Anatole France",
        "code_postal": "",
        "commune": "",
        "position": "",
        "precision": "adresse",
        "permanences-TOTAL_FORMS": 0,
        "permanences-INITIAL_FORMS": 0,
    } | changes


# --- The look-ups ---


def test_streets_alone_are_proposed_for_an_address(admin_client, street):
    LieuFactory(nom="Espace Anatole France")

    found = admin_client.get(reverse("admin:structures_lieu_adresses"), {"q": "12 rue anatole"}).json()

    assert found == [{"libelle": "12 Rue Anatole France, 69100 Villeurbanne"}]


def test_an_address_leads_to_its_door(admin_client, street):
    answer = admin_client.get(
        reverse("admin:structures_lieu_situer"), {"q": "12 Rue Anatole France, 69100 Villeurbanne"}
    ).json()

    facts = {name: answer["trouve"][name] for name in ("adresse", "code_postal", "precision", "lon", "lat")}
    assert facts == {
        "adresse": "12 rue Anatole France",
        "code_postal": "69100",
        "precision": "adresse",
        "lon": GRATTE_CIEL[0],
        "lat": GRATTE_CIEL[1],
    }
    assert answer["trouve"]["commune"]["nom"] == "Villeurbanne"
    assert answer["avis"] == "Point placé : 12 rue Anatole France, 69100 Villeurbanne."


def test_a_number_that_is_not_known_is_kept_and_the_point_is_in_the_street(admin_client, street):
    answer = admin_client.get(
        reverse("admin:structures_lieu_situer"), {"q": "14 bis rue anatole france, 69100 Villeurbanne"}
    ).json()

    assert (answer["trouve"]["adresse"], answer["trouve"]["precision"]) == ("14 bis rue Anatole France", "rue")
    assert "Amenez-le à la porte" in answer["avis"]


@pytest.mark.parametrize("words", ["", "xyzzy", "Villeurbanne", "La MIETE", "12 rue \0 x", "x" * 400])
def test_words_that_are_no_address_lead_nowhere(admin_client, street, words):
    LieuFactory(nom="La MIETE")

    answer = admin_client.get(reverse("admin:structures_lieu_situer"), {"q": words}).json()

    assert answer["trouve"] is None


def test_a_point_leads_to_the_nearest_door_else_to_its_commune(admin_client, street):
    def near(lon, lat):
        return admin_client.get(reverse("admin:structures_lieu_pres_de"), {"lon": lon, "lat": lat}).json()

    assert near(4.8796, 45.7672)["trouve"]["libelle"] == "12 rue Anatole France, 69100 Villeurbanne"
    beyond = near(*CYBERBASE_BRON[:2])
    assert (beyond["trouve"], beyond["commune"]["nom"]) == (None, "Bron")
    assert near(2.35, 48.85) == near("nan", "inf") == near("", "") == {"trouve": None, "commune": None}


@pytest.mark.parametrize("name", ["adresses", "situer", "pres_de"])
def test_whoever_only_reads_looks_nothing_up(client, name):
    client.force_login(someone(Role.LECTEUR))

    assert client.get(reverse(f"admin:structures_lieu_{name}"), {"q": "x"}).status_code == 403
    assert client.post(reverse(f"admin:structures_lieu_{name}")).status_code == 405


def test_without_script_a_button_shows_the_form_again_with_what_was_found(admin_client, street):
    typed = sent(code_postal="69100", telephone="04 78", _chercher="1")

    page = admin_client.post(reverse(ADD), typed)

    form = page.context["adminform"].form
    shown = {name: form[name].value() for name in ("adresse", "code_postal", "commune", "precision", "telephone")}
    assert shown == {
        "adresse": "12 rue Anatole France",
        "code_postal": "69100",
        "commune": str(street.commune_id),
        "precision": "adresse",
        "telephone": "04 78",
    }
    assert json.loads(form["position"].value())["coordinates"] == list(GRATTE_CIEL)
    assert said(page) == ["Point placé : 12 rue Anatole France, 69100 Villeurbanne. Rien n’est encore enregistré."]
    assert not Lieu.objects.exists()


def test_without_script_an_address_that_is_not_known_is_kept(admin_client, street):
    page = admin_client.post(reverse(ADD), sent(adresse="3 rue Xyzzy", _chercher="1", commune="9" * 30))

    assert page.context["adminform"].form["adresse"].value() == "3 rue Xyzzy"
    assert said(page)[0].startswith("Nous ne connaissons pas cette adresse.")


# --- What is deduced, what is contradicted ---


def test_the_point_tells_the_commune_and_its_code(admin_client, lyon):
    admin_client.post(reverse(ADD), sent(adresse="3 rue Xyzzy", position=AT_THE_DOOR))

    lieu = Lieu.objects.get()
    assert (lieu.commune, lieu.code_postal) == (lyon["69266"], "69100")


def test_the_point_tells_an_arrondissement(admin_client, lyon):
    position = '{"type": "Point", "coordinates": [4.85, 45.76]}'

    admin_client.post(reverse(ADD), sent(adresse="3 rue Xyzzy", position=position))

    lieu = Lieu.objects.get()
    assert (lieu.commune, lieu.code_postal) == (lyon["69383"], "69003")


def test_among_communes_that_share_a_code_the_point_chooses(admin_client, lyon):
    centre = lyon["69143"].centre  # Neuville-sur-Saône, 69250 as nine others
    position = json.dumps({"type": "Point", "coordinates": centre.coords})

    admin_client.post(reverse(ADD), sent(adresse="3 rue Xyzzy", code_postal="69250", position=position))

    assert Lieu.objects.get().commune == lyon["69143"]


def test_communes_that_share_a_code_are_named_when_nothing_else_tells(admin_client, lyon):
    page = admin_client.post(reverse(ADD), sent(adresse="3 rue Xyzzy", code_postal="69270", position=AT_THE_DOOR))

    assert list(errors_of(page)) == ["commune"]
    assert errors_of(page)["commune"][0].startswith("Choisissez parmi celles du code 69270 : ")
    assert not Lieu.objects.exists()


def test_a_missing_point_is_proposed_at_the_address_then_saved(admin_client, street):
    typed = sent(code_postal="69100")

    page = admin_client.post(reverse(ADD), typed)

    assert errors_of(page) == {
        "position": [
            "Le point est proposé à « 12 rue Anatole France, 69100 Villeurbanne ». Vérifiez-le, puis enregistrez."
        ]
    }
    assert not Lieu.objects.exists()
    proposed = page.context["adminform"].form["position"].value()

    admin_client.post(reverse(ADD), typed | {"position": proposed})

    lieu = Lieu.objects.get()
    assert lieu.position.coords == GRATTE_CIEL
    assert lieu.commune == street.commune


def test_a_code_of_another_commune_is_said_beside_it(edit, lyon):
    lieu = LieuFactory(at=MIETE)

    page = edit(change_url(lieu), code_postal="69500")

    assert errors_of(page) == {
        "code_postal": ["69500 est à Bron ; Villeurbanne a 69100. Corrigez le code postal ou la commune."]
    }
    lieu.refresh_from_db()
    assert lieu.code_postal == "69100"


def test_a_code_that_a_street_of_the_commune_has_is_right(edit, street):
    Voie.objects.filter(pk=street.pk).update(codes_postaux=["69100", "69500"])
    lieu = LieuFactory(at=MIETE)

    edit(change_url(lieu), code_postal="69500")

    lieu.refresh_from_db()
    assert lieu.code_postal == "69500"


def test_a_point_elsewhere_is_said_on_top_with_what_stands_there(admin_client, street):
    lieu = LieuFactory(at=(*GRATTE_CIEL, "69500", "69029"), nom="Cyberbase")

    page = admin_client.get(change_url(lieu))

    assert page.context["a_voir"][0][0] == (
        "Le point de « Cyberbase » est à Villeurbanne, alors que l’adresse est à Bron. Déplacez le marqueur ou "
        "corrigez la commune. Près du point : 12 rue Anatole France, 69100 Villeurbanne."
    )


def test_looking_up_takes_one_query_by_the_index(street, django_assert_num_queries):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table of one row is read whole otherwise
        with django_assert_num_queries(1) as asked:
            nearest_address(point(*GRATTE_CIEL))
        cursor.execute(f"EXPLAIN {asked.captured_queries[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Index Scan using adresse_nearest" in plan
    assert "Sort" not in plan


# --- Contacts and hours ---


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("telephone", "04 78 63 40", "il a 8 chiffres, il en faut 10"),
        ("pivot", "829 123 456 0001", "Un SIRET a 14 chiffres : « 8291234560001 » en a 13."),
        ("pivot", "829123456", "C’est un SIREN, de 9 chiffres."),
        ("pivot", "12345678901234", "Un chiffre de ce SIRET est faux"),
        ("pivot", "W12", "Un numéro RNA est un W et 9 chiffres : celui-ci en a 2."),
        ("pivot", "abc", "n’est ni un SIRET"),
        ("prise_rdv", "javascript:alert(1)", "commence par https:// ou http://"),
        ("prise_rdv", "rdv en ligne.fr", "n’a pas d’espace"),
        ("prise_rdv", "https://localhost/x", "Il manque le nom du site avec son point"),
        ("site_web", "miete.fr\r\nJavaScript:alert(1)", "« JavaScript:alert(1) » : Une adresse de site commence par"),
        ("site_web", "https://exemple.fr/" + "x" * 200, "200"),
        ("courriels", "accueil@exemple", "il manque la fin, après le @"),
        ("courriels", "accueil exemple.fr", "n’a pas d’espace"),
        ("horaires", "quand il fait beau", "Ces horaires ne se lisent pas. Écrivez par exemple « lundi-vendredi"),
        ("horaires", "Mo-Fr 09:00-25:99", "Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00; PH off"),
        ("nom", "La MIETE\0", "caractère"),
        ("nom", "La \x1b[31mMIETE", "Ce texte contient un caractère invisible (n° 27)"),
        ("nom", "La \u202eETEIM", "caractère invisible"),
        ("nom", "La\r\nBcc: x@exemple.fr", "caractère invisible"),
        ("acces", "Au\x07 fond", "caractère invisible"),
        ("courriels", "a@exemple.fr\x07", "caractère invisible"),
        ("nom", "x" * 201, "200"),
        ("adresse", "x" * 201, "200"),
        ("code_postal", "6910", "Un code postal a 5 chiffres."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept(edit, lyon, field, typed, message):
    lieu = LieuFactory(at=MIETE)
    before = Lieu.objects.values().get()

    page = edit(change_url(lieu), acces_fauteuil="true", **{field: typed})

    assert list(errors_of(page)) == [field]
    assert message in " ".join(errors_of(page)[field])
    assert page.context["adminform"].form[field].value() == typed
    assert Lieu.objects.values().get() == before


def test_what_is_right_is_put_in_form(edit):
    lieu = LieuFactory()

    edit(
        change_url(lieu),
        pivot="130.003.544-00033",
        prise_rdv="www.exemple.fr:8080/rdv",
        courriels="<Accueil@EXEMPLE.fr>; mailto:b@exemple.fr",
        horaires="du lundi au vendredi de 9h à 12h et de 14h à 17h30, samedi fermé",
    )

    lieu.refresh_from_db()
    assert lieu.pivot == "13000354400033"
    assert lieu.prise_rdv == "https://www.exemple.fr:8080/rdv"
    assert lieu.courriels == ["Accueil@exemple.fr", "b@exemple.fr"]
    assert lieu.horaires == "Mo-Fr 09:00-12:00,14:00-17:30; Sa off"


def test_hours_that_were_there_before_and_say_nothing_to_a_program_may_stay(edit):
    lieu = LieuFactory(horaires="sur demande")

    edit(change_url(lieu), nom="Nouveau nom")

    assert Lieu.objects.values_list("nom", "horaires").get() == ("Nouveau nom", "sur demande")


def test_hours_are_shown_in_words(admin_client):
    lieu = LieuFactory(horaires="Mo-Fr 09:00-17:30; PH off")

    assert (
        "Compris : lundi à vendredi : de 9\xa0h à 17\xa0h\xa030." in admin_client.get(change_url(lieu)).content.decode()
    )


def test_a_structure_is_checked_as_well(admin_client):
    structure = StructureFactory()
    url = reverse("admin:structures_structure_change", args=[structure.pk])

    page = admin_client.post(url, {"nom": "CCAS\x07", "pivot": "1", "site_web": "data:text/html,x"})

    assert set(errors_of(page)) == {"nom", "pivot", "site_web"}
    admin_client.post(url, {"nom": "CCAS", "pivot": "130 003 544 00033", "site_web": "ccas.exemple.fr"})
    structure.refresh_from_db()
    assert (structure.pivot, structure.site_web) == ("13000354400033", "https://ccas.exemple.fr")


def test_script_in_names_is_shown_as_text(edit, admin_client):
    attack = "<script>alert(1)</script>"
    lieu = LieuFactory(structure__nom=attack)

    page = edit(change_url(lieu), nom=attack, adresse=attack, remarque=attack, position=PARIS)

    assert attack not in page.content.decode()
    edit(change_url(lieu), nom=attack, adresse=attack)
    for url in (change_url(lieu), reverse("admin:structures_lieu_changelist"), lieu.get_absolute_url()):
        assert attack not in admin_client.get(url).content.decode()


def test_boxes_ticked_are_saved_in_the_order_of_the_schema_however_they_are_grouped(edit):
    lieu = LieuFactory()
    ordre = [service.value for service in Service]

    edit(change_url(lieu), services=ordre[::-1])

    lieu.refresh_from_db()
    assert lieu.services == ordre
