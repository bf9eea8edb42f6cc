"""Files in the exact format of the national address base, for tests and measures: no real extract is needed.

    python -m tests.ban --adresses 600000 --out adresses-69.csv.gz

The streets of tests/data/voies.csv come first, where they really are; then invented ones, with names of the kind that
Lyon's streets bear, inside the real outlines of the communes. The same arguments always give the same file.
"""

import argparse
import csv
import gzip
import io
import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.gis.geos import GEOSGeometry, Point

from tests.ban_format import HEADER, row
from tests.ban_noms import nom_de_voie

ROOT = Path(__file__).resolve().parent.parent
VOIES = ROOT / "tests" / "data" / "voies.csv"
METRE = 1 / 111_200  # in degrees of latitude
SQUEEZE = 0.7  # a degree of longitude is that much of a degree of latitude, at Lyon
FEWEST, MOST = 24, 80  # numbers in a real street
ELSEWHERE = [("69264", "69400", "Villefranche-sur-Saône", 4.719, 45.991), ("69243", "69170", "Tarare", 4.434, 45.897)]
ELSEWHERE_SHARE = 0.1


@dataclass
class Area:
    """A commune, an arrondissement, or one of the two former communes that Oullins-Pierre-Bénite is made of."""

    code_insee: str
    nom: str
    code_postal: str
    population: int
    outline: GEOSGeometry
    former: tuple[str, str] = ("", "")
    known: set[str] = field(default_factory=set)

    def __post_init__(self):
        self.prepared = self.outline.prepared
        self.box = self.outline.extent

    def point(self, chance: random.Random) -> tuple[float, float]:
        while True:
            x, y = chance.uniform(self.box[0], self.box[2]), chance.uniform(self.box[1], self.box[3])
            if self.holds(x, y):
                return x, y

    def holds(self, x: float, y: float) -> bool:
        return self.prepared.contains(Point(x, y))


def areas() -> dict[tuple[str, str], Area]:
    """By INSEE code and postal code, the finest there are."""
    former = [_area(feature, feature["properties"]["parent"]) for feature in _features("communes_anciennes.geojson")]
    features = _features("communes.geojson")
    parents = {feature["properties"]["parent"] for feature in features} | {area.code_insee for area in former}
    finest = [_area(feature) for feature in features if feature["properties"]["code_insee"] not in parents]
    return {(area.code_insee, area.code_postal): area for area in [*finest, *former]}


def _features(name: str) -> list[dict]:
    return json.loads((ROOT / "fixtures" / name).read_text(encoding="utf-8"))["features"]


def _area(feature: dict, merged_in: str = "") -> Area:
    facts = feature["properties"]
    return Area(
        code_insee=merged_in or facts["code_insee"],
        nom="Oullins-Pierre-Bénite" if merged_in else facts["nom"],
        code_postal=facts["codes_postaux"][0],
        population=facts.get("population") or 19_000,
        outline=GEOSGeometry(json.dumps(feature["geometry"])),
        former=(facts["code_insee"], facts["nom"]) if merged_in else ("", ""),
    )


def adresses(total: int = 0, seed: int = 69) -> Iterator[list[str]]:
    """Rows of the file: the real streets whole, then as many addresses as it takes to make `total`, and some of
    other communes of the département. A few stand twice, at two positions, as in the real base."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    places = areas()
    made = 0
    for street in _streets(chance, places, total):
        for line in street:
            yield line
            made += 1
            if made % 300 == 0:
                yield [*line[:12], f"{float(line[12]) + 30 * METRE:.6f}", *line[13:14], "segment", *line[15:]]
    for code_insee, code_postal, nom, lon, lat in ELSEWHERE:
        area = Area(code_insee, nom, code_postal, 0, Point(lon, lat).buffer(0.02))
        for _street in range(int(total * ELSEWHERE_SHARE / len(ELSEWHERE) / 20)):
            yield from _street_rows(chance, area, nom_de_voie(chance), None, 20)


def _streets(chance: random.Random, places: dict, total: int) -> Iterator[list[list[str]]]:
    made = 0
    for street in _real_streets(chance, places, min(max(total // 3000, FEWEST), MOST)):
        made += len(street)
        yield street
    pool = list(places.values())
    weights = [area.population for area in pool]
    while made < total:
        area = chance.choices(pool, weights)[0]
        nom = nom_de_voie(chance)
        if nom in area.known:
            continue
        numbers = min(int(chance.lognormvariate(3.6, 0.7)) + 3, 400, total - made)
        street = _street_rows(chance, area, nom, None, numbers)[: total - made]
        made += len(street)
        yield street


def _real_streets(chance: random.Random, places: dict, numbers: int) -> Iterator[list[list[str]]]:
    with VOIES.open(encoding="utf-8", newline="") as file:
        for voie in csv.DictReader(file):
            area = places[voie["code_insee"], voie["code_postal"]]
            centre = (float(voie["lon"]), float(voie["lat"])) if voie["lon"] else None
            yield _street_rows(chance, area, voie["nom"], centre, numbers)


def _street_rows(chance: random.Random, area: Area, nom: str, centre, numbers: int) -> list[list[str]]:
    """A straight street: odd numbers on one side, even ones on the other; 12 bis, 24 bis, 24 ter…"""
    area.known.add(nom)
    (x, y), (east, north), step = _line(chance, area, centre, numbers)
    rows = []
    for number in range(1, numbers + 1):
        along, across = (number - numbers / 2) * step, (4 if number % 2 else -4) * METRE
        for rep in ["", *["bis"] * (number % 12 == 0), *["ter"] * (number % 24 == 0)]:
            lon = x + (along * east - across * north) / SQUEEZE
            rows.append(row(area, len(area.known), nom, number, rep, lon, y + along * north + across * east))
            along += step / 4
    return rows


def _line(chance: random.Random, area: Area, centre, numbers: int):
    """The middle of a street, its direction and what parts two numbers, so that both ends are in the commune."""
    for attempt in range(60):
        x, y = centre or area.point(chance)
        step = 5 * METRE / (1 + attempt / 5)
        angle = chance.uniform(0, math.tau)
        direction = math.cos(angle), math.sin(angle)
        reach = (numbers / 2 + 2) * step
        dx, dy = reach * direction[0] / SQUEEZE, reach * direction[1]
        if area.holds(x + dx, y + dy) and area.holds(x - dx, y - dy):
            break
    return (x, y), direction, step


def write(path: Path, total: int = 0, seed: int = 69) -> Path:
    """Compressed when the name says so."""
    with path.open("wb") as raw:
        packed = gzip.GzipFile("", "wb", 6, raw, mtime=0) if path.suffix == ".gz" else raw
        with io.TextIOWrapper(packed, encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";", lineterminator="\n")
            writer.writerow(HEADER)
            writer.writerows(adresses(total, seed))
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--adresses", type=int, default=600_000, help="in the Métropole; those elsewhere come on top")
    parser.add_argument("--out", type=Path, default=Path("adresses-69.csv.gz"))
    parser.add_argument("--seed", type=int, default=69)
    options = parser.parse_args()
    print(write(options.out, options.adresses, options.seed))
