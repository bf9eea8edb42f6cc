"""Text in files that people open with a spreadsheet, where a cell that begins with « = » is a formula and is run.

The guard is an apostrophe, which spreadsheets read as « this is text ». It comes off exactly: a text that looks guarded
already gets one more. Numbers of phones keep their « + »: a plain number is no formula, and the national schema
wants it so.
"""

import re

GUARD = "'"
RUN = re.compile(rf"{GUARD}*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
PHONE = re.compile(r"\+[0-9]{6,15}")


def guarded(text: str) -> str:
    """The text as a cell of a CSV file."""
    return GUARD + text if RUN.match(text) and not PHONE.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` was given; any other cell as it is."""
    return cell[1:] if cell.startswith(GUARD) and RUN.match(cell) else cell
