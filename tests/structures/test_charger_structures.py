"""Loading the communes, the host structures and their lieux."""

import csv
import json
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.forms.models import model_to_dict

from structures.chargement import FIXTURES
from structures.histoire.version import Version
from structures.management.commands.charger_structures import lieu_slug
from structures.models import AncienneCommune, Commune, Lieu, Structure

pytestmark = pytest.mark.django_db

COMMANDS = ["charger_communes", "charger_structures"]


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup, django_db_blocker):
    """Loaded once for the module: each test's own changes are rolled back to this."""
    with django_db_blocker.unblock():
        for command in COMMANDS:
            call_command(command, verbosity=0)
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE structures_commune, structures_structure RESTART IDENTITY CASCADE")


@pytest.fixture
def folder(tmp_path):
    """A copy of the files, to be spoiled."""
    return shutil.copytree(FIXTURES, tmp_path / "fixtures")


def rows(*models):
    return [model_to_dict(row) for model in models for row in model.objects.order_by("pk")]


def everything():
    return rows(Commune, AncienneCommune, Structure, Lieu)


def run(command, capsys, **options):
    call_command(command, **options)
    return capsys.readouterr().out.strip()


def rewrite(path, change):
    """Rewrites a CSV file, each row changed in place by this function."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    for line in lines:
        change(line)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, lines[0])
        writer.writeheader()
        writer.writerows(lines)


def test_there_are_58_communes_and_9_arrondissements_of_lyon():
    lyon = Commune.objects.get(nom="Lyon")

    assert Commune.objects.filter(niveau="commune").count() == 58
    assert Commune.objects.filter(niveau="arrondissement", parent=lyon).count() == 9
    assert Commune.objects.count() == 67


@pytest.mark.parametrize(
    ("code_insee", "slug"),
    [
        ("69383", "lyon-3e"),
        ("69381", "lyon-1er"),
        ("69256", "vaulx-en-velin"),
        ("69127", "marcy-l-etoile"),
        ("69081", "ecully"),
    ],
)
def test_a_commune_has_a_readable_slug(code_insee, slug):
    assert Commune.objects.get(code_insee=code_insee).slug == slug


def test_the_centre_of_each_commune_lies_in_it():
    outside = [commune.nom for commune in Commune.objects.all() if not commune.contour.covers(commune.centre)]

    assert outside == []


def test_oullins_and_pierre_benite_are_former_communes_of_oullins_pierre_benite():
    former = AncienneCommune.objects.values_list("nom", "commune__nom", "codes_postaux")

    assert list(former) == [
        ("Oullins", "Oullins-Pierre-Bénite", ["69600"]),
        ("Pierre-Bénite", "Oullins-Pierre-Bénite", ["69310"]),
    ]


def test_the_35_host_structures_say_their_source():
    hosts = Structure.objects.filter(hote=True)

    assert hosts.count() == 35
    assert all(host.source.startswith("communiqué de la Métropole de Lyon du 30 septembre 2021") for host in hosts)
    assert all(host.typologie for host in hosts)


def test_each_structure_with_an_address_has_a_published_lieu():
    without = Structure.objects.exclude(lieux__publie=True).values_list("nom", flat=True)

    assert list(without) == ["Groupe GEIM"]
    assert Lieu.objects.published().count() == 45
    assert Lieu.objects.exclude(source="").count() == 45


def test_a_lieu_known_only_to_the_commune_shows_no_street():
    lieu = Lieu.objects.get(structure__nom__startswith="ATD Quart Monde")

    assert (lieu.precision, lieu.adresse) == ("commune", "")
    assert lieu.adresse_complete == "69001 Lyon 1er"
    assert lieu.remarque == "Adresse à vérifier : rue de l'Annonciade."


def test_a_lieu_of_a_host_offers_what_all_advisers_do_and_claims_nothing_else():
    lieu = Lieu.objects.get(slug="centre-social-des-etats-unis-lyon-8e")

    assert lieu.telephone == "+33478745029"
    assert lieu.dispositif_programmes_nationaux == ["Conseillers numériques"]
    assert lieu.frais_a_charge == ["Gratuit"]
    assert lieu.itinerance == ["Fixe"]
    assert len(lieu.services) == 6
    assert lieu.date_verification is None
    assert lieu.acces_fauteuil is None
    assert lieu.horaires == ""


def test_the_maisons_de_la_metropole_belong_to_the_metropole():
    maisons = Lieu.objects.filter(nom__startswith="Maison de la Métropole")

    assert set(maisons.values_list("structure__nom", flat=True)) == {"Métropole de Lyon"}
    assert maisons.count() == 3


def test_what_stands_in_brackets_in_an_address_is_its_complement():
    lieu = Lieu.objects.get(structure__nom="Ville de Dardilly")

    assert (lieu.adresse, lieu.complement_adresse) == ("1 place de la Bayère", "CCAS")


def test_every_lieu_lies_in_its_commune():
    outside = [lieu.nom for lieu in Lieu.objects.all() if lieu.commune_of_position() != lieu.commune]

    assert outside == []


@pytest.mark.parametrize(
    ("nom", "code_insee", "slug"),
    [
        ("CCAS de Villeurbanne", "69266", "ccas-de-villeurbanne"),
        ("ATD Quart Monde – Lyon", "69381", "atd-quart-monde-lyon-1er"),
        ("Médiathèque d'Oullins", "69149", "mediatheque-d-oullins"),
        ("La MIETE (Maison des initiatives)", "69266", "la-miete-villeurbanne"),
    ],
)
def test_the_slug_of_a_lieu_says_the_commune_once(nom, code_insee, slug):
    assert lieu_slug(nom, Commune.objects.get(code_insee=code_insee)) == slug


def test_a_second_run_changes_no_row(capsys):
    before = everything()

    lines = [run(command, capsys) for command in COMMANDS]

    assert everything() == before
    assert lines == [
        "67 communes et arrondissements : 0 créés, 67 déjà là, 0 mis à jour ; 0 anciennes communes créées",
        "35 structures : 0 créées, 35 déjà là ; 45 lieux : 0 créés, 45 déjà là",
    ]


def test_a_second_run_keeps_what_staff_edited():
    Structure.objects.filter(slug="ville-de-dardilly").update(nom="Commune de Dardilly", remarque="")
    Structure.objects.filter(nom="CCAS d'Écully").update(slug="ecully", nom="CCAS")
    Lieu.objects.filter(slug="la-miete-villeurbanne").update(nom="MIETE", telephone="", publie=False)
    Lieu.objects.filter(nom="Médiathèque B612").update(slug="b612")
    Commune.objects.filter(slug="bron").update(alias=["Bron-Parilly"])
    before = everything()

    for command in COMMANDS:
        call_command(command, verbosity=0)

    assert everything() == before


def test_a_lieu_that_was_removed_comes_back():
    Lieu.objects.get(slug="mediatheque-d-oullins").delete()

    call_command("charger_structures")

    assert Lieu.objects.filter(slug="mediatheque-d-oullins").exists()


def test_facts_about_a_commune_are_refreshed(folder, capsys):
    path = folder / "communes.geojson"
    collection = json.loads(path.read_text())
    bron = next(each["properties"] for each in collection["features"] if each["properties"]["nom"] == "Bron")
    bron["population"] += 1
    path.write_text(json.dumps(collection))

    line = run("charger_communes", capsys, dossier=folder)

    assert "67 déjà là, 1 mis à jour" in line
    assert Commune.objects.get(nom="Bron").population == bron["population"]


def test_a_point_outside_its_commune_is_told(folder, capsys):
    Lieu.objects.get(slug="la-miete-villeurbanne").delete()

    def move(line):
        if line["nom"].startswith("La MIETE"):
            line.update(longitude="4.8544", latitude="45.7581")

    rewrite(folder / "structures.csv", move)

    call_command("charger_structures", dossier=folder)

    assert "n’est pas dans Villeurbanne mais dans Lyon 3e" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_a_missing_file_is_named(command, tmp_path):
    with pytest.raises(CommandError, match=r"Fichier introuvable ou illisible : .*(communes.geojson|structures.csv)"):
        call_command(command, dossier=tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "n’est pas du JSON valable"),
        ("[]", "n’est pas une collection GeoJSON"),
        ('{"features": [{"id": "x", "properties": {}}]}', "« x » : « code_insee » manque"),
    ],
)
def test_a_wrong_geojson_is_told_apart(folder, text, message):
    (folder / "communes.geojson").write_text(text)

    with pytest.raises(CommandError, match=message):
        call_command("charger_communes", dossier=folder)


def test_missing_columns_are_named(folder):
    (folder / "lieux.csv").write_text("structure,nom\n")

    with pytest.raises(CommandError, match="Il manque : adresse, code_insee"):
        call_command("charger_structures", dossier=folder)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("siret", "12345678901234", "Un chiffre de ce SIRET est faux"),
        ("telephone", "04 78", "téléphone n’est pas complet"),
        ("code_insee", "75056", "« 75056 » manque ou n’est pas connu"),
        ("latitude", "quarante", "quarante"),
        ("latitude", "48.85", "loin de la Métropole"),
    ],
)
def test_a_wrong_value_names_its_row_and_writes_nothing(folder, column, value, message):
    Lieu.objects.all().delete()
    Structure.objects.all().delete()

    def spoil(line):
        if line["nom"].startswith("La MIETE"):
            line[column] = value

    rewrite(folder / "structures.csv", spoil)

    with pytest.raises(CommandError, match=f"La MIETE.*{message}"):
        call_command("charger_structures", dossier=folder)

    assert not Structure.objects.exists()


def test_structures_are_not_loaded_without_communes():
    Lieu.objects.all().delete()
    AncienneCommune.objects.all().delete()
    Commune.objects.filter(niveau="arrondissement").delete()
    Commune.objects.all().delete()

    with pytest.raises(CommandError, match="lancez d’abord charger_communes"):
        call_command("charger_structures")


@pytest.mark.parametrize("model", [Structure, Lieu])
def test_what_a_command_loads_says_so_in_its_history(model):
    version = Version.objects.of(model.objects.first()).first()

    assert (version.raison, version.nom_auteur) == ("Chargement des structures", "")
