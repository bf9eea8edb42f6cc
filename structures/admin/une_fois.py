"""A form of addition that is sent twice, by a double click or a page sent again, adds one object."""

from datetime import timedelta

from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

AGAIN = timedelta(minutes=30)  # later, two objects of one name may be meant


class AddedOnce:
    """A page of the admin whose form of addition answers a second sending by the object that the first has made."""

    same = ()  # fields by which two sendings are one

    def add_view(self, request, form_url="", extra_context=None):
        if request.method != "POST" or not self.has_add_permission(request) or "_popup" in request.POST:
            return super().add_view(request, form_url, extra_context)
        with transaction.atomic():
            self._one_at_a_time(request)
            if known := self._just_added(request):
                self.message_user(request, _("« %(name)s » est déjà enregistré : le voici.") % {"name": known})
                return HttpResponseRedirect(
                    reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[known.pk])
                )
            return super().add_view(request, form_url, extra_context)

    def _one_at_a_time(self, request) -> None:
        """The second waits until the first is saved, or refused."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ajout'), %s)", [request.user.pk])

    def _just_added(self, request):
        """What this account has added a moment ago with the same facts."""
        form = self.get_form(request)(request.POST)
        if not form.is_valid():
            return None
        recent = LogEntry.objects.filter(
            user=request.user,
            content_type=ContentType.objects.get_for_model(self.model),
            action_flag=ADDITION,
            action_time__gte=timezone.now() - AGAIN,
        )
        keys = [key for key in recent.values_list("object_id", flat=True) if key.isdecimal()]
        facts = {name: form.cleaned_data.get(name) for name in self.same}
        return self.model.objects.filter(pk__in=keys, **facts).first() if keys else None
