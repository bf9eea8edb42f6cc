"""Calendars to subscribe to: real recurring events that a client expands to the very séances of the site.

What the rule of a permanence can say as an RRULE is said so. All that the site knows besides (week 53, school holidays,
departures, other hours, closures) is read from the séances of the window and written as the difference: EXDATE for the
days that the RRULE gives and the site does not, RDATE for the opposite, one override for each séance that is not held
as the rule says. Nothing is announced after the window, which moves on the first of each month.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from math import lcm
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vRecur

from conseillers import wording
from conseillers.models import Mode, Permanence, Revision, Seance

PARIS = ZoneInfo("Europe/Paris")
DAYS = 396  # twelve months from any day of the month that the window begins with
SINCE = 2021  # the year that the window's months are counted from
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
USUAL_BRANCH = "a"  # how the ids of séances end that the rule gives where it usually is (migrations/0003)


def window() -> tuple[date, int]:
    """First day and number of days: the same all month, so that the file is the same too (ETag, 304)."""
    return timezone.localdate().replace(day=1), DAYS


def calendar(seances, name: str, absolute_url) -> bytes:
    """The file for these séances; `absolute_url` makes a full address of a page's path."""
    first, days = window()
    file = Calendar()
    file.add("prodid", "-//Conseillers numeriques//FR")
    file.add("version", "2.0")
    file.add("name", name)
    file.add("x-wr-calname", name)
    file.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    file.add_component(Timezone.from_tzid(PARIS.key, first_date=first, last_date=first + timedelta(days=days)))
    writer = Writer(*_version(first), absolute_url)
    for key, group in _series(seances.within(first, days)).items():
        for event in writer.events(key, group):
            file.add_component(event)
    return file.to_ical()


def _series(seances) -> dict[str, list[Seance]]:
    """By slot of a permanence where it usually is; those added or moved in stand alone."""
    series = defaultdict(list)
    related = ["permanence", "lieu__commune", "lieu_accueil__commune", "lieu_accueil__structure"]
    for seance in seances.prefetch_related(*related).order_by("permanence_id", "date", "id"):
        permanence, _day, slot = seance.id.split("-")
        series[f"{permanence}-{slot}" if slot.endswith(USUAL_BRANCH) else seance.id].append(seance)
    return series


def _version(first: date) -> tuple[int, datetime]:
    """SEQUENCE and LAST-MODIFIED. The window counts as a change when it moves, each first of the month.

    Read before the séances: a change that comes in between is in this file, and raises the number of the next.
    """
    months = (first.year - SINCE) * 12 + first.month - 1
    moved = datetime.combine(first, time(), PARIS)
    revisions = Revision.objects.aggregate(number=Count("pk"), latest=Max("pk"))
    changed = max(moved, revisions["latest"] or moved)
    return revisions["number"] + months, changed.astimezone(UTC).replace(microsecond=0)


class Writer:
    """Writes séances as events, all of the same version."""

    def __init__(self, sequence: int, stamp: datetime, absolute_url):
        self.sequence = sequence
        self.stamp = stamp
        self.absolute_url = absolute_url

    def events(self, key: str, seances: list[Seance]) -> list[Event]:
        if len(seances) == 1:
            return [self._dated(key, seances[0])]
        permanence = seances[0].permanence
        second = key.endswith(f"2{USUAL_BRANCH}")
        start = permanence.heure_debut_2 if second else permanence.heure_debut
        end = permanence.heure_fin_2 if second else permanence.heure_fin
        days = [seance.date for seance in seances]
        rule, without, besides = recurrence(permanence, days)
        main = self._event(key, seances[0], _local(days[0], start), _local(days[0], end))
        if rule:
            main.add("rrule", rule | {"UNTIL": _local(days[-1], time(23, 59, 59)).astimezone(UTC)})
        for name, dates in {"exdate": without, "rdate": besides}.items():
            if dates:
                main.add(name, [_local(day, start) for day in dates])
        overrides = [seance for seance in seances if not _as_usual(seance, start, end)]
        return [main, *(self._dated(key, seance, of=_local(seance.date, start)) for seance in overrides)]

    def _dated(self, key: str, seance: Seance, of: datetime | None = None) -> Event:
        """One date alone, with its own state; `of` is the date of its series that it stands in for."""
        start = _instant(seance.date, seance.heure_debut, seance.debut)
        end = _instant(seance.date, seance.heure_fin, seance.fin)
        event = self._event(key, seance, start, end, STATES.get(seance.etat, _held)(seance))
        if of:
            event.add("recurrence-id", of)
        event["status"] = "CONFIRMED" if seance.tenue else "CANCELLED"
        return event

    def _event(self, key: str, seance: Seance, start: datetime, end: datetime, said=("", "")) -> Event:
        """Who, where and how. `said` is what this date changes: a word before the title, a sentence."""
        permanence, lieu = seance.permanence, seance.lieu
        before, sentence = said
        url = self.absolute_url(lieu.get_absolute_url())
        event = Event()
        event.add("uid", f"permanence-{key}@conseillers-numeriques")
        event.add("dtstamp", self.stamp)
        event.add("last-modified", self.stamp)
        event.add("sequence", self.sequence)
        event.add("dtstart", start)
        event.add("dtend", end)
        event.add("summary", f"{before}{_title(permanence)}, {lieu.nom}")
        event.add("description", "\n".join(filter(None, [sentence, *_details(permanence, lieu), url])))
        event.add("location", f"{lieu.nom}, {lieu.adresse_complete}")
        if lieu.adresse_connue:
            event.add("geo", (round(lieu.position.y, 6), round(lieu.position.x, 6)))
        event.add("url", url)
        event.add("status", "CONFIRMED")
        event.add("transp", "TRANSPARENT")  # it does not make the resident busy
        return event


