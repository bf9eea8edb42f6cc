"""Log lines that say what broke and where, never what a resident typed."""

import logging
import re
import traceback

QUERY_STRING = re.compile(r"\?[^\s\"']*")
# What follows in these paths opens a page to whoever knows it (conseillers/liens.py).
SECRET_PATH = re.compile(r"(/(?:confirmer|corriger)/)[^\s\"']+")


def discreet(line: str) -> str:
    """Without query strings, nor what a signed link is made of."""
    return SECRET_PATH.sub(r"\1…", QUERY_STRING.sub("?…", line))


class DiscreetFormatter(logging.Formatter):
    """Drops query strings, and from a trace the message of the exception: it may quote a typed address."""

    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record):
        return discreet(super().formatMessage(record))

    def formatException(self, ei):
        frames = "".join(traceback.format_tb(ei[2]))
        return f"Traceback (message withheld):\n{frames}{ei[0].__qualname__}"


class AccessFormatter(logging.Formatter):
    """A request on a line, as gunicorn words it."""

    def __init__(self):
        super().__init__("%(message)s")

    def formatMessage(self, record):
        return discreet(super().formatMessage(record))
