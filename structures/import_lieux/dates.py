"""Dates in every form that files give them; those that may be two days, or that are not yet, are nobody's to choose."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from structures.import_lieux.cellule import Cellule, Ecarte
from structures.mots import plain

FIRST = date(2010, 1, 1)  # before it nobody wrote of lieux de médiation numérique: a default, such as 1970-01-01
SERIAL = date(1899, 12, 30)  # the day 0 of spreadsheets
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME = r"(?:[t ,a]*[0-9]{1,2}[:h][0-9]{0,2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s*(?:z|utc|[ap]m|[+-][0-9]{2}:?[0-9]{2})?)?"
YEAR_FIRST = re.compile(rf"([0-9]{{4}})[-/. ]([0-9]{{1,2}})[-/. ]([0-9]{{1,2}}){TIME}")
TOGETHER = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
DAY_FIRST = re.compile(rf"([0-9]{{1,2}})[-/. ]([0-9]{{1,2}})[-/. ]([0-9]{{4}}){TIME}")
SHORT = re.compile(rf"([0-9]{{1,2}})[-/. ]([0-9]{{1,2}})[-/. ]([0-9]{{2}}){TIME}")
NAMED = re.compile(
    rf"(?:[a-z]+\.? )?(?:le )?([0-9]{{1,2}})(?:er|th|st|nd|rd)?[-/ .]+([a-z]+)\.?[-/ .,]+([0-9]{{4}}|[0-9]{{2}}){TIME}"
)
NAMED_FIRST = re.compile(rf"([a-z]+)\.? ([0-9]{{1,2}})(?:th|st|nd|rd)?,? ([0-9]{{4}}){TIME}")
DIGITS = re.compile(r"([0-9]{5,13})(?:[.,][0-9]+)?")
# The first letters that tell each month from the others, in French and in English.
MONTHS = ["jan", "f[e]", "mar", "a[vp]", "ma[iy]", "juin|jun", "juil|jul", "ao|aug", "sep", "oct", "nov", "dec"]


def read(cell: Cellule) -> date | None:
    """The day; None for an empty cell. Ecarte when it is none, may be two, is to come or cannot be."""
    if not cell:
        return None
    days = _days(plain(cell.texte))
    today = timezone.localdate()
    likely = {day for day in days if FIRST <= day <= today + timedelta(days=1)}
    if not days:
        raise Ecarte(_("Cette date ne se lit pas, ou n’existe pas. On attend année-mois-jour."))
    if len(likely) > 1:
        raise Ecarte(_("Cette date peut se lire de deux façons. On attend année-mois-jour."))
    if not likely:
        future = min(days) > today
        raise Ecarte(_("Cette date est à venir.") if future else _("Cette date est trop ancienne pour être vraie."))
    day = min(likely.pop(), today)
    if not ISO.fullmatch(cell.texte):
        cell.repare(_("La date est écrite année-mois-jour."), day.isoformat())
    return day


@lru_cache(maxsize=5000)
def _days(text: str) -> set[date]:
    """Every day that this text may mean."""
    if found := YEAR_FIRST.fullmatch(text) or TOGETHER.fullmatch(text):
        instant = _instant(text)
        if instant and timezone.is_aware(instant):
            return {timezone.localdate(instant)}
        return _valid((found[1], found[2], found[3]))
    if found := DAY_FIRST.fullmatch(text):
        # As French people write it; else, when that is no day, as Americans do.
        return _valid((found[3], found[2], found[1])) or _valid((found[3], found[1], found[2]))
    if found := SHORT.fullmatch(text):
        return _valid((f"20{found[3]}", found[2], found[1]), (f"20{found[1]:0>2}", found[2], found[3]))
    if found := NAMED.fullmatch(text):
        return _valid((f"20{found[3]}"[-4:] if len(found[3]) == 2 else found[3], _month(found[2]), found[1]))
    if found := NAMED_FIRST.fullmatch(text):
        return _valid((found[3], _month(found[1]), found[2]))
    return _counted(found[1]) if (found := DIGITS.fullmatch(text)) else set()


def _instant(text: str) -> datetime | None:
    try:
        return parse_datetime(text.upper())
    except ValueError:
        return None


def _valid(*triples: tuple[str, str | int, str]) -> set[date]:
    days = set()
    for triple in triples:
        try:
            days.add(date(*map(int, triple)))
        except ValueError:
            continue
    return days


def _month(word: str) -> int:
    """Its rank; 0, which no date has, when the word is no month."""
    return next((rank for rank, start in enumerate(MONTHS, start=1) if re.match(start, word)), 0)


def _counted(digits: str) -> set[date]:
    """Days since 1899 as spreadsheets count them; seconds or milliseconds since 1970."""
    value = int(digits)
    if len(digits) == 5:
        return {SERIAL + timedelta(days=value)}
    if len(digits) == 13:
        value //= 1000
    elif len(digits) != 10:
        return set()
    return {timezone.localdate(datetime.fromtimestamp(value, UTC))}
