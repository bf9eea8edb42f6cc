"""The séances of one lieu to come, those that are not held too, each of these with where to go instead."""

from datetime import timedelta

from django.utils import timezone

from conseillers.alternatives import give_alternatives
from conseillers.fiches import Fiche
from conseillers.models import Seance
from structures.models import Lieu

AROUND = 12  # places among which to look for an alternative to a cancelled séance


def schedule(lieu: Lieu, around: list[Fiche]) -> tuple[list[Seance], list[Seance]]:
    """Séances of a lieu, today's included whole, then those to come: where not held, with an alternative."""
    of_days = Seance.objects.filter(lieu=lieu).within(timezone.localdate(), Seance.HORIZON.days)
    of_days = list(of_days.select_related("permanence").in_order())
    now = timezone.now()
    seances = [seance for seance in of_days if seance.fin > now]
    for seance in seances:
        seance.lieu = lieu
    elsewhere = [other.pk for other in around] + [s.lieu_accueil_id for s in seances if s.lieu_accueil_id]
    held = [seance for seance in seances if seance.tenue]
    give_alternatives(seances, Seance.objects.held().to_come().filter(lieu__in=elsewhere), here=held)
    return of_days, seances


def lost_first(seances: list[Seance]) -> Seance | None:
    """The first séance to come, when it is today's or tomorrow's and is not held."""
    first = seances[0] if seances else None
    tomorrow = timezone.localdate() + timedelta(days=1)
    return first if first and not first.tenue and first.date <= tomorrow else None
