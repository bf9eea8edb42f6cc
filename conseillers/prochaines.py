"""The next séance of each of a few places: the one question that every list asks.

Asked of a function of the database (migrations/0008), whose plan is made once a connection: to build the querysets and
to plan their SQL would take longer than the answer.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from conseillers.models import Mode, Moment, Seance
from structures.models import Lieu

WEEK = timedelta(days=8)  # nearly every place opens within it; the others are asked about again, up to the horizon
LOST = timedelta(days=2)  # today and tomorrow, it is worth saying that one is not held
NOW = timedelta(days=2)  # what begins within the hour may begin tomorrow

SOON = timedelta(hours=1)  # « maintenant » is under way, or begins before one has walked there and waited a little

FIRST = """
SELECT * FROM conseillers_prochaines(
    %(lieux)s::bigint[], %(depuis)s, %(avant)s, %(perdues_avant)s, %(maintenant)s, %(debut_max)s,
    %(finit_apres)s, %(commence_avant)s, %(mode)s, %(besoin)s, %(langue)s, %(conseillers)s::bigint[])
"""


# Within the week; of those that have none, up to the horizon: of most, the days after are not looked at.
FIRST_OF_EACH = """
WITH near AS MATERIALIZED (
    SELECT * FROM conseillers_prochaines_des(%(permanences)s::bigint[], %(today)s, %(near)s, %(now)s))
SELECT * FROM near
UNION ALL
SELECT * FROM conseillers_prochaines_des(
    ARRAY(SELECT unnest(%(permanences)s::bigint[]) EXCEPT SELECT permanence_id FROM near),
    %(near)s, %(horizon)s, %(now)s)
"""


@dataclass(slots=True)
class Prochaine:
    """A séance that will be held, as far as lists say it: a model's object would take longer to make than to find."""

    permanence_id: int
    lieu_id: int
    lieu_accueil_id: int | None
    date: date
    heure_debut: time
    heure_fin: time
    debut: datetime
    fin: datetime
    etat: str
    cause: str
    motif: str
    mode: str
    theme: str
    demonstration: bool

    tenue = True

    def get_mode_display(self) -> str:
        return str(Mode(self.mode).label)


COLUMNS = [field.name for field in fields(Prochaine)]
ETAT = COLUMNS.index("etat")


def give_next(places, filters: dict | None = None) -> None:
    """Gives each place its `prochaine`, the next séance that answers these filters, or None: two queries at most.

    And its `perdue`: the one that would have been before that, today or tomorrow, but is not held.
    """
    filters, now = filters or {}, timezone.now()
    for place in places:
        place.prochaine = place.perdue = None
    first, end = _window(filters, now)
    near = min(end, first + WEEK)
    _give(places, filters, now, first, near)
    _give([place for place in places if place.prochaine is None], filters, now, near, end)
    _say_where([place.perdue for place in places if place.perdue])


def give_next_of_each(permanences) -> None:
    """Gives each permanence its own `prochaine`, the next séance that will be held, or None: one query."""
    now, today = timezone.now(), timezone.localdate()
    waiting = {permanence.pk: permanence for permanence in permanences}
    for permanence in permanences:
        permanence.prochaine = None
    if not waiting:
        return
    days = {"today": today, "near": today + WEEK, "horizon": today + Seance.HORIZON, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(FIRST_OF_EACH, {"permanences": list(waiting), **days})
        for row in cursor.fetchall():
            seance = Prochaine(*row)
            waiting[seance.permanence_id].prochaine = seance


def _window(filters: dict, now: datetime) -> tuple[date, date]:
    """The days to look at: the first one, and the one after the last."""
    today = timezone.localdate(now)
    end = today + Seance.HORIZON
    if "jour" in filters:
        day = filters["jour"]
        return (day, day + timedelta(days=1)) if today <= day < end else (today, today)
    return today, today + NOW if filters.get("moment") == Moment.MAINTENANT else end


def _give(places, filters: dict, now: datetime, first: date, end: date) -> None:
    if not places or first >= end:
        return
    values = _values(filters, now) | {"lieux": [place.pk for place in places], "depuis": first, "avant": end}
    with connection.cursor() as cursor:
        cursor.execute(FIRST, values)
        found = [_seance(row) for row in cursor.fetchall()]
    first_of = {(seance.lieu_id, seance.tenue): seance for seance in found}
    for place in places:
        place.prochaine = first_of.get((place.pk, True))
        place.perdue = place.perdue or first_of.get((place.pk, False))
        if place.perdue and place.prochaine and place.prochaine.debut <= place.perdue.debut:
            place.perdue = None


def _seance(row: tuple) -> Prochaine | Seance:
    """One that is not held, which is rare, is a model's object: much is said of it."""
    return Prochaine(*row) if row[ETAT] in Seance.HELD else Seance.from_db(connection.alias, COLUMNS, row)


def _values(filters: dict, now: datetime) -> dict:
    """What the database is asked; a filter that is not there is NULL, which asks nothing."""
    moment = filters.get("moment")
    hours = Moment(moment).span if moment and moment != Moment.MAINTENANT else (None, None)
    return {
        "perdues_avant": timezone.localdate(now) + LOST,
        "maintenant": now,
        "debut_max": now + SOON if moment == Moment.MAINTENANT else "infinity",
        "finit_apres": hours[0],
        "commence_avant": hours[1],
        **{name: filters.get(name) for name in ("mode", "besoin", "langue", "conseillers")},
    }


def _say_where(lost: list[Seance]) -> None:
    """Of those that are moved: whether they are held there, and what the place is."""
    moved = [seance for seance in lost if seance.etat == Seance.Etat.DEPLACEE]
    if not moved:
        return
    there = Lieu.objects.select_related("commune").defer("commune__contour")
    there = there.in_bulk({seance.lieu_accueil_id for seance in moved})
    held = Seance.objects.held().filter(permanence__in=[s.permanence_id for s in moved], lieu__in=there)
    held = set(held.filter(date__in=[s.date for s in moved]).values_list("permanence_id", "lieu_id", "date"))
    for seance in moved:
        seance.lieu_accueil = there[seance.lieu_accueil_id]
        seance.held_there = (seance.permanence_id, seance.lieu_accueil_id, seance.date) in held
