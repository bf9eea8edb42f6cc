"""What the desk costs an agent, in login pages, with the lieux of the whole country.

The site is served as in production, by gunicorn with two workers, over a database of its own with as many lieux, five
permanences for each, and their advisers. An agent who is logged in asks for the first page, then for every list, its
searches and what the first page leads to; the login page is asked for between two questions, and is the yardstick.

Times are those of the agent, in milliseconds: the median and the 95th percentile. "work" is the median of the processor
time that a page takes of the site and of Postgres, "logins" the same in login pages, those asked for just before it:
what others do on the machine makes one wait, and hardly changes that.

All of it twice: as it is while the data stay what they are, and as it is asked for the first time after a change, with
nothing kept.

The verdict: 10 login pages at most, each; 12 the first time.
"""

import argparse
import http.client
import statistics
import tempfile
from collections import defaultdict
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from tqdm import tqdm

from conseillers.admin.travail import work_list
from structures.models import Commune
from structures.roles import Role
from tests.admin.comptes import client_of, someone
from tests.bench import data
from tests.bench.database import databases_of_our_own, enter, url_of
from tests.bench.schedule import p95
from tests.bench.search import STATIC_FILES, Visitor
from tests.bench.work import Work
from tests.browser.server import serving

SIZE = 20_000  # lieux
MOST_LOGINS, MOST_AT_FIRST = 10, 12
WARM_UP, ROUNDS = 3, 15
# Words that are in few names, in those of a town, in every row (« rue », « lieu », « structure », « réunion »), in
# none; and two letters, which no index knows.
SEARCHES = {
    "structures.commune": ["lyon"],
    "structures.structure": ["1234", "Villeurbanne", "structure"],
    "structures.lieu": ["1234", "1234 69100", "Villeurbanne", "rue", "de", "rue Villeurbanne", "xyzzy"],
    "conseillers.conseiller": ["1234", "prénom", "xyzzy"],
    "conseillers.permanence": ["1234", "1234 Villeurbanne", "Villeurbanne", "lieu", "de", "xyzzy"],
    "conseillers.changement": ["1234", "1234 Villeurbanne", "Villeurbanne", "réunion"],
    "conseillers.absence": ["1234"],
}
FILTERS = {
    "structures.structure": ["lieux__commune__id__exact={commune}"],
    "structures.lieu": ["commune__id__exact={commune}", "structure=1234", "publie__exact=0", "verification=jamais"],
    "conseillers.conseiller": ["etat__exact=en_poste", "langue=fr"],
    "conseillers.permanence": ["lieu__commune__id__exact={commune}", "jour=2", "mode__exact=sur-rendez-vous"],
    "conseillers.changement": ["genre__exact=annulation", "periode=avenir"],
    "conseillers.absence": ["periode=encours"],
}


def pages(user) -> list[str]:
    """The first page and where it leads, a full day of the agenda, every list, searches and filters of each."""
    town = Commune.objects.get(nom="Villeurbanne").pk
    agenda = reverse("admin:conseillers_seance_changelist")
    busy = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday() + 1)  # Tuesday of the next week
    found = [
        *(reverse(f"admin:{name}") for name in ("index", "conseillers_conflits")),
        *(f"{agenda}?jour={busy}{choice}" for choice in ("", "&page=200", "&commune=villeurbanne")),
    ]
    for model in admin.site._registry:
        if model._meta.managed and user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            words = [urlencode({"q": each}) for each in SEARCHES.get(model._meta.label_lower, [])]
            chosen = [each.format(commune=town) for each in FILTERS.get(model._meta.label_lower, [])]
            found += [address, *(f"{address}?{each}" for each in [*words, *chosen])]
    leads = [tache.url for tache in work_list(user) if "?" in tache.url]
    return list(dict.fromkeys([*found, *leads]))


def agent_with_session():
    """An agent who is logged in, and the key of the session."""
    user = someone(Role.AGENT)
    return user, client_of(user).cookies[settings.SESSION_COOKIE_NAME].value


