"""An independent reading of the rules, with dateutil and plain sets: no SQL, and none of the site's own calendar."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache

from dateutil.easter import easter
from dateutil.rrule import FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, rrule

WEEKDAYS = [MO, TU, WE, TH, FR, SA, SU]
FIXED = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
AFTER_EASTER = [1, 39, 50]  # Easter Monday, Ascension, Whit Monday


@cache
def public_holidays(year: int) -> frozenset[date]:
    moving = {easter(year) + timedelta(days=days) for days in AFTER_EASTER}
    return frozenset(moving | {date(year, month, day) for month, day in FIXED})


@dataclass
class World:
    """All that departs from the rules, as plain data: rows as the models hold them."""

    changements: list = field(default_factory=list)
    absences: dict = field(default_factory=lambda: defaultdict(list))  # by adviser
    vacances: list = field(default_factory=list)


def rule_days(permanence, first: date, last: date) -> set[date]:
    """Days that the rule alone gives, between two days included."""
    start = max(first, permanence.du or first)
    end = min(last, permanence.au or last)
    if permanence.rythme == "dates":
        days = set(permanence.dates)
    elif permanence.rythme == "mensuel":
        weekdays = [WEEKDAYS[jour - 1](rang) for jour in permanence.jours for rang in permanence.rangs]
        days = _days(rrule(MONTHLY, byweekday=weekdays, dtstart=_midnight(first), until=_midnight(last)))
    else:
        anchor = permanence.du or first
        monday = anchor - timedelta(days=anchor.weekday())
        weekdays = [WEEKDAYS[jour - 1] for jour in permanence.jours]
        every = rrule(
            WEEKLY,
            interval=permanence.intervalle,
            byweekday=weekdays,
            wkst=MO,
            dtstart=_midnight(monday),
            until=_midnight(last),
        )
        days = _days(every)
        if permanence.semaines != "toutes":
            parity = 0 if permanence.semaines == "paires" else 1
            days = {day for day in days if day.isocalendar()[1] % 2 == parity}
    return {day for day in days if start <= day <= end}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _days(rule) -> set[date]:
    return {moment.date() for moment in rule}


def seances(permanence, conseillers, world: World, first: date, last: date) -> set[tuple]:
    """(lieu, date, start, end, held) of every séance to be shown, cancelled and moved ones included."""
    own = [c for c in world.changements if c.permanence_id == permanence.pk]
    modified = {c.du: c for c in own if c.genre in ("horaires", "lieu")}
    found = set()
    for day in rule_days(permanence, first, last):
        in_holidays = any(v.du <= day <= v.au for v in world.vacances)
        if permanence.vacances != "tenue" and in_holidays != (permanence.vacances == "seulement"):
            continue
        holiday = day in public_holidays(day.year) and not permanence.tenue_jours_feries
        found |= _rule_seances(permanence, day, modified.get(day), holiday, conseillers, world)
    for added in own:
        if added.genre == "ajout" and first <= added.du <= last:
            slot = (added.heure_debut or permanence.heure_debut, added.heure_fin or permanence.heure_fin)
            lieu = added.lieu_accueil or permanence.lieu
            found |= _seance(permanence, lieu, added.du, slot, True, True, conseillers, world)
    return found


def _slots(permanence) -> list[tuple]:
    slots = [(permanence.heure_debut, permanence.heure_fin)]
    return slots + [(permanence.heure_debut_2, permanence.heure_fin_2)] * bool(permanence.heure_debut_2)


def _rule_seances(permanence, day, change, holiday, conseillers, world) -> set[tuple]:
    slots, held = _slots(permanence), not holiday
    if change is None:
        args = [(permanence.lieu, slot, held) for slot in slots]
    elif change.genre == "horaires":
        args = [(permanence.lieu, (change.heure_debut, change.heure_fin), held)]
    else:
        there = [(change.heure_debut, change.heure_fin)] if change.heure_debut else slots
        args = [(permanence.lieu, slot, False) for slot in slots]
        args += [(change.lieu_accueil, slot, held) for slot in there]
    found = set()
    for lieu, slot, is_held in args:
        found |= _seance(permanence, lieu, day, slot, is_held, False, conseillers, world)
    return found


def _seance(permanence, lieu, day, slot, held, added, conseillers, world) -> set[tuple]:
    in_post = [c for c in conseillers if _in_post(c, day)]
    if not in_post or not lieu.publie or lieu.structure.archivee:
        return set()
    there = [c for c in in_post if not any(a.du <= day <= a.au for a in world.absences[c.pk])]
    closed = any(_closes(c, permanence, lieu, day, added) for c in world.changements)
    return {(lieu.pk, day, *slot, held and bool(there) and not closed)}


def _in_post(conseiller, day) -> bool:
    if conseiller.date_depart and day > conseiller.date_depart:
        return False
    if conseiller.date_prise_de_poste:
        return conseiller.etat != "a_pourvoir" and conseiller.date_prise_de_poste <= day
    return conseiller.etat in ("en_poste", "parti")


def _closes(change, permanence, lieu, day, added) -> bool:
    if change.genre != "annulation" or not change.du <= day <= change.au:
        return False
    if change.permanence_id == permanence.pk:
        return not added or change.du == change.au
    return lieu.pk == change.lieu_id or lieu.structure_id == change.structure_id
