"""The site as gunicorn serves it, at the instant that the browser names in the header X-Instant. For tests alone."""

import threading

import time_machine

from config.wsgi import application as site

_clock = threading.Lock()  # one clock for all the threads of the process


def application(environ, start_response):
    instant = environ.get("HTTP_X_INSTANT")
    if not instant:
        return site(environ, start_response)
    with _clock, time_machine.travel(instant, tick=False):
        return site(environ, start_response)
