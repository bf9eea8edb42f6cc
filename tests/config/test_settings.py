"""What differs between two deployments is said by the environment; what makes no sense stops the start."""

import json
import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings

from config.logs import DiscreetFormatter

REPORT = """
import json
from django.conf import settings as s
print(json.dumps({
    "policy": s.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"],
    "tiles": s.LEAFLET_CONFIG["TILES"],
    "hsts": s.SECURE_HSTS_SECONDS,
    "redirect": s.SECURE_SSL_REDIRECT,
    "cookies": [s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE],
    "debug": s.DEBUG,
    "geocodeur": s.GEOCODEUR_URL,
    "sessions": [s.SESSION_IDLE.total_seconds() / 60, s.SESSION_LONGEST.total_seconds() / 3600],
}))
"""


def start(**environment):
    """The settings that a process started with this environment has; None in place of a value removes it."""
    clean = {key: value for key, value in os.environ.items() if key not in ("TILES_URL", "HTTPS", "DEBUG")}
    env = {key: value for key, value in {**clean, "SECRET_KEY": "x" * 50, **environment}.items() if value is not None}
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"
    return subprocess.run(
        [sys.executable, "-c", REPORT], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True
    )


def test_production_is_secure_and_asks_no_other_host_unless_told():
    found = json.loads(start().stdout)

    assert found == {
        "policy": ["'self'", "data:"],
        "tiles": [],
        "hsts": 31536000,
        "redirect": True,
        "cookies": [True, True],
        "debug": False,
        "geocodeur": "",
        "sessions": [120, 12],
    }


def test_one_tile_address_sets_the_map_and_the_policy():
    found = json.loads(start(TILES_URL="https://{s}.tuiles.example/{z}/{x}/{y}.png", TILES_ATTRIBUTION="© Moi").stdout)

    assert found["policy"] == ["'self'", "data:", "https://*.tuiles.example"]
    assert found["tiles"] == [["Plan", "https://{s}.tuiles.example/{z}/{x}/{y}.png", {"attribution": "© Moi"}]]


@pytest.mark.parametrize("url", ["https://data.geopf.fr/geocodage/search", "http://127.0.0.1:7878/search"])
def test_one_address_names_the_geocoding_service(url):
    assert json.loads(start(GEOCODEUR_URL=url).stdout)["geocodeur"] == url


def test_sessions_last_as_long_as_one_says():
    found = json.loads(start(SESSION_INACTIVITE_MINUTES="30", SESSION_DUREE_HEURES="8").stdout)

    assert found["sessions"] == [30, 8]


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is missing"),
        ({"DATABASE_URL": None}, "DATABASE_URL is missing"),
        ({"HTTPS": "peut-être"}, "HTTPS='peut-être': write 1 or 0."),
        ({"API_PAR_MINUTE": "0"}, "API_PAR_MINUTE='0': write a whole number, 1 or more."),
        ({"GEOCODEUR_URL": "oui"}, "GEOCODEUR_URL='oui': write a whole https address"),
        ({"GEOCODEUR_URL": "http://geocodeur.example/search"}, "write a whole https address"),
        ({"GEOCODEUR_URL": "https://geocodeur.example:port/search"}, "write a whole https address"),
        ({"GEOCODEUR_URL": "https://geocodeur.example/search?q="}, "and nothing after the path"),
        ({"SESSION_INACTIVITE_MINUTES": "2 h"}, "SESSION_INACTIVITE_MINUTES='2 h': write a whole number, 1 or more."),
        ({"SESSION_DUREE_HEURES": "0"}, "SESSION_DUREE_HEURES='0': write a whole number"),
        ({"SESSION_DUREE_HEURES": "1"}, "SESSION_INACTIVITE_MINUTES is longer than SESSION_DUREE_HEURES"),
    ],
)
def test_a_missing_or_senseless_setting_stops_the_start_and_is_named(environment, complaint):
    started = start(**environment)

    assert started.returncode != 0
    assert complaint in started.stderr


def test_a_log_line_says_where_it_broke_and_not_what_was_typed():
    try:
        raise ValueError("12 rue du Secret")
    except ValueError:
        trace = sys.exc_info()
    record = logging.LogRecord("x", logging.ERROR, "", 0, "Error: %s", ("/recherche/?q=Secret",), trace)

    line = DiscreetFormatter().format(record)

    assert "/recherche/?…" in line
    assert "test_settings.py" in line
    assert "ValueError" in line
    assert "Secret" not in line.replace('raise ValueError("12 rue du Secret")', "")  # the source line is ours
