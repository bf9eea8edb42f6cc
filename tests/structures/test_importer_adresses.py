"""Importing the national address base: each test really commits, as the command does."""

import csv
import gzip
import io
import json
from contextlib import redirect_stderr
from threading import Thread

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.core.management import CommandError, call_command
from django.db import connection

from structures.adresses import Adresse, ImportAdresses, Voie
from structures.geo import metres_between, point
from structures.import_adresses import import_adresses
from tests import ban
from tests.ban_format import HEADER
from tests.factories import load_communes

GARIBALDI = {"nom_voie": "Rue Garibaldi", "code_insee": "69383", "code_postal": "69003"}
FLACHET = {"nom_voie": "Rue Flachet", "code_insee": "69266", "code_postal": "69100"}


# Emptied after each test: the tables of structures alone, since migrations wrote the calendar of conseillers.
pytestmark = pytest.mark.django_db(transaction=True, available_apps=["structures"])


@pytest.fixture(autouse=True)
def _communes(transactional_db):
    load_communes()


@pytest.fixture
def other():
    """Another connection, which gives up rather than wait."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SET statement_timeout = '1s'")
        yield cursor
    other.close()


def door(numero, lon=4.852, lat=45.757, **facts):
    """One line of the base: a door of the rue Garibaldi."""
    line = dict.fromkeys(HEADER, "") | GARIBALDI | {"numero": numero, "type_position": "entrée"}
    return line | {"lon": lon, "lat": lat} | facts


def written(path, *lines, header=HEADER):
    text = io.StringIO()
    writer = csv.DictWriter(text, header, delimiter=";", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines)
    path.write_bytes(gzip.compress(text.getvalue().encode()) if path.suffix == ".gz" else text.getvalue().encode())
    return path


@pytest.fixture
def extract(tmp_path):
    return lambda *lines: written(tmp_path / "adresses-69.csv.gz", *lines)


def run(*paths, capsys):
    call_command("importer_adresses", *map(str, paths))
    return capsys.readouterr().out.replace("\u202f", " ").replace("\xa0", " ").splitlines()


def known():
    return sorted(map(str, Adresse.objects.select_related("voie")))


def definitions():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename IN ('structures_voie', 'structures_adresse')")
        return sorted(cursor.fetchall())


def test_the_real_streets_are_found_where_they_are_in_a_generated_file(tmp_path, capsys):
    path = ban.write(tmp_path / "adresses-69.csv.gz")
    with ban.VOIES.open(encoding="utf-8", newline="") as file:
        real = list(csv.DictReader(file))

    told = run(path, capsys=capsys)

    assert told[0] == f"{Adresse.objects.count():,} adresses dans {len(real)} voies".replace(",", " ")
    voies = {
        (voie.nom, voie.commune.code_insee, *voie.codes_postaux): voie
        for voie in Voie.objects.select_related("commune")
    }
    assert set(voies) == {(line["nom"], line["code_insee"], line["code_postal"]) for line in real}
    for line in filter(lambda line: line["lon"], real):
        voie = voies[line["nom"], line["code_insee"], line["code_postal"]]
        assert metres_between(voie.position, point(float(line["lon"]), float(line["lat"]))) < 30, line
    assert Adresse.objects.filter(voie__nom="Rue Flachet", numero=12, rep="bis").count() == 1


def test_the_real_streets_of_the_tests_lie_in_their_communes():
    outlines = {}
    for feature in ban._features("communes.geojson"):
        outlines[feature["properties"]["code_insee"]] = GEOSGeometry(json.dumps(feature["geometry"]))
    with ban.VOIES.open(encoding="utf-8", newline="") as file:
        placed = [line for line in csv.DictReader(file) if line["lon"]]

    outside = [
        line["nom"]
        for line in placed
        if not outlines[line["code_insee"]].covers(point(float(line["lon"]), float(line["lat"])))
    ]

    assert len(placed) > 300
    assert outside == []


def test_a_generated_file_has_the_exact_header_of_the_base_and_is_always_the_same(tmp_path):
    first, second = (ban.write(tmp_path / name) for name in ["a.csv.gz", "b.csv.gz"])

    assert first.read_bytes() == second.read_bytes()
    assert gzip.decompress(first.read_bytes()).decode().splitlines()[0] == (
        "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;"
        "nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;libelle_acheminement;nom_afnor;"
        "source_position;source_nom_voie;certification_commune;cad_parcelles"
    )


def test_a_street_stands_at_one_of_its_doors_near_its_middle(extract):
    bend = [door(1, 4.850, 45.750), door(2, 4.850, 45.752), door(3, 4.850, 45.754), door(4, 4.852, 45.754)]
    import_adresses([extract(*bend, door(5, 4.854, 45.754))])

    assert Voie.objects.get().position.coords == (4.850, 45.752)
    assert Voie.objects.get().nombre == 5


def test_a_street_of_two_arrondissements_is_two_and_tells_its_postal_codes(extract):
    import_adresses([extract(door(1), door(2, code_insee="69386", code_postal="69006"))])

    voies = Voie.objects.order_by("commune__code_insee")
    assert [(voie.commune.nom_court, voie.codes_postaux) for voie in voies] == [
        ("Lyon 3e", ["69003"]),
        ("Lyon 6e", ["69006"]),
    ]


def test_each_half_of_oullins_pierre_benite_keeps_its_rue_de_la_republique(extract):
    street = {"nom_voie": "Rue de la République"}
    oullins = door(1, 4.808, 45.714, **street, code_insee="69149", code_postal="69600")
    pierre_benite = door(1, 4.8245, 45.704, **street, code_insee="69149", code_postal="69310")
    before_the_merger = door(3, 4.8245, 45.704, **street, code_insee="69152", code_postal="69310")

    import_adresses([extract(oullins, pierre_benite, before_the_merger)])

    voies = Voie.objects.filter(commune__nom="Oullins-Pierre-Bénite").order_by("nombre")
    assert [(voie.codes_postaux, voie.nombre) for voie in voies] == [(["69600"], 1), (["69310"], 2)]


def test_spellings_of_one_street_are_one_and_the_commonest_is_shown(extract):
    usual = {"nom_voie": "Rue de l'Église"}
    import_adresses([extract(door(1, **usual), door(2, nom_voie="RUE DE L EGLISE"), door(3, **usual))])

    assert [(voie.nom, voie.nombre) for voie in Voie.objects.all()] == [("Rue de l'Église", 3)]


def test_of_two_positions_of_one_address_the_entrance_is_kept(extract, capsys):
    segment = door(12, 4.851, rep="BIS", type_position="segment")
    other_kind = door(12, 4.853, rep="bis", type_position="parcelle")

    told = run(extract(segment, door(12, rep="bis"), other_kind), capsys=capsys)

    assert known() == ["12 bis Rue Garibaldi"]
    assert Adresse.objects.get().position.coords == (4.852, 45.757)
    assert told == ["1 adresses dans 1 voies", "laissées de côté : 2 en double"]


def test_what_is_left_aside_is_counted_by_reason(extract, capsys):
    useless = [
        door(1, code_insee="69264"),
        door(""),
        door(2, nom_voie=" "),
        door(3, code_postal=""),
        door(4, lon=""),
        door(5, lat="45.757", lon="2.35"),
    ]

    told = run(extract(door(12), *useless), capsys=capsys)

    assert told[1:] == [
        f"laissées de côté : 1 {reason}"
        for reason in [
            "hors de la Métropole",
            "sans nom de voie",
            "sans numéro",
            "sans code postal",
            "sans coordonnées",
            "avec des coordonnées loin de la Métropole",
        ]
    ]


def spoiled(change):
    """Changes the text of a good file of four lines."""
    return lambda path: path.write_bytes(change(path.read_bytes()))


def repacked(change):
    return spoiled(lambda packed: gzip.compress(change(gzip.decompress(packed))))


BROKEN = {
    "truncated": (spoiled(lambda packed: packed[:-12]), 3, "le fichier est tronqué"),
    "wrong checksum": (spoiled(lambda packed: packed[:-8] + b"12345678"), 4, "le fichier compressé est abîmé"),
    "truncated before it was packed": (repacked(lambda text: text[:-3]), 4, "le fichier est tronqué"),
    "a field too few": (repacked(lambda text: text.replace(b";12;", b";12")), 3, "22 champs au lieu de 23"),
    "Windows-1252": (
        repacked(lambda text: text.replace("entrée".encode(), b"entr\xe9e", 1)),
        2,
        "le texte n’est pas en UTF-8",
    ),
    "wrong header": (
        repacked(lambda text: text.replace(b"nom_voie", b"voie", 1)),
        1,
        "ce ne sont pas les colonnes de la base adresse nationale ; il manque nom_voie",
    ),
    "commas": (repacked(lambda text: text.replace(b";", b",")), 1, "ce ne sont pas les colonnes"),
    "empty": (spoiled(lambda packed: b""), 1, "ce ne sont pas les colonnes"),
    "a number that is none": (repacked(lambda text: text.replace(b";12;", b";12A;")), 3, "« 12A » n’est pas un numéro"),
    "a coordinate that is none": (
        repacked(lambda text: text.replace(b"4.852", b"4,852", 1)),
        2,
        "« 4,852 » n’est pas une coordonnée",
    ),
    "a coordinate that is infinite": (repacked(lambda text: text.replace(b"4.852", b"inf", 1)), 2, "« inf »"),
    "a postal code that is none": (repacked(lambda text: text.replace(b"69003", b"6900", 1)), 2, "« 6900 »"),
    "an open quote": (repacked(lambda text: text.replace(b"Rue G", b'"Rue G', 1)), 4, ""),
    "a null byte": (repacked(lambda text: text.replace(b"Rue G", b"R\0e G", 1)), 2, "un octet nul"),
    "an endless line": (repacked(lambda text: text.replace(b"Rue G", b"Rue G" * 20_000, 1)), 2, ""),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_changes_nothing_and_is_told_with_its_line(extract, tmp_path, kind, capsys):
    spoil, line, wrong = BROKEN[kind]
    import_adresses([written(tmp_path / "former.csv", door(1, **FLACHET))])
    broken = extract(door(11), door(12), door(13))
    good = written(tmp_path / "good.csv", door(20))
    spoil(broken)

    with pytest.raises(CommandError) as caught:
        run(good, broken, capsys=capsys)

    assert str(caught.value).startswith(f"{broken}, ligne {line} : {wrong}")
    assert str(caught.value).endswith("Rien n’a été changé.")
    assert known() == ["1 Rue Flachet"]
    assert ImportAdresses.objects.count() == 1


@pytest.mark.parametrize("missing", ["nulle-part.csv.gz", ""])
def test_a_file_that_cannot_be_read_is_named(tmp_path, missing, capsys):
    with pytest.raises(CommandError, match="Fichier introuvable ou illisible"):
        run(tmp_path / missing, capsys=capsys)


def test_files_of_another_departement_do_not_empty_the_site(tmp_path, extract):
    import_adresses([written(tmp_path / "former.csv", door(1, **FLACHET))])

    with pytest.raises(CommandError, match="Aucune adresse de la Métropole"):
        import_adresses([extract(door(1, code_insee="42218", code_postal="42000"))])

    assert known() == ["1 Rue Flachet"]


def test_a_second_import_replaces_the_first_and_leaves_the_same_tables(tmp_path, capsys):
    before = definitions()
    run(written(tmp_path / "a.csv", door(1), door(2)), capsys=capsys)

    told = run(
        written(tmp_path / "b.csv", door(2)), written(tmp_path / "c.csv.gz", door(3), door(1, **FLACHET)), capsys=capsys
    )

    assert known() == ["1 Rue Flachet", "2 Rue Garibaldi", "3 Rue Garibaldi"]
    assert told[0].startswith("Import précédent : le ")
    assert told[0].endswith("2 adresses, de a.csv")
    assert told[1] == "3 adresses dans 2 voies"
    latest = ImportAdresses.objects.latest()
    assert (latest.fichiers, latest.nombre_voies, latest.nombre_adresses) == (["b.csv", "c.csv.gz"], 2, 3)
    assert definitions() == before


def test_searches_read_the_former_addresses_until_the_new_ones_are_all_there(tmp_path, extract, other):
    import_adresses([written(tmp_path / "former.csv", door(1, **FLACHET))])
    seen = []

    def watched(steps):
        for step in steps:
            yield step
            other.execute("SELECT nom, numero FROM structures_voie v JOIN structures_adresse a ON a.voie_id = v.id")
            seen.append(other.fetchall())

    import_adresses([extract(door(12))], stepping=watched)

    assert len(seen) > 4
    assert all(rows == [("Rue Flachet", 1)] for rows in seen)
    other.execute("SELECT nom FROM structures_voie")
    assert other.fetchall() == [("Rue Garibaldi",)]


def test_a_second_import_at_the_same_time_is_refused(extract):
    path = extract(door(12))
    answers = []

    def import_too():
        try:
            import_adresses([path])
        except CommandError as error:
            answers.append(str(error))
        finally:
            connection.close()

    def watched(steps):
        second = Thread(target=import_too)
        second.start()
        second.join()
        return steps

    import_adresses([path], stepping=watched)

    assert answers == ["Un autre import d’adresses est en cours. Attendez qu’il finisse."]
    assert ImportAdresses.objects.count() == 1


def test_a_terminal_sees_how_fast_it_goes_and_how_long_is_left(extract, capsys):
    terminal = io.StringIO()
    terminal.isatty = lambda: True

    with redirect_stderr(terminal):
        run(extract(door(12)), capsys=capsys)

    assert "lignes/s, reste 00:00" in terminal.getvalue()
    assert "Mise en place" in terminal.getvalue()


def test_a_file_of_commands_sees_no_progress_bar(extract, capsys):
    call_command("importer_adresses", str(extract(door(12))))

    assert capsys.readouterr().err == ""


def test_the_planner_knows_of_the_new_rows_at_once(extract):
    import_adresses([extract(*(door(number) for number in range(1, 201)))])

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'structures_adresse'")
        assert cursor.fetchone() == (200,)
