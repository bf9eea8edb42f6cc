"""What each address of /api/ costs, with 60 lieux and with 20,000, in empty Django views.

Served as in production, by gunicorn with two workers; nothing is kept, nobody refused: each answer is made anew. The
sizes take turns, and so do the questions: around points, of towns, on days to come, in the middle of a walk.

"median" and "p95" are the visitor's times in milliseconds, "views" the median in empty views, "queries" the most that
one answer asks of the database, "database" how long Postgres works for it, in milliseconds of processor, the slowest
question (each asked three times, the quickest counts).

The verdict: with 20,000 lieux, no answer costs the database more than a tenth of a second; a page of communes, which
counts everything that they offer, a second.
"""

import argparse
import random
import statistics
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from structures.models import Commune, Lieu
from tests.bench import data
from tests.bench.database import databases_of_our_own, enter, url_of
from tests.bench.schedule import moments, p95
from tests.bench.search import STATIC_FILES, Visitor
from tests.bench.work import asked_of_database
from tests.browser.server import serving

SIZES = [60, 20_000]
MOST_DATABASE = defaultdict(lambda: 100, communes=1000)  # milliseconds
WARM_UP = 3
ENV = {"KEEP_ANSWERS": "0", "API_PAR_MINUTE": "1000000", "ACCESS_LOG": "0"}
SAME = {"KEEP_ANSWERS": False, "API_PAR_MINUTE": 10**6, "SECRET_KEY": "x" * 50}  # here: cursors are those of the server


def questions(number: int) -> list[dict[str, str]]:
    """Addresses by kind; the same at each run. A walk is asked for its second page."""
    dice = random.Random(69)  # noqa: S311
    towns = list(Commune.objects.order_by("code_insee").values_list("slug", flat=True))
    slugs = list(Lieu.objects.published().order_by("pk").values_list("slug", flat=True))
    client = Client(headers={"host": "localhost"})
    found = []
    for place, _start, _end in moments(number):
        first = timezone.localdate() + timedelta(days=dice.randint(0, 40))
        around = {"lat": place.y, "lon": place.x, "taille": 100}
        kinds = {
            "lieux": ("lieux", around | {"mode": dice.choice(["sans-rendez-vous", "sur-rendez-vous"])}),
            "par date": ("lieux", around | {"tri": "date"}),
            "lieu": (f"lieux/{dice.choice(slugs)}", {}),
            "permanences": ("permanences", {"taille": 100}),
            "d'une ville": ("permanences", {"taille": 100, "commune": dice.choice([*towns, "lyon"])}),
            "un jour": ("seances", {"du": first, "au": first, "taille": 100}),
            "un mois": ("seances", {"du": first, "au": first + timedelta(days=30), "taille": 100}),
            "communes": ("communes", {"taille": 20}),
        }
        addresses = {kind: f"/api/{path}/?{urlencode(asked)}" for kind, (path, asked) in kinds.items()}
        for kind, address in addresses.items():
            page = client.get(address).json()
            addresses[kind] = page.get("suivant") or address if dice.random() < 0.5 else address
        found.append(addresses)
    return found


def measure(sites: dict[int, str], asked: dict[int, list[dict[str, str]]]) -> dict[int, dict[str, list[float]]]:
    times = {size: defaultdict(list) for size in sites}
    for number in range(len(next(iter(asked.values())))):
        for size, url in sites.items():
            visitor = Visitor(url)  # a connection that waits for the other sites to answer would be closed
            visitor.ask("/vide/")
            addresses = {"empty": "/vide/"} | asked[size][number]
            found = {kind: visitor.ask(address)[0] for kind, address in addresses.items()}
            for kind, milliseconds in found.items() if number >= WARM_UP else []:
                times[size][kind].append(milliseconds)
    return times


def measure_database(asked: list[dict[str, str]]) -> dict[str, tuple[int, float]]:
    """By kind: the most queries, the slowest in milliseconds."""
    client, found = Client(headers={"host": "localhost"}), {}
    with override_settings(**SAME):
        for number, addresses in enumerate(asked):
            for kind, address in addresses.items():
                asked_for = asked_of_database(client, address)
                queries, slowest = found.get(kind, (0, 0.0)) if number >= WARM_UP else (0, 0.0)
                found[kind] = max(queries, asked_for.queries), max(slowest, asked_for.milliseconds)
    return found


def table(times: dict[int, dict], database: dict[int, dict]) -> list[str]:
    lines = [["question", "lieux", "median", "p95", "views", "queries", "database"]]
    for kind in next(iter(database.values())):
        for size, found in times.items():
            median = statistics.median(found[kind])
            queries, slowest = database[size][kind]
            figures = [median, p95(found[kind]), median / statistics.median(found["empty"])]
            lines.append([kind, f"{size:,}", *(f"{n:,.1f}" for n in figures), str(queries), f"{slowest:,.1f}"])
    return ["".join(f"{cell:>12}" for cell in line) for line in lines]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        "bin/bench api", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--lieux", type=int, action="append", help=f"how many; may be repeated (default: {SIZES})")
    parser.add_argument("--questions", type=int, default=30, help="of each kind (default: 30)")
    options = parser.parse_args(arguments)
    sizes, asked, sites, database = sorted(set(options.lieux or SIZES)), {}, {}, {}
    with databases_of_our_own(sizes) as databases, ExitStack() as servers:
        for size, ours in databases.items():
            enter(ours)
            data.load(size)
            with override_settings(**SAME):
                asked[size] = questions(WARM_UP + options.questions)
            folder = Path(servers.enter_context(tempfile.TemporaryDirectory()))
            site = serving(url_of(ours), folder, STATIC_FILES, "tests.bench.wsgi", **ENV)
            sites[size] = servers.enter_context(site).url
        times = measure(sites, asked)
        for size, ours in databases.items():
            enter(ours)
            database[size] = measure_database(asked[size])
    print(*table(times, database), "", sep="\n")
    slow = {kind: most for kind, (_n, most) in database[sizes[-1]].items() if most > MOST_DATABASE[kind]}
    for kind, most in slow.items():
        print(f"FAILS: the database takes {most:.0f} ms of {kind!r} at the slowest: {MOST_DATABASE[kind]}")
    return 1 if slow else 0
