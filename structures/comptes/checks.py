"""Settings that would leave the desk half open."""

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security)
def second_factor_is_on(app_configs, **kwargs):
    if settings.SECOND_FACTOR or settings.DEBUG or not settings.HTTPS:
        return []
    return [
        Warning(
            "SECOND_FACTOR is off: a stolen password opens the whole desk.",
            hint="Leave SECOND_FACTOR out of the environment, or set it to 1.",
            id="comptes.W001",
        )
    ]
