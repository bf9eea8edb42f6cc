"""Times, distances and rules as one says them aloud in French."""

from datetime import date, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NBSP = "\u00a0"
# Streets are a third longer than the straight line, and the pace is that of someone in no hurry: 4.8 km/h over 1.33.
METRES_A_MINUTE = 60
ENDS_SOON = timedelta(minutes=20)  # less than that is worth saying before one sets off
WALKABLE = 2000  # metres; beyond, minutes on foot help nobody


def capital(text) -> str:
    """First letter only: « Aujourd’hui de 9 h à 12 h »."""
    text = str(text)
    return text[:1].upper() + text[1:]


def small(text) -> str:
    """First letter only, after a colon: « Aide pour : faire mon CV »."""
    text = str(text)
    return text[:1].lower() + text[1:]


def enumerate_words(words) -> str:
    """« a, b et c »."""
    words = [str(word) for word in words]
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s et %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def hour(value: time) -> str:
    """« 9 h », « 13 h 30 »."""
    return f"{value.hour}{NBSP}h" + (f"{NBSP}{value.minute:02}" if value.minute else "")


@lru_cache(maxsize=1000)  # a list says the same hours many times
def hours(start: time, end: time) -> str:
    return _("%(start)s à %(end)s") % {"start": hour(start), "end": hour(end)}


def long_day(day: date) -> str:
    """« jeudi 26 novembre », with the year when it is not this one; the first of a month is « 1er »."""
    return _day_and_month(day) + _year(day, timezone.localdate())


def _year(day: date, today: date) -> str:
    return "" if day.year == today.year else f" {day.year}"


@lru_cache(maxsize=1000)
def _day_and_month(day: date) -> str:
    number = _("1er") if day.day == 1 else str(day.day)
    return f"{date_format(day, 'l')} {number}{NBSP}{date_format(day, 'F')}"


def week(day: date) -> str:
    """« du lundi 23 au dimanche 29 novembre »: the week that holds this day."""
    first = day - timedelta(days=day.weekday())
    last = first + timedelta(days=6)
    start = long_day(first)
    if first.month == last.month:
        start = start.partition(NBSP)[0]  # the month and the year are said once
    return _("du %(first)s au %(last)s") % {"first": start, "last": long_day(last)}


def relative_day(day: date) -> str:
    """« aujourd’hui », « demain », or the day by its name."""
    return _relative_day(day, timezone.localdate())


def _relative_day(day: date, today: date) -> str:
    days = (day - today).days
    if days == 0:
        return _("aujourd’hui")
    return _("demain") if days == 1 else _day_and_month(day) + _year(day, today)


def dated_day(day: date) -> str:
    """« demain, mercredi 25 novembre »; beyond, the day by its name alone."""
    relative, name = relative_day(day), long_day(day)
    return name if relative == name else f"{relative}, {name}"


def when(seance) -> str:
    """When to come, in words; a séance under way says until when."""
    return _under_way(seance) or _at(seance.date, timezone.localdate(), seance.heure_debut, seance.heure_fin)


@lru_cache(maxsize=1000)
def _at(day: date, today: date, start: time, end: time) -> str:
    return _("%(day)s de %(hours)s") % {"day": _relative_day(day, today), "hours": hours(start, end)}


def soon(seance) -> str:
    """When it begins, short: « demain 9 h »; « en ce moment, jusqu’à 17 h » once it has."""
    return _under_way(seance) or f"{relative_day(seance.date)} {hour(seance.heure_debut)}"


def open_now(seance) -> str:
    """« Ouvert en ce moment, jusqu’à 17 h », « Ouvert encore 10 minutes, jusqu’à 17 h »; empty when it is not."""
    under_way = _under_way(seance)
    return under_way and _("Ouvert %(when)s") % {"when": under_way}


def _under_way(seance) -> str:
    """« en ce moment, jusqu’à 17 h », by one reading of the clock: a second one could fall after the end."""
    now = timezone.now()
    if not (seance.tenue and seance.debut <= now < seance.fin):
        return ""
    left = time_left(seance.fin - now)
    end = {"left": left, "end": hour(seance.heure_fin)}
    return (_("encore %(left)s, jusqu’à %(end)s") if left else _("en ce moment, jusqu’à %(end)s")) % end


def time_left(left: timedelta) -> str:
    """« 10 minutes », rounded down so as not to promise too much; empty while there is time enough."""
    if left >= ENDS_SOON:
        return ""
    minutes = left // timedelta(minutes=1)
    if not minutes:
        return _("moins d’une minute")
    return ngettext("%(n)s\u00a0minute", "%(n)s\u00a0minutes", minutes) % {"n": minutes}


