from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StructuresConfig(AppConfig):
    """Ground floor: where."""

    name = "structures"
    verbose_name = _("lieux et structures")

    def ready(self):
        from structures.comptes import checks, journal, reprise, sessions  # noqa: F401 - what they listen to
