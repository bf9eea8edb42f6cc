"""Requests made up from the description: no error of the server, and nothing in an answer that it does not say.

Well-made ones are answered, badly made ones refused; FUZZ_REQUESTS says how many, as for the pages (../test_fuzz.py).
"""

import os
from copy import deepcopy
from functools import cache

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from conseillers.api.description import description
from conseillers.api.problemes import TOGETHER
from conseillers.management.commands.preparer import LOADING_COMMANDS

REQUESTS = max(1, min(20_000, int(os.environ.get("FUZZ_REQUESTS", "20000"))) // 100)  # of each address
# What only the data, or two parameters together, can tell to be wrong.
UNFORESEEN = {TOGETHER, "curseur", "lieu", "commune"}

pytestmark = pytest.mark.django_db


def tightened(schema):
    """The same, where an object has no other member than those that are described."""
    if isinstance(schema, list):
        return [tightened(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: tightened(each) for name, each in schema.items()}
    closed = {"additionalProperties": False} if "properties" in schema and schema.get("type") == "object" else {}
    return closed | found


def described():
    said = deepcopy(description())
    said["components"] |= {"schemas": tightened(said["components"]["schemas"])}
    return said


@pytest.fixture(scope="module")
def everything(django_db_setup, django_db_blocker):
    """The demonstration's lieux and schedule: loaded once for all, and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        for command in LOADING_COMMANDS:
            call_command(command, verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _nobody_is_refused(settings):
    settings.API_PAR_MINUTE = 10**9


@pytest.fixture
def _one_transaction():
    """A request does not close the connection that holds the demonstration: Django's own test client sees to it too."""
    signals = [request_started, request_finished]
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def test_the_description_is_well_made():
    OpenAPIV31SpecValidator(description()).validate()


@cache
def application():
    return get_wsgi_application()


def site(environ, start_response):
    """The whole site, middlewares included, made when it is first asked."""
    return application()(environ, start_response)


API = schemathesis.openapi.from_dict(described())
API.app = site
API.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])


@pytest.mark.usefixtures("_nobody_is_refused", "_one_transaction")
@API.parametrize()
@settings(
    max_examples=REQUESTS,
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_any_request_has_an_answer_that_is_as_described(case, everything):
    with transaction.atomic():  # an error of the database does not spoil what comes after
        response = case.call(headers={"Accept-Encoding": "identity"})  # not compressed

    foreseen = response.status_code != 400 or set(response.json().get("erreurs", {})) - UNFORESEEN
    case.validate_response(response, excluded_checks=[] if foreseen else [positive_data_acceptance])
