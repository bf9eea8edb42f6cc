"""The history of an object in words, from its page, and the way back to any version."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from structures.histoire.auteur import explain
from structures.histoire.mots import Difference, Noms, day, differences, hour
from structures.histoire.retour import Impossible, put_back
from structures.histoire.suivi import fields_of, followed, history_of, json_name, with_previous
from structures.histoire.version import Version
from structures.portee import reaches

PAGE = 25


@dataclass
class Entry:
    """One version, as the page says it."""

    version: Version
    nom: str  # of the object, when it is not the page's own
    differences: list[Difference] = field(default_factory=list)
    retour: str = ""  # address of the way back

    @property
    def auteur(self) -> str:
        return author(self.version)

    @property
    def sorte(self) -> str:
        return self.version.get_sorte_display()


def author(version: Version) -> str:
    if version.sorte == Version.Sorte.DEBUT:
        return ""
    return version.nom_auteur or _("sans compte (chargement, lien reçu par courriel…)")


def moment(instant) -> str:
    local = timezone.localtime(instant)
    return _("%(day)s à %(hour)s") % {"day": day(local), "hour": hour(local)}


class Historique:
    """A page of the admin whose « Historique » is read in words and leads back."""

    goes_back = True  # False: read alone, for what may not be undone by putting a row back

    def get_urls(self):
        wrap = self.admin_site.admin_view
        name = f"{self.opts.app_label}_{self.opts.model_name}_retour"
        return [path("<path:object_id>/history/<int:version>/", wrap(self.retour_view), name=name), *super().get_urls()]

    def history_view(self, request, object_id, extra_context=None):
        if self.opts.label_lower not in followed():
            return super().history_view(request, object_id, extra_context)
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        return require_safe(self._history_page)(request, obj)

    def _history_page(self, request, obj):
        versions = with_previous(history_of(obj).order_by("-pk"))
        page = Paginator(versions, PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Historique : %(object)s") % {"object": obj},
            "opts": self.opts,
            "object": obj,
            "page": page,
            "entrees": (found := entries(page.object_list, obj)),
            "deplacements": any(each.sur_carte for entry in found for each in entry.differences),
            "peut_revenir": self.goes_back and self.has_change_permission(request, obj),
        }
        return TemplateResponse(request, "admin/historique.html", context)

    def retour_view(self, request, object_id, version):
        """What going back would change; with POST, goes back."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.goes_back or not self.has_change_permission(request, obj):
            raise PermissionDenied
        wanted = Version.objects.of(obj).filter(pk=version).exclude(sorte=Version.Sorte.ARCHIVE).first()
        if wanted is None:
            raise Http404
        kept = set(self.get_readonly_fields(request, obj)) - set(self.readonly_fields)
        if request.method == "POST":
            return self._go_back(request, obj, wanted, kept)
        now = Version.objects.of(obj).first()
        facts = {key: value for key, value in wanted.valeurs.items() if key not in _columns(self.model, kept)}
        found = differences(self.model, now.valeurs, facts, Noms([(self.model, now.valeurs), (self.model, facts)]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Revenir à la version du %(moment)s") % {"moment": moment(wanted.instant)},
            "opts": self.opts,
            "object": obj,
            "differences": found,
            "deplacements": any(each.sur_carte for each in found),
        }
        return TemplateResponse(request, "admin/retour.html", context)

    def _go_back(self, request, obj, wanted, kept):
        said = moment(wanted.instant)
        page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[quote(obj.pk)])
        try:
            with transaction.atomic():
                self.model._base_manager.select_for_update().get(pk=obj.pk)
                explain(_("retour à la version du %(moment)s") % {"moment": said})
                lost = put_back(obj, wanted.valeurs, kept)
                if not reaches(request.user, obj, reading=False):
                    raise Impossible([_("Cette version est à une structure qui n’est pas la vôtre.")])
        except Impossible as refusal:
            words = _("Rien n’a changé : cette version ne peut pas être remise.")
            self.message_user(request, f"{words} {' '.join(refusal.sentences)}", messages.ERROR)
            return HttpResponseRedirect(page)
        for sentence in lost:
            self.message_user(request, sentence, messages.WARNING)
        self.message_user(request, _("Revenu à la version du %(moment)s.") % {"moment": said}, messages.SUCCESS)
        return HttpResponseRedirect(page)


def entries(versions, page_of=None) -> list[Entry]:
    """What each version changed. `page_of`: an object that need not be named."""
    models = followed()
    rows = [(models[v.modele], facts) for v in versions for facts in (v.valeurs, v.avant) if facts]
    noms = Noms(rows)
    last = _last(versions)
    found = []
    for version in versions:
        model = models[version.modele]
        own = page_of is not None and page_of._meta.label_lower == version.modele and page_of.pk == version.cle
        entry = Entry(version, "" if own else name_of(model, version, noms))
        if version.sorte == Version.Sorte.CHANGEMENT and version.avant:
            entry.differences = differences(model, version.avant, version.valeurs, noms)
        if version.sorte != Version.Sorte.ARCHIVE and last[version.modele, version.cle] != (version.pk, True):
            entry.retour = _address_of_return(version, last)
        found.append(entry)
    return found


def name_of(model, version, noms) -> str:
    return f"{capfirst(model._meta.verbose_name)} : {noms.instance(model, version.valeurs)}"


def _last(versions) -> dict[tuple[str, int], tuple[int, bool]]:
    """Key of the last version of each of these objects, and whether the object is still there."""
    keys = {version.cle for version in versions}
    rows = Version.objects.filter(modele__in={version.modele for version in versions}, cle__in=keys)
    rows = rows.order_by("modele", "cle", "-pk").distinct("modele", "cle")
    found = rows.values_list("modele", "cle", "pk", "sorte")
    return {(modele, cle): (pk, sorte != Version.Sorte.ARCHIVE) for modele, cle, pk, sorte in found}


def _address_of_return(version, last) -> str:
    _pk, there = last[version.modele, version.cle]
    if not there:
        return ""
    try:
        return reverse(f"admin:{version.modele.replace('.', '_')}_retour", args=[version.cle, version.pk])
    except NoReverseMatch:
        return ""


def _columns(model, names) -> set[str]:
    return {json_name(each) for each in fields_of(model) if each.name in names}
