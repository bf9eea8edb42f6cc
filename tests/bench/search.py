"""What a search costs, for a few lieux and for a million, in empty Django views.

The site is served as in production, by gunicorn with two workers, over a database of each size that holds the streets
and doors of a generated address base too. One visitor asks, on one connection to each. The sizes take turns, and so do
the questions:

  empty       a view that answers nothing: the yardstick, under the same server and the same middleware
  results     a page of results never asked before: twenty full cards with their next séance, one filter on
  repeated    the same page again, as a browser asks for it: has it changed?
  whole       the same page again, asked by someone else: all of it
  geojson     the same places for the map
  words       a page of results around an address in words
  suggestion  what a few letters of a street's name may become

Times are those of the visitor, in milliseconds: the median, the 95th and the 99th percentiles. "views" is the median in
empty views, "queries" what the page asks of the database, "database" how long Postgres works for it, in milliseconds of
processor (on the clock, to wake it up and us is counted too, six times a page), the slowest of all questions: each is
asked three times in this process, the quickest counts.

The verdict: results cost 16 empty views at most with 20,000 lieux, and 1.2 times that at most with a million; repeated,
2.5 at most; the database takes 10 ms at most of a search, 5 of a suggestion. The table and the plot go to a file too.
"""

import argparse
import csv
import http.client
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from tqdm import tqdm

from tests import ban
from tests.bench import data
from tests.bench.database import databases_of_our_own, enter, url_of
from tests.bench.schedule import moments, p95
from tests.bench.search_plot import write_plot
from tests.bench.work import asked_of_database
from tests.browser.server import serving

SIZES = [60, 20_000, 1_000_000]
MOST_VIEWS, MOST_REPEATED, MOST_GROWTH = 16, 2.5, 1.2
MOST_DATABASE = {"results": 10, "words": 10, "suggestion": 5}  # milliseconds
REFERENCE = 20_000  # lieux: the whole country
ADDRESSES = 600_000
WARM_UP = 20  # points that are asked about first and not counted
STATIC_FILES = 'from django.core.management import call_command; call_command("collectstatic", verbosity=0)'


class Visitor:
    """A browser on one connection that stays open."""

    def __init__(self, url: str):
        self.headers: dict[str, str] = {}
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)

    def ask(self, address: str, etag: str = "") -> tuple[float, http.client.HTTPResponse]:
        """Milliseconds, answer."""
        headers = {"Accept-Encoding": "gzip"} | self.headers | ({"If-None-Match": etag} if etag else {})
        start = time.perf_counter()
        self.connection.request("GET", address, headers=headers)
        answer = self.connection.getresponse()
        answer.read()
        milliseconds = 1000 * (time.perf_counter() - start)
        if answer.status >= 400:
            raise RuntimeError(f"{address} answered {answer.status}")
        return milliseconds, answer


# --- The questions ---


def questions(number: int) -> list[dict[str, str]]:
    """Addresses to ask by kind: around a point with one filter, in words, by a few letters; the same at each run."""
    dice = random.Random(69)  # noqa: S311
    modes = ["sans-rendez-vous", "sur-rendez-vous"]
    streets = _streets()
    found = []
    for place, _start, _end in moments(number):
        around = urlencode({"lat": place.y, "lon": place.x, "mode": dice.choice(modes)})
        street = dice.choice(streets)
        words = urlencode({"q": f"{dice.randint(1, 20)} {street['nom']} {street['code_postal']}"})
        letters = urlencode({"q": street["nom"][: dice.randint(3, 14)]})
        found.append(
            {
                "results": f"/recherche/?{around}",
                "geojson": f"/recherche.geojson?{around}",
                "words": f"/recherche/?{words}",
                "suggestion": f"/suggestions.json?{letters}",
            }
        )
    return found


def _streets() -> list[dict]:
    with ban.VOIES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_addresses(number: int) -> Callable[[], None]:
    """Fills a database with the communes and this many addresses."""

    def load():
        call_command("charger_communes", verbosity=0)
        call_command("charger_localites", verbosity=0)
        call_command("charger_vacances", verbosity=0)
        with tempfile.TemporaryDirectory() as folder:
            call_command("importer_adresses", ban.write(Path(folder) / "adresses-69.csv.gz", number), verbosity=0)

    return load


# --- Measuring ---


def measure(sites: dict[int, str], asked: list[dict[str, str]]) -> dict[int, dict[str, list[float]]]:
    """Times by size and kind. All sizes are asked before the next question: they share the machine's moods."""
    visitors = {size: Visitor(url) for size, url in sites.items()}
    times = {size: defaultdict(list) for size in sites}
    for number, addresses in enumerate(tqdm(asked, desc="searches", delay=2, leave=False)):
        for size, visitor in visitors.items():
            found = _asked(visitor, addresses)
            if number >= WARM_UP:
                for name, milliseconds in found.items():
                    times[size][name].append(milliseconds)
    return times


