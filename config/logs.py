"""Log lines that say what broke and where, never what a resident typed."""

import logging
import re
import traceback

QUERY_STRING = re.compile(r"\?[^\s\"']*")


class DiscreetFormatter(logging.Formatter):
    """Drops query strings, and from a trace the message of the exception: it may quote a typed address."""

    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record):
        return QUERY_STRING.sub("?…", super().formatMessage(record))

    def formatException(self, ei):
        frames = "".join(traceback.format_tb(ei[2]))
        return f"Traceback (message withheld):\n{frames}{ei[0].__qualname__}"
