"""Two people on one page: the second is told what changed meanwhile, and loses nothing of what was typed.

A form carries the number of the version it was opened with, that of its object and of the lines of its page. And each
form that adds carries a key, under which a second sending finds what the first one has made.
"""

import re
from uuid import uuid4

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db import connection, transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from structures.admin.forms import NeverSaved
from structures.admin.historique import author
from structures.admin.rencontre import Rencontre
from structures.histoire.archives import archived
from structures.histoire.auteur import gesture
from structures.histoire.suivi import as_it_was, followed, number_of
from structures.histoire.version import Version

VERSION, ANYWAY, KEY = "_version", "_quand_meme", "_jeton"
FORM_KEY = re.compile(r"[0-9a-f]{32}")


class Concurrence:
    """A page of the admin whose form knows how old it is."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if self.opts.label_lower not in followed():
            return super().changeform_view(request, object_id, form_url, extra_context)
        adding = object_id is None or "_saveasnew" in request.POST
        extra = {"suivi": True, "jeton": request.POST.get(KEY) or uuid4().hex, **(extra_context or {})}
        if request.method == "POST" and "_verifier" not in request.POST:
            send = self._send_new if adding else self._send_change
            return send(request, object_id, form_url, extra)
        # Before the object is read: a change that comes between the two is then told for nothing, rather than missed.
        extra["version"] = self._opened(request) or self._number(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        meeting = getattr(request, "rencontre", None)
        return type(form.__name__, (NeverSaved, form), {}) if meeting else form

    def _number(self, request, object_id) -> int:
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        return number_of(obj) if obj else 0

    @staticmethod
    def _opened(request) -> int | None:
        sent = request.POST.get(VERSION, "")
        return int(sent) if sent.isdecimal() and len(sent) < 19 else None

    def _send_change(self, request, object_id, form_url, extra):
        view = super().changeform_view
        opened = self._opened(request)
        with transaction.atomic():
            # Whoever sends at the same instant waits here, and then sees what the first has saved.
            list(self.model._base_manager.select_for_update().filter(pk=_key(object_id)).values("pk"))
            obj = self.get_object(request, unquote(object_id))
            if obj is None and (gone := self._archived(request, object_id)):
                return self._told_archived(request, gone, opened)
            if obj is None or opened is None or not self.has_change_permission(request, obj):
                return view(request, object_id, form_url, extra)
            extra["version"] = opened
            now = number_of(obj)
            if now <= opened:
                return view(request, object_id, form_url, extra)
            meeting = Rencontre(self, request, obj, opened, now)
            if meeting.already_saved():
                return self._already(request, obj)
            if request.POST.get(ANYWAY) == str(now):
                request.POST = meeting.merged(VERSION)
                extra["version"] = now
                return view(request, object_id, form_url, extra)
            extra["conflit"] = meeting.told()
            request.rencontre = meeting
            request.POST = meeting.still_there()
            return view(request, object_id, form_url, extra)

    def _archived(self, request, object_id) -> Version | None:
        versions = archived(request.user).filter(modele=self.opts.label_lower, cle=_key(object_id))
        return versions.order_by("-pk").first() if self.has_change_permission(request) else None

    def _told_archived(self, request, gone, opened):
        """The object left meanwhile: what was typed is there to read, and to send again once it is back."""
        shown = Version.objects.filter(modele=gone.modele, cle=gone.cle, pk__lte=opened or gone.pk).order_by("-pk")
        facts = (shown.first() or gone).valeurs
        fields = flatten_fieldsets(self.get_fieldsets(request))
        form = self.get_form(request, change=True, fields=fields)(request.POST, instance=as_it_was(self.model, facts))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Archivé pendant que vous écriviez"),
            "opts": self.opts,
            "version": gone,
            "auteur": author(gone),
            "ecrit": [(form[name].label, form[name].data) for name in form.changed_data],
            "envoye": [(name, each) for name in request.POST for each in request.POST.getlist(name)],
        }
        return TemplateResponse(request, "admin/archive_entre_temps.html", context, status=409)

    def _send_new(self, request, object_id, form_url, extra):
        view = super().changeform_view
        key = request.POST.get(KEY, "")
        if not FORM_KEY.fullmatch(key):
            return view(request, object_id, form_url, extra)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [key])
            made = Version.objects.filter(
                modele=self.opts.label_lower, geste=key, sorte=Version.Sorte.CREATION, auteur=request.user
            ).first()
            obj = self.get_object(request, str(made.cle)) if made else None
            again = obj and self.has_change_permission(request, obj)
            if again and Rencontre(self, request, obj, 0, number_of(obj)).already_saved():
                return self._already(request, obj)
            with gesture(request.user, key=uuid4().hex if made else key):
                return view(request, object_id, form_url, extra)

    def _already(self, request, obj):
        self.message_user(request, _("C’était déjà enregistré : « %(object)s ».") % {"object": obj}, messages.INFO)
        if "_continue" in request.POST:
            return HttpResponseRedirect(request.path)
        return self.response_post_save_change(request, obj)


def _key(object_id) -> int:
    written = unquote(object_id)
    return int(written) if written.isdecimal() and len(written) < 19 else 0