def _asked(visitor: Visitor, addresses: dict[str, str]) -> dict[str, float]:
    visitor.ask("/vide/")  # not counted: another site has just been at work
    found = {"empty": visitor.ask("/vide/")[0]}
    found["results"], answer = visitor.ask(addresses["results"])
    found["repeated"] = visitor.ask(addresses["results"], answer.headers["ETag"])[0]
    found["whole"] = visitor.ask(addresses["results"])[0]
    return found | {name: visitor.ask(addresses[name])[0] for name in ["geojson", "words", "suggestion"]}


def measure_database(asked: list[dict[str, str]]) -> tuple[dict[str, float], dict[str, int]]:
    """By kind, how long the database takes for the slowest question, in milliseconds, and the most queries."""
    client, slowest, queries = Client(headers={"host": "localhost"}), defaultdict(float), defaultdict(int)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # no file is served from here
    with override_settings(KEEP_ANSWERS=False, STORAGES=settings.STORAGES | {"staticfiles": plain}):
        for number, addresses in enumerate(tqdm(asked, desc="database", delay=2, leave=False)):
            for name, address in addresses.items():
                asked_for = asked_of_database(client, address)
                if number >= WARM_UP:
                    slowest[name] = max(slowest[name], asked_for.milliseconds)
                    queries[name] = max(queries[name], asked_for.queries)
    return dict(slowest), dict(queries) | {"repeated": 1, "whole": 1}


def p99(values: list[float]) -> float:
    return sorted(values)[int(0.99 * (len(values) - 1))]


def views(times: dict[str, list[float]], name: str) -> float:
    return statistics.median(times[name]) / statistics.median(times["empty"])


# --- Saying it ---


def table(found: dict[int, dict], database: dict[int, dict], queries: dict[int, dict]) -> list[str]:
    lines = [["question", "lieux", "median", "p95", "p99", "views", "queries", "database"]]
    for name in next(iter(found.values())):
        for size, times in found.items():
            figures = [statistics.median(times[name]), p95(times[name]), p99(times[name]), views(times, name)]
            asked = str(queries[size].get(name, 0))
            slowest = f"{database[size][name]:.1f}" if name in database[size] else ""
            lines.append([name, f"{size:,}", *(f"{figure:,.2f}" for figure in figures), asked, slowest])
    return ["".join(f"{cell:>11}" for cell in line) for line in lines]


def verdicts(found: dict[int, dict], database: dict[int, dict] | None = None) -> list[tuple[bool, str]]:
    costs = {size: views(times, "results") for size, times in found.items()}
    repeated = max(views(times, "repeated") for times in found.values())
    said = [(repeated <= MOST_REPEATED, f"repeated costs {repeated:.1f} empty views: {MOST_REPEATED} at most")]
    if REFERENCE in costs:
        cost = costs[REFERENCE]
        said.append((cost <= MOST_VIEWS, f"results cost {cost:.1f} empty views with {REFERENCE:,} lieux: {MOST_VIEWS}"))
        growth = costs[max(costs)] / cost
        words = f"results cost {growth:.2f} times that with {max(costs):,} lieux: {MOST_GROWTH} at most"
        said.append((growth <= MOST_GROWTH, words))
    for name, most in MOST_DATABASE.items() if database else []:
        slowest = max(times[name] for times in database.values())
        said.append((slowest <= most, f"the database takes {slowest:.1f} ms of {name} at the slowest: {most}"))
    return said


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        "bin/bench search", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--lieux", type=int, action="append", help=f"how many; may be repeated (default: {SIZES})")
    parser.add_argument("--questions", type=int, default=200, help="points asked about (default: 200)")
    parser.add_argument("--adresses", type=int, default=ADDRESSES, help=f"addresses loaded (default: {ADDRESSES:,})")
    parser.add_argument("--plot", type=Path, default=Path(".local/bench-search.svg"), help="where the plot goes")
    options = parser.parse_args(arguments)
    database, queries = {}, {}
    sizes = sorted(set(options.lieux or SIZES))
    with databases_of_our_own(sizes, load_addresses(options.adresses)) as databases, ExitStack() as servers:
        sites = {}
        for size, ours in databases.items():
            enter(ours)
            data.load(size)
            asked = questions(WARM_UP + options.questions)
            folder = Path(servers.enter_context(tempfile.TemporaryDirectory()))
            site = serving(url_of(ours), folder, STATIC_FILES, "tests.bench.wsgi", ACCESS_LOG="0")
            sites[size] = servers.enter_context(site).url
        found = measure(sites, asked)
        for size, ours in databases.items():
            enter(ours)
            database[size], queries[size] = measure_database(asked)
    print(*table(found, database, queries), "", sep="\n")
    write_plot(options.plot, {size: {name: views(times, name) for name in times} for size, times in found.items()})
    said = verdicts(found, database)
    for holds, words in said:
        print("holds:" if holds else "FAILS:", words)
    return 0 if all(holds for holds, _words in said) else 1
