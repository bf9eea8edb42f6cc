"""Where a row stands: its town, its codes and its point, agreeing or not."""

import pytest

from tests.structures.import_lieux.fichiers import csv_bytes, read, row, said

pytestmark = pytest.mark.django_db

MIETE = (4.890171, 45.763777)
NOWHERE = {"code_postal": "", "code_insee": "", "latitude": "", "longitude": ""}
OUTSIDE, REFUSED = "outside", "refused"

# cells, code INSEE and postal code of the commune, or what becomes of the row
TOWNS = [
    ({"commune": "VILLEURBANNE"}, ("69266", "69100")),
    ({"commune": "Vileurbanne"}, ("69266", "69100")),
    ({"commune": "villeurbanne (69)"}, ("69266", "69100")),
    ({"commune": "69100 Villeurbanne"}, ("69266", "69100")),
    ({"commune": "Villeurbanne Cedex", "code_postal": "69626"}, ("69266", "69100")),
    ({"commune": ""}, ("69266", "69100")),
    ({"commune": "", "code_insee": "", "code_postal": ""}, ("69266", "69100")),  # its point is enough
    ({"commune": "Gratte-Ciel"}, ("69266", "69100")),  # a quarter: the codes say the town
    ({**NOWHERE, "commune": "Bron"}, ("69029", "69500")),
    ({**NOWHERE, "commune": "Lyon 3", "code_postal": "69003"}, ("69383", "69003")),
    ({**NOWHERE, "commune": "LYON 03"}, ("69383", "69003")),
    ({**NOWHERE, "commune": "Lyon 3ème"}, ("69383", "69003")),
    ({**NOWHERE, "commune": "Lyon 3ème arrondissement"}, ("69383", "69003")),
    ({**NOWHERE, "commune": "Lyon III"}, ("69383", "69003")),
    ({**NOWHERE, "commune": "LYON CEDEX 03", "code_postal": "69422"}, ("69383", "69003")),
    ({**NOWHERE, "commune": "Lyon", "code_postal": "69003"}, ("69383", "69003")),
    ({**NOWHERE, "commune": "Lyon", "code_postal": "69003", "code_insee": "69123"}, ("69383", "69003")),
    ({**NOWHERE, "commune": "Lyon", "latitude": "45.7676", "longitude": "4.8344"}, ("69381", "69001")),
    ({**NOWHERE, "commune": "Lyon"}, REFUSED),
    ({**NOWHERE, "commune": "Lyon", "code_insee": "69123", "code_postal": "69000"}, REFUSED),
    ({**NOWHERE, "commune": "Oullins", "code_postal": "69600"}, ("69149", "69600")),
    ({**NOWHERE, "commune": "Oullins"}, ("69149", "69600")),
    ({**NOWHERE, "commune": "PIERRE BENITE", "code_postal": "69310"}, ("69149", "69310")),
    ({**NOWHERE, "commune": "Pierre-Bénite", "code_insee": "69152"}, ("69149", "69310")),
    ({**NOWHERE, "commune": "Oullins-Pierre-Bénite"}, REFUSED),  # two postal codes
    ({**NOWHERE, "commune": "St Genis Laval", "code_postal": "69230"}, ("69204", "69230")),
    ({**NOWHERE, "commune": "Ste-Foy-les-Lyon", "code_postal": "69110"}, ("69202", "69110")),
    ({**NOWHERE, "commune": "ST FONS"}, ("69199", "69190")),
    ({**NOWHERE, "commune": "Grigny", "code_postal": "69520"}, ("69096", "69520")),
    ({**NOWHERE, "commune": "Grigny", "code_insee": "69096"}, ("69096", "69520")),
    ({**NOWHERE, "commune": "Grigny", "code_postal": "91350"}, OUTSIDE),
    ({**NOWHERE, "commune": "Grigny", "code_insee": "91286"}, OUTSIDE),
    ({**NOWHERE, "commune": "Grigny"}, REFUSED),
    ({**NOWHERE, "commune": "Genas", "code_postal": "69740", "code_insee": "69277"}, OUTSIDE),
    ({**NOWHERE, "commune": "Genas"}, OUTSIDE),
    ({**NOWHERE, "commune": "Paris", "code_postal": "75011"}, OUTSIDE),
    ({**NOWHERE, "commune": "Bourg-en-Bresse", "code_postal": "1000"}, OUTSIDE),  # 01000
    ({**NOWHERE, "commune": "Ajaccio", "code_insee": "2A004"}, OUTSIDE),
    ({**NOWHERE, "commune": "Millery", "code_postal": "69390"}, OUTSIDE),  # a code that Charly and Vernaison share
    ({**NOWHERE, "commune": "Inconnue", "latitude": "48.85", "longitude": "2.35"}, OUTSIDE),
    ({**NOWHERE, "commune": "Inconnue"}, REFUSED),
    ({**NOWHERE, "commune": ""}, REFUSED),
    ({**NOWHERE, "commune": "", "code_postal": "69390"}, REFUSED),
    ({**NOWHERE, "commune": "Villeurbanne", "code_postal": "69003"}, REFUSED),
    ({**NOWHERE, "commune": "Lyon 3", "code_postal": "69007"}, REFUSED),
    ({"commune": "Villeurbanne", "code_postal": "69003", "code_insee": ""}, ("69266", "69100")),  # the point decides
    ({"commune": "Villeurbanne", "code_postal": "69266", "code_insee": "69100"}, ("69266", "69100")),  # exchanged
    ({"commune": "Irigny", "code_insee": "69100", "code_postal": "69540", "latitude": "45.6729", "longitude": "4.8224"},
     ("69100", "69540")),
    ({**NOWHERE, "commune": "", "code_postal": "69100", "adresse": "12 rue Anatole France"}, ("69266", "69100")),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), TOWNS, ids=lambda value: str(value)[:90])
