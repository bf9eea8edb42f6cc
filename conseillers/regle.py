"""What the rule of a permanence gives, as it stands in memory: typed in a form, perhaps not saved yet."""

from collections.abc import Callable
from datetime import date

from conseillers.models import Changement, Occurrence, Permanence
from structures.essai import trial, values_of

# Stands for a lieu that is not saved yet: the database checks foreign keys at the end, which a trial never reaches.
NOWHERE = 0


class Regle:
    """Asks the database, which alone reads rules (migrations/0005); nothing of the trial stays."""

    def __init__(self, permanence: Permanence):
        self.permanence = permanence

    def gives_a_day(self) -> bool:
        """Whether the rhythm and the period leave any day at all; school holidays, not all known, apart."""
        return self._ask(lambda occurrences: occurrences.exists(), vacances=Permanence.Vacances.TENUE)

    def between(self, first: date, last: date) -> list[Occurrence]:
        """Slots from a day to a day, both included, in order."""
        return self._ask(lambda occurrences: list(occurrences.filter(date__range=(first, last)).order_by("date", "id")))

    def nearest(self, day: date) -> list[date]:
        """The day just before this one, and the one just after."""

        def ask(occurrences):
            dates = occurrences.values_list("date", flat=True)
            before = dates.filter(date__lt=day).order_by("-date").first()
            return [found for found in (before, dates.filter(date__gt=day).order_by("date").first()) if found]

        return self._ask(ask)

    def held_on(self, day: date) -> list[Occurrence]:
        """Slots of that day that neither a public holiday nor a closure of the permanence cancels."""
        closures = Changement.objects.filter(genre=Changement.Genre.ANNULATION, permanence=self.permanence)
        if closures.filter(du__lte=day, au__gte=day).exists():
            return []
        return [occurrence for occurrence in self.between(day, day) if not occurrence.ferie]

    def added_between(self, first: date, last: date) -> bool:
        added = Changement.objects.filter(genre=Changement.Genre.AJOUT, permanence=self.permanence)
        return added.filter(du__range=(first, last)).exists()

    def _ask(self, question: Callable, **other_values):
        facts = values_of(self.permanence)
        row = Permanence(**facts | {"lieu_id": facts["lieu_id"] or NOWHERE} | other_values)
        with trial():
            row.save()
            return question(Occurrence.objects.filter(permanence=row))
