"""Jinja2, for the lists that a page repeats twenty times; every other template is Django's."""

from django.utils.translation import gettext, ngettext
from jinja2 import Environment


def environment(**options) -> Environment:
    environment = Environment(**options, extensions=["jinja2.ext.i18n"])  # noqa: S701 - Django turns escaping on
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)
    return environment
