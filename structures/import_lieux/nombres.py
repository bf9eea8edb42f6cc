"""Numbers as spreadsheets and people write them: whole ones that were shown as 4.7E+11, angles, decimal commas."""

import re

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
WHOLE = re.compile(r"([0-9]+)[.,]0+")
SCIENTIFIC = re.compile(r"([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})")
GREATEST = 1e18  # past which a number measures nothing on Earth
DEGREES = re.compile(
    r"(?P<before>[NSEOW])?\s*(?P<sign>[+-])?\s*(?P<degrees>[0-9]{1,3}(?:[.,][0-9]+)?)\s*[°ºd]\s*"
    r"(?:(?P<minutes>[0-9]{1,2}(?:[.,][0-9]+)?)\s*['’′m]\s*)?"
    r"(?:(?P<seconds>[0-9]{1,2}(?:[.,][0-9]+)?)\s*(?:[\"”″s]|''|’’)?\s*)?"
    r"(?P<after>[NSEOW]|Nord|Sud|Est|Ouest)?",
    re.IGNORECASE,
)


class DigitsLost(Exception):
    """A spreadsheet rounded the number: nobody can tell its last digits."""


def whole(text: str) -> str:
    """The digits of « 69003.0 » or « 3.3478634040E+10 », other texts as they are; DigitsLost for « 1.23E+13 »."""
    if found := WHOLE.fullmatch(text):
        return found[1]
    if found := SCIENTIFIC.fullmatch(text):
        decimals, exponent = found[2] or "", int(found[3])
        if len(decimals) < exponent:
            raise DigitsLost
        return found[1] + decimals[:exponent] if not decimals[exponent:].strip("0") else text
    return text


def number(text: str) -> float | None:
    """« 45.73 », « 45,73 », « 45°43'52"N », « +4.91 E » in degrees; None for what is no number."""
    text = text.strip().replace("\u2212", "-").replace(" ", "")
    if NUMBER.fullmatch(text):
        value = float(text.replace(",", "."))
        return value if abs(value) < GREATEST else None
    found = DEGREES.fullmatch(text)
    return _angle(found) if found else None


def _angle(found: re.Match) -> float | None:
    parts = [float((found[name] or "0").replace(",", ".")) for name in ("degrees", "minutes", "seconds")]
    if parts[1] >= 60 or parts[2] >= 60:
        return None
    side = (found["before"] or found["after"] or "N")[0].upper()
    negative = (side in "SOW") != (found["sign"] == "-")
    angle = parts[0] + parts[1] / 60 + parts[2] / 3600
    return -angle if negative else angle


def numbers(text: str) -> list[float]:
    """The two of « 45.73, 4.91 » or « 45,73 ; 4,91 »; one, or none, for other texts."""
    alone = number(text)
    if alone is not None:
        return [alone]
    for separator in (";", "|", "/", ", ", " ", ","):
        parts = [part for part in text.strip("()[] ").split(separator) if part.strip()]
        values = [number(part) for part in parts]
        if len(values) == 2 and None not in values:
            return values
    return []
