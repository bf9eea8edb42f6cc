"""Nothing is deleted: « Archiver », what goes along said before; and « Archives », where each comes back."""

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Max
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from structures.histoire.archives import CONSEQUENCES, archive, archived, archives_of, gathered, restore, still_archived
from structures.histoire.mots import Noms
from structures.histoire.retour import Impossible
from structures.histoire.suivi import comes_along, followed
from structures.histoire.version import Version
from structures.portee import reaches

PAGE = 25


def counted(model, count: int) -> str:
    """« 3 permanences »."""
    return f"{count} {model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}"


def enumerated(pairs) -> str:
    return ", ".join(counted(model, count) for model, count in pairs)


class Archivage:
    """Deletion, of one object or of those ticked in a list, made archiving."""

    def get_actions(self, request):
        actions = super().get_actions(request)
        if "delete_selected" in actions and self.opts.label_lower in followed():
            words = gettext_lazy("Archiver")
            actions["delete_selected"] = (Archivage.archive_selected, "delete_selected", words)
        return actions

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Nobody archives a structure by a cross in the page of a lieu: in its own, what goes along is said."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and hasattr(field.widget, "can_delete_related"):
            field.widget.can_delete_related = False
        return field

    def archive_selected(self, request, queryset):
        objs = list(queryset)
        if not objs:
            return None
        return self._archive(request, objs, reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def delete_view(self, request, object_id, extra_context=None):
        if self.opts.label_lower not in followed():
            return super().delete_view(request, object_id, extra_context)
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            if not self.has_delete_permission(request):
                raise PermissionDenied
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        after = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return self._archive(request, [obj], after, selected=False)

    def _archive(self, request, objs, after, selected=True):
        """Says what will leave; once confirmed, archives it."""
        if not all(self.has_delete_permission(request, obj) for obj in objs):
            raise PermissionDenied
        with transaction.atomic():
            list(self.model._base_manager.select_for_update().filter(pk__in=[obj.pk for obj in objs]).values("pk"))
            found = gathered(objs)
            refusals = self._refusals(request, found)
            if request.POST.get("post") and not refusals:
                self.log_deletions(request, objs)
                archive(found)
                words = _("Archivé : %(what)s. Tout est gardé dans les archives.")
                what = ", ".join(str(obj) for obj in objs[:5]) + ("…" if len(objs) > 5 else "")
                self.message_user(request, words % {"what": what}, messages.SUCCESS)
                return HttpResponseRedirect(after)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Archiver"),
            "opts": self.opts,
            "objets": objs,
            "avec": enumerated(found.avec),
            "perdus": enumerated([(model, len(keys)) for model, keys in found.perdus.items()]),
            "consequences": [said for consequence in CONSEQUENCES for said in consequence(found.tout)],
            "refus": refusals,
            "selection": selected,
            "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
            "retour": after,
        }
        return TemplateResponse(request, "admin/archiver.html", context)

    def _refusals(self, request, found) -> list[str]:
        said = []
        if others := found.out_of_reach(request.user):
            said.append(_("À une autre structure : %(what)s. Demandez à la Métropole.") % {"what": enumerated(others)})
        if found.oublies:
            kinds = [(model, len(keys)) for model, keys in found.oublies.items()]
            said.append(_("Doit d’abord être traité : %(what)s.") % {"what": enumerated(kinds)})
        for model in found.tout:
            if not comes_along(model) and not request.user.has_perm(
                f"{model._meta.app_label}.delete_{model._meta.model_name}"
            ):
                words = _("Votre compte ne peut pas archiver : %(what)s.")
                said.append(words % {"what": model._meta.verbose_name_plural})
        return said


@require_safe
def archives_view(request):
    """What was archived, newest first."""
    versions = archived(request.user)
    gestures = versions.values("geste").annotate(dernier=Max("pk")).order_by("-dernier")
    page = Paginator(gestures, PAGE).get_page(request.GET.get("page"))
    found = archives_of(versions, [row["geste"] for row in page.object_list])
    shown = [each for archive_ in found for each in archive_.premiers]
    noms = Noms([(followed()[version.modele], version.valeurs) for version in shown])
    context = {
        **admin.site.each_context(request),
        "title": _("Archives"),
        "page": page,
        "archives": [_line(request, each, noms) for each in found],
    }
    return TemplateResponse(request, "admin/archives.html", context)


def _line(request, archive_, noms) -> dict:
    first = archive_.premiers
    kind = followed()[first[0].modele]
    names = [str(noms.instance(kind, version.valeurs)) for version in first]
    return {
        "archive": archive_,
        "version": first[0],
        "nom": f"{capfirst(kind._meta.verbose_name if len(first) == 1 else kind._meta.verbose_name_plural)} : "
        + ", ".join(names[:5])
        + ("…" if len(names) > 5 else ""),
        "avec": enumerated(archive_.avec),
        "remettre": not archive_.remise and _may_restore(request.user, archive_.versions),
    }


def _may_restore(user, versions) -> bool:
    """Whoever may archive each of them; that they are within reach, the list has seen to."""
    models = {model for version in versions if not comes_along(model := followed()[version.modele])}
    return all(user.has_perm(f"{m._meta.app_label}.delete_{m._meta.model_name}") for m in models)


@require_POST
def restore_view(request, geste):
    mine = list(archived(request.user).filter(geste=geste))
    whole = Version.objects.filter(geste=geste, sorte=Version.Sorte.ARCHIVE).count()
    if not mine or len(mine) < whole or not _may_restore(request.user, mine):
        raise PermissionDenied
    page = HttpResponseRedirect(reverse("admin:archives"))
    if not still_archived(mine):
        messages.info(request, _("C’est déjà remis."))
        return page
    try:
        with transaction.atomic():
            back, notes = restore(geste)
            if not all(reaches(request.user, obj, reading=False) for obj in back):
                raise Impossible([_("Une partie est à une structure qui n’est pas la vôtre.")])
    except Impossible as refusal:
        messages.error(request, f"{_('Rien n’a été remis.')} {' '.join(refusal.sentences)}")
        return page
    for note in notes:
        messages.warning(request, note)
    messages.success(request, _("Remis : %(what)s.") % {"what": _said(back)})
    return page


def _said(objs) -> str:
    kinds: dict = {}
    for obj in objs:
        kinds.setdefault(type(obj), []).append(obj)
    return enumerated((model, len(rows)) for model, rows in kinds.items())
