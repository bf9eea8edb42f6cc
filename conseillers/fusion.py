"""Two made one: what is kept of each field, and all that pointed to the one that goes."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from conseillers.models import Changement, Permanence
from structures.essai import values_of
from structures.fusions import AncienneAdresse

# What makes two rules the same one, in a lieu: the fields that may not be twice the same there.
RULE = [
    field.attname
    for constraint in Permanence._meta.constraints
    if constraint.name == "permanence_unique"
    for field in map(Permanence._meta.get_field, constraint.fields)
    if field.name != "lieu"
]


class Fusion:
    """What happens to the one that goes, noted while it is done. Any model: lieux have more to see to, below."""

    def __init__(self, garde: models.Model, autre: models.Model):
        self.garde, self.autre = garde, autre
        self.passees: dict[type[models.Model], list[models.Model]] = defaultdict(list)  # rows that come over
        self.perdues: list[str] = []  # what cannot be kept

    def write(self, chosen: dict) -> None:
        """Inside a transaction, both rows locked. ValidationError when the one that stays cannot be so."""
        for name, value in chosen.items():
            setattr(self.garde, name, value)
        self.garde.full_clean()
        self.garde.save()
        self._before()
        self._give(self.autre, self.garde)
        for field in self.garde._meta.many_to_many:
            getattr(self.garde, field.name).add(*getattr(self.autre, field.name).all())
        try:
            self.autre.delete()
        except models.ProtectedError:
            raise ValidationError(_("Ce qui est à l’autre ne peut pas être repris : corrigez-le d’abord.")) from None

    def _before(self) -> None:
        """What is to be seen to before its rows are moved one by one."""

    def _give(self, source: models.Model, target: models.Model) -> None:
        """All rows of any table that point to the first point to the second, unless they would say a thing twice."""
        for relation, rows in pointing_to(source):
            for row in rows:
                before = f"{capfirst(relation.related_model._meta.verbose_name)} : {row}"
                setattr(row, relation.field.name, target)
                try:
                    with transaction.atomic():
                        row.validate_constraints()
                        row.save(update_fields=[relation.field.name])
                except (ValidationError, IntegrityError):
                    self.perdues.append(before)
                else:
                    self.passees[relation.related_model].append(row)


class FusionDeLieux(Fusion):
    """The same rule in both is one, with all its advisers; and the former address leads to the one that stays."""

    def __init__(self, garde, autre):
        super().__init__(garde, autre)
        self.reunies: list[Permanence] = []  # those that were there too: their advisers are together

    def write(self, chosen):
        former = self.autre.slug
        super().write(chosen)
        AncienneAdresse.objects.create(slug=former, lieu=self.garde)
        self._stay_at_home()

    def _before(self):
        for permanence in list(self.autre.permanences.order_by("pk")):
            twin = self.garde.permanences.filter(pk__in=self._same(permanence)).first()
            if twin:
                twin.conseillers.add(*permanence.conseillers.all())
                self._give(permanence, twin)
                permanence.delete()
                self.reunies.append(twin)

    def _same(self, permanence: Permanence) -> list[int]:
        rule = _rule(permanence)
        return [each.pk for each in self.garde.permanences.all() if _rule(each) == rule]

    def _stay_at_home(self) -> None:
        """A permanence that was to be held, one day, in the lieu that is now its own, is held there as always."""
        moved = Changement.objects.filter(
            genre=Changement.Genre.LIEU, lieu_accueil=self.garde, permanence__lieu=self.garde
        )
        moved.filter(heure_debut=None).delete()
        moved.update(genre=Changement.Genre.HORAIRES, lieu_accueil=None)


def pointing_to(obj: models.Model):
    """(relation, its rows that point to this object), for every table that has rows of its own."""
    for relation in obj._meta.related_objects:
        if not relation.many_to_many and relation.related_model._meta.managed:  # a view has none
            yield (
                relation,
                relation.related_model._base_manager.filter(**{relation.field.name: obj}).order_by("pk"),
            )


def _rule(permanence: Permanence) -> list:
    values = values_of(permanence)
    return [values[name] for name in RULE]
