"""The week of a lieu as a small timetable: one block a slot and a day, with who, how, and on which weeks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from itertools import combinations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conseillers.models import Jour, Permanence, Rang
from conseillers.wording import capital, enumerate_words, hours, long_day

Rythme, Semaines, Vacances = Permanence.Rythme, Permanence.Semaines, Permanence.Vacances
QUARTER = 15  # minutes: what hours are drawn to
EARLIEST, LATEST = 9, 17  # hours that are drawn even when nothing is on
MOST_LANES = 6


@dataclass
class Creneau:
    """One slot of a permanence on a day of the week."""

    permanence: Permanence
    debut: time
    fin: time
    equipe: str
    essai: bool  # typed, not saved
    ancre: str  # where it is edited, in the same page
    jour: str = ""  # of the week; none for a list of dates
    voie: int = 1  # beside others at the same hours, from the left
    en_meme_temps: bool = False

    @property
    def heures(self) -> str:
        return hours(self.debut, self.fin)

    @property
    def mode(self) -> str:
        return self.permanence.theme or self.permanence.get_mode_display()

    @property
    def rythme(self) -> str:
        return rhythm(self.permanence, self.jour)

    @property
    def classes(self) -> str:
        """Where it is drawn: hours and quarters that css/admin-semaine.css knows."""
        start, end = _quarters(self.debut), _quarters(self.fin, up=True)
        return f"de-{start // 4} de-q{start % 4} a-{end // 4} a-q{end % 4} voie-{min(self.voie, MOST_LANES)}"


@dataclass
class Journee:
    nom: str
    creneaux: list[Creneau] = field(default_factory=list)


@dataclass
class Semaine:
    jours: list[Journee]
    autres: list[tuple[Creneau, list[date]]]  # lists of dates, which are of no week
    incompletes: int  # rules being typed that lack days or hours

    @property
    def premiere(self) -> int:
        return min([EARLIEST, *(slot.debut.hour for slot in self._drawn)])

    @property
    def heures(self) -> list[int]:
        """Those of the margin: each stands at the top of its hour."""
        last = max([LATEST, *(-(-_quarters(slot.fin, up=True) // 4) for slot in self._drawn)])
        return list(range(self.premiere, last))

    @property
    def bilan(self) -> str:
        """What changed, in a line that is read aloud."""
        number, tried = len(self._drawn), len({id(slot.permanence) for slot in self._drawn if slot.essai})
        many = ngettext("%(n)s créneau dans la semaine", "%(n)s créneaux dans la semaine", number) % {"n": number}
        said = [many if number else _("Aucun créneau dans la semaine")]
        if together := sum(slot.en_meme_temps for slot in self._drawn):
            said.append(_("%(n)s en même temps qu’un autre") % {"n": together})
        if tried:
            said.append(
                ngettext("%(n)s permanence pas enregistrée", "%(n)s permanences pas enregistrées", tried) % {"n": tried}
            )
        if self.incompletes:
            said.append(
                ngettext("%(n)s permanence à compléter", "%(n)s permanences à compléter", self.incompletes)
                % {"n": self.incompletes}
            )
        return ", ".join(said) + "."

    @property
    def _drawn(self) -> list[Creneau]:
        return [slot for jour in self.jours for slot in jour.creneaux]


@dataclass(frozen=True)
class Regle:
    """A rule as it is shown: saved, or as it is being typed."""

    permanence: Permanence
    equipe: str
    essai: bool = False
    ancre: str = ""


def week_of(regles: Iterable[Regle], today: date, incompletes: int = 0) -> Semaine:
    jours = [Journee(capital(jour.label)) for jour in Jour]
    autres = []
    for regle in regles:
        if is_over(regle.permanence, today):
            continue
        for slot in _slots(regle):
            if regle.permanence.rythme == Rythme.DATES:
                autres.append((slot, sorted(day for day in regle.permanence.dates if day >= today)))
            else:
                for number in set(regle.permanence.jours):
                    jours[number - 1].creneaux.append(Creneau(**vars(slot) | {"jour": str(Jour(number).label)}))
    for jour in jours:
        _arrange(jour.creneaux)
    return Semaine(jours, autres, incompletes)


def is_over(permanence: Permanence, today: date) -> bool:
    if permanence.rythme == Rythme.DATES:
        return not any(day >= today for day in permanence.dates)
    return permanence.au is not None and permanence.au < today


def _slots(regle: Regle) -> list[Creneau]:
    rule = regle.permanence
    pairs = [(rule.heure_debut, rule.heure_fin), (rule.heure_debut_2, rule.heure_fin_2)]
    return [Creneau(rule, start, end, regle.equipe, regle.essai, regle.ancre) for start, end in pairs if start and end]


def _arrange(slots: list[Creneau]) -> None:
    """In order of hours, each in the first lane that is free; those that may be held at once are marked."""
    slots.sort(key=lambda slot: (slot.debut, slot.fin, slot.permanence.pk or 0))
    ends: list[time] = []
    for slot in slots:
        free = [lane for lane, end in enumerate(ends) if end <= slot.debut]
        lane = free[0] if free else len(ends)
        ends[lane : lane + 1] = [slot.fin]
        slot.voie = lane + 1
    for one, other in combinations(slots, 2):
        if one.debut < other.fin and other.debut < one.fin and may_meet(one.permanence, other.permanence):
            one.en_meme_temps = other.en_meme_temps = True


def may_meet(one: Permanence, other: Permanence) -> bool:
    """Whether two rules may give one same day, as far as their weeks, their ranks and their periods tell."""
    apart = (
        {one.semaines, other.semaines} == {Semaines.PAIRES, Semaines.IMPAIRES},
        {one.vacances, other.vacances} == {Vacances.SUSPENDUE, Vacances.SEULEMENT},
        _ranks(one).isdisjoint(_ranks(other)),
        bool(one.au and other.du and one.au < other.du),
        bool(other.au and one.du and other.au < one.du),
        _alternate(one, other),
    )
    return not any(apart)


def _ranks(permanence: Permanence) -> set[int]:
    """Ranks in the month; the last one is the fourth or the fifth."""
    if permanence.rythme != Rythme.MENSUEL:
        return {1, 2, 3, 4, 5}
    ranks = set(permanence.rangs)
    return ranks - {Rang.DERNIER} | ({4, 5} if Rang.DERNIER in ranks else set())


def _alternate(one: Permanence, other: Permanence) -> bool:
    """Every other week both, never the same one."""
    if one.rythme != Rythme.HEBDOMADAIRE or one.rythme != other.rythme or one.intervalle != other.intervalle:
        return False
    if one.intervalle == 1 or not (one.du and other.du):
        return False
    mondays = [permanence.du.toordinal() - permanence.du.weekday() for permanence in (one, other)]
    return (mondays[0] - mondays[1]) // 7 % one.intervalle != 0


def rhythm(permanence: Permanence, jour: str = "") -> str:
    """What is not every week: « 1er et 3e mardi du mois », « Semaines paires », « Jusqu’au mardi 8 décembre »."""
    said = []
    if permanence.rythme == Rythme.MENSUEL:
        ranks = [Rang(rank).label for rank in sorted(permanence.rangs, key=lambda rank: (rank < 0, rank))]
        said.append(_("%(ranks)s %(day)s du mois") % {"ranks": enumerate_words(ranks), "day": jour})
    elif permanence.rythme == Rythme.HEBDOMADAIRE and permanence.intervalle > 1:
        said.append(_("une semaine sur %(n)s") % {"n": permanence.intervalle})
    elif permanence.rythme == Rythme.HEBDOMADAIRE and permanence.semaines != Semaines.TOUTES:
        said.append(str(permanence.get_semaines_display()))
    if permanence.vacances == Vacances.SUSPENDUE:
        said.append(_("hors vacances scolaires"))
    if permanence.vacances == Vacances.SEULEMENT:
        said.append(_("vacances scolaires"))
    return capital(", ".join([*said, *_period(permanence)]))


def _period(permanence: Permanence) -> list[str]:
    coming = permanence.du and permanence.du > timezone.localdate()
    return [
        *([_("à partir du %(day)s") % {"day": long_day(permanence.du)}] if coming else []),
        *([_("jusqu’au %(day)s") % {"day": long_day(permanence.au)}] if permanence.au else []),
    ]


def _quarters(value: time, up: bool = False) -> int:
    minutes = value.hour * 60 + value.minute
    return -(-minutes // QUARTER) if up else minutes // QUARTER
