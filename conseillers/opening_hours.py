"""A lieu's séances in OpenStreetMap's `opening_hours` syntax, for files that machines read.

Written from the séances, never read back: nothing on the site is shown from it. Usual rules first, those that a person
reads at a glance (« Tu 14:00-17:00 »), then public holidays, then dates, each of which stands in for the whole day. It
is exact for the DAYS to come, and made anew each time it is asked for.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone

from conseillers.models import JourCalendaire, Permanence, Seance
from structures.models import Lieu

PARIS = ZoneInfo("Europe/Paris")
DAYS = Seance.HORIZON.days + 1  # today, and as many whole days as « next » looks ahead
WEEKDAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
WEEKS = {"toutes": "", "paires": "week 02-52/2 ", "impaires": "week 01-53/2 "}

Spans = tuple[tuple[time, time], ...]


def opening_hours(lieu: Lieu) -> str:
    """Nothing at all when the lieu has no séance to come."""
    return opening_hours_of([lieu])[lieu.pk]


def opening_hours_of(lieux: Collection[Lieu]) -> dict[int, str]:
    """By key of each, in three queries for any number of lieux: a few hundred, since their séances are in memory."""
    first = timezone.localdate()
    days = [first + timedelta(days=number) for number in range(DAYS)]
    seances = _seances([lieu.pk for lieu in lieux], first)
    there = {seance.permanence_id for found in seances.values() for seance in found}
    permanences = Permanence.objects.in_bulk(there)
    holidays = set(JourCalendaire.objects.filter(date__in=days).exclude(ferie="").values_list("date", flat=True))
    return {lieu.pk: _written(lieu.pk, seances[lieu.pk], permanences, days, holidays) for lieu in lieux}


def _seances(keys: list[int], first: date) -> dict[int, list]:
    """By lieu. Who is there, the dearest thing to know of a séance, is not asked."""
    found = defaultdict(list)
    columns = ["lieu_id", "permanence_id", "date", "heure_debut", "heure_fin", "etat"]
    for seance in Seance.objects.filter(lieu__in=keys).within(first, DAYS).values_list(*columns, named=True):
        found[seance.lieu_id].append(seance)
    return found


def _written(
    lieu: int, seances: list, permanences: dict[int, Permanence], days: list[date], holidays: set[date]
) -> str:
    usual = _usual(lieu, seances, permanences, days)
    closed_on_holidays = any(not permanence.tenue_jours_feries for permanence in usual)
    off = holidays if closed_on_holidays else set()

    # What a reader of the usual rules would believe, beside what is.
    given = [(_slots(permanence), set(_given(permanence, days))) for permanence in usual]
    believed = {day: _union(slots for slots, dates in given if day in dates) if day not in off else () for day in days}
    real = held_hours(seances, days)

    rules = [_usual_rules(usual), "PH off" if closed_on_holidays else "", *_dated(believed, real)]
    return "; ".join(rule for rule in rules if rule)


def held_hours(seances: Iterable, days: Iterable[date]) -> dict[date, Spans]:
    """When the door is open on each of these days, as clocks show it; nothing on a day without a séance held."""
    held = defaultdict(list)
    for seance in seances:
        start, end = (_on_clocks(seance.date, hour) for hour in (seance.heure_debut, seance.heure_fin))
        if seance.etat in Seance.HELD and start < end:
            held[seance.date].append([(start, end)])
    return {day: _union(held[day]) for day in days}


@lru_cache(maxsize=2000)
def _on_clocks(day: date, hour: time) -> time:
    """What clocks show in Lyon: 03:30 for 02:30 on the night of March that goes from 02:00 to 03:00."""
    return datetime.combine(day, hour, PARIS).astimezone(UTC).astimezone(PARIS).time()


def _usual(lieu: int, seances: list, permanences: dict[int, Permanence], days: list[date]) -> list[Permanence]:
    """Permanences whose rule is worth saying: it still runs at the end of these days, and mostly tells the truth."""
    shown, as_planned = defaultdict(set), defaultdict(set)
    for seance in seances:
        if permanences[seance.permanence_id].lieu_id == lieu and seance.etat != Seance.Etat.AJOUTEE:
            shown[seance.permanence_id].add(seance.date)
        if seance.etat == Seance.Etat.PREVUE:
            as_planned[seance.permanence_id].add(seance.date)
    found = []
    for pk in sorted(shown):
        given = _given(permanences[pk], days)
        if given and given[-1] in shown[pk] and 2 * len(as_planned[pk]) > len(given):
            found.append(permanences[pk])
    return found


def _given(permanence: Permanence, days: list[date]) -> tuple[date, ...]:
    """Which of these days the rule as it is written below gives; none for a rhythm that has no short writing."""
    spaced = permanence.rythme == Permanence.Rythme.HEBDOMADAIRE and permanence.intervalle > 1
    if spaced or permanence.vacances == Permanence.Vacances.SEULEMENT:
        return ()
    rule = permanence.rythme, tuple(permanence.jours), tuple(permanence.rangs), permanence.semaines
    return _days_of(*rule, days[0])


@lru_cache(maxsize=500)
def _days_of(
    rythme: str, jours: tuple[int, ...], rangs: tuple[int, ...], semaines: str, first: date
) -> tuple[date, ...]:
    """Many permanences share a rhythm: its days are worked out once."""
    days = [first + timedelta(days=number) for number in range(DAYS)]
    days = [day for day in days if day.isoweekday() in jours]
    match rythme:
        case Permanence.Rythme.MENSUEL:
            return tuple(day for day in days if (day.day + 6) // 7 in rangs or (-1 in rangs and _last(day)))
        case Permanence.Rythme.HEBDOMADAIRE:
            even = {"paires": True, "impaires": False}.get(semaines)
            return tuple(day for day in days if even in (None, day.isocalendar().week % 2 == 0))
    return ()


def _last(day: date) -> bool:
    """Of its name in the month."""
    return (day + timedelta(days=7)).month != day.month


def _slots(permanence: Permanence) -> Spans:
    slots = ((permanence.heure_debut, permanence.heure_fin), (permanence.heure_debut_2, permanence.heure_fin_2))
    return slots if permanence.heure_debut_2 else slots[:1]


def _union(several: Iterable[Spans]) -> Spans:
    """Hours open in one of them at least, in order and without overlap."""
    merged: list[tuple[time, time]] = []
    for start, end in sorted(span for spans in several for span in spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _usual_rules(permanences: list[Permanence]) -> str:
    """« Tu,Th 14:00-17:00; We 09:00-12:00, We[1] 14:00-16:00 »: a comma adds to a day that an earlier rule gives."""
    by_day = defaultdict(list)
    for permanence in permanences:
        monthly = permanence.rythme == Permanence.Rythme.MENSUEL
        weeks = "" if monthly else WEEKS[permanence.semaines]
        ranks = f"[{','.join(map(str, sorted(permanence.rangs, key=lambda r: (r < 0, r))))}]" if monthly else ""
        for jour in permanence.jours:
            by_day[weeks, ranks, jour].append(_slots(permanence))
    by_hours = defaultdict(list)
    for (weeks, ranks, jour), slots in sorted(by_day.items()):
        by_hours[weeks, ranks, _union(slots)].append(jour)
    text, seen = "", set()
    for (weeks, ranks, spans), jours in by_hours.items():
        separator = "" if not text else ", " if seen & set(jours) else "; "
        names = ",".join(f"{WEEKDAYS[jour - 1]}{ranks}" for jour in jours)
        text += f"{separator}{weeks}{names} {_hours(spans)}"
        seen.update(jours)
    return text


def _dated(believed: dict[date, Spans], real: dict[date, Spans]) -> list[str]:
    """Stretches of days that are closed in fact, then other hours, each with its dates."""
    closed, hours = [], defaultdict(list)
    closing = False  # nothing has been open since the last stretch: it may go on
    for day, spans in real.items():
        if not spans and believed[day]:
            closed[-1:] = [(closed[-1][0], day)] if closing else [*closed[-1:], (day, day)]
            closing = True
        elif spans:
            closing = False
            if spans != believed[day]:
                hours[spans].append(day)
    off = [f"{_date(first)}-{_date(last)} off" if last > first else f"{_date(first)} off" for first, last in closed]
    return off + [f"{','.join(map(_date, days))} {_hours(spans)}" for spans, days in hours.items()]


def _date(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1]} {day.day:02}"


def _hours(spans: Spans) -> str:
    return ",".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in spans)
