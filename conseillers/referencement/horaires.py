"""When a lieu is open, as schema.org says it: the hours of each day of the week, then the dates that differ.

Read in the séances, whatever the rules behind them, and exact for the days that it names: hours of the week are said
when two of these days out of three show them, every other date is said by itself. As Google reads it
(https://developers.google.com/search/docs/appearance/structured-data/local-business), what names dates and no weekday
stands in for the whole day, and a day closed is open from 00:00 to 00:00.
"""

from collections import Counter
from datetime import date
from itertools import groupby

from conseillers.opening_hours import Spans

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]  # of https://schema.org/


def opening_hours_specification(hours: dict[date, Spans]) -> list[dict]:
    """From the hours of consecutive days, in order; nothing at all when none is open."""
    if not any(hours.values()):
        return []
    usual = _usual(hours)
    first, last = min(hours), max(hours)
    said = [
        _specification(opens, closes, first, last) | {"dayOfWeek": [DAYS[day] for day in days]}
        for spans, days in _by_hours(usual)
        for opens, closes in spans
    ]
    return said + _dated({day: spans for day, spans in hours.items() if spans != usual[day.weekday()]}, hours)


def _usual(hours: dict[date, Spans]) -> dict[int, Spans]:
    """What two Mondays out of three show, two Tuesdays…; closed when nothing is as common: every other week is not."""
    usual = {}
    for weekday in range(7):
        shown = Counter(spans for day, spans in hours.items() if day.weekday() == weekday)
        spans, number = shown.most_common(1)[0] if shown else ((), 0)
        usual[weekday] = spans if 3 * number >= 2 * shown.total() else ()
    return usual


def _by_hours(usual: dict[int, Spans]) -> list[tuple[Spans, list[int]]]:
    """Weekdays that are open, those with the same hours together."""
    same: dict[Spans, list[int]] = {}
    for weekday, spans in usual.items():
        if spans:
            same.setdefault(spans, []).append(weekday)
    return list(same.items())


def _dated(differing: dict[date, Spans], hours: dict[date, Spans]) -> list[dict]:
    """Each date that differs; closed ones that nothing open comes between are one stretch."""
    said = []
    open_or_differing = [day for day, spans in hours.items() if spans or day in differing]
    for closed, days in groupby(open_or_differing, key=lambda day: not hours[day]):
        days = list(days)
        if closed:
            said.append(_specification("00:00", "00:00", days[0], days[-1]))
            continue
        said += [_specification(*span, day, day) for day in days if day in differing for span in hours[day]]
    return said


def _specification(opens, closes, first: date, last: date) -> dict:
    return {
        "@type": "OpeningHoursSpecification",
        "opens": str(opens)[:5],
        "closes": str(closes)[:5],
        "validFrom": first.isoformat(),
        "validThrough": last.isoformat(),
    }
