from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConseillersConfig(AppConfig):
    """First floor: who and when."""

    name = "conseillers"
    verbose_name = _("conseillers et permanences")

    def ready(self):
        from conseillers.api import checks  # noqa: F401 - registers itself
