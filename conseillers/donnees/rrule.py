"""The rhythm of a permanence as a rule of RFC 5545 on whole days: hours are in fields of their own.

School and public holidays, and what departs from the rule, are not in it: dates are in the file of séances. Unlike in a
calendar (ics.py), where exceptions put right what the rule gets wrong, even and odd weeks are named one by one here:
« every second week » would be wrong after a year of 53 weeks.
"""

from datetime import date, timedelta

from conseillers.ics import WEEKDAYS
from conseillers.models import Permanence

EPOCH = date(1970, 1, 5)  # the Monday that migrations/0002 counts weeks from
LONGEST = 70  # days between two dates of a rule: the last Monday of a month, and of the one after
WEEKS = {Permanence.Semaines.PAIRES: range(2, 53, 2), Permanence.Semaines.IMPAIRES: range(1, 54, 2)}


def rrule(permanence: Permanence, until: date | None) -> str:
    """To be read from `first_day` on; nothing for chosen dates."""
    names = [WEEKDAYS[jour - 1] for jour in sorted(permanence.jours)]
    match permanence.rythme:
        case Permanence.Rythme.DATES:
            return ""
        case Permanence.Rythme.MENSUEL:
            rule = f"FREQ=MONTHLY;BYDAY={','.join(f'{rang}{name}' for rang in permanence.rangs for name in names)}"
        case _ if permanence.semaines in WEEKS:
            weeks = ",".join(map(str, WEEKS[permanence.semaines]))
            rule = f"FREQ=YEARLY;WKST=MO;BYWEEKNO={weeks};BYDAY={','.join(names)}"
        case _:
            rule = f"FREQ=WEEKLY;INTERVAL={permanence.intervalle};WKST=MO;BYDAY={','.join(names)}"
    return f"{rule};UNTIL={until:%Y%m%d}" if until else rule


def first_day(permanence: Permanence, start: date, until: date | None) -> date | None:
    """The first day of the rule from this one on, up to another."""
    if permanence.rythme == Permanence.Rythme.DATES:
        return None
    days = (start + timedelta(days=number) for number in range(LONGEST))
    first = next((day for day in days if _gives(permanence, day)), None)
    return first if first and (until is None or first <= until) else None


def _gives(permanence: Permanence, day: date) -> bool:
    if day.isoweekday() not in permanence.jours:
        return False
    if permanence.rythme == Permanence.Rythme.MENSUEL:
        last = (day + timedelta(days=7)).month != day.month
        return (day.day + 6) // 7 in permanence.rangs or (last and -1 in permanence.rangs)
    if permanence.intervalle > 1:
        return (_weeks(day) - _weeks(permanence.du)) % permanence.intervalle == 0
    return permanence.semaines not in WEEKS or day.isocalendar().week in WEEKS[permanence.semaines]


def _weeks(day: date) -> int:
    return (day - EPOCH).days // 7