def test_the_town_is_what_its_cells_agree_on(metropole, cells, expected):
    (ligne,) = read(csv_bytes(row(**cells)))

    assert ligne.hors_territoire == (expected == OUTSIDE), said(ligne)
    assert bool(ligne.refus) == (expected == REFUSED), said(ligne)
    if isinstance(expected, tuple):
        assert (ligne.champs["commune"].code_insee, ligne.champs["code_postal"]) == expected, said(ligne)
    else:
        assert "commune" not in ligne.champs


EXACT, STREET, TOWN = "adresse", "rue", "commune"
DOOR = (4.8812, 45.7661)  # 12 rue Anatole France

# latitude, longitude, point and its precision, whether it is said
POINTS = [
    ("45.763777", "4.890171", MIETE, EXACT, False),
    ("45,763777", "4,890171", MIETE, EXACT, False),
    (" 45.763777 ", "+4.890171", MIETE, EXACT, False),
    ("4.890171", "45.763777", MIETE, EXACT, True),
    ("45°45'49.6\"N", "4°53'24.6\"E", MIETE, EXACT, False),
    ("45° 45.82662'", "4° 53.41026'", MIETE, EXACT, False),
    ("N 45.763777°", "E 4.890171°", MIETE, EXACT, False),
    ("45763777", "4890171", MIETE, EXACT, True),
    ("45.763777, 4.890171", "", MIETE, EXACT, False),
    ("45,763777 ; 4,890171", "", MIETE, EXACT, False),
    ("846899.82", "6519999.49", MIETE, EXACT, True),  # Lambert 93, in the wrong order
    ("6519999.49", "846899.82", MIETE, EXACT, True),
    ("0", "0", None, TOWN, True),
    ("", "", None, TOWN, True),
    ("45.763777", "", None, TOWN, True),
    ("à préciser", "", None, TOWN, True),
    ("95", "200", None, TOWN, True),
    ("45.7029", "4.8826", None, TOWN, True),  # Vénissieux
    ("48.85", "2.35", None, TOWN, True),  # Paris
    ("1e400", "4.89", None, TOWN, True),
    ("9" * 400, "4.89", None, TOWN, True),
]


@pytest.mark.parametrize(("latitude", "longitude", "point", "precision", "tells"), POINTS)
def test_a_point_is_read_however_it_is_written(metropole, latitude, longitude, point, precision, tells):
    (ligne,) = read(csv_bytes(row(latitude=latitude, longitude=longitude)))

    expected = point or metropole["69266"].centre.coords
    assert ligne.champs["position"].coords == pytest.approx(expected, abs=1e-5), said(ligne)
    assert ligne.champs["precision"] == precision
    assert bool(said(ligne)) == tells, said(ligne)


@pytest.mark.parametrize(
    ("adresse", "point", "precision"),
    [
        ("12 rue Anatole France", DOOR, EXACT),
        ("12 RUE ANATOLE FRANCE", DOOR, EXACT),
        ("12, rue Anatole-France", DOOR, EXACT),
        ("99 rue Anatole France", DOOR, STREET),
        ("rue Anatole France", DOOR, STREET),
        ("1 rue A", None, TOWN),
        ("3 impasse des Inconnus", None, TOWN),
        ("", None, TOWN),
    ],
)
@pytest.mark.parametrize("given", ["", "45.7029"], ids=["no point", "a point elsewhere"])
def test_without_a_point_in_its_town_a_row_is_placed_by_its_address(metropole, adresse, point, precision, given):
    (ligne,) = read(csv_bytes(row(adresse=adresse, latitude=given, longitude=given and "4.8826")))

    expected = point or metropole["69266"].centre.coords
    assert ligne.champs["position"].coords == pytest.approx(expected, abs=1e-9), said(ligne)
    assert ligne.champs["precision"] == precision
    assert any(one.colonne == "latitude" for one in [*ligne.reparations, *ligne.ecartes]), said(ligne)


def test_a_point_on_the_edge_of_its_town_is_kept(metropole):
    """227 cours Lafayette: the street parts the 3rd from the 6th."""
    cells = {
        "commune": "Lyon",
        "code_postal": "69003",
        "code_insee": "",
        "latitude": "45.763788",
        "longitude": "4.8610844",
    }
    (ligne,) = read(csv_bytes(row(**cells)))

    assert ligne.champs["commune"].code_insee == "69383"
    assert ligne.champs["position"].coords == (4.8610844, 45.763788)


def test_both_coordinates_may_be_in_one_column(metropole):
    cells = row(latitude=None, longitude=None) | {"geo_point_2d": "45.763777, 4.890171"}

    (ligne,) = read(csv_bytes(cells))

    assert ligne.champs["position"].coords == MIETE


def test_a_place_without_an_address_is_only_said_to_be_in_its_town(metropole):
    (ligne,) = read(csv_bytes(row(adresse="")))

    assert (ligne.champs["adresse"], ligne.champs["precision"]) == ("", TOWN)
    assert ligne.champs["position"].coords == MIETE