def distance(metres: float | None) -> str:
    """« 350 m », « 2,1 km », « 12 km »."""
    if metres is None:
        return ""
    if metres < 995:
        return f"{max(10, round(metres, -1)):.0f}{NBSP}m"
    kilometres = metres / 1000
    return f"{kilometres:.{0 if kilometres >= 9.95 else 1}f}".replace(".", ",") + f"{NBSP}km"


@lru_cache(maxsize=10)
def mode(value: str) -> str:
    """« Sans rendez-vous »."""
    from conseillers.models import Mode

    return capital(Mode(value).label)


def walk(metres: float | None) -> str:
    """Minutes on foot, when that is a thing to do."""
    if metres is None or metres > WALKABLE:
        return ""
    return _minutes_on_foot(max(1, round(metres / METRES_A_MINUTE)))


@lru_cache(maxsize=50)
def _minutes_on_foot(minutes: int) -> str:
    return ngettext("environ %(n)s min à pied", "environ %(n)s min à pied", minutes) % {"n": minutes}


class Rule(NamedTuple):
    """What the sentence of a permanence is made of, by the names of its fields."""

    rythme: str
    jours: tuple[int, ...]
    semaines: str
    intervalle: int
    rangs: tuple[int, ...]
    dates: tuple[date, ...]
    heure_debut: time
    heure_fin: time
    heure_debut_2: time | None
    heure_fin_2: time | None
    du: date | None
    au: date | None
    tenue_jours_feries: bool
    vacances: str
    mode: str


def rule_in_words(permanence) -> str:
    """The sentence that a rule means: « tous les mardis de 14 h à 17 h, sans rendez-vous »."""
    values = (getattr(permanence, name) for name in Rule._fields)
    rule = Rule(*(tuple(value) if isinstance(value, list) else value for value in values))
    return _rule_in_words(rule, timezone.localdate())


@lru_cache(maxsize=2000)  # a list says each rule twice, and many permanences have the same
def _rule_in_words(rule: Rule, today: date) -> str:
    from conseillers.models import Mode

    parts = [_("%(days)s de %(hours)s") % {"days": _days(rule), "hours": _slots(rule)}]
    parts += [str(dict(Mode.choices).get(rule.mode, rule.mode)), *_limits(rule, today)]
    return ", ".join(part for part in parts if part)


def _slots(rule: Rule) -> str:
    first = hours(rule.heure_debut, rule.heure_fin)
    if not rule.heure_debut_2:
        return first
    return _("%(first)s et de %(second)s") % {
        "first": first,
        "second": hours(rule.heure_debut_2, rule.heure_fin_2),
    }


def _days(rule: Rule) -> str:
    from conseillers.models import Jour, Permanence, Rang

    names = [Jour(number).label for number in sorted(rule.jours)]
    match rule.rythme:
        case Permanence.Rythme.DATES:
            return _("le %(dates)s") % {"dates": enumerate_words(long_day(day) for day in sorted(rule.dates))}
        case Permanence.Rythme.MENSUEL:
            ranks = [Rang(rank).label for rank in sorted(rule.rangs, key=lambda rank: (rank < 0, rank))]
            return _("le %(ranks)s %(days)s du mois") % {
                "ranks": enumerate_words(ranks),
                "days": enumerate_words(names),
            }
    return _weekly(rule, names)


def _weekly(rule: Rule, names: list[str]) -> str:
    from conseillers.models import Permanence

    if rule.intervalle > 1:
        return _("le %(days)s, une semaine sur %(number)s,") % {
            "days": enumerate_words(names),
            "number": {2: _("deux"), 3: _("trois"), 4: _("quatre")}[rule.intervalle],
        }
    plural = enumerate_words(f"{name}s" for name in names)
    match rule.semaines:
        case Permanence.Semaines.PAIRES:
            return _("les %(days)s des semaines paires") % {"days": plural}
        case Permanence.Semaines.IMPAIRES:
            return _("les %(days)s des semaines impaires") % {"days": plural}
    return _("tous les %(days)s") % {"days": plural}


def _limits(rule: Rule, today: date) -> list[str]:
    from conseillers.models import Permanence

    suspended, only = Permanence.Vacances.SUSPENDUE, Permanence.Vacances.SEULEMENT
    return [
        _("sauf pendant les vacances scolaires") if rule.vacances == suspended else "",
        _("seulement pendant les vacances scolaires") if rule.vacances == only else "",
        _("y compris les jours fériés") if rule.tenue_jours_feries else "",
        _("à partir du %(day)s") % {"day": long_day(rule.du)} if rule.du and rule.du > today else "",
        _("jusqu’au %(day)s") % {"day": long_day(rule.au)} if rule.au else "",
    ]
