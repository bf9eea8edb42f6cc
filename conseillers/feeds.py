"""Files that programs read again and again: the calendars."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conseillers import ics
from conseillers.agenda import Agenda
from conseillers.forms import AgendaForm
from conseillers.models import Seance
from structures.models import Lieu


@require_safe
def lieu_ics(request, slug):
    lieu = get_object_or_404(Lieu.objects.published(), slug=slug)
    return _calendar(request, Seance.objects.filter(lieu=lieu), [lieu.nom], f"{lieu.slug}.ics")


@require_safe
def agenda_ics(request):
    """The séances that /agenda/ shows, on any day, with the same filters.

    The page says a wrong filter and leaves it out, for a person to correct. Here it is refused: a program asks, and
    would follow the whole Métropole ever after without a word.
    """
    form = AgendaForm({name: request.GET.get(name) for name in AgendaForm.FILTERS})
    if not form.is_valid():
        wrong = [_("%(question)s Ce choix n’existe pas.") % {"question": form[name].label} for name in form.errors]
        return HttpResponse("\n".join(wrong), status=400, content_type="text/plain; charset=utf-8")
    asked = Agenda(form, request.path)
    chosen = [choice["nom"] for choice in asked.choices()]
    return _calendar(request, asked.seances(), chosen or [_("Métropole de Lyon")], "agenda.ics")


def _calendar(request, seances, of_what: list[str], filename: str):
    name = _("Conseillers numériques : %(what)s") % {"what": ", ".join(map(str, of_what))}
    content = ics.calendar(seances, name, request.build_absolute_uri)
    headers = {"Content-Disposition": f'inline; filename="{filename}"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