class Agent(Visitor):
    def __init__(self, url: str, session: str):
        super().__init__(url)
        self.headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"}

    def ask(self, address: str, etag: str = "") -> tuple[float, http.client.HTTPResponse]:
        """Sent to the login page, an agent would measure that one."""
        milliseconds, answer = super().ask(address, etag)
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}")
        return milliseconds, answer


def measure(work: Work, visitor: Visitor, agent: Visitor, asked: list[str]) -> tuple[dict, dict, dict]:
    """By page: times on the clock, the work that it was, and that of the login page asked for just before."""
    times, worked, logins = defaultdict(list), defaultdict(list), defaultdict(list)
    login = reverse("admin:login")
    for turn in tqdm(range(WARM_UP + ROUNDS), desc="rounds", delay=2, leave=False):
        for page in asked:
            visitor.ask(login)  # not counted: another page has just been at work
            start = work.so_far()
            visitor.ask(login)
            between = work.so_far()
            milliseconds = agent.ask(page)[0]
            if turn >= WARM_UP:
                logins[page].append(between - start)
                worked[page].append(work.so_far() - between)
                times[page].append(milliseconds)
    return times, worked, logins


def table(times: dict, worked: dict, logins: dict) -> list[str]:
    lines = [f"{'median':>9}{'p95':>9}{'work':>9}{'logins':>9}  page"]
    for page, found in times.items():
        work = statistics.median(worked[page])
        figures = [statistics.median(found), p95(found), work, cost(worked[page], logins[page])]
        lines.append("".join(f"{figure:9.1f}" for figure in figures) + f"  {page}")
    return lines


def cost(worked: list[float], logins: list[float]) -> float:
    return statistics.median(worked) / statistics.median(logins)


def verdicts(worked: dict, logins: dict, most: int = MOST_LOGINS) -> list[tuple[bool, str]]:
    costs = {page: cost(found, logins[page]) for page, found in worked.items()}
    return [
        (cost <= most, f"{page} costs {cost:.1f} login pages: {most} at most")
        for page, cost in sorted(costs.items(), key=lambda item: -item[1])
        if cost > most or cost == max(costs.values())
    ]


@contextmanager
def desk(lieux: int):
    """Of a database of this many lieux: its address, an agent's session, and the pages that the agent asks for."""
    with databases_of_our_own([lieux]) as databases:
        enter(databases[lieux])
        data.load(lieux)
        call_command("relever_conflits", verbosity=0)
        user, session = agent_with_session()
        yield url_of(databases[lieux]), session, pages(user)


def measured(database: str, session: str, asked: list[str], keeping: bool) -> tuple[dict, dict, dict]:
    """The site as it is served, or with nothing kept."""
    # The key that the session was signed with; and one connection, however long a page takes.
    env = {"ACCESS_LOG": "0", "SECRET_KEY": settings.SECRET_KEY, "GUNICORN_CMD_ARGS": "--keep-alive 60"}
    env["KEEP_ANSWERS"] = "1" if keeping else "0"
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(database, Path(folder), STATIC_FILES, "tests.bench.wsgi", **env) as site,
    ):
        return measure(Work(site.pid), Visitor(site.url), Agent(site.url, session), asked)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        "bin/bench desk", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--lieux", type=int, default=SIZE, help=f"how many (default: {SIZE:,})")
    options = parser.parse_args(arguments)
    said = []
    with desk(options.lieux) as (database, session, asked):
        for keeping, title, most in [
            (True, "As long as nothing changes", MOST_LOGINS),
            (False, "First asked after a change", MOST_AT_FIRST),
        ]:
            times, worked, logins = measured(database, session, asked, keeping)
            print(title, *table(times, worked, logins), "", sep="\n")
            said += [(holds, f"{title.lower()}, {words}") for holds, words in verdicts(worked, logins, most)]
    for holds, words in said:
        print("holds:" if holds else "FAILS:", words)
    return 0 if all(holds for holds, _words in said) else 1
