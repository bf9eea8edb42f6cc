"""Two lieux made one: what is kept of each field, and all that pointed to the one that goes."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.text import capfirst

from conseillers.models import Changement, Permanence
from structures.essai import values_of
from structures.fusions import AncienneAdresse
from structures.models import Lieu

# What makes two rules the same one, in a lieu: the fields that may not be twice the same there.
RULE = [
    field.attname
    for constraint in Permanence._meta.constraints
    if constraint.name == "permanence_unique"
    for field in map(Permanence._meta.get_field, constraint.fields)
    if field.name != "lieu"
]


class Fusion:
    """What happens to the one that goes, noted while it is done."""

    def __init__(self, garde: Lieu, autre: Lieu):
        self.garde, self.autre = garde, autre
        self.passees: list[Permanence] = []  # permanences that come over
        self.reunies: list[Permanence] = []  # those that were there too: their advisers are together
        self.perdues: list[str] = []  # what cannot be kept

    def write(self, chosen: dict) -> None:
        """Inside a transaction, both rows locked. ValidationError when the lieu cannot be so."""
        for name, value in chosen.items():
            setattr(self.garde, name, value)
        self.garde.full_clean()
        self.garde.save()
        for permanence in list(self.autre.permanences.order_by("pk")):
            self._bring(permanence)
        self._give(self.autre, self.garde)
        self._stay_at_home()
        former = self.autre.slug
        self.autre.delete()
        AncienneAdresse.objects.create(slug=former, lieu=self.garde)

    def _bring(self, permanence: Permanence) -> None:
        twin = self.garde.permanences.filter(pk__in=self._same(permanence)).first()
        if twin is None:
            permanence.lieu = self.garde
            permanence.validate_constraints()
            permanence.save()
            self.passees.append(permanence)
            return
        twin.conseillers.add(*permanence.conseillers.all())
        self._give(permanence, twin)
        permanence.delete()
        self.reunies.append(twin)

    def _same(self, permanence: Permanence) -> list[int]:
        rule = _rule(permanence)
        return [each.pk for each in self.garde.permanences.all() if _rule(each) == rule]

    def _give(self, source: models.Model, target: models.Model) -> None:
        """All rows of any table that point to the first point to the second, unless they would say a thing twice."""
        for relation in source._meta.related_objects:
            if relation.many_to_many or not relation.related_model._meta.managed:  # a view has no rows of its own
                continue
            for row in relation.related_model._base_manager.filter(**{relation.field.name: source}).order_by("pk"):
                before = f"{capfirst(relation.related_model._meta.verbose_name)} : {row}"
                setattr(row, relation.field.name, target)
                try:
                    with transaction.atomic():
                        row.validate_constraints()
                        row.save(update_fields=[relation.field.name])
                except (ValidationError, IntegrityError):
                    self.perdues.append(before)

    def _stay_at_home(self) -> None:
        """A permanence that was to be held, one day, in the lieu that is now its own, is held there as always."""
        moved = Changement.objects.filter(
            genre=Changement.Genre.LIEU, lieu_accueil=self.garde, permanence__lieu=self.garde
        )
        moved.filter(heure_debut=None).delete()
        moved.update(genre=Changement.Genre.HORAIRES, lieu_accueil=None)


def _rule(permanence: Permanence) -> list:
    values = values_of(permanence)
    return [values[name] for name in RULE]
