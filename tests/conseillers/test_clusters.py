"""The places of a frame of the map: each while they are few, else counted by the server."""

import pytest
from django.core.cache import cache
from django.db import connection

from conseillers import clusters
from conseillers.clusters import Cadre
from structures.models import Lieu
from tests.bench import data
from tests.factories import ARTAG, CYBERBASE_BRON, MAIRIE_GRIGNY, MIETE, RAYONNE, LieuFactory, StructureFactory

VILLEURBANNE = "4.875,45.75,4.9375,45.78125"  # the MIETE, the Rayonne and ARTAG are inside; Bron and Grigny are not

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(monkeypatch):
    """More than two places are many."""
    monkeypatch.setattr(clusters, "FEW", 2)


def ask(client, cadre=VILLEURBANNE, zoom=13, **headers):
    response = client.get("/lieux.geojson", {"cadre": cadre, "zoom": zoom}, headers=headers)
    assert response.status_code == 200, response.content.decode()
    assert response["Content-Type"] == "application/geo+json"
    return response.json()


def names(collection):
    return [feature["properties"]["nom"] for feature in collection["features"]]


def numbers(collection):
    return [feature["properties"].get("nombre", 1) for feature in collection["features"]]


def test_a_few_places_are_told_one_by_one_from_north_to_south(client):
    for at, nom in [(ARTAG, "ARTAG"), (MIETE, "MIETE"), (RAYONNE, "Rayonne"), (CYBERBASE_BRON, "Bron")]:
        LieuFactory(nom=nom, at=at)

    found = ask(client)

    assert found["type"] == "FeatureCollection"
    assert names(found) == ["MIETE", "Rayonne", "ARTAG"]
    slug = Lieu.objects.get(nom="MIETE").slug
    assert found["features"][0] == {
        "type": "Feature",
        "id": slug,
        "geometry": {"type": "Point", "coordinates": [4.890171, 45.763777]},
        "properties": {"slug": slug, "nom": "MIETE", "url": f"/lieux/{slug}/", "precision": "adresse"},
    }


def test_many_places_are_counted_by_cells_with_their_middle_and_their_bounds(client, many):
    LieuFactory(at=(4.880, 45.760, "69100", "69266"))
    LieuFactory(at=(4.882, 45.762, "69100", "69266"))
    LieuFactory(nom="Rayonne", at=RAYONNE)

    cluster, alone = ask(client)["features"]

    assert cluster == {
        "type": "Feature",
        "bbox": [4.88, 45.76, 4.882, 45.762],
        "geometry": {"type": "Point", "coordinates": [4.881, 45.761]},
        "properties": {"nombre": 2, "exact": True},
    }
    assert alone["properties"]["nom"] == "Rayonne"


def test_what_is_not_published_is_neither_told_nor_counted(client, monkeypatch):
    LieuFactory(nom="MIETE")
    LieuFactory(publie=False)
    LieuFactory(structure=StructureFactory(archivee=True))

    assert names(ask(client)) == ["MIETE"]
    monkeypatch.setattr(clusters, "FEW", 0)
    assert names(ask(client)) == ["MIETE"]


def test_every_place_is_counted_once_whatever_the_zoom(client, many):
    side = 2.0**-6  # a cell at zoom 13: places right on its sides and corners belong to one cell
    for column in range(4):
        for row in range(4):
            LieuFactory(at=(4.875 + column * side / 2, 45.75 + row * side / 2, "69100", "69266"))

    for zoom in range(9, 15):
        assert sum(numbers(ask(client, zoom=zoom))) == 16, zoom


def test_a_frame_grows_to_whole_cells_so_that_a_small_move_is_the_same_frame(client):
    LieuFactory(nom="Rayonne", at=RAYONNE)

    a, b = ask(client, "4.8761,45.7501,4.93,45.78"), ask(client, "4.8799,45.7555,4.937,45.781")

    assert a == b == ask(client)
    assert a["bbox"] == [4.875, 45.75, 4.9375, 45.78125]


def test_a_cell_with_too_many_says_more_than_and_stands_for_the_whole_cell(client, many, monkeypatch):
    monkeypatch.setattr(clusters, "MOST_COUNTED", 3)
    for _ in range(5):
        LieuFactory(at=MIETE)

    (cluster,) = ask(client)["features"]

    assert cluster["properties"] == {"nombre": 3, "exact": False}
    assert cluster["bbox"] == [4.875, 45.75, 4.890625, 45.765625]
    assert cluster["geometry"]["coordinates"] == [4.882812, 45.757812]


def test_an_empty_frame_has_no_feature(client, many):
    LieuFactory(at=MAIRIE_GRIGNY)

    assert ask(client)["features"] == []


