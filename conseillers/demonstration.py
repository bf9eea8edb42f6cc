"""A schedule invented for the 59 posts, so that the site can be shown before the real hours are known.

No schedule of the advisers is published anywhere. This one is plausible and no more: every row of it says
`demonstration`, and `charger_demonstration --supprimer` takes all of it away.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from math import cos, hypot, radians

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from conseillers.besoins import Besoin
from conseillers.models import Conseiller, Jour, Mode, Permanence
from structures.essai import values_of
from structures.horaires import closed_during
from structures.models import Lieu
from structures.nomenclature import Typologie

SEED = 2021
PERMANENCES_EACH = 3
# Own advisers that one lieu receives before the next ones are sent to its neighbours: the MMI'e employs thirteen.
HOME_LIMIT = 3
# One more permanence at a lieu counts as this many kilometres: help spreads rather than piles up.
KILOMETRES_PER_PERMANENCE = 2
SHARED = 6

MATIN, APRES_MIDI, SOIR = "matin", "apres-midi", "soir"
H = time
HOURS = {
    MATIN: [(H(9), H(12))] * 5 + [(H(8, 30), H(12)), (H(9, 30), H(12)), (H(10), H(12))],
    APRES_MIDI: [(H(14), H(17))] * 5 + [(H(13, 30), H(16, 30))] * 2 + [(H(14), H(16, 30))],
    SOIR: [(H(17), H(20)), (H(17), H(19))],
}

WEEK = [Jour.LUNDI, Jour.MARDI, Jour.MERCREDI, Jour.JEUDI, Jour.VENDREDI]


Plan = list[tuple[Permanence, list[Conseiller]]]


@dataclass(frozen=True)
class Creneau:
    """A half-day of the week."""

    jour: Jour
    part: str


def creneaux(days: Iterable[Jour], part: str, weight: float) -> dict[Creneau, float]:
    return {Creneau(jour, part): weight for jour in days}


# When each kind of lieu is likely to receive, and how likely.
BIBLIOTHEQUE = (
    creneaux([Jour.MERCREDI], APRES_MIDI, 6)
    | creneaux([Jour.SAMEDI], APRES_MIDI, 4)
    | creneaux([Jour.SAMEDI, Jour.MERCREDI], MATIN, 3)
    | creneaux([Jour.MARDI, Jour.VENDREDI], APRES_MIDI, 2)
    | creneaux([Jour.JEUDI], SOIR, 1)
)
GUICHET = creneaux(WEEK, MATIN, 6) | creneaux(WEEK, APRES_MIDI, 2) | creneaux([Jour.SAMEDI], MATIN, 1)
ASSOCIATION = (
    creneaux(WEEK, MATIN, 3)
    | creneaux(WEEK, APRES_MIDI, 3)
    | creneaux([Jour.MARDI, Jour.JEUDI], SOIR, 3)
    | creneaux([Jour.SAMEDI], MATIN, 2)
)
PROFILES = {Typologie.BIB: BIBLIOTHEQUE} | dict.fromkeys(
    [Typologie.CCAS, Typologie.MDS, Typologie.MUNI, Typologie.ML, Typologie.AUTRE], GUICHET
)


def workshops() -> list[tuple[str, list[Besoin]]]:
    """Themes, with the needs they serve; called late, for the language of the day."""
    return [
        (_("Premiers pas avec le smartphone"), [Besoin.PROCHES]),
        (_("Écrire et lire ses courriels"), [Besoin.PROCHES]),
        (_("Faire son CV sur ordinateur"), [Besoin.CV, Besoin.EMPLOI]),
        (_("Mes rendez-vous de santé en ligne"), [Besoin.SANTE, Besoin.DEMARCHE]),
        (_("Reconnaître les arnaques"), [Besoin.SECURITE, Besoin.DONNEES]),
        (_("Trier et partager ses photos"), [Besoin.LOISIRS]),
        (_("Les enfants et les écrans"), [Besoin.PARENTALITE]),
        (_("Suivre l’école de son enfant en ligne"), [Besoin.PARENTALITE]),
    ]


class Planner:
    """Spreads advisers over lieux and the week. An adviser never has two permanences on one day of the week."""

    def __init__(self, lieux: list[Lieu], today: date):
        self.random = random.Random(SEED)  # noqa: S311 - the same schedule each time, nothing secret
        self.lieux = lieux
        self.monday = today - timedelta(days=today.weekday())
        self.load = Counter()  # permanences of a lieu
        self.taken = Counter()  # permanences of a lieu on a half-day
        self.days = Counter()  # permanences on a day of the week
        self.busy = defaultdict(set)  # days of the week of an adviser
        self.themes = workshops()
        self.plan: Plan = []

    def fill(self, conseillers: list[Conseiller]) -> Plan:
        """About three permanences each, those who have a lieu of their own first."""
        homes = defaultdict(list)
        for lieu in self.lieux:
            homes[lieu.structure_id].append(lieu)
        for conseiller in sorted(conseillers, key=lambda each: (each.employeur_id not in homes, each.reference)):
            self.place(conseiller, homes[conseiller.employeur_id])
        self.share(conseillers)
        return self.plan

    def place(self, conseiller: Conseiller, own: list[Lieu]) -> None:
        """First at a lieu of the employer's, or where help is scarcest, then around it."""
        first = min(own or self.lieux, key=lambda lieu: self.load[lieu])
        if self.load[first] >= HOME_LIMIT:
            first = self.needing_help(first)
        self.add(conseiller, first)
        for _number in range(PERMANENCES_EACH - 1):
            self.add(conseiller, self.needing_help(first))

    def needing_help(self, anchor: Lieu) -> Lieu:
        """A lieu near this one that has few permanences."""
        return min(
            self.lieux,
            key=lambda lieu: kilometres(anchor.position, lieu.position) + KILOMETRES_PER_PERMANENCE * self.load[lieu],
        )

    def add(self, conseiller: Conseiller, lieu: Lieu) -> None:
        creneau, (debut, fin) = self.choose_hours(conseiller, lieu)
        self.load[lieu] += 1
        self.taken[lieu, creneau] += 1
        self.days[creneau.jour] += 1
        self.busy[conseiller].add(creneau.jour)
        permanence = Permanence(lieu=lieu, heure_debut=debut, heure_fin=fin, demonstration=True)
        self.give_rhythm(permanence, creneau)
        self.give_mode(permanence)
        self.join(permanence, conseiller)

    def join(self, permanence: Permanence, conseiller: Conseiller) -> None:
        """The rule of another adviser at the same lieu is shared with them, never written twice."""
        rule = values_of(permanence)
        for known, team in self.plan:
            if rule == values_of(known):
                team.append(conseiller)
                return
        self.plan.append((permanence, [conseiller]))

    def choose_hours(self, conseiller: Conseiller, lieu: Lieu) -> tuple[Creneau, tuple[time, time]]:
        """Likely for this kind of lieu, on a day that is free for the adviser, rather where nobody is yet."""
        profile = PROFILES.get(lieu.typologie[0] if lieu.typologie else None, ASSOCIATION)
        free = [creneau for creneau in profile if creneau.jour not in self.busy[conseiller]]
        open_then = {creneau: self.opening(lieu, creneau) for creneau in free}
        free = [creneau for creneau in free if open_then[creneau]] or free
        weights = [
            profile[creneau] / (1 + 8 * self.taken[lieu, creneau]) / (5 + self.days[creneau.jour]) for creneau in free
        ]
        creneau = self.random.choices(free, weights)[0]
        return creneau, self.random.choice(open_then[creneau] or HOURS[creneau.part])

    def opening(self, lieu: Lieu, creneau: Creneau) -> list[tuple[time, time]]:
        """Hours of this half-day when the building is open, as far as is known."""
        day = self.monday + timedelta(days=creneau.jour - 1)
        return [hours for hours in HOURS[creneau.part] if not closed_during(lieu.horaires, day, *hours)]

    def give_rhythm(self, permanence: Permanence, creneau: Creneau) -> None:
        """Mostly every week; the other rhythms are there to be seen."""
        permanence.jours = [creneau.jour]
        roll = self.random.random()
        if roll < 0.05:
            permanence.semaines = Permanence.Semaines.PAIRES
        elif roll < 0.10:
            permanence.semaines = Permanence.Semaines.IMPAIRES
        elif roll < 0.16:
            permanence.intervalle = 2
            permanence.du = self.monday - timedelta(weeks=self.random.randint(3, 6)) + timedelta(creneau.jour - 1)
        elif roll < 0.22:
            permanence.rythme = Permanence.Rythme.MENSUEL
            permanence.rangs = self.random.choice([[1, 3], [2, 4], [1], [-1]])
        elif roll < 0.26:
            permanence.rythme = Permanence.Rythme.DATES
            first = self.monday + timedelta(weeks=1, days=creneau.jour - 1)
            permanence.jours = []
            permanence.dates = [first + timedelta(weeks=weeks) for weeks in (0, 2, 5, 9)]
        elif roll < 0.30 and creneau.part == MATIN and creneau.jour in WEEK:
            afternoon = self.opening(permanence.lieu, Creneau(creneau.jour, APRES_MIDI))
            if (time(14), time(16, 30)) in afternoon:
                permanence.heure_debut_2, permanence.heure_fin_2 = time(14), time(16, 30)
        elif roll < 0.36:
            permanence.vacances = Permanence.Vacances.SUSPENDUE

    def give_mode(self, permanence: Permanence) -> None:
        if permanence.lieu.telephone:
            booking = _("Téléphonez au lieu pour réserver.")
        else:
            booking = _("Réservez à l’accueil du lieu.")
        roll = self.random.random()
        if roll < 0.14:
            permanence.mode = Mode.ATELIER
            permanence.theme, permanence.besoins = self.random.choice(self.themes)
            permanence.inscription = booking
        elif roll < 0.32:
            permanence.mode = Mode.SUR_RENDEZ_VOUS
            permanence.inscription = booking
        elif roll < 0.36:
            permanence.besoins = [Besoin.DEMARCHE, Besoin.SANTE]
            permanence.note = _("Apportez vos papiers et vos mots de passe.")

    def share(self, conseillers: list[Conseiller]) -> None:
        """A second adviser, free that day, comes to a few of them."""
        weekly = [entry for entry in self.plan if entry[0].jours]
        for permanence, team in self.random.sample(weekly, min(SHARED, len(weekly))):
            (jour,) = permanence.jours
            free = [conseiller for conseiller in conseillers if jour not in self.busy[conseiller]]
            if free:
                second = self.random.choice(free)
                self.busy[second].add(jour)
                team.append(second)


def kilometres(here: Point, there: Point) -> float:
    """Good to one percent over a city, without asking the database."""
    return 111.2 * hypot(here.y - there.y, (here.x - there.x) * cos(radians(here.y)))
