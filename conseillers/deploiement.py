"""How far the 59 posts are, as of any day: from the dates of each, never from a count that somebody typed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from conseillers.models import Conseiller

Etat = Conseiller.Etat

PREVUS = 59  # posts, press release of the Métropole, 30 September 2021
PUBLIE = (date(2021, 9, 30), 19)  # the same: 19 advisers in post that day
DEBUT = date(2021, 6, 1)  # the State accepted the bids in May 2021


def state_on(conseiller: Conseiller, day: date, today: date) -> Etat:
    """From today on, what is noted holds even without a date; before, only what is dated is known."""
    if conseiller.date_depart and conseiller.date_depart < day:
        return Etat.PARTI
    reached = [
        etat
        for etat, since in [
            (Etat.EN_POSTE, conseiller.date_prise_de_poste),
            (Etat.EN_FORMATION, conseiller.date_formation),
            (Etat.RECRUTE, conseiller.date_recrutement),
        ]
        if since and since <= day
    ]
    if reached:
        return reached[0]
    noted = Etat(conseiller.etat)
    undated = {
        Etat.EN_POSTE: conseiller.date_prise_de_poste,
        Etat.EN_FORMATION: conseiller.date_formation,
        Etat.RECRUTE: conseiller.date_recrutement,
    }
    return noted if day >= today and noted in undated and not undated[noted] else Etat.A_POURVOIR


@dataclass
class Ligne:
    """The posts of one employer."""

    structure: str
    communes: str
    key: int
    nombres: Counter = field(default_factory=Counter)
    sessions: dict[str, int] = field(default_factory=dict)  # of those in training

    @property
    def total(self) -> int:
        return self.nombres.total()

    @property
    def par_etat(self) -> list[int]:
        return [self.nombres[etat] for etat in Etat]


class Deploiement:
    """`conseillers` come with their employer and its lieux."""

    def __init__(self, conseillers: Iterable[Conseiller], day: date, today: date):
        self.conseillers, self.day, self.today = list(conseillers), day, today
        self.lignes = self._lignes()
        self.total = sum((ligne.nombres for ligne in self.lignes), Counter())

    def _lignes(self) -> list[Ligne]:
        found: dict[int, Ligne] = {}
        for each in self.conseillers:
            employeur = each.employeur
            if employeur.pk not in found:
                communes = sorted({lieu.commune.nom_court for lieu in employeur.lieux.all()})
                found[employeur.pk] = Ligne(employeur.nom, ", ".join(communes), employeur.pk)
            etat = state_on(each, self.day, self.today)
            found[employeur.pk].nombres[etat] += 1
            if etat == Etat.EN_FORMATION and each.session_formation:
                sessions = found[employeur.pk].sessions
                sessions[each.session_formation] = sessions.get(each.session_formation, 0) + 1
        return sorted(found.values(), key=lambda ligne: (ligne.communes == "", ligne.communes, ligne.structure))

    @property
    def en_poste(self) -> int:
        return self.total[Etat.EN_POSTE]

    @property
    def sans_date(self) -> int:
        """In post, nobody noted since when: absent from the curve."""
        return sum(each.etat == Etat.EN_POSTE and not each.date_prise_de_poste for each in self.conseillers)

    def courbe(self) -> list[tuple[date, int]]:
        """(day, in post from that day on), at each change up to the day asked."""
        changes = Counter()
        for each in self.conseillers:
            if each.date_prise_de_poste:
                changes[each.date_prise_de_poste] += 1
                if each.date_depart:
                    changes[each.date_depart + timedelta(days=1)] -= 1
        points, number = [], 0
        for day in sorted(changes):
            if day > self.day:
                break
            number += changes[day]
            points.append((day, number))
        return points
