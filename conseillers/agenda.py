"""The schedule of a day or of a week, over the Métropole or a part of it."""

from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from conseillers import wording
from conseillers.alternatives import give_alternatives
from conseillers.besoins import Besoin
from conseillers.forms import AgendaForm, Vue
from conseillers.models import JourCalendaire, Seance
from conseillers.portion import Portion, portion_of
from conseillers.referencement.titres import agenda_description
from structures.models import Lieu


class Agenda:
    """What was asked: a day or a week, and which séances; at some lieux, where not all of them are the account's."""

    def __init__(self, form: AgendaForm, address: str, among: QuerySet[Lieu] | None = None):
        form.is_valid()  # a wrong value is left out and said beside its field; the rest is answered
        self.form = form
        self.address = address  # of the page that shows it, without its parameters
        self.among = among
        self.today = timezone.localdate()
        self.jour = form.value("jour") or self.today
        self.semaine = form.value("vue") == Vue.SEMAINE
        self.days = 7 if self.semaine else 1
        self.first = self.jour - timedelta(days=self.jour.weekday()) if self.semaine else self.jour
        self.last = self.first + timedelta(days=self.days - 1)

    def seances(self) -> QuerySet[Seance]:
        """All that match, whatever their date."""
        seances = self.anywhere(Seance.objects.all())
        if self.among is not None or self.form.value("commune"):
            seances = seances.at(self.lieux())
        return seances

    def lieux(self) -> QuerySet[Lieu]:
        """Where to look."""
        lieux, commune = Lieu.objects.all() if self.among is None else self.among, self.form.value("commune")
        if commune:
            lieux = lieux.filter(Q(commune__slug=commune) | Q(commune__parent__slug=commune))
        return lieux

    @cached_property
    def portion(self) -> Portion | None:
        """The lieux of this page, when there are too many for one."""
        return portion_of(self.lieux(), self.form.value("page") or 1)

    def anywhere(self, seances: QuerySet[Seance]) -> QuerySet[Seance]:
        """Those that match but for the commune."""
        if self.form.value("mode"):
            seances = seances.filter(mode=self.form.value("mode"))
        if self.form.value("besoin"):
            seances = seances.serving(Besoin(self.form.value("besoin")))
        return seances

    def of_these_days(self) -> QuerySet[Seance]:
        """Those of the day or the week, in the order they are read."""
        seances = self.seances().within(self.first, self.days).with_holiday().with_lieu()
        return seances.order_by("date", "lieu__commune__cle", "debut", "lieu__nom", "id")

    def read(self) -> list[Seance]:
        """Those of the page."""
        if self.portion:
            chosen = self.form.value("mode"), self.form.value("besoin")
            return self.portion.seances(self.first, self.days, *chosen)
        return list(self.of_these_days())

    def shown(self) -> list[Seance]:
        """With where to go instead of those that are not held: among the lieux of the page, where there are many."""
        seances, held = self.read(), self.anywhere(Seance.objects.held().to_come())
        if self.portion:
            elsewhere = [seance.lieu_accueil_id for seance in seances if seance.lieu_accueil_id]
            held = held.at(Lieu.objects.filter(pk__in=[*self.portion.keys, *elsewhere]))
        give_alternatives(seances, held)
        return seances

    def next_day(self) -> date | None:
        """The first day after this one, or after this week, that has a séance."""
        found = self.seances().next_day(after=self.last)
        return found and found.date

    def holidays(self, seances: list[Seance]) -> dict[date, str]:
        """The names of public holidays, or nothing, by day; the calendar is asked when no séance has told."""
        if seances:
            return {seance.date: seance.ferie for seance in seances}
        return {} if self.semaine else {self.jour: JourCalendaire.objects.holiday(self.jour)}

    def url(self, **values) -> str:
        """The address of another view of the same séances; a value that made no sense is not carried along."""
        view = {"vue": self.semaine and Vue.SEMAINE.value, "jour": self.jour != self.today and self.jour}
        return _url(self.address, self.filters | view | values)

    @property
    def filters(self) -> dict:
        return {name: self.form.value(name) for name in self.form.FILTERS}

    def links(self) -> dict:
        """Before, after, now, the other view, the calendar; None past the ends of the calendar."""
        before, after = self.first - timedelta(days=self.days), self.first + timedelta(days=self.days)
        return {
            "avant": before >= AgendaForm.FIRST and {"url": self.url(jour=before), "nom": self.name(before)},
            "apres": after <= AgendaForm.LAST and {"url": self.url(jour=after), "nom": self.name(after)},
            "maintenant": not self.first <= self.today <= self.last and self.url(jour=None),
            "sans_choix": self.url(**dict.fromkeys(AgendaForm.FILTERS)),
            "par_jour": self.url(vue=None),
            "par_semaine": self.url(vue=Vue.SEMAINE.value),
            "suivre": _url(reverse("conseillers:agenda_ics"), self.filters),
            **(self._pages() if self.portion else {}),
        }

    def _pages(self) -> dict:
        page, last = self.portion.page, self.portion.pages
        return {
            "page_avant": page > 1 and self.url(page=page - 1 if page > 2 else None),
            "page_apres": page < last and self.url(page=page + 1),
        }

    def name(self, first: date) -> str:
        return wording.week(first) if self.semaine else wording.long_day(first)

    def choices(self) -> list[dict]:
        """The filters in force, in words, each with the address that drops it."""
        form = self.form
        return [
            {"nom": dict(form.fields[name].choices)[form.value(name)], "url": self.url(**{name: None})}
            for name in form.FILTERS
            if form.value(name)
        ]


@require_safe
def agenda(request):
    today = timezone.localdate()
    data = request.GET.copy()
    data["jour"] = data.get("jour") or today.isoformat()
    asked = Agenda(AgendaForm(data), request.path)
    seances = asked.shown()
    nombre = sum(seance.tenue for seance in seances)
    later = None if nombre or asked.portion else asked.next_day()
    feries = asked.holidays(seances)
    context = {
        "form": asked.form,
        "agenda": asked,
        "titre": asked.name(asked.first),
        "ferie": not asked.semaine and feries[asked.jour],
        "description": agenda_description(asked, nombre),
        "liens": asked.links(),
        "choix": asked.choices(),
        "groupes": [] if asked.semaine else _by_commune(seances),
        "jours": _by_day(asked, seances, feries) if asked.semaine else [],
        "nombre": nombre,
        "plus_tard": later and {"url": asked.url(jour=later), "nom": asked.name(later)},
        "demonstration": any(seance.demonstration for seance in seances),
    }
    return render(request, "agenda.html", context)


def _url(address: str, values: dict) -> str:
    query = urlencode({name: value for name, value in values.items() if value})
    return address + (f"?{query}" if query else "")


def _by_commune(seances: list[Seance]) -> list[tuple]:
    return [(commune, list(group)) for commune, group in groupby(seances, key=lambda seance: seance.lieu.commune)]


def _by_day(asked: Agenda, seances: list[Seance], feries: dict) -> list[dict]:
    """Each day of a week, by commune; those without any too."""
    days = {day: list(group) for day, group in groupby(seances, key=lambda seance: seance.date)}
    wanted = [asked.first + timedelta(days=n) for n in range(asked.days)] if seances else []
    return [{"date": day, "ferie": feries.get(day), "groupes": _by_commune(days.get(day, []))} for day in wanted]
