"""How long the database takes to read the schedule, for a few lieux and for a million.

Questions, asked by the application's own querysets:

  nearby    what is on between two instants at the 20 nearest places: the places, then their séances
  next      the same places with the next séance of each, as a page of results reads them
  day       all séances of one day, in the order of the agenda
  commune   those of Villeurbanne

Times are in milliseconds. The median and the 95th percentile are the database's own, planning and execution together,
as EXPLAIN ANALYZE gives them; "client" is how long the application waited (not measured for a day). Machines are
noisy: all sizes take turns at each point, and so does a yardstick, a query that only counts; "ratio" is to it.

The verdict is about "nearby" alone: from the fewest lieux to the most its median, by the yardstick, may grow by half at
most, and stays under 10 ms. Otherwise its plan is printed, and the command fails.
"""

import argparse
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.gis.geos import Point
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from tqdm import tqdm

from conseillers import fiches
from conseillers.agenda import Agenda
from conseillers.forms import AgendaForm
from conseillers.models import Seance
from conseillers.prochaines import give_next
from conseillers.recherche import PER_PAGE
from structures.geo import point
from structures.models import Lieu
from tests.bench import data
from tests.bench.database import databases_of_our_own, enter

SIZES = [60, 20_000, 1_000_000]
MOST_GROWTH = 1.5
MOST_MS = 10
WARM_UP = 5  # questions that are asked first and not counted: the connection learns its tables
YARDSTICK = "SELECT sum(sqrt(n)) FROM generate_series(1, 10000) n"


# --- The questions ---


def nearest(place: Point) -> list[Lieu]:
    return list(Lieu.objects.published().near(place).select_related("commune")[:PER_PAGE])


def ask_nearby(place: Point, start: datetime, end: datetime) -> int:
    on = Seance.objects.held().within(start.date(), (end.date() - start.date()).days + 1).not_over(start)
    return len(on.filter(debut__lt=end, lieu__in=[lieu.pk for lieu in nearest(place)]).select_related("permanence"))


def ask_next(place: Point, start: datetime, end: datetime) -> int:
    lieux = fiches.nearest(place, PER_PAGE)
    give_next(lieux)
    return sum(lieu.prochaine is not None for lieu in lieux)


def seances_of(**asked) -> QuerySet[Seance]:
    return Agenda(AgendaForm(asked), address="").of_these_days()


# --- Measuring ---


@dataclass
class Time:
    """Of one question, in milliseconds; `client` is how long the application waited for its objects."""

    planning: float = 0
    execution: float = 0
    client: float = 0
    rows: int = 0

    @property
    def database(self) -> float:
        return self.planning + self.execution


def explained(statements: list[tuple]) -> Time:
    total = Time()
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, BUFFERS, FORMAT JSON) {sql}", params)
            ((plan,),) = cursor.fetchone()
            total.planning += plan["Planning Time"]
            total.execution += plan["Execution Time"]
            total.rows = plan["Plan"]["Actual Rows"]
    return total


def asked(question: Callable[..., int], *args) -> Time:
    """Asks as the application does, then has the database explain each statement that this took."""
    statements = []

    def keep(execute, sql, params, many, context):
        statements.append((sql, params))
        return execute(sql, params, many, context)

    before = time.perf_counter()
    with connection.execute_wrapper(keep):
        rows = question(*args)
    client = 1000 * (time.perf_counter() - before)
    times = explained(statements)
    times.client, times.rows = client, rows
    return times


def ask_around(databases: dict, questions: int) -> tuple[dict, dict[int, list[float]]]:
    """Times by question and size, and the yardstick's by size. Each point is asked of all sizes before the next one."""
    times, yardstick = defaultdict(list), defaultdict(list)
    for number, moment in enumerate(tqdm(moments(WARM_UP + questions), desc="nearby, next", delay=2, leave=False)):
        for size, database in databases.items():
            enter(database)
            nearby, following = asked(ask_nearby, *moment), asked(ask_next, *moment)
            if number >= WARM_UP:
                times["nearby", size].append(nearby)
                times["next", size].append(following)
                yardstick[size].append(explained([(YARDSTICK, None)]).database)
    return times, yardstick


