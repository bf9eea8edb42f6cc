"""Permanences that change from a day on, or for some days (`conseillers/scission.py`): what two pages share."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, groupby

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from conseillers.admin.apercu import coming
from conseillers.admin.deux_temps import Plan
from conseillers.admin.forms import label_with_lieu
from conseillers.conflits import conflits
from conseillers.models import Changement, Conseiller, Occurrence, Permanence, Seance
from conseillers.scission import Cut, cut, write
from conseillers.wording import enumerate_words, hours, long_day, rule_in_words
from structures.admin.widgets import CheckboxRow
from structures.essai import values_of

MOST = 50  # permanences at once: what one can still read before saving
SHOWN = 3  # dates of each part
Genre = Changement.Genre
GONE = _("Une permanence cochée n’est plus à changer : elle est finie, ou quelqu’un vient de la changer.")


def with_days(permanences: QuerySet[Permanence], **when) -> QuerySet[Permanence]:
    """Those whose rule still gives a day then: `date__gte=…`."""
    return permanences.filter(Exists(Occurrence.objects.filter(permanence=OuterRef("pk"), **when)))


def with_names(permanences: QuerySet[Permanence]) -> QuerySet[Permanence]:
    return permanences.select_related("lieu__structure").prefetch_related("conseillers").order_by("lieu__nom", "pk")


class PermanencesField(forms.ModelMultipleChoiceField):
    """Checkboxes, one a line, of permanences that the account may change."""

    def __init__(self, **kwargs):
        widget = CheckboxRow(_("permanences"), {"class": "cases cases-lignes"})
        super().__init__(
            Permanence.objects.none(),
            widget=widget,
            label=_("Permanences"),
            error_messages={"required": _("Cochez au moins une permanence."), "invalid_choice": GONE},
            **kwargs,
        )

    def offer(self, permanences: QuerySet[Permanence]) -> None:
        self.queryset = with_names(permanences)

    def label_from_instance(self, permanence):
        team = enumerate_words(permanence.conseillers.all())
        return capfirst(f"{label_with_lieu(permanence)} ({team})")

    def clean(self, value):
        chosen = super().clean(value)
        if len(chosen) > MOST:
            raise ValidationError(_("%(most)s permanences au plus à la fois."), params={"most": MOST})
        return chosen


@dataclass
class Line:
    """One permanence of the plan, in words."""

    permanence: Permanence
    nom: str
    avant: str
    equipe: str
    saved: list[Permanence] = field(default_factory=list)
    pendant: Permanence | None = None  # the part that changes, once saved
    parts: list[dict] = field(default_factory=list)
    changements: list[str] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)


class Decoupage(Plan):
    """What changes in each of these permanences from a day on; to a day, when there is a last one."""

    def __init__(self, chosen: QuerySet[Permanence], first: date, last: date | None = None):
        super().__init__()
        self.first, self.last = first, last
        keys = [permanence.pk for permanence in chosen]
        # Locked in one order, then read: whoever comes second reads what the first has written.
        list(Permanence.objects.filter(pk__in=keys).order_by("pk").select_for_update())
        found = list(with_names(Permanence.objects.filter(pk__in=keys)).prefetch_related("changements__lieu_accueil"))
        self.lines = [
            Line(row, str(row.lieu), rule_in_words(row), enumerate_words(row.conseillers.all())) for row in found
        ]
        then = {"date__gte": first} | ({"date__lte": last} if last else {})
        self.alive = set(with_days(Permanence.objects.filter(pk__in=keys), **then).values_list("pk", flat=True))
        past = with_days(Permanence.objects.filter(pk__in=keys), date__lt=first)
        self.begun = set(past.values_list("pk", flat=True))

    def change(self, scission: Cut) -> Iterable[Conseiller]:
        """Changes the rule `scission.during`; says who is there."""
        raise NotImplementedError

    @property
    def mot(self) -> str:
        """When it changes."""
        return _("Ensuite") if self.last is None else _("Ces jours-là")

    def facts(self):
        return [
            (
                values_of(line.permanence),
                sorted(conseiller.pk for conseiller in line.permanence.conseillers.all()),
                [values_of(change) for change in line.permanence.changements.all()],
            )
            for line in self.lines
        ]

    def write(self):
        for line in self.lines:
            try:
                self._write_line(line)
            except ValidationError as error:
                self.erreurs += [f"{line.nom}, {line.avant} : {message}" for message in error.messages]
        if self.erreurs:
            raise ValidationError([])

    def _write_line(self, line: Line) -> None:
        row = line.permanence
        scission = cut(row, self._start(row), self.last)
        if row.pk not in self.alive or not scission.during:
            line.remarques.append(_("Aucune date à partir de ce jour : rien à changer."))
            return
        team = self.change(scission)
        line.saved = write(scission, team)
        line.pendant = line.saved[scission.parts.index(scission.during)]
        self.changed.append(line.saved[0])
        self.added += line.saved[1:]

    def _start(self, permanence: Permanence) -> date:
        """A rule that has begun on paper only, without a date yet, is edited rather than ended before its first one."""
        added = any(change.genre == Genre.AJOUT for change in permanence.changements.all())
        on_paper = permanence.du and permanence.pk not in self.begun and not added
        return min(permanence.du, self.first) if on_paper else self.first

    def look(self):
        saved = [part for line in self.lines for part in line.saved]
        dates = coming(saved)
        for line in self.lines:
            for part in line.saved:
                self._say_part(line, part, dates.get(part.pk, []))
        self._say_changements()
        self.conflits = [
            conflit.phrase
            for conflit in conflits(permanences=[part.pk for part in saved], first=self.first)
            if conflit.a_corriger
        ]

    def _say_part(self, line: Line, part: Permanence, dates: list) -> None:
        line.parts.append(
            {
                "permanence": part,
                "phrase": rule_in_words(part),
                "equipe": enumerate_words(part.conseillers.all()),
                "nouvelle": part is line.pendant,
                "dates": dates[:SHOWN],
            }
        )

    def _say_changements(self) -> None:
        """What had been decided for some of these dates, which stays; and what it now runs into."""
        clashing = self._added_over_others()
        for line in self.lines:
            if not line.pendant:
                continue
            kept = Changement.objects.filter(permanence=line.pendant, au__gte=self.first).select_related("lieu_accueil")
            line.changements = [said(change) for change in kept]
            line.remarques += [
                _("La date ajoutée le %(day)s tombe en même temps qu’une séance de la règle : revoyez-la ensuite.")
                % {"day": long_day(day)}
                for day in clashing.get(line.pendant.pk, [])
            ]

    def _added_over_others(self) -> dict[int, list[date]]:
        """By permanence, days where a date added overlaps the rule's own hours."""
        parts = [line.pendant for line in self.lines if line.pendant]
        added = Changement.objects.filter(genre=Genre.AJOUT, permanence__in=parts, du__gte=self.first)
        days = set(added.values_list("du", flat=True))
        there = (
            Seance.objects.held().filter(permanence__in=parts, date__in=days).order_by("permanence_id", "date", "debut")
        )
        found: dict[int, list[date]] = {}
        for (pk, day), group in groupby(there, key=lambda seance: (seance.permanence_id, seance.date)):
            if any(one.etat != other.etat and other.debut < one.fin for one, other in combinations(group, 2)):
                found.setdefault(pk, []).append(day)
        return found


def said(change: Changement) -> str:
    """« annulée le mardi 8 décembre (travaux) »."""
    words = {"day": long_day(change.du), "last": long_day(change.au)}
    what = change.get_genre_display()
    when = _("le %(day)s") if change.du == change.au else _("du %(day)s au %(last)s")
    parts = [f"{what} {when % words}"]
    if change.heure_debut:
        parts.append(_("de %(hours)s") % {"hours": hours(change.heure_debut, change.heure_fin)})
    if change.lieu_accueil:
        parts.append(_("à %(lieu)s") % {"lieu": change.lieu_accueil})
    return ", ".join(parts) + (f" ({change.motif})" if change.motif else "")
