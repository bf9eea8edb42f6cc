"""The hours of a building, typed by staff in OpenStreetMap's syntax or as one says them."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from opening_hours import OpeningHours, ParserError, State

EXAMPLE = "Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00; PH off"

# « du lundi au vendredi de 9h à 12h et de 14h à 17h30, samedi fermé », word by word.
SAID = [
    (r"\b(?:jours? )?f[eé]ri[eé]s?\b", "PH"),
    *((rf"\b{name}s?\b", day) for name, day in [
        ("lun(?:di)?", "Mo"), ("mar(?:di)?", "Tu"), ("mer(?:credi)?", "We"), ("jeu(?:di)?", "Th"),
        ("ven(?:dredi)?", "Fr"), ("sam(?:edi)?", "Sa"), ("dim(?:anche)?", "Su"),
    ]),
    (r"\bferm[eé]e?s?\b", "off"),
    (r"\b(\d{1,2})\s*h(?:\s*(\d{2}))?(?!\d)", lambda found: f"{int(found[1]):02}:{found[2] or '00'}"),
    (r"\b(?:du|de|les?|l[ae])\b|[.]", " "),
    (r"\s*(?:\bau?\b|à|–|-)\s*", "-"),
    (r"\s*(?:\bet\b|,|/)\s*", ","),
    (r"\boff\W*PH\b", "PH off"),
    (r"(?<=[\df]),(?=Mo|Tu|We|Th|Fr|Sa|Su|PH)", "; "),
    (r"(?<=\d)\s*:\s*(?=\D)|(?<=[a-uH])\s*:\s*", " "),
    (r"(?<=:\d\d)\s+(?=\d)", ","),
    (r"\s*;\s*", "; "),
    (r"\s+", " "),
]  # fmt: skip

TIMED = re.compile(r"[0-9]:[0-9]|off")  # a day alone would be open all day: nobody says that


def written(typed: str) -> str:
    """These hours in OpenStreetMap's syntax; ValidationError when nobody could read them."""
    if _evaluator(typed):
        return typed
    translated = _translated(typed)
    if all(TIMED.search(rule) for rule in translated.split(";")) and _evaluator(translated):
        return translated
    raise ValidationError(
        _("Ces horaires ne se lisent pas. Écrivez par exemple « lundi-vendredi 9h-12h, 14h-17h », ou %(example)s."),
        code="horaires",
        params={"example": EXAMPLE},
    )


def in_words(horaires: str) -> list[str]:
    """The week to come, « lundi à vendredi : de 9 h à 17 h »; nothing for hours that no program could read."""
    evaluator = _evaluator(horaires)
    if not evaluator:
        return []
    monday = timezone.localdate() + timedelta(days=-timezone.localdate().weekday() % 7)
    days = [(number, _of_a_day(evaluator, monday + timedelta(days=number))) for number in range(7)]
    runs = [(hours, [number for number, _hours in run]) for hours, run in groupby(days, key=lambda day: day[1])]
    return [f"{_days(numbers)} : {hours}" for hours, numbers in runs if hours]


def closed_during(horaires: str, day: date, start: time, end: time) -> bool:
    """Whether the building is closed at some moment between these hours on the wall; False when nobody can tell."""
    evaluator = _evaluator(horaires)
    if not evaluator:
        return False
    hours = (datetime.combine(day, hour) for hour in (start, end))
    return any(state == State.CLOSED for _start, _end, state, _comment in evaluator.intervals(*hours))


@lru_cache(maxsize=1000)
def _evaluator(horaires: str) -> OpeningHours | None:
    """None for hours that are blank or that no program could read: staff typed them as they could."""
    try:
        return OpeningHours(horaires, country="FR", auto_timezone=False)  # the hours on the wall, without a zone
    except ParserError:
        return None


def _translated(typed: str) -> str:
    for pattern, replacement in SAID:
        typed = re.sub(pattern, replacement, typed.strip(), flags=re.IGNORECASE)
    return typed.strip(" ,;-")


def _of_a_day(evaluator: OpeningHours, day: date) -> str:
    midnight = datetime.combine(day, time())
    open_ = [
        (start, end)
        for start, end, state, _comment in evaluator.intervals(midnight, midnight + timedelta(days=1))
        if state == State.OPEN
    ]
    return ", ".join(
        _("de %(start)s à %(end)s") % {"start": _hour(start, day), "end": _hour(end, day)} for start, end in open_
    )


def _hour(moment: datetime, day: date) -> str:
    hour = 24 if moment.date() > day else moment.hour
    return f"{hour}\u00a0h\u00a0{moment.minute:02}" if moment.minute else f"{hour}\u00a0h"


def _days(numbers: list[int]) -> str:
    first, last = WEEKDAYS[numbers[0]], WEEKDAYS[numbers[-1]]
    if len(numbers) == 1:
        return str(first)
    several = _("%(first)s et %(last)s") if len(numbers) == 2 else _("%(first)s à %(last)s")
    return several % {"first": first, "last": last}
