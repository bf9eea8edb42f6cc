"""The page that says what is published, how fresh it is, and under which terms."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conseillers.donnees import lieux, permanences, seances
from conseillers.donnees.etat import Etat
from conseillers.models import Seance


@require_safe
def donnees(request):
    """Séances of the whole window would take seconds to count where there are many: the day's are said."""
    etat = Etat.now()
    first, last = seances.window()
    rules = permanences.permanences(etat.jour)
    context = {
        "change": etat.change and timezone.localtime(etat.change),
        "lieux": lieux.lieux().count(),
        "sans_adresse": lieux.without_address().count(),
        "permanences": rules.count(),
        "demonstration": rules.filter(demonstration=True).exists(),
        "seances_du_jour": Seance.objects.on(etat.jour).held().count(),
        "du": first,
        "au": last,
    }
    return render(request, "donnees.html", context)
