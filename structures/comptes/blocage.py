"""Lockout after failures (django-axes): of one account from one address, so that nobody locks their colleagues.

Five failures lock an account from the address they came from; fifty, an address as a whole, for that many people do
not mistype at once. Nothing typed is stored: the account is a fingerprint, and the address goes with the lockout.
"""

from datetime import datetime, timedelta

from axes.handlers.base import AxesHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.signals import user_login_failed
from django.db.models import F, Max, Q, Sum
from django.shortcuts import render
from django.utils import timezone

from structures.comptes.adresse import client_address, fingerprint


class Handler(AxesHandler):
    """In place of axes' own, which stores the browser, the form and the name that was typed."""

    def get_failures(self, request, credentials=None) -> int:
        """On the scale of one account: an address is allowed ten times as many."""
        own = Q(username=_account(credentials))
        found = _recent(request).aggregate(
            account=Sum("failures_since_start", filter=own), address=Sum("failures_since_start")
        )
        shared = (found["address"] or 0) * settings.AXES_FAILURE_LIMIT // settings.FAILURES_BY_ADDRESS
        return max(found["account"] or 0, shared)

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        if request is None:
            return
        forget_expired()
        if not self.is_locked(request, credentials):  # trying again does not make it last longer
            self._count(request, credentials)
            if not self.is_locked(request, credentials):
                return
            username = (credentials or {}).get("username")
            user_locked_out.send("axes", request=request, username=username, ip_address=request.axes_ip_address)
        request.axes_locked_out, request.axes_credentials = True, credentials

    def _count(self, request, credentials):
        key = {"username": _account(credentials), "ip_address": request.axes_ip_address, "user_agent": ""}
        attempt, _created = AccessAttempt.objects.get_or_create(**key, defaults={"failures_since_start": 0})
        AccessAttempt.objects.filter(pk=attempt.pk).update(
            failures_since_start=F("failures_since_start") + 1, attempt_time=timezone.now()
        )

    def user_logged_in(self, sender, request, user, **kwargs):
        _of(user).filter(ip_address=client_address(request)).delete()

    def post_save_access_attempt(self, instance, **kwargs):
        """Axes calls these two of any handler."""

    def post_delete_access_attempt(self, instance, **kwargs):
        pass


def locked_out(request, response, credentials):
    """The page that stands in for the answer: until when, and whom to call."""
    own = Q(username=_account(credentials))
    found = _recent(request).aggregate(
        account=Max("attempt_time", filter=own), address=Max("attempt_time"), failures=Sum("failures_since_start")
    )
    everybody = (found["failures"] or 0) >= settings.FAILURES_BY_ADDRESS
    last = (found["address"] if everybody else found["account"]) or timezone.now()
    context = {
        **admin.site.each_context(request),
        "jusqu_a": _whole_minute(last + settings.AXES_COOLOFF_TIME),
        "pour_tous": everybody,
    }
    answer = render(request, "admin/comptes/bloque.html", context, status=settings.AXES_HTTP_RESPONSE_CODE)
    answer["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return answer


def count_failure(request, user) -> bool:
    """A code that was refused counts like a password. Says whether that was one too many."""
    credentials = {"username": user.get_username(), "second_facteur": True}
    user_login_failed.send(__name__, credentials=credentials, request=request)
    return request.axes_locked_out


def is_locked(request, user) -> bool:
    credentials = {"username": user.get_username()}
    if AxesProxyHandler.is_allowed(request, credentials):
        return False
    request.axes_locked_out, request.axes_credentials = True, credentials
    return True


def has_failures(user) -> bool:
    return _of(user).exists()


def unlock(user) -> None:
    _of(user).delete()


def forget_expired() -> int:
    found, _rows = AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME).delete()
    return found


def _of(user):
    return AccessAttempt.objects.filter(username=_account({"username": user.get_username()}))


def _recent(request):
    return AccessAttempt.objects.filter(
        ip_address=client_address(request), attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME
    )


def _account(credentials) -> str:
    return fingerprint("blocage", (credentials or {}).get("username") or "")


def _whole_minute(instant: datetime) -> datetime:
    return timezone.localtime(instant + timedelta(seconds=59)).replace(second=0)
