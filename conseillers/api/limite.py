"""How much one address may ask of /api/, so that a program in a loop does not slow the pages for people.

A bucket that empties at API_PAR_MINUTE requests a minute, and holds as many: a burst of a whole minute is taken at
once. An answer that the asker has already (304) costs a tenth. Nothing is kept of the address but a digest of the day
(cadence.py), with a number, for two minutes. Pages for people are never counted.
"""

from math import ceil

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.utils import timezone

from conseillers.cadence import sender_of_the_day

MINUTE = 60  # seconds
UNCHANGED = 0.1  # what a 304 costs


class Limite:
    """What one address has left, at this instant."""

    def __init__(self, request):
        self.most = settings.API_PAR_MINUTE
        digest = sender_of_the_day(request)
        self.key = f"api-{digest}" if digest else ""  # nothing tells one visitor from another: nobody is refused
        self.now = timezone.now().timestamp()
        self.used = self._used()

    def _used(self) -> float:
        used, since = caches["limite"].get(self.key, (0.0, self.now)) if self.key else (0.0, self.now)
        return max(0.0, used - (self.now - since) * self.most / MINUTE)

    @property
    def reached(self) -> bool:
        return self.used + 1 > self.most

    @property
    def wait(self) -> int:
        """Seconds before one more is taken."""
        return max(1, ceil((self.used + 1 - self.most) * MINUTE / self.most))

    def spend(self, cost: float) -> None:
        """Counts it; less than nothing gives back."""
        self.used = max(0.0, self._used() + cost)
        if self.key:
            caches["limite"].set(self.key, (self.used, self.now), 2 * MINUTE)

    def say(self, response: HttpResponse) -> HttpResponse:
        """In the headers of draft-ietf-httpapi-ratelimit-headers."""
        if self.key:
            left, full = int(self.most - self.used), ceil(self.used * MINUTE / self.most)
            response["RateLimit-Policy"] = f'"adresse";q={self.most};w={MINUTE}'
            response["RateLimit"] = f'"adresse";r={max(0, left)};t={full}'
        return response