def ask_days(databases: dict) -> dict:
    """Once each: with a million lieux a day is 700,000 séances."""
    times = {}
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for size, database in tqdm(databases.items(), desc="day, commune", delay=2, leave=False):
        enter(database)
        for name, filters in {"day": {}, "commune": {"commune": "villeurbanne"}}.items():
            seances = seances_of(jour=tomorrow, **filters)
            times[name, size] = [explained([seances.query.sql_with_params()])]
    return times


def moments(number: int) -> list[tuple[Point, datetime, datetime]]:
    """Points of the Métropole, and two instants within the next fifty days: the same ones at each run."""
    dice = random.Random(69)  # noqa: S311
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_X(geom), ST_Y(geom) FROM (SELECT (ST_Dump(ST_GeneratePoints(ST_Union(contour), %s, 69))).geom"
            " FROM structures_commune) points",
            [number],
        )
        places = [point(*row) for row in cursor.fetchall()]
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    starts = [midnight + timedelta(days=dice.randint(1, 50), hours=dice.randint(8, 18)) for _place in places]
    return [
        (place, start, start + timedelta(hours=dice.choice([1, 3, 12])))
        for place, start in zip(places, starts, strict=True)
    ]


# --- Saying it ---


def median(times: list[Time], what: str = "database") -> float:
    return statistics.median(getattr(each, what) for each in times)


def p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


HEADINGS = ["question", "lieux", "median", "p95", "planning", "execution", "client", "yardstick", "ratio", "rows"]


def table(times: dict, yardstick: dict[int, list[float]]) -> list[str]:
    lines = []
    for (question, size), found in sorted(times.items(), key=lambda item: item[0][0]):
        unit = statistics.median(yardstick[size])
        milliseconds = [
            median(found, "database"),
            p95([each.database for each in found]),
            median(found, "planning"),
            median(found, "execution"),
            median(found, "client"),
            unit,
        ]
        cells = [
            f"{size:,}",
            *(f"{each:,.2f}" if each else "-" for each in milliseconds),
            f"{milliseconds[0] / unit:,.1f}",
        ]
        lines.append([question, *cells, f"{median(found, 'rows'):,.0f}"])
    return ["".join(f"{cell:>11}" for cell in line) for line in [HEADINGS, *lines]]


def verdicts(milliseconds: dict[int, float], yardstick: dict[int, float]) -> list[tuple[bool, str]]:
    """About "nearby", from its medians by size: does it hold, and in which words?"""
    fewest, most = min(milliseconds), max(milliseconds)
    growth = milliseconds[most] / milliseconds[fewest] * yardstick[fewest] / yardstick[most]
    slowest = max(milliseconds.values())
    found = [(slowest < MOST_MS, f"nearby takes {slowest:.2f} ms at most: under {MOST_MS} ms")]
    if fewest < most:
        words = (
            f"nearby grows by {growth:.2f} from {fewest:,} lieux to {most:,}, noise taken out: {MOST_GROWTH} at most"
        )
        found.append((growth <= MOST_GROWTH, words))
    return found


def print_plans() -> None:
    statements = []
    ((place, start, end),) = moments(1)
    with connection.execute_wrapper(lambda execute, *args: statements.append(args[:2]) or execute(*args)):
        ask_nearby(place, start, end)
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params)
            print(sql, *(line for (line,) in cursor.fetchall()), sep="\n")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        "bin/bench schedule", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--lieux", type=int, action="append", help=f"how many; may be repeated (default: {SIZES})")
    parser.add_argument("--questions", type=int, default=200, help="points and instants asked about (default: 200)")
    options = parser.parse_args(arguments)
    sizes = sorted(set(options.lieux or SIZES))
    with databases_of_our_own(sizes) as databases:
        for size, database in databases.items():
            enter(database)
            data.load(size)
        times, yardstick = ask_around(databases, options.questions)
        print(*table(times, yardstick), sep="\n")
        found = verdicts(
            {size: median(times["nearby", size]) for size in sizes},
            {size: statistics.median(yardstick[size]) for size in sizes},
        )
        for holds, words in found:
            print("holds:" if holds else "FAILS:", words, flush=True)
        if not all(holds for holds, _words in found):
            enter(databases[sizes[-1]])
            print_plans()
            return 1
        print(*table(ask_days(databases), yardstick), sep="\n")
        return 0