def recurrence(permanence: Permanence, days: list[date]) -> tuple[dict | None, list[date], list[date]]:
    """(RRULE, days it gives in excess, days it lacks), from the first day to the last.

    No RRULE when the days are shorter to list than what departs from it: « only in school holidays ».
    """
    rule = _rule(permanence)
    if rule:
        midnight = datetime.combine(days[0], time())
        every = rrulestr(vRecur(rule).to_ical().decode(), dtstart=midnight)
        given = {moment.date() for moment in every.between(midnight, datetime.combine(days[-1], time()), inc=True)}
        without, besides = given - set(days), set(days) - given
        if len(without) + len(besides) < len(days):
            return rule, sorted(without), sorted(besides)
    return None, [], days[1:]


def _rule(permanence: Permanence) -> dict | None:
    names = [WEEKDAYS[jour - 1] for jour in sorted(permanence.jours)]
    match permanence.rythme:
        case Permanence.Rythme.HEBDOMADAIRE:
            # Even weeks are every second one, but for the years that have a week 53.
            parity = 1 if permanence.semaines == Permanence.Semaines.TOUTES else 2
            return {"FREQ": "WEEKLY", "INTERVAL": lcm(permanence.intervalle, parity), "WKST": "MO", "BYDAY": names}
        case Permanence.Rythme.MENSUEL:
            return {"FREQ": "MONTHLY", "BYDAY": [f"{rang}{name}" for rang in permanence.rangs for name in names]}
    return None


def _local(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, PARIS)


def _instant(day: date, hour: time, instant: datetime) -> datetime:
    """The hour on the wall in Lyon; in UTC on the nights when the clocks change, if the wall says it twice or never."""
    local = _local(day, hour)
    return local if local.astimezone(UTC) == instant else instant.astimezone(UTC)


def _as_usual(seance: Seance, start: time, end: time) -> bool:
    """Held as the rule says, at the instants that a client computes: the start on the wall, then the length."""
    begins = _local(seance.date, start).astimezone(UTC)
    length = datetime.combine(seance.date, end) - datetime.combine(seance.date, start)
    return seance.etat == Seance.Etat.PREVUE and (seance.debut, seance.fin) == (begins, begins + length)


def _title(permanence: Permanence) -> str:
    if permanence.mode == Mode.ATELIER:
        return (
            _("Atelier numérique : %(theme)s") % {"theme": permanence.theme}
            if permanence.theme
            else _("Atelier numérique")
        )
    return _("Conseiller numérique %(mode)s") % {"mode": permanence.get_mode_display()}


def _details(permanence: Permanence, lieu) -> list[str]:
    phone = _("Téléphone : %(number)s") % {"number": lieu.telephone_affiche} if lieu.telephone else ""
    invented = _("Exemple : cette permanence est inventée.") if permanence.demonstration else ""
    return [invented, permanence.inscription, permanence.note, phone]


def _with_reason(sentence: str, reason: str) -> str:
    return f"{sentence} {reason[:1].upper()}{reason[1:]}." if reason else sentence


def _held(seance: Seance) -> tuple[str, str]:
    return "", _with_reason("", seance.motif).strip()


def _modified(seance: Seance) -> tuple[str, str]:
    hours = wording.hours(seance.heure_debut, seance.heure_fin)
    return _("Changement : "), _with_reason(_("Ce jour-là : de %(hours)s, ici.") % {"hours": hours}, seance.motif)


def _cancelled(seance: Seance) -> tuple[str, str]:
    return _("Annulée : "), _with_reason(_("Annulée ce jour-là."), str(seance.raison))


def _moved(seance: Seance) -> tuple[str, str]:
    there = seance.lieu_accueil
    if not there.publie or there.structure.archivee:
        return _cancelled(seance)
    where = _("Ce jour-là, c’est à un autre endroit : %(where)s.") % {"where": f"{there.nom}, {there.adresse_complete}"}
    return _("Déplacée : "), _with_reason(where, seance.motif)


STATES = {
    Seance.Etat.MODIFIEE: _modified,
    Seance.Etat.ANNULEE: _cancelled,
    Seance.Etat.DEPLACEE: _moved,
}
