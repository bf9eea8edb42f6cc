"""How long a session of the desk lasts: two hours without a page, twelve in all, unless the settings say otherwise.

The cookie lives longer than that on purpose: whoever comes back after the end is told so, and what they were typing
is kept for them (`reprise.py`).
"""

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.urls import reverse_lazy
from django.utils import timezone

BEGAN, SEEN = "ouverte_le", "vue_le"  # seconds since 1970
STEP = 60  # seconds between two writes of what was seen
DESK = reverse_lazy("admin:index")


def ends(get_response):
    def middleware(request):
        # Public pages never open a session: they are the same for everybody, and set no cookie.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.path.startswith(str(DESK)):
            _end_or_go_on(request)
        return get_response(request)

    return middleware


def _end_or_go_on(request) -> None:
    session, now = request.session, timezone.now().timestamp()
    if SESSION_KEY not in session:
        return
    began, seen = session.get(BEGAN, 0), session.get(SEEN, 0)
    if now - seen > settings.SESSION_IDLE.total_seconds() or now - began > settings.SESSION_LONGEST.total_seconds():
        request.ended_for = request.user.pk
        logout(request)
    elif now - seen > STEP:
        session[SEEN] = now


@receiver(user_logged_in)
def begin(sender, request, user, **kwargs):
    request.session[BEGAN] = request.session[SEEN] = timezone.now().timestamp()
