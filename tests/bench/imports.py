"""How long it takes to import 20,000 lieux that nobody knew, each with a structure of its own.

The file is made up from the 29 real lieux of Hinaura: their former values, capitals and opening hours, with names,
doors, points, phones, sites and SIRET of its own. It is brought into a database of its own, which knows the communes
and the demonstration's structures, by the very command, in a process of its own: importer_lieux FILE --appliquer
--json. Then the same file comes again, of which nothing is to change.

  reading    from the start of the command to its answer: the file is read, compared with what is here, and kept
  writing    from there to the end: compared again, written, with versions and triggers, and the planner told

Times are in seconds: "clock" is what one waits, "python" and "postgres" the processor's, which what others do on the
machine hardly changes. "plain" is the yardstick of the same run: the same rows as one would load them in ten lines,
csv.DictReader, clean_fields() of each object, bulk_create by 500, which repairs nothing, compares nothing and shows
nothing; of 1,000 rows, times as many as there are. The peak of memory is that of the command's process.

The verdict: a minute on the clock for the whole of each, at most; all is new the first time, unchanged the second.
"""

import argparse
import csv
import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from tqdm import tqdm

from structures.geo import point
from structures.models import Commune, Lieu, Structure
from tests.bench import lieux_csv
from tests.bench.data import settle
from tests.bench.database import databases_of_our_own, enter, url_of
from tests.bench.work import of_backends, worked

ROWS = 20_000
MOST_SECONDS = 60
LEAST_NEW = 0.99  # a few look like a neighbour by chance, and are for somebody to decide
SAMPLE, BATCH = 1000, 500  # rows of the yardstick
PAUSE = 0.2  # seconds between two looks at the work
PLAIN = ["nom", "adresse", "code_postal", "telephone", "horaires", "presentation_resume", "presentation_detail"]
BAR = "{desc} |{bar}| {n_fmt} of {total_fmt}, {elapsed}"
UNDER_WAY = """
    SELECT application_name FROM pg_stat_activity
    WHERE datname = current_database() AND starts_with(application_name, 'import ')
"""


@dataclass
class Moment:
    """Seconds so far: on the clock, of Python's processor, of Postgres'."""

    clock: float
    python: float = 0
    postgres: float = 0

    def since(self, before: "Moment") -> "Moment":
        return Moment(*(now - then for now, then in zip(vars(self).values(), vars(before).values(), strict=True)))


@dataclass
class Run:
    """What the command said, what each of its two steps took, and its peak of memory."""

    comptes: dict[str, int]
    reading: Moment
    writing: Moment
    megabytes: int

    @property
    def clock(self) -> float:
        return self.reading.clock + self.writing.clock


# --- Measuring ---


