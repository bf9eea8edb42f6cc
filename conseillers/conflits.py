"""Conflicts of the schedule, for staff: found in the séances to come, never by a second reading of the rules.

What comes back week after week is one conflict with its dates. There are as many queries for a hundred permanences as
for one.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from django.db import models
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from conseillers import conflits_wording as wording
from conseillers.conflits_situation import Situation, concerned_by
from conseillers.models import Changement, Conseiller, Permanence, Seance, VacancesScolaires
from structures.horaires import closed_during
from structures.models import Lieu

YEAR = 365  # days in which a rule must give a date
Rythme, Vacances = Permanence.Rythme, Permanence.Vacances


class Genre(models.TextChoices):
    DEUX_ENDROITS = "deux_endroits", _("Deux endroits en même temps")
    LIEU_FERME = "lieu_ferme", _("Lieu fermé ce jour-là")
    AUCUNE_DATE = "aucune_date", _("Aucune date")
    DOUBLON = "doublon", _("Deux permanences identiques")
    FERMETURE = "fermeture", _("À savoir : séances annulées par une fermeture")


@dataclass(frozen=True)
class Conflit:
    """One thing to look at. `voir` is what may be changed besides the permanences: a closure, a lieu."""

    genre: Genre
    phrase: str
    permanences: tuple[Permanence, ...]
    dates: tuple[date, ...] = ()
    voir: tuple[Changement | Lieu, ...] = ()

    @property
    def a_corriger(self) -> bool:
        """Cancelling ordinary séances is what closures are for: it is said, nothing is wrong."""
        return self.genre != Genre.FERMETURE


def conflits(permanences=None, conseillers=None, lieux=None, first=None, days=Seance.HORIZON.days) -> list[Conflit]:
    """Over these days; of all permanences, or of these, of these advisers’ and of these lieux’ together."""
    concerned = None
    if any(asked is not None for asked in (permanences, conseillers, lieux)):
        concerned = concerned_by(permanences or (), conseillers or (), lieux or ())
    situation = Situation(first or timezone.localdate(), days, concerned)
    found = [conflit for kind in KINDS for conflit in kind(situation)]
    order = list(Genre)
    return sorted(found, key=lambda conflit: (order.index(conflit.genre), conflit.dates[:1]))


def _deux_endroits(situation: Situation) -> Iterator[Conflit]:
    diaries = defaultdict(list)
    for seance in situation.held:
        for conseiller in seance.conseillers:
            diaries[conseiller, seance.date].append(seance)
    clashes = defaultdict(list)
    for (conseiller, _day), diary in diaries.items():
        for one, other in combinations(diary, 2):  # the other starts later
            pair = tuple(sorted({one.permanence_id, other.permanence_id}))
            if one.lieu_id != other.lieu_id and other.heure_debut < one.heure_fin and situation.concerns(*pair):
                clashes[conseiller, pair].append((one, other))
    names = Conseiller.objects.in_bulk({conseiller for conseiller, _pair in clashes}) if clashes else {}
    for (conseiller, pair), seances in clashes.items():
        dates = _dates(one for one, _other in seances)
        places = [wording.where(seance, situation.lieux[seance.lieu_id]) for seance in seances[0]]
        phrase = wording.two_places(names[conseiller], *places, dates)
        yield Conflit(Genre.DEUX_ENDROITS, phrase, tuple(situation.permanences[pk] for pk in pair), dates)


def _closures(situation: Situation) -> Iterator[Conflit]:
    """Dates that someone chose, permanences that have no other, then what each closure cancels besides."""
    chosen, without_other, besides = defaultdict(list), {}, defaultdict(list)
    for pk, seances in situation.by_permanence.items():
        closures = [situation.closures.get(seance.pk) for seance in seances]
        for seance, change in zip(seances, closures, strict=True):
            if change and situation.placed(seance):
                chosen[pk, change].append(seance)
            elif change and all(closures):
                without_other[pk] = seances
            elif change:
                besides[change].append(seance)
    for (pk, change), seances in chosen.items():
        dates = _dates(seances)
        phrase = wording.placed_when_closed(change, dates)
        yield Conflit(Genre.LIEU_FERME, phrase, (situation.permanences[pk],), dates, (change,))
    for pk, seances in without_other.items():
        permanence = situation.permanences[pk]
        causes = tuple({situation.closures[seance.pk]: None for seance in seances})
        phrase = wording.all_closed(permanence, len(seances), situation.days)
        yield Conflit(Genre.LIEU_FERME, phrase, (permanence,), _dates(seances), causes)
    for change, seances in besides.items():
        cancelled = tuple(situation.permanences[pk] for pk in sorted({seance.permanence_id for seance in seances}))
        phrase = wording.cancelled_by(change, len(seances))
        yield Conflit(Genre.FERMETURE, phrase, cancelled, _dates(seances), (change,))


def _outside_opening_hours(situation: Situation) -> Iterator[Conflit]:
    found = defaultdict(list)
    for seance in situation.held:
        horaires = situation.lieux[seance.lieu_id].horaires
        hours = (seance.date, seance.heure_debut, seance.heure_fin)
        if horaires and situation.concerns(seance.permanence_id) and closed_during(horaires, *hours):
            found[seance.permanence_id, seance.lieu_id].append(seance)
    for (pk, lieu), seances in found.items():
        dates, place = _dates(seances), situation.lieux[lieu]
        phrase = wording.outside_opening_hours(place, seances[0], dates)
        yield Conflit(Genre.LIEU_FERME, phrase, (situation.permanences[pk],), dates, (place,))


def _aucune_date(situation: Situation) -> Iterator[Conflit]:
    last = situation.first + timedelta(days=YEAR)
    silent = {
        permanence.pk: permanence
        for permanence in situation.in_force
        if situation.concerns(permanence.pk)
        and permanence.pk not in situation.by_permanence
        and (permanence.du is None or permanence.du <= last)
        and (permanence.rythme != Rythme.DATES or any(situation.first <= day <= last for day in permanence.dates))
    }
    if silent:
        speaking = Seance.objects.filter(permanence__in=list(silent)).within(situation.first, YEAR + 1)
        for pk in set(speaking.values_list("permanence_id", flat=True)):
            del silent[pk]
    prefetch_related_objects(list(silent.values()), "conseillers")
    holidays_known = silent and VacancesScolaires.objects.filter(du__lte=last, au__gte=situation.first).exists()
    for permanence in silent.values():
        reason = _why_silent(permanence, situation.first, last, holidays_known)
        yield Conflit(Genre.AUCUNE_DATE, wording.no_date(permanence, reason), (permanence,))


def _why_silent(permanence: Permanence, first: date, last: date, holidays_known: bool) -> str:
    """The likely reason, and what to do."""
    first, last = max(first, permanence.du or first), min(last, permanence.au or last)
    if not any(_in_post_between(conseiller, first, last) for conseiller in permanence.conseillers.all()):
        return gettext("Aucun de ses conseillers n’est en poste à ce moment-là : ajoutez-en un, ou mettez-y fin.")
    if permanence.rythme == Rythme.DATES and not any(first <= day <= last for day in permanence.dates):
        return gettext("Ses dates sont en dehors de sa période : corrigez les unes ou l’autre.")
    if permanence.vacances == Vacances.SEULEMENT and not holidays_known:
        return gettext("Elle se tient seulement pendant les vacances scolaires, qui ne sont pas saisies : ajoutez-les.")
    if permanence.vacances != Vacances.TENUE:
        return gettext("Vérifiez les vacances scolaires, ses jours et sa période.")
    return gettext("Vérifiez ses jours, sa période, et les dates d’arrivée et de départ de ses conseillers.")


def _in_post_between(conseiller: Conseiller, first: date, last: date) -> bool:
    arrival, departure = conseiller.date_prise_de_poste or date.min, conseiller.date_depart or date.max
    hired = conseiller.date_prise_de_poste or conseiller.etat in (Conseiller.Etat.EN_POSTE, Conseiller.Etat.PARTI)
    return bool(hired) and conseiller.etat != Conseiller.Etat.A_POURVOIR and arrival <= last and first <= departure


def _doublons(situation: Situation) -> Iterator[Conflit]:
    alike = defaultdict(list)
    for permanence in situation.in_force:
        alike[_rule(permanence)].append(permanence)
    for group in alike.values():
        for one, other in combinations(group, 2):
            if situation.concerns(one.pk, other.pk) and _meet(one, other):
                yield Conflit(Genre.DOUBLON, wording.twice(one), (one, other))


def _rule(permanence: Permanence) -> tuple:
    """What makes two permanences the same one, their periods aside; every other week, which one it is."""
    week = permanence.du.toordinal() - permanence.du.weekday() if permanence.intervalle > 1 else 0
    lists = (tuple(sorted(values)) for values in (permanence.jours, permanence.rangs, permanence.dates))
    names = ["lieu_id", "rythme", "semaines", "intervalle", "heure_debut", "heure_fin", "heure_debut_2", "heure_fin_2"]
    same = (getattr(permanence, name) for name in [*names, "mode", "theme"])
    return (week // 7 % permanence.intervalle, *lists, *same)


def _meet(one: Permanence, other: Permanence) -> bool:
    """Their periods share a day, and one is not for school terms while the other is for holidays."""
    never = {one.vacances, other.vacances} == {Vacances.SUSPENDUE, Vacances.SEULEMENT}
    starts = max(one.du or date.min, other.du or date.min)
    return not never and starts <= min(one.au or date.max, other.au or date.max)


def _dates(seances) -> tuple[date, ...]:
    return tuple(sorted({seance.date for seance in seances}))


KINDS = [_deux_endroits, _closures, _outside_opening_hours, _aucune_date, _doublons]
