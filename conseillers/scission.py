"""From this day on: a permanence cut at a date, so that what changes then leaves the past as it was.

`cut` is pure: it says which rules give together, day by day, what the one rule gave. `write` saves them: the earliest
part keeps the row, with its key and its history; each other part is a new permanence. A part that begins on the first
day of the permanence is therefore the permanence itself, simply edited.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conseillers.models import Changement, Conseiller, Permanence
from conseillers.wording import enumerate_words, long_day
from structures.essai import values_of

A_DAY = timedelta(days=1)
Rythme = Permanence.Rythme


@dataclass(frozen=True)
class Cut:
    """A permanence in up to three parts, none of them saved: before these days, during them, after them."""

    permanence: Permanence
    first: date
    last: date | None  # None: for good
    before: Permanence | None
    during: Permanence | None
    after: Permanence | None

    @property
    def parts(self) -> list[Permanence]:
        return [part for part in (self.before, self.during, self.after) if part]

    def part_of(self, day: date) -> Permanence | None:
        """The part whose days these are; on days without one (dates added before or after the rule), one left as is."""
        if day < self.first:
            return self.before or self.after
        if self.last is None or day <= self.last:
            return self.during
        return self.after or self.before

    def parts_over(self, first: date, last: date) -> list[Permanence]:
        """The parts that share days with these, in order."""
        met = [
            self.before if first < self.first else None,
            self.during if last >= self.first and (self.last is None or first <= self.last) else None,
            self.after if self.last is not None and last > self.last else None,
        ]
        return [part for part in met if part]


def cut(permanence: Permanence, first: date, last: date | None = None) -> Cut:
    before, rest = _split(permanence, first)
    during, after = _split(rest, last + A_DAY) if rest and last else (rest, None)
    return Cut(permanence, first, last, before, during, after)


def _split(permanence: Permanence, day: date) -> tuple[Permanence | None, Permanence | None]:
    """What it gives before this day, and what it gives from it on; None where no rule is left to give anything."""
    if permanence.rythme == Rythme.DATES:
        sides = [each for each in permanence.dates if each < day], [each for each in permanence.dates if each >= day]
        return tuple(_twin(permanence, dates=dates) if dates else None for dates in sides)
    eve, start = day - A_DAY, _first_day(permanence, day)
    before = None if permanence.du and permanence.du >= day else _twin(permanence, au=_earliest(permanence.au, eve))
    after = None if permanence.au and permanence.au < start else _twin(permanence, du=start)
    return before, after


def _first_day(permanence: Permanence, day: date) -> date:
    """A beginning from this day on that leaves « une semaine sur deux » on the same weeks: they count from `du`."""
    start = max(day, permanence.du or day)
    if permanence.rythme != Rythme.HEBDOMADAIRE or permanence.intervalle == 1:
        return start
    monday = start - timedelta(days=start.weekday())
    weeks = (monday - permanence.du + timedelta(days=permanence.du.weekday())).days // 7
    off = weeks % permanence.intervalle
    return monday + timedelta(weeks=permanence.intervalle - off) if off else start


def _twin(permanence: Permanence, **other_values) -> Permanence:
    return Permanence(**values_of(permanence) | {"id": None} | other_values)


def _earliest(day: date | None, other: date) -> date:
    return min(day, other) if day else other


def write(scission: Cut, team: Iterable[Conseiller]) -> list[Permanence]:
    """Saves the parts; `team` is there during these days. A ValidationError says in words what cannot be, and then
    nothing must be kept: call it in a transaction."""
    row, usual = scission.permanence, list(scission.permanence.conseillers.all())
    _refuse_dates_out_of_reach(scission)
    saved: dict[int, Permanence] = {}
    for part in scission.parts:
        known = _overwrite(row, part) if not saved else part
        known.validate_constraints()
        known.save()
        known.conseillers.set(team if part is scission.during else usual)
        saved[id(part)] = known
    for change in row.changements.all():
        _follow(change, scission, saved)
    return list(saved.values())


def _overwrite(row: Permanence, part: Permanence) -> Permanence:
    for name, value in values_of(part).items():
        if name != "id":
            setattr(row, name, value)
    return row


def _follow(change: Changement, scission: Cut, saved: dict[int, Permanence]) -> None:
    """Puts a changement where its days went. A closure over several parts is written whole for each: cut down to one
    day, it would cancel a date added on that day."""
    if change.du == change.au:
        parts = [part for part in [scission.part_of(change.du)] if part]
    else:
        parts = scission.parts_over(change.du, change.au)
    for number, part in enumerate(parts):
        if number:
            change = Changement(**values_of(change) | {"id": None})
        change.permanence = saved[id(part)]
        change.save()


def _refuse_dates_out_of_reach(scission: Cut) -> None:
    """Dates added when no part is left as it was: whatever changes would change them too."""
    added = scission.permanence.changements.filter(genre=Changement.Genre.AJOUT).values_list("du", flat=True)
    lost = sorted(day for day in added if scission.part_of(day) is None)
    if lost:
        raise ValidationError(
            _("Une date ajoutée (%(days)s) est hors de ces jours et de la règle : modifiez cette permanence à sa page.")
            % {"days": enumerate_words(long_day(day) for day in lost)}
        )
