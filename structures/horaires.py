"""The hours of a building, typed by staff in OpenStreetMap's syntax."""

from datetime import date, datetime, time
from functools import lru_cache

from opening_hours import OpeningHours, ParserError, State


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
