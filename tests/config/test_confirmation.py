"""How long a lieu stays confirmed is said by the environment; what makes no sense stops the start."""

import pytest

from tests.config.test_settings import start


@pytest.mark.parametrize("value", ["0", "-3", "trois", "1.5", ""])
@pytest.mark.parametrize("name", ["CONFIRMATION_MOIS_PERMANENCES", "CONFIRMATION_LIEN_JOURS"])
def test_a_senseless_limit_stops_the_start_and_is_named(name, value):
    stopped = start(**{name: value})

    assert stopped.returncode != 0
    assert f"{name}={value!r}: write a whole number, 1 or more." in stopped.stderr


def test_a_limit_may_be_changed():
    assert start(CONFIRMATION_MOIS_PERMANENCES="6").returncode == 0
