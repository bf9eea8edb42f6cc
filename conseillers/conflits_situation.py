"""What conflicts are looked for in: the séances of the coming weeks, with who is there and what closes; read once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Q

from conseillers.models import Changement, Permanence, Seance
from structures.models import Lieu

Genre = Changement.Genre


def concerned_by(permanences, conseillers, lieux) -> set[int]:
    """Keys of these permanences, of those of these advisers, and of those held at these lieux, were it for one day."""
    by_adviser = Permanence.conseillers.through.objects.filter(conseiller__in=conseillers).values("permanence")
    moved_in = Changement.objects.filter(lieu_accueil__in=lieux).values("permanence")
    found = Permanence.objects.filter(Q(lieu__in=lieux) | Q(pk__in=by_adviser) | Q(pk__in=moved_in))
    return {getattr(each, "pk", each) for each in permanences} | set(found.values_list("pk", flat=True))


class Situation:
    """`concerned` are the keys of the permanences that one asks about; None for all."""

    def __init__(self, first: date, days: int, concerned: set[int] | None):
        self.first, self.days, self.concerned = first, days, concerned

    def concerns(self, *permanences: int) -> bool:
        return self.concerned is None or not self.concerned.isdisjoint(permanences)

    @cached_property
    def permanences(self) -> dict[int, Permanence]:
        """Those concerned, and those that they may clash with: of their lieux, of their advisers."""
        permanences = Permanence.objects.select_related("lieu__structure").defer("lieu__position")
        if self.concerned is not None:
            through = Permanence.conseillers.through.objects
            advisers = through.filter(permanence__in=self.concerned).values("conseiller")
            shared = through.filter(conseiller__in=advisers).values("permanence")
            lieux = Permanence.objects.filter(pk__in=self.concerned).values("lieu")
            permanences = permanences.filter(Q(pk__in=self.concerned) | Q(pk__in=shared) | Q(lieu__in=lieux))
        return {permanence.pk: permanence for permanence in permanences.order_by("pk")}

    @cached_property
    def in_force(self) -> list[Permanence]:
        """On the site and not over."""
        return [
            permanence
            for permanence in self.permanences.values()
            if permanence.lieu.publie
            and not permanence.lieu.structure.archivee
            and (permanence.au is None or permanence.au >= self.first)
        ]

    @cached_property
    def seances(self) -> list:
        """In order, as bare rows: there may be many."""
        seances = Seance.objects.within(self.first, self.days)
        if self.concerned is not None:
            seances = seances.filter(permanence__in=list(self.permanences))
        read = ["pk", "permanence_id", "lieu_id", "date", "heure_debut", "heure_fin", "etat", "cause", "conseillers"]
        rows = seances.values_list(*read, named=True)
        return list(rows.order_by("date", "heure_debut", "pk"))

    @cached_property
    def held(self) -> list:
        return [seance for seance in self.seances if seance.etat in Seance.HELD]

    @cached_property
    def by_permanence(self) -> dict[int, list]:
        """Those of the permanences concerned."""
        found = defaultdict(list)
        for seance in self.seances:
            if self.concerns(seance.permanence_id):
                found[seance.permanence_id].append(seance)
        return found

    @cached_property
    def lieux(self) -> dict[int, Lieu]:
        return Lieu.objects.only("nom", "horaires", "structure").in_bulk({seance.lieu_id for seance in self.seances})

    @cached_property
    def changes(self) -> dict[tuple, list[Changement]]:
        """By what they change (kind, key) and day."""
        last = self.first + timedelta(days=self.days - 1)
        found = defaultdict(list)
        coming = Changement.objects.filter(du__lte=last, au__gte=self.first).select_related("lieu", "structure")
        for change in coming.order_by("pk"):
            start, end = max(change.du, self.first), min(change.au, last)
            for kind in ("permanence", "lieu", "structure"):
                if key := getattr(change, f"{kind}_id"):
                    for number in range((end - start).days + 1):
                        found[kind, key, start + timedelta(days=number)].append(change)
        return found

    def placed(self, seance) -> bool:
        """Someone chose this very date, or changed something on it."""
        by_date = self.permanences[seance.permanence_id].rythme == Permanence.Rythme.DATES
        own = self.changes.get(("permanence", seance.permanence_id, seance.date), ())
        return by_date or any(change.genre != Genre.ANNULATION for change in own)

    @cached_property
    def closures(self) -> dict[str, Changement]:
        """By séance concerned, the closure of its lieu or structure that alone cancels it."""
        found = {}
        for seance in (seance for group in self.by_permanence.values() for seance in group):
            if seance.etat == Seance.Etat.ANNULEE and seance.cause == Seance.Cause.FERMETURE:
                places = [("lieu", seance.lieu_id), ("structure", self.lieux[seance.lieu_id].structure_id)]
                closing = [change for place in places for change in self.changes.get((*place, seance.date), ())]
                if closing and not self._cancelled_by_itself(seance):
                    found[seance.pk] = min(closing, key=lambda change: change.pk)
        return found

    def _cancelled_by_itself(self, seance) -> bool:
        """Its own permanence's cancellation; a longer one leaves the dates added as they are."""
        own: Iterable[Changement] = self.changes.get(("permanence", seance.permanence_id, seance.date), ())
        added = any(change.genre == Genre.AJOUT for change in own)
        return any(change.genre == Genre.ANNULATION and not (added and change.du != change.au) for change in own)
