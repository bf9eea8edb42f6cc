"""What a rule gives, shown beside it: its sentence and its next séances, read where residents read them."""

from collections import defaultdict
from itertools import islice

from django.template.loader import render_to_string
from django.utils import timezone

from conseillers.models import Permanence, Seance
from conseillers.wording import rule_in_words

SHOWN = 6
DAYS = 120  # far enough for six dates of a rule that comes back every other week


def coming(permanences) -> dict[int, list[Seance]]:
    """The next séances of each of these permanences, those that will not be held too: one query for them all."""
    seances = (
        Seance.objects.filter(permanence__in=permanences, lieu_accueil=None)  # a moved one is told where it goes
        .within(timezone.localdate(), DAYS)
        .not_over(timezone.now())
        .select_related("lieu")
        .order_by("debut", "id")
    )
    found = defaultdict(list)
    for seance in seances:
        found[seance.permanence_id].append(seance)
    return {pk: list(islice(group, SHOWN)) for pk, group in found.items()}


def give_next(permanences) -> None:
    """Gives each permanence its `prochaine` séance that will be held, or None: one query for them all."""
    seances = (
        Seance.objects.held()
        .filter(permanence__in=permanences)
        .within(timezone.localdate(), Seance.HORIZON.days)
        .not_over(timezone.now())
        .order_by("permanence_id", "debut", "id")
        .distinct("permanence_id")
    )
    found = {seance.permanence_id: seance for seance in seances}
    for permanence in permanences:
        permanence.prochaine = found.get(permanence.pk)


def preview(permanence: Permanence, seances: list[Seance], beside: bool = False) -> str:
    """The sentence and the dates. Beside others, each already has its sentence for a title, and its own page."""
    context = {
        "permanence": permanence,
        "phrase": rule_in_words(permanence),
        "seances": seances,
        "jours": DAYS,
        "beside": beside,
    }
    return render_to_string("admin/conseillers/apercu.html", context)
