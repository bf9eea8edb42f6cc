"""The nearest places with their next séance: one result, which the page, the map and the machines all read."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from conseillers import wording
from conseillers.fiches import FARTHEST, Fiche, nearest
from conseillers.forms import RechercheForm, Tri
from conseillers.prenoms import named
from conseillers.prochaines import give_next
from conseillers.raccourcis import shortcut_days, shortcuts
from conseillers.reach import NEAREST, OF_SEANCES, Reach, without
from structures.models import Lieu
from structures.reperes import Confiance, Genre, Repli

PER_PAGE = 20
AT_FIRST = 23  # places whose séances are read together: a page, and a few that will not answer the filters
AT_LEAST, AT_ONCE = 5, 100  # when these were not enough
NEAR_MISSES = 3
# Given up in this order when several choices could be: the hour before the need.
GIVEN_UP_FIRST = ["moment", "jour", "mode", "langue", "accessible", "prenom", "besoin"]
WITHIN_REACH = 5_000  # metres: a bus ride, worth it to be helped sooner
WELL_BEFORE = timedelta(hours=2)  # less is not worth going farther for
NOT_SURE = _lazy("Nous ne sommes pas sûrs d’avoir compris. Voici autour de %(where)s.")
DOUBTS = {
    Confiance.DOUTE: {
        Repli.NUMERO: _lazy("Nous n’avons pas trouvé ce numéro dans la rue. Voici autour de %(where)s."),
        Repli.VOIE: _lazy("Nous n’avons pas trouvé cette rue. Voici autour de %(where)s."),
        Repli.COMMUNE: _lazy("Nous n’avons trouvé cette rue que dans une autre ville. Voici autour de %(where)s."),
        Repli.AILLEURS: _lazy("%(where)s n’est pas dans la Métropole de Lyon. Voici les lieux les plus proches."),
        Repli.SERVICE: _lazy(
            "Cet endroit n’est pas dans nos listes. Nous avons demandé au service national des adresses, "
            "qui propose %(where)s : vérifiez que c’est bien là."
        ),
    },
    Confiance.PLUSIEURS: {"": _lazy("Plusieurs endroits portent ce nom. Voici autour de %(where)s.")},
}
FAR = 20_000  # metres; who is farther than that from every place is told how far


@dataclass(frozen=True)
class Donnes:
    """Places that a program was given before: it goes on from there, whatever has changed meanwhile."""

    apres: list[float] = field(default_factory=list)  # nearest first: longitude, latitude and key of the last one
    lieux: list[int] = field(default_factory=list)  # by date: the keys of them all, a hundred at most

    def __bool__(self):
        return bool(self.apres or self.lieux)


@dataclass
class Page:
    """A page of places; how many there are in all is known only when the list has been read to its end."""

    lieux: list[Fiche] = field(default_factory=list)
    number: int = 1
    suite: bool = False  # there is a next page
    nombre: int | None = None

    def __iter__(self):
        return iter(self.lieux)

    def __len__(self):
        return len(self.lieux)

    @property
    def precedente(self) -> int:
        return self.number - 1

    @property
    def suivante(self) -> int:
        return self.number + 1

    @property
    def first_rank(self) -> int:
        return (self.number - 1) * PER_PAGE + 1


class Recherche:
    """A search answered: what was understood, which places, in which order, and what to say about it."""

    def __init__(self, form: RechercheForm, per_page: int = PER_PAGE, donnes: Donnes | None = None):
        form.is_valid()  # a wrong value is left out and said beside its field; the rest is answered
        self.form = form
        self.per_page = per_page
        self.donnes = donnes or Donnes()
        self.compris = form.compris
        self.filters = form.filters
        self.tri = Tri.DATE if form.value("tri") == Tri.DATE or not self.compris.point else Tri.DISTANCE
        self.filters_dropped = False
        self.near_misses: list[Fiche] = []

    @cached_property
    def who(self) -> dict[str, list[int]]:
        """The advisers of the first name that is asked for, and where they stand."""
        return named(self.form.filters["prenom"]) if "prenom" in self.form.filters else {}

    @cached_property
    def reach(self) -> Reach:
        """What places within reach offer: read for those who choose, and when nothing near answers."""
        asked: set[date] = {self.form.filters["jour"]} if "jour" in self.form.filters else set()
        return Reach(self.compris.point, shortcut_days() | asked, self.who.get("conseillers", ()))

    def page(self, number) -> Page:
        """A page of places, each with its rank, distance in metres (None without a point) and next séance."""
        number = int(number) if str(number).isdecimal() and len(str(number)) < 6 else 1
        page = self._page(max(1, number))
        if self._is_far(page):
            self.near_misses = self._nearer(page.lieux[0].distance if page else None)
        if self.filters and not page and not self.near_misses and not self.donnes:
            self.filters, self.filters_dropped = {}, True
            page = self._page(1)
        for rank, lieu in enumerate(page or self.near_misses, start=page.first_rank):
            lieu.rang = rank
        return page

    def _page(self, number: int) -> Page:
        start = (number - 1) * self.per_page
        found, whole = self._first(start + self.per_page + 1)
        if start and len(found) <= start:  # past the end: the last one
            number = max(1, -(-len(found) // self.per_page))
            start = (number - 1) * self.per_page
        shown = found[start : start + self.per_page]
        if not self._reads_seances(self.filters):
            give_next(shown, self.filters)
        nombre = len(found) if whole and (not self.filters or _all_are_near()) else None
        return Page(shown, number, suite=len(found) > start + self.per_page, nombre=nombre)

    def _reads_seances(self, filters: dict) -> bool:
        """Whether séances say which places there are, or in which order."""
        return self.tri == Tri.DATE or bool(OF_SEANCES & set(filters))

    def _first(self, wanted: int) -> tuple[list[Fiche], bool]:
        """As many of the first places that answer, in order; and whether these are all there are.

        By date, all those within reach are put in order: the next opening of a place one will not go to is of no use.
        """
        if self.tri == Tri.DATE:
            found = self._answering(self.filters, NEAREST, at_first=NEAREST + 1)
            found.sort(key=lambda lieu: (not lieu.prochaine, lieu.prochaine and lieu.prochaine.debut, lieu.nom))
            return [lieu for lieu in found if lieu.pk not in self.donnes.lieux], len(found) < NEAREST
        filters = self.filters | ({"apres": self.donnes.apres} if self.donnes else {})
        found = self._answering(filters, wanted, at_first=max(wanted, AT_FIRST))
        return found, len(found) < wanted

    def _answering(self, filters: dict, wanted: int, at_first: int, within: float | None = None) -> list[Fiche]:
        """As many as are wanted of the places that answer these filters, nearest first, read some at a time.

        `within` so many metres, if any.
        """
        found, read, at_once, keys = [], 0, at_first, self._with_keys(filters)
        while True:
            lieux = nearest(self.compris.point, at_once, read, **keys)
            near = [lieu for lieu in lieux if within is None or lieu.distance < within]
            if self._reads_seances(filters):
                give_next(near, keys)
            found += [lieu for lieu in near if lieu.prochaine or not OF_SEANCES & set(filters)]
            if len(found) >= wanted or len(near) < at_once:
                return found[:wanted]
            read += at_once
            at_once = _to_read(wanted - len(found), len(found) / read)

    def _with_keys(self, filters: dict) -> dict:
        """With keys of advisers in place of their first name."""
        return without(filters, "prenom") | self.who if "prenom" in filters else filters

    def _is_far(self, page: Page) -> bool:
        """Nothing answers all filters, or only far away."""
        if not self.filters or self.donnes:
            return False
        return not page or (self.tri == Tri.DISTANCE and page.number == 1 and page.lieux[0].distance > WITHIN_REACH)

    def _nearer(self, distance: float | None) -> list[Fiche]:
        """The nearest places, under this distance if any, that answer all filters but one, which `sans` names."""
        found: dict[int, tuple[Fiche, dict]] = {}
        for name in GIVEN_UP_FIRST:
            if name not in self.filters:
                continue
            others = without(self.filters, name)
            for lieu in self._answering(others, NEAR_MISSES, at_first=NEAR_MISSES, within=distance):
                lieu.sans = self.label(name)
                found.setdefault(lieu.pk, (lieu, others))
        nearest_first = sorted(found.values(), key=lambda one: one[0].distance or 0)[:NEAR_MISSES]
        for lieu, others in nearest_first:
            if lieu.prochaine is None:
                give_next([lieu], self._with_keys(others))
        return [lieu for lieu, _others in nearest_first]

    def sooner(self, page: Page) -> Fiche | None:
        """The place within reach that opens first, when the nearest opens well after it."""
        if self.tri != Tri.DISTANCE or page.number != 1 or len(page) < 2:
            return None
        first, *others = page
        latest = first.prochaine.debut - WELL_BEFORE if first.prochaine else None
        early = [
            lieu
            for lieu in others
            if lieu.prochaine and lieu.distance <= WITHIN_REACH and (latest is None or lieu.prochaine.debut <= latest)
        ]
        return min(early, key=lambda lieu: (lieu.prochaine.debut, lieu.rang), default=None)

    def label(self, name: str) -> str:
        """A choice, as one reads it after a colon."""
        value = self.form.filters[name]
        if name == "jour":
            return wording.long_day(value)
        if name == "prenom":
            return _("avec %(prenom)s") % {"prenom": wording.capital(value)}
        if name == "accessible":
            return wording.small(self.form.fields[name].label)
        return wording.small(RechercheForm.ENUMERATIONS[name](value).label)

    def _chip(self, name: str) -> str:
        label = self.label(name)
        return _("Aide pour : %(besoin)s") % {"besoin": label} if name == "besoin" else wording.capital(label)

    def chosen(self) -> list[tuple[str, list[str]]]:
        """What was chosen, as one reads it, and the parameters to drop for it to be so no more."""
        found, names = [], list(self.form.filters)
        when = {name: self.form.filters[name] for name in ("jour", "moment") if name in names}
        for label, filters in shortcuts():
            if filters == when:
                found, names = [(label, list(when))], [name for name in names if name not in when]
        return found + [(self._chip(name), [name]) for name in names]

    @property
    def titre(self) -> str:
        if not self.compris.point:
            return _("Tous les lieux, le plus tôt d’abord")
        if self.compris.genre == Genre.POSITION and "carte" in self.form.data:
            return _("Résultats autour de l’endroit choisi sur la carte")
        return _("Résultats autour de %(where)s") % {"where": self.compris.nom}

    def messages(self, page: Page, asked_page: str) -> list[str]:
        """What was not understood, is not sure or was left out, said plainly."""
        words = self.form.cleaned_data.get("q") or ""
        said = [*self.form.non_field_errors(), *self.form.errors.get("q", [])]
        if self.form.dit.understood and not self.form.dit.reste and not self.compris.point:
            said.append(
                _("Écrivez aussi votre ville ou votre code postal : nous montrerons le plus près de chez vous.")
            )
        elif words and self.compris.confiance == Confiance.AUCUNE:
            said.append(
                _("Nous n’avons pas compris où vous êtes. Écrivez une ville ou un code postal, ou choisissez ici.")
            )
        shared = len(self.compris.code_insee) > 1 and self.compris.genre == Genre.CODE_POSTAL
        if self.compris.confiance in DOUBTS and not shared:
            said.append(DOUBTS[self.compris.confiance].get(self.compris.repli, NOT_SURE) % {"where": self.compris.nom})
        if shared:
            said.append(
                _("Le code postal est partagé entre plusieurs communes, toutes prises en compte : %(where)s.")
                % {"where": self.compris.libelle.partition(" ")[2]}
            )
        if self.tri == Tri.DATE and page.nombre is None and not page.suite:
            said.append(_("Voilà les %(n)s lieux les plus proches, le plus tôt d’abord.") % {"n": NEAREST})
        said += self._near_misses_said(page)
        first = page.lieux[0] if page else None
        if first and first.distance and first.distance > FAR and self.tri == Tri.DISTANCE:
            far = wording.distance(first.distance)
            said.append(
                _("Vous êtes loin de la Métropole de Lyon : le lieu le plus proche est à %(far)s.") % {"far": far}
            )
        if asked_page and asked_page != str(page.number):
            said.append(_("Cette page n’existe pas. Voici la page %(number)s.") % {"number": page.number})
        return said

    def _near_misses_said(self, page: Page) -> list[str]:
        if self.filters_dropped:
            return [_("Aucun lieu ne répond à tous vos choix. Voici les lieux sans ces choix.")]
        if self.near_misses and not page:
            return [_("Aucun lieu ne répond à tous vos choix. Voici ceux qui répondent à tous sauf un.")]
        if self.near_misses:
            far, reach = wording.distance(page.lieux[0].distance), WITHIN_REACH // 1000
            return [
                _("Aucun lieu à moins de %(reach)s km ne répond à tous vos choix. Le plus proche est à %(far)s.")
                % {"reach": reach, "far": far}
            ]
        return []


def _to_read(lacking: int, rate: float) -> int:
    """How many places to read for those that are lacking, when so many answered until now; half more, to be sure."""
    return min(AT_ONCE, max(AT_LEAST, int(1.5 * lacking / rate) if rate else AT_ONCE))


def _all_are_near() -> bool:
    """There are few enough places for a search with filters to have looked at them all."""
    return not Lieu.objects.published()[FARTHEST : FARTHEST + 1].exists()
