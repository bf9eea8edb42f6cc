"""Settings that would refuse those whom the API is for."""

from django.conf import settings
from django.core.checks import Tags, Warning, register

LEAST = 60  # requests a minute: a town hall that shows a page of its own to its people


@register(Tags.compatibility, deploy=True)
def enough_for_a_town_hall(app_configs, **kwargs):
    if settings.API_PAR_MINUTE >= LEAST:
        return []
    return [
        Warning(
            f"API_PAR_MINUTE={settings.API_PAR_MINUTE}: a town hall behind one address would often be refused.",
            hint=f"Write {LEAST} or more, or leave it out of the environment: 600.",
            id="api.W001",
        )
    ]
