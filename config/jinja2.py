"""Jinja2, for the lists that a page repeats twenty times; every other template is Django's."""

from django.utils.translation import gettext, ngettext
from jinja2 import Environment

from conseillers import wording

WORDS = {"jour_long": wording.long_day, "majuscule": wording.capital, "enumerer": wording.enumerate_words}
WORDS["heures"] = lambda seance: wording.hours(seance.heure_debut, seance.heure_fin)


def environment(**options) -> Environment:
    environment = Environment(**options, extensions=["jinja2.ext.i18n"])  # noqa: S701 - Django turns escaping on
    environment.filters |= WORDS
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)
    return environment
