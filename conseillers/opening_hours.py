"""A lieu's séances in OpenStreetMap's `opening_hours` syntax, for files that machines read.

Written from the séances, never read back: nothing on the site is shown from it. Usual rules first, those that a person
reads at a glance (« Tu 14:00-17:00 »), then public holidays, then dates, each of which stands in for the whole day. It
is exact for the DAYS to come, and made anew each time it is asked for.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from conseillers.models import JourCalendaire, Permanence, Seance
from structures.models import Lieu

DAYS = Seance.HORIZON.days + 1  # today, and as many whole days as « next » looks ahead
WEEKDAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
WEEKS = {"toutes": "", "paires": "week 02-52/2 ", "impaires": "week 01-53/2 "}

Spans = tuple[tuple[time, time], ...]


def opening_hours(lieu: Lieu) -> str:
    """Nothing at all when the lieu has no séance to come."""
    first = timezone.localdate()
    days = [first + timedelta(days=number) for number in range(DAYS)]
    seances = list(Seance.objects.filter(lieu=lieu).within(first, DAYS).select_related("permanence"))
    usual = _usual(seances, days)
    closed_on_holidays = any(not permanence.tenue_jours_feries for permanence in usual)
    holidays = JourCalendaire.objects.filter(date__in=days).exclude(ferie="").values_list("date", flat=True)
    off = set(holidays) if closed_on_holidays else set()

    # What a reader of the usual rules would believe, beside what is.
    believed = {day: _union(_slots(p) for p in usual if _gives(p, day)) if day not in off else () for day in days}
    real = held_hours(seances, days)

    rules = [_usual_rules(usual), "PH off" if closed_on_holidays else "", *_dated(believed, real)]
    return "; ".join(rule for rule in rules if rule)


def held_hours(seances: Iterable[Seance], days: Iterable[date]) -> dict[date, Spans]:
    """When the door is open on each of these days, as clocks show it; nothing on a day without a séance held."""
    held = defaultdict(list)
    for seance in seances:
        if seance.tenue and seance.debut < seance.fin:
            held[seance.date].append([(_on_clocks(seance.debut), _on_clocks(seance.fin))])
    return {day: _union(held[day]) for day in days}


def _on_clocks(instant: datetime) -> time:
    """What clocks show in Lyon: 03:30 for 02:30 on the night of March that goes from 02:00 to 03:00."""
    return timezone.localtime(instant).time()


def _usual(seances: list[Seance], days: list[date]) -> list[Permanence]:
    """Permanences whose rule is worth saying: it still runs at the end of these days, and mostly tells the truth."""
    shown, as_planned, permanences = defaultdict(set), defaultdict(set), {}
    for seance in seances:
        permanences[seance.permanence_id] = seance.permanence
        if seance.lieu_id == seance.permanence.lieu_id and seance.etat != Seance.Etat.AJOUTEE:
            shown[seance.permanence_id].add(seance.date)
        if seance.etat == Seance.Etat.PREVUE:
            as_planned[seance.permanence_id].add(seance.date)
    found = []
    for pk, permanence in sorted(permanences.items()):
        given = [day for day in days if _gives(permanence, day)]
        if given and given[-1] in shown[pk] and 2 * len(as_planned[pk]) > len(given):
            found.append(permanence)
    return found


def _gives(permanence: Permanence, day: date) -> bool:
    """Whether the rule as it is written below gives this day; never for a rhythm that has no short writing."""
    if day.isoweekday() not in permanence.jours or permanence.vacances == Permanence.Vacances.SEULEMENT:
        return False
    if permanence.rythme == Permanence.Rythme.MENSUEL:
        last = (day + timedelta(days=7)).month != day.month
        return (day.day + 6) // 7 in permanence.rangs or (last and -1 in permanence.rangs)
    even = day.isocalendar().week % 2 == 0
    parity = {"toutes": True, "paires": even, "impaires": not even}[permanence.semaines]
    return permanence.rythme == Permanence.Rythme.HEBDOMADAIRE and permanence.intervalle == 1 and parity


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