FOUR = "Donnez quatre nombres séparés par des virgules : ouest, sud, est, nord."
LONGITUDE_FIRST = "La longitude vient d’abord, de -180 à 180, puis la latitude, de -90 à 90."
ORDER = "L’ouest se donne avant l’est, et le sud avant le nord."


@pytest.mark.parametrize(
    ("cadre", "message"),
    [
        ("", FOUR),
        ("4,45,5", FOUR),
        ("4,45,5,46,47", FOUR),
        ("4,45,5,", FOUR),
        ("a,b,c,d", FOUR),
        ("nan,45,5,46", FOUR),
        ("4,45,inf,46", FOUR),
        ("1e999,45,5,46", FOUR),
        ("4,45,5,46\x00", "Le caractère nul n’est pas autorisé."),
        ("4," * 200, FOUR),
        ("4,45,181,46", LONGITUDE_FIRST),
        ("45,4,46,91", LONGITUDE_FIRST),
        ("5,45,4,46", ORDER),
        ("4,46,5,45", ORDER),
        ("4,45,4,46", ORDER),
        ("-180,-90,180,90", "Ce cadre est trop grand pour ce zoom."),
    ],
)
def test_a_wrong_frame_is_refused_in_clear_words(client, cadre, message):
    response = client.get("/lieux.geojson", {"cadre": cadre, "zoom": 12})

    assert response.status_code == 400
    assert response["Content-Type"] == "application/json"
    assert response.json() == {"erreurs": {"cadre": [message]}}


@pytest.mark.parametrize("zoom", ["", "8", "19", "12.5", "x", "9" * 99])
def test_a_wrong_zoom_is_refused_in_clear_words(client, zoom):
    response = client.get("/lieux.geojson", {"cadre": VILLEURBANNE, "zoom": zoom})

    assert response.status_code == 400
    assert response.json() == {"erreurs": {"zoom": ["Donnez un zoom de 9 à 18."]}}


def test_only_reading_is_allowed(client):
    assert client.post("/lieux.geojson").status_code == 405


@pytest.mark.parametrize("few", [60, 0])
def test_the_number_of_queries_does_not_grow_with_the_places(client, monkeypatch, django_assert_num_queries, few):
    monkeypatch.setattr(clusters, "FEW", few)
    for number in (1, 30):
        LieuFactory.create_batch(number)
        with django_assert_num_queries(1 if few else 2):
            ask(client)


def test_asked_again_an_unchanged_frame_takes_one_query_and_is_a_304(client, settings, django_assert_num_queries):
    settings.KEEP_ANSWERS = True
    cache.clear()
    LieuFactory()
    etag = client.get("/lieux.geojson", {"cadre": VILLEURBANNE, "zoom": 13})["ETag"]

    with django_assert_num_queries(1):
        again = client.get("/lieux.geojson", {"cadre": VILLEURBANNE, "zoom": 13}, headers={"If-None-Match": etag})

    cache.clear()
    assert again.status_code == 304


def test_counting_reads_the_index_and_never_more_than_its_share_of_a_cell(lyon, monkeypatch):
    monkeypatch.setattr(clusters, "MOST_COUNTED", 20)
    connection.check_constraints()
    data.load(3000)
    plans = []

    def explain(execute, sql, parameters, many, context):
        plans.append(execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters, many, context))
        plans[-1] = context["cursor"].fetchone()[0][0]["Plan"]
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(explain):
        found = Cadre.around(4.75, 45.625, 5, 45.875, 12).clusters()

    assert max(cluster.nombre for cluster in found) == 20
    scans = [node for node in nodes(plans[0]) if node.get("Relation Name") == "structures_lieu"]
    assert [scan["Index Name"] for scan in scans] == ["lieu_nearest"]
    assert scans[0]["Actual Rows"] <= 21 * 1.1  # a cell; some belong to a structure that is archived


def nodes(plan):
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def test_the_oracle_of_a_full_scan_counts_the_same(lyon):
    connection.check_constraints()
    data.load(2000)
    cadre = Cadre.around(4.75, 45.625, 5, 45.875, 12)
    counted = {}
    for where in Lieu.objects.published().values_list("position", flat=True):
        if 4.75 <= where.x < 5 and 45.625 <= where.y < 45.875:
            cell = (where.x // cadre.cell, where.y // cadre.cell)
            counted[cell] = counted.get(cell, 0) + 1

    found = {(c.lon // cadre.cell, c.lat // cadre.cell): c.nombre for c in cadre.clusters()}

    assert found == counted
    assert len(found) > 30
