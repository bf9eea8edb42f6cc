"""What a search costs, for a few lieux and for a million, in empty Django views.

The site is served as in production, by gunicorn with two workers, over a database of each size. One visitor asks, on
one connection, around points of the Métropole; kinds of questions take turns at each point:

  empty      a view that answers nothing: the yardstick, under the same server and the same middleware
  results    a page of results never asked before: twenty full cards with their next séance, one filter on
  repeated   the same page again, as a browser asks for it: has it changed?
  whole      the same page again, asked by someone else: all of it
  geojson    the same places for the map

Times are those of the visitor, in milliseconds: the median and the 99th percentile. "views" is the median in empty
views, "queries" what the page asks of the database. The verdict: results cost 16 empty views at most with 20,000 lieux,
and 1.2 times that at most with a million; repeated, 2.5 at most.
"""

import argparse
import http.client
import random
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tqdm import tqdm

from tests.bench import data
from tests.bench.database import databases_of_our_own, enter, url_of
from tests.bench.schedule import moments, p95
from tests.browser.server import serving

SIZES = [60, 20_000, 1_000_000]
MOST_VIEWS, MOST_REPEATED, MOST_GROWTH = 16, 2.5, 1.2
REFERENCE = 20_000  # lieux: the whole country
WARM_UP = 5  # points that are asked about first and not counted
STATIC_FILES = 'from django.core.management import call_command; call_command("collectstatic", verbosity=0)'


class Visitor:
    """A browser on one connection that stays open."""

    def __init__(self, url: str):
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)

    def ask(self, address: str, etag: str = "") -> tuple[float, http.client.HTTPResponse]:
        """Milliseconds, answer."""
        headers = {"Accept-Encoding": "gzip"} | ({"If-None-Match": etag} if etag else {})
        start = time.perf_counter()
        self.connection.request("GET", address, headers=headers)
        answer = self.connection.getresponse()
        answer.read()
        milliseconds = 1000 * (time.perf_counter() - start)
        if answer.status >= 400:
            raise RuntimeError(f"{address} answered {answer.status}")
        return milliseconds, answer


def searches(number: int) -> list[str]:
    """Query strings: a point and one filter, the same ones at each run."""
    dice = random.Random(69)  # noqa: S311
    modes = ["sans-rendez-vous", "sur-rendez-vous"]
    places = [place for place, _start, _end in moments(number)]
    return [urlencode({"lat": place.y, "lon": place.x, "mode": dice.choice(modes)}) for place in places]


def measure(url: str, questions: int) -> dict[str, list[float]]:
    visitor, times = Visitor(url), defaultdict(list)
    for number, asked in enumerate(tqdm(searches(WARM_UP + questions), desc="searches", delay=2, leave=False)):
        page = f"/recherche/?{asked}"
        found = {"empty": visitor.ask("/vide/")[0]}
        found["results"], answer = visitor.ask(page)
        found["repeated"] = visitor.ask(page, answer.headers["ETag"])[0]
        found["whole"] = visitor.ask(page)[0]
        found["geojson"] = visitor.ask(f"/recherche.geojson?{asked}")[0]
        if number >= WARM_UP:
            for name, milliseconds in found.items():
                times[name].append(milliseconds)
    return times


def count_queries() -> dict[str, int]:
    """Of one question of each kind, asked in this process."""
    (asked,) = searches(1)
    client, counts = Client(headers={"host": "localhost"}), {}
    for name, address in {"results": "/recherche/", "geojson": "/recherche.geojson"}.items():
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"{address}?{asked}")
        counts[name] = len(queries)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{address}?{asked}", headers={"If-None-Match": answer["ETag"]})
        counts.setdefault("repeated", len(queries))
    return counts


def p99(values: list[float]) -> float:
    return sorted(values)[int(0.99 * (len(values) - 1))]


def views(times: dict[str, list[float]], name: str) -> float:
    return statistics.median(times[name]) / statistics.median(times["empty"])


def table(found: dict[int, dict], queries: dict[int, dict]) -> list[str]:
    lines = [["question", "lieux", "median", "p95", "p99", "views", "queries"]]
    for name in next(iter(found.values())):
        for size, times in found.items():
            figures = [statistics.median(times[name]), p95(times[name]), p99(times[name]), views(times, name)]
            asked = queries[size].get(name, queries[size]["repeated"] if name == "whole" else 0)
            lines.append([name, f"{size:,}", *(f"{figure:,.2f}" for figure in figures), str(asked)])
    return ["".join(f"{cell:>11}" for cell in line) for line in lines]


def plot(found: dict[int, dict]) -> list[str]:
    """A bar a question and a size, as long as what it costs in empty views."""
    bars = [(name, size, views(times, name)) for size, times in found.items() for name in times]
    unit = 60 / max(cost for _name, _size, cost in bars)
    return [f"{name:>9} {size:>10,} {'█' * max(1, round(cost * unit))} {cost:.1f}" for name, size, cost in sorted(bars)]


def verdicts(found: dict[int, dict]) -> list[tuple[bool, str]]:
    costs = {size: views(times, "results") for size, times in found.items()}
    repeated = max(views(times, "repeated") for times in found.values())
    said = [(repeated <= MOST_REPEATED, f"repeated costs {repeated:.1f} empty views: {MOST_REPEATED} at most")]
    if REFERENCE in costs:
        cost = costs[REFERENCE]
        said.append((cost <= MOST_VIEWS, f"results cost {cost:.1f} empty views with {REFERENCE:,} lieux: {MOST_VIEWS}"))
        growth = costs[max(costs)] / cost
        words = f"results cost {growth:.2f} times that with {max(costs):,} lieux: {MOST_GROWTH} at most"
        said.append((growth <= MOST_GROWTH, words))
    return said


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        "bin/bench search", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--lieux", type=int, action="append", help=f"how many; may be repeated (default: {SIZES})")
    parser.add_argument("--questions", type=int, default=200, help="points asked about (default: 200)")
    options = parser.parse_args(arguments)
    found, queries = {}, {}
    with databases_of_our_own(sorted(set(options.lieux or SIZES))) as databases:
        for size, database in databases.items():
            enter(database)
            data.load(size)
            queries[size] = count_queries()
            with tempfile.TemporaryDirectory() as folder:
                site = serving(url_of(database), Path(folder), STATIC_FILES, "tests.bench.wsgi", ACCESS_LOG="0")
                with site as served:
                    found[size] = measure(served.url, options.questions)
    print(*table(found, queries), "", *plot(found), "", sep="\n")
    said = verdicts(found)
    for holds, words in said:
        print("holds:" if holds else "FAILS:", words)
    return 0 if all(holds for holds, _words in said) else 1
