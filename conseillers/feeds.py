"""Files that programs read again and again: the calendars."""

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from conseillers import ics
from conseillers.besoins import Besoin
from conseillers.models import Mode, Seance
from structures.models import Commune, Lieu


class AgendaIcsForm(forms.Form):
    """GET parameters of /agenda.ics. A program sends them, so a wrong value is refused rather than left out."""

    commune = forms.ModelChoiceField(
        Commune.objects.all(),
        to_field_name="slug",
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Cette commune n’existe pas.")},
    )
    besoin = forms.ChoiceField(
        choices=Besoin.choices,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Ce besoin n’existe pas.")},
    )
    mode = forms.ChoiceField(
        choices=Mode.choices,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Ce mode n’existe pas.")},
    )

    def seances(self):
        commune, besoin, mode = (self.cleaned_data[name] for name in self.fields)
        seances = Seance.objects.all()
        if commune:
            seances = seances.filter(Q(lieu__commune=commune) | Q(lieu__commune__parent=commune))
        if besoin:
            seances = seances.serving(Besoin(besoin))
        return seances.filter(mode=mode) if mode else seances

    @property
    def titre(self) -> str:
        commune, besoin, mode = (self.cleaned_data[name] for name in self.fields)
        chosen = [commune or _("Métropole de Lyon"), besoin and Besoin(besoin).label, mode and Mode(mode).label]
        return _("Conseillers numériques : %(what)s") % {"what": ", ".join(str(part) for part in chosen if part)}


@require_safe
def lieu_ics(request, slug):
    lieu = get_object_or_404(Lieu.objects.published(), slug=slug)
    name = _("Conseillers numériques : %(what)s") % {"what": lieu.nom}
    return _calendar(request, Seance.objects.filter(lieu=lieu), name, f"{lieu.slug}.ics")


@require_safe
def agenda_ics(request):
    form = AgendaIcsForm(request.GET)
    if not form.is_valid():
        words = "\n".join(error for errors in form.errors.values() for error in errors)
        return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
    return _calendar(request, form.seances(), form.titre, "agenda.ics")


def _calendar(request, seances, name: str, filename: str):
    content = ics.calendar(seances, name, request.build_absolute_uri)
    headers = {"Content-Disposition": f'inline; filename="{filename}"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
