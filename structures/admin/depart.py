"""A line archived inside another object's page: what goes along is said before anything is saved.

With script, as soon as « Archiver » is ticked (js/admin-depart.js). Without, the page comes back as it was typed, and
says it. Either way the form that saves carries a seal of what was said: if more would go by then, that is said first.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, JsonResponse
from django.utils.crypto import salted_hmac
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from structures.admin.archivage import enumerated
from structures.admin.forms import never_saved
from structures.histoire.archives import CONSEQUENCES, gathered
from structures.histoire.suivi import followed
from structures.portee import within

SEEN = "_depart"  # seals of what was said, one a line
BUTTONS = ("_continue", "_addanother", "_save")
MOST_LINES = 1000


@dataclass(frozen=True)
class Depart:
    """A line that would leave, and what would with it."""

    nom: str
    phrases: list[str]
    sceau: str


def departure_of(row: Model) -> Depart | None:
    """None when it leaves alone and nobody misses it."""
    found = gathered([row])
    said = []
    if avec := enumerated(found.avec):
        said.append(_("Avec cela : %(what)s.") % {"what": avec})
    said += [phrase for consequence in CONSEQUENCES for phrase in consequence(found.tout)]
    if perdus := enumerated((model, len(keys)) for model, keys in found.perdus.items()):
        said.append(_("Effacé pour de bon : %(what)s.") % {"what": perdus})
    if not said:
        return None
    seal = salted_hmac(__name__, repr((row._meta.label_lower, row.pk, said)), algorithm="sha256").hexdigest()
    return Depart(f"{capfirst(row._meta.verbose_name)} : {row}", said, seal)


class TellsWhatLeaves:
    """A page of the admin whose ticked lines do not leave in silence."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and object_id and "_verifier" not in request.POST:
            seen = set(request.POST.getlist(SEEN))
            leaving = self._leaving(request, object_id)
            if any(each.sceau not in seen for each in leaving):
                request.departs = leaving
                pressed = next((name for name in BUTTONS if name in request.POST), "_save")
                extra_context = {**(extra_context or {}), "departs": leaving, "bouton": pressed}
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return never_saved(form) if getattr(request, "departs", None) else form

    def _leaving(self, request, object_id) -> list[Depart]:
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_change_permission(request, obj):
            return []
        rows = [
            row
            for formset, _inline in self.get_formsets_with_inlines(request, obj)
            for row in _ticked(request.POST, formset, obj)
        ]
        return [depart for row in rows if (depart := departure_of(row))]


def _ticked(data, formset, obj) -> list[Model]:
    """The lines of this object that would be archived by what was sent."""
    prefix, name = formset.get_default_prefix(), formset.model._meta.pk.name
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    lines = range(min(int(total), MOST_LINES) if total.isdecimal() and len(total) < 6 else 0)
    keys = [data.get(f"{prefix}-{line}-{name}", "") for line in lines if data.get(f"{prefix}-{line}-DELETE")]
    keys = [key for key in keys if key.isdecimal() and len(key) < 19]
    if not keys or formset.model._meta.label_lower not in followed():
        return []
    return list(formset.model._base_manager.filter(pk__in=keys, **{formset.fk.name: obj}).order_by("pk"))


@require_safe
def departure_view(request):
    """The same, as JSON, for a line that was just ticked: `modele` its label, `cle` its key."""
    model = followed().get(request.GET.get("modele", ""))
    key = request.GET.get("cle", "")
    if model is None or not key.isdecimal() or len(key) > 18:
        raise Http404
    if not request.user.has_perm(f"{model._meta.app_label}.delete_{model._meta.model_name}"):
        raise PermissionDenied
    row = within(model._base_manager.filter(pk=key), request.user, reading=False).first()
    if row is None:
        raise Http404
    depart = departure_of(row)
    return JsonResponse({"phrases": depart.phrases if depart else [], "sceau": depart.sceau if depart else ""})
