"""What residents read of a lieu, gathered for whoever is asked whether it is exact; and as it was, to compare with."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, time

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from conseillers import wording
from conseillers.models import Changement, Jour, Ligne, Permanence, Seance
from structures import telephone
from structures.essai import values_of
from structures.models import Lieu

NEXT = 3  # dates that are told

# The facts that a référent may correct, by their model.
LIEU = ["nom", "adresse", "complement_adresse", "telephone", "site_web", "acces", "acces_fauteuil"]
PERMANENCE = ["jours", "dates", "heure_debut", "heure_fin", "heure_debut_2", "heure_fin_2", "au"]
# Others that they read.
READ = ["code_postal", "commune_id", "courriels", "prise_rdv"]


@dataclass
class Faits:
    lieu: Lieu
    permanences: list[Permanence] = field(default_factory=list)
    prochaines: list[Seance] = field(default_factory=list)
    fermetures: list[str] = field(default_factory=list)

    @property
    def regles(self) -> list[str]:
        return [wording.capital(wording.rule_in_words(permanence)) for permanence in self.permanences]

    @property
    def instantane(self) -> dict:
        """What may be corrected, as it is now, in values that JSON can hold."""
        rules = {str(rule.pk): {name: plain(getattr(rule, name)) for name in PERMANENCE} for rule in self.permanences}
        return {"lieu": {name: plain(getattr(self.lieu, name)) for name in LIEU}, "permanences": rules}

    @property
    def empreinte(self) -> str:
        """The same as long as nothing that is read has changed; next dates, which pass, do not count."""
        place = [getattr(self.lieu, name) for name in [*LIEU, *READ]]
        rules = [values_of(permanence) for permanence in self.permanences]
        return hashlib.sha256(json.dumps([place, rules], default=str).encode()).hexdigest()


def facts_of(lieux: list[Lieu]) -> dict[int, Faits]:
    """By key, in three queries for any number of lieux, which hold their commune and structure."""
    found = {lieu.pk: Faits(lieu) for lieu in lieux}
    for permanence in (
        Permanence.objects.in_force(timezone.localdate()).filter(lieu__in=found).order_by("jours", "heure_debut", "pk")
    ):
        found[permanence.lieu_id].permanences.append(permanence)
    for seance in Seance.objects.filter(lieu__in=found).held().to_come().in_order():
        if len(found[seance.lieu_id].prochaines) < NEXT:
            found[seance.lieu_id].prochaines.append(seance)
    for closure in _closures(lieux):
        for faits in found.values():
            if _closes(closure, faits.lieu):
                faits.fermetures.append(closure_in_words(closure))
    return found


def _closures(lieux: list[Lieu]) -> list[Changement]:
    """What is closed or cancelled today or later, in order."""
    keys = [lieu.pk for lieu in lieux]
    about = models.Q(lieu__in=keys) | models.Q(permanence__lieu__in=keys)
    about |= models.Q(structure__in=[lieu.structure_id for lieu in lieux])
    closures = Changement.objects.filter(about, genre=Changement.Genre.ANNULATION, au__gte=timezone.localdate())
    return list(closures.select_related("permanence").order_by("du", "pk"))


def _closes(closure: Changement, lieu: Lieu) -> bool:
    if closure.permanence:
        return closure.permanence.lieu_id == lieu.pk
    return lieu.pk == closure.lieu_id or lieu.structure_id == closure.structure_id


def closure_in_words(closure: Changement) -> str:
    """« Fermé du lundi 21 au vendredi 25 décembre (travaux) »."""
    first, last = wording.long_day(closure.du), wording.long_day(closure.au)
    days = _("le %(day)s") % {"day": first}
    if closure.du != closure.au:
        days = _("du %(first)s au %(last)s") % {"first": first, "last": last}
    said = _("Pas de permanence %(days)s") if closure.permanence_id else _("Fermé %(days)s")
    reason = f" ({closure.motif})" if closure.motif else ""
    return said % {"days": days} + reason


# --- One fact, as JSON keeps it and as people read it ---


def plain(value):
    match value:
        case list():
            return [plain(item) for item in value]
        case time():
            return f"{value:%H:%M}"
        case date():
            return value.isoformat()
    return value


def from_plain(model: type[models.Model], name: str, value):
    """The value that this field of the model holds."""
    column = model._meta.get_field(name)
    if isinstance(value, list):
        return [column.base_field.to_python(item) for item in value]
    return column.to_python(value)


def label_of(line: Ligne) -> str:
    if line.champ == Ligne.EXISTE:
        return _("Cette permanence")
    names = {"heure_debut": _("de"), "heure_fin": _("à"), "heure_debut_2": _("puis de"), "heure_fin_2": _("à (suite)")}
    model = Permanence if line.champ in PERMANENCE else Lieu
    return wording.capital(names.get(line.champ) or model._meta.get_field(line.champ).verbose_name)


def in_words(name: str, value) -> str:
    """What JSON keeps of a fact, as people read it; nothing when there is nothing."""
    if name == Ligne.EXISTE:
        return _("existe") if value else _("n’existe plus")
    if name == "acces_fauteuil":
        return {True: _("oui"), False: _("non")}.get(value, _("on ne sait pas"))
    if value in (None, "", []):
        return ""
    match name:
        case "jours":
            return wording.enumerate_words(Jour(day).label for day in sorted(value))
        case "dates":
            return wording.enumerate_words(date_format(date.fromisoformat(day), "d/m/Y") for day in value)
        case "au":
            return date_format(date.fromisoformat(value), "d/m/Y")
        case "telephone":
            return telephone.readable(value)
        case "site_web":
            return "\n".join(value)
    return wording.hour(time.fromisoformat(value)) if name.startswith("heure_") else value
