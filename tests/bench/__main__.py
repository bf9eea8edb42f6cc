"""python -m tests.bench NAME [OPTIONS…]: what bin/bench runs."""

import sys

import django

django.setup()

from tests.bench import api, desk, imports, schedule, search  # noqa: E402 - models can be imported only once Django is set up

BENCHES = {
    "api": api.main,
    "desk": desk.main,
    "import": imports.main,
    "schedule": schedule.main,
    "search": search.main,
}

if len(sys.argv) < 2 or sys.argv[1] not in BENCHES:
    sys.exit(f"Which benchmark? One of: {', '.join(BENCHES)}")
try:
    sys.exit(BENCHES[sys.argv[1]](sys.argv[2:]))
except KeyboardInterrupt:
    sys.exit(130)
