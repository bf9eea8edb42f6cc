"""How much work a page is: processor time, which what others do on the machine hardly changes, where time on the clock
is mostly theirs. Linux alone tells it to the nanosecond."""

from pathlib import Path

from django.db import connection

BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


class Work:
    """Of a site's processes, and of Postgres for them."""

    def __init__(self, pid: int):
        self.children = Path(f"/proc/{pid}/task/{pid}/children")

    def so_far(self) -> float:
        """Milliseconds of processor since they started."""
        workers = map(int, self.children.read_text().split())  # each time: a server answers before the last has started
        return sum(map(worked, workers)) / 1e6 + of_backends()


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
