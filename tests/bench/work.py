"""How much work a page is: processor time, which what others do on the machine hardly changes, where time on the clock
is mostly theirs. Linux alone tells it to the nanosecond."""

import time
from pathlib import Path
from typing import NamedTuple

from django.db import connection
from django.test import Client

TRIES = 3
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


class Work:
    """Of a site's processes, and of Postgres for them."""

    def __init__(self, pid: int):
        self.children = Path(f"/proc/{pid}/task/{pid}/children")

    def so_far(self) -> float:
        """Milliseconds of processor since they started."""
        workers = map(int, self.children.read_text().split())  # each time: a server answers before the last has started
        return sum(map(worked, workers)) / 1e6 + of_backends()


class Asked(NamedTuple):
    queries: int
    milliseconds: float  # of the database's processor; on our clock where Postgres is on another machine


def asked_of_database(client: Client, address: str) -> Asked:
    """What this page, made in this process, asks of the database: three times, the quickest counts."""
    tries = [_asked(client, address) for _ in range(TRIES)]
    return Asked(tries[0].queries, min(each.milliseconds for each in tries))


def _asked(client: Client, address: str) -> Asked:
    times = []

    def keep(execute, sql, params, many, context):
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            times.append(1000 * (time.perf_counter() - start))

    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    before = worked(pid)
    with connection.execute_wrapper(keep):
        client.get(address)
    return Asked(len(times), (worked(pid) - before) / 1e6 or sum(times))


def of_backends() -> float:
    """Milliseconds of processor, of those that serve others in this database; 0 when Postgres is elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(BACKENDS)
        return sum(worked(pid) for (pid,) in cursor.fetchall()) / 1e6


def worked(pid: int) -> int:
    """Nanoseconds, of all its threads; 0 once it has ended."""
    total = 0
    for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            total += int(task.read_text().split()[0])
        except OSError:
            continue
    return total
