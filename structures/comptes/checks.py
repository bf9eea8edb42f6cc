"""Settings that would leave the desk half open."""

from datetime import timedelta

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


@register(Tags.security)
def sessions_end_within_a_day(app_configs, **kwargs):
    longest = settings.SESSION_LONGEST
    if longest <= timedelta(days=1):
        return []
    return [
        Warning(
            "SESSION_DUREE_HEURES is more than a day: a computer left open at a town hall stays the desk's.",
            hint="Leave SESSION_DUREE_HEURES out of the environment (12), or set it to 24 at most.",
            id="comptes.W002",
        )
    ]