def imported(path: Path, url: str, title: str) -> Run:
    """Runs the command, and looks at it from outside."""
    command = [sys.executable, "manage.py", "importer_lieux", str(path), "--appliquer", "--json"]
    environment = os.environ | {"DATABASE_URL": url, "PYTHONUNBUFFERED": "1"}
    moments, postgres, said = [Moment(time.perf_counter())], 0.0, ""
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        with tqdm(desc=title, bar_format=BAR, delay=1, leave=False) as bar:
            for line in _lines(process):
                postgres = max(postgres, of_backends() / 1000)
                _advance(bar, title)
                if line:
                    said = line
                    moments.append(Moment(time.perf_counter(), worked(process.pid) / 1e9, postgres))
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    moments.append(Moment(time.perf_counter(), usage.ru_utime + usage.ru_stime, postgres))
    if process.returncode or len(moments) != 3:
        raise RuntimeError(f"importer_lieux ended with {process.returncode}")
    start, shown, end = moments
    kilobytes = usage.ru_maxrss // (1 if sys.platform.startswith("linux") else 1024)
    return Run(json.loads(said), shown.since(start), end.since(shown), kilobytes // 1024)


def _lines(process: subprocess.Popen) -> Iterator[str]:
    """What it says; nothing, now and then, while it says nothing."""
    while True:
        if not select.select([process.stdout], [], [], PAUSE)[0]:
            yield ""
        elif line := process.stdout.readline():
            yield line
        else:
            return


def _advance(bar: tqdm, title: str) -> None:
    """As far as the work says that it is."""
    with connection.cursor() as cursor:
        cursor.execute(UNDER_WAY)
        found = cursor.fetchone()
    if found:
        _import, _number, phase, done, total = found[0].split(" ")
        bar.total, bar.n = int(total), int(done)
        bar.set_description(f"{title}, {phase}")


def plainly(number: int) -> Moment:
    """What so many rows take when they are loaded as one would in ten lines; nothing of it is left."""
    towns = {code: town for town in Commune.objects.defer("contour") for code in town.codes_postaux}
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = lieux_csv.write(Path(folder) / "lieux.csv", SAMPLE)
        start = Moment(time.perf_counter(), time.process_time(), _of_ours())
        with path.open(encoding="utf-8", newline="") as file:
            lieux = [_plain(row, towns) for row in csv.DictReader(file)]
        Structure.objects.bulk_create([lieu.structure for lieu in lieux], batch_size=BATCH)
        for lieu in lieux:
            lieu.structure = lieu.structure  # its key is known by now
        Lieu.objects.bulk_create(lieux, batch_size=BATCH)
        taken = Moment(time.perf_counter(), time.process_time(), _of_ours()).since(start)
        transaction.set_rollback(True)
    return Moment(*(number / SAMPLE * seconds for seconds in vars(taken).values()))


def _of_ours() -> float:
    """Seconds of processor of the backend that serves us."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return worked(cursor.fetchone()[0]) / 1e9


def _plain(row: dict[str, str], towns: dict[str, Commune]) -> Lieu:
    structure = Structure(nom=row["structure_parente"] or row["nom"], slug=f"plain-{row['id']}")
    structure.clean_fields()
    lieu = Lieu(
        structure=structure,
        commune=towns[row["code_postal"]],
        slug=f"plain-{row['id']}",
        position=point(float(row["longitude"]), float(row["latitude"])),
        courriels=list(filter(None, [row["courriel"]])),
        site_web=[f"http://{row['site_web']}"] if row["site_web"] else [],
        **{name: row[name] for name in PLAIN},
    )
    lieu.clean_fields(exclude=["structure", "commune"])
    return lieu


# --- Saying it ---


def table(runs: dict[str, Run], plain: Moment) -> list[str]:
    lines = [["", "clock", "python", "postgres", "plain", "memory"]]
    for name, run in runs.items():
        for step, taken in (("reading", run.reading), ("writing", run.writing)):
            work = (taken.python + taken.postgres) / (plain.python + plain.postgres)
            figures = [f"{taken.clock:.1f}", f"{taken.python:.1f}", f"{taken.postgres:.1f}", f"{work:.2f}"]
            lines.append([f"{name}, {step}", *figures, f"{run.megabytes} MB"])
    lines.append(["plain", *(f"{seconds:.1f}" for seconds in vars(plain).values()), "1", ""])
    return ["".join([f"{line[0]:<20}", *(f"{cell:>10}" for cell in line[1:])]) for line in lines]


def verdicts(runs: dict[str, Run], number: int) -> list[tuple[bool, str]]:
    new, again = (run.comptes for run in runs.values())
    found, same = new["nouveaux"], again["inchanges"]
    said = [
        (found >= LEAST_NEW * number, f"{found:,} of {number:,} rows were new"),
        (same == found and not again["modifies"], f"{same:,} were unchanged the second time"),
    ]
    for name, run in runs.items():
        words = f"{name}: {run.clock:.1f} s on the clock, {MOST_SECONDS} at most"
        said.append((run.clock <= MOST_SECONDS, words))
    return said


def prepare() -> None:
    for what in ["communes", "localites", "structures"]:
        call_command(f"charger_{what}", verbosity=0, stdout=StringIO(), stderr=StringIO())


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        "bin/bench import", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--lignes", type=int, default=ROWS, help=f"rows of the file (default: {ROWS:,})")
    number = parser.parse_args(arguments).lignes
    with databases_of_our_own(["import"], prepare) as databases, tempfile.TemporaryDirectory() as folder:
        ours = databases["import"]
        enter(ours)
        path = lieux_csv.write(Path(folder) / "lieux.csv", number)
        plain = plainly(number)
        with connection.cursor() as cursor:
            settle(cursor)
        runs = {name: imported(path, url_of(ours), name) for name in ("new", "the same")}
    print(*table(runs, plain), "", sep="\n")
    said = verdicts(runs, number)
    for holds, words in said:
        print("holds:" if holds else "FAILS:", words)
    return 0 if all(holds for holds, _words in said) else 1
