"""The nearest places with their next séance: one result, which the page, the map and the machines all read."""

from datetime import timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from conseillers import wording
from conseillers.besoins import Besoin
from conseillers.forms import RechercheForm, Tri
from conseillers.models import Moment, Seance
from conseillers.raccourcis import shortcut_days
from conseillers.reach import Reach
from structures.models import Lieu
from structures.reperes import Confiance, Genre, Repli

PER_PAGE = 20
WITHIN_REACH = 5_000  # metres: a bus ride, worth it to be helped sooner
WELL_BEFORE = timedelta(hours=2)  # less is not worth going farther for
NOT_SURE = _lazy("Nous ne sommes pas sûrs d’avoir compris. Voici autour de %(where)s.")
DOUBTS = {
    Confiance.DOUTE: {
        Repli.NUMERO: _lazy("Nous n’avons pas trouvé ce numéro dans la rue. Voici autour de %(where)s."),
        Repli.VOIE: _lazy("Nous n’avons pas trouvé cette rue. Voici autour de %(where)s."),
        Repli.AILLEURS: _lazy("%(where)s n’est pas dans la Métropole de Lyon. Voici les lieux les plus proches."),
        Repli.SERVICE: _lazy(
            "Cet endroit n’est pas dans nos listes. Nous avons demandé au service national des adresses, "
            "qui propose %(where)s : vérifiez que c’est bien là."
        ),
    },
    Confiance.PLUSIEURS: {"": _lazy("Plusieurs endroits portent ce nom. Voici autour de %(where)s.")},
}
FAR = 20_000  # metres; who is farther than that from every place is told how far


def next_seances(lieux, seances: QuerySet[Seance]) -> None:
    """Gives each lieu its `prochaine` among these séances, or None: one query for them all.

    And its `perdue`: the one that would have been before that, today or tomorrow, but is not held.
    """
    there = Seance.objects.held().filter(permanence=OuterRef("permanence"), date=OuterRef("date"))
    there = there.filter(lieu=OuterRef("lieu_accueil"))
    first = (
        seances.filter(lieu__in=[lieu.pk for lieu in lieux])
        .annotate(held=Q(etat__in=Seance.HELD))
        .annotate(held_there=Case(When(etat=Seance.Etat.DEPLACEE, then=Exists(there)), default=Value(False)))
        .select_related("permanence", "lieu_accueil__commune")
        .order_by("lieu_id", "held", "debut", "id")
        .distinct("lieu_id", "held")
    )
    found = {(seance.lieu_id, seance.tenue): seance for seance in first}
    for lieu in lieux:
        lieu.prochaine, lieu.perdue = found.get((lieu.pk, True)), found.get((lieu.pk, False))
        if lieu.perdue and lieu.prochaine and lieu.prochaine.debut <= lieu.perdue.debut:
            lieu.perdue = None


def announced_seances() -> QuerySet[Seance]:
    """Those that will be held, from now to the horizon; with those of today and tomorrow that will not."""
    soon = Q(date__lt=timezone.localdate() + timedelta(days=2))
    return _from_now(Seance.objects.filter(Q(etat__in=Seance.HELD) | soon))


def coming_seances() -> QuerySet[Seance]:
    """Those that will be held, from now to the horizon."""
    return _from_now(Seance.objects.held())


def _from_now(seances: QuerySet[Seance]) -> QuerySet[Seance]:
    return seances.within(timezone.localdate(), Seance.HORIZON.days).not_over(timezone.now())


def _chosen(seances: QuerySet[Seance], filters: dict) -> QuerySet[Seance]:
    """Those that answer these filters of a search."""
    if "jour" in filters:
        seances = seances.on(filters["jour"])
    if "moment" in filters:
        seances = seances.during(Moment(filters["moment"]))
    if "mode" in filters:
        seances = seances.filter(mode=filters["mode"])
    if "langue" in filters:
        seances = seances.filter(langues__contains=[filters["langue"]])
    if "besoin" in filters:
        seances = seances.serving(Besoin(filters["besoin"]))
    return seances


class Recherche:
    """A search answered: what was understood, which places, in which order, and what to say about it."""

    def __init__(self, form: RechercheForm, counted: bool = False):
        """`counted`: with how many places each choice gives, hence what all places within reach offer."""
        form.is_valid()  # a wrong value is left out and said beside its field; the rest is answered
        self.form = form
        self.compris = form.understand()
        self.tri = Tri.DATE if form.value("tri") == Tri.DATE or not self.compris.point else Tri.DISTANCE
        self.filters = form.filters
        self.filters_dropped = False
        self.near_misses: list[Lieu] = []
        self.counted = counted

    @cached_property
    def reach(self) -> Reach:
        """What places within reach offer: read once, and by machines only when nothing near answers."""
        asked = {self.form.filters["jour"]} if "jour" in self.form.filters else set()
        return Reach(self.compris.point, coming_seances(), shortcut_days() | asked)

    def seances(self) -> QuerySet[Seance]:
        """Séances that one could come to, given the filters."""
        return _chosen(coming_seances(), self.filters)

    def lieux(self) -> QuerySet[Lieu]:
        """All places that match, in order."""
        lieux = self._ordered(self._filtered(Lieu.objects.published()))
        return lieux.select_related("commune", "structure")

    def _filtered(self, lieux):
        if "besoin" in self.filters:
            lieux = lieux.offering(Besoin(self.filters["besoin"]).services)
        if "accessible" in self.filters:
            lieux = lieux.wheelchair_accessible()
        if {"jour", "moment", "mode", "langue"} & set(self.filters):
            lieux = lieux.filter(Exists(self.seances().filter(lieu=OuterRef("pk"))))
        return lieux

    def _ordered(self, lieux):
        if self.tri == Tri.DISTANCE:
            return lieux.near(self.compris.point)
        soonest = self.seances().filter(lieu=OuterRef("pk")).order_by("debut").values("debut")[:1]
        lieux = lieux.annotate(soonest=Subquery(soonest)).order_by(F("soonest").asc(nulls_last=True), "nom", "pk")
        return lieux.with_distance(self.compris.point) if self.compris.point else lieux

    def page(self, number) -> Page:
        """A page of places, each with its rank, distance in metres (None without a point) and next séance."""
        paginator = self._paginator()
        misses = {} if paginator.count else self._missed()
        if self.filters and not paginator.count and not misses:
            self.filters, self.filters_dropped = {}, True
            paginator = self._paginator()
        page = paginator.get_page(number)
        page.object_list = list(page.object_list)
        if self.tri == Tri.DISTANCE and page.number == 1 and page.object_list and page[0].distance.m > WITHIN_REACH:
            misses = self._missed()
        self.near_misses = self._fetch(misses)
        self._complete(page, misses)
        return page

    def _paginator(self) -> Paginator:
        paginator = Paginator(self.lieux(), PER_PAGE)
        if self.counted and self.reach.whole:  # known already, without another query
            paginator.count = len(self.reach.matching(self.filters))
        return paginator

    def _missed(self) -> dict[int, str]:
        return self.reach.near_misses(self.filters) if self.filters else {}

    def _fetch(self, misses: dict[int, str]) -> list[Lieu]:
        """The places that answer all filters but one, which `sans` names."""
        if not misses:
            return []
        lieux = Lieu.objects.published().filter(pk__in=misses).select_related("commune", "structure")
        lieux = lieux.with_distance(self.compris.point) if self.compris.point else lieux
        found = {lieu.pk: lieu for lieu in lieux}
        for pk, name in misses.items():
            found[pk].sans = self.label(name)
        return [found[pk] for pk in misses]

    def _complete(self, page: Page, misses: dict[int, str]) -> None:
        """Gives every place its rank, distance and next séance: one query for those of the page and the near misses."""
        announced = announced_seances()
        seances = _chosen(announced, self.filters).filter(lieu__in=[lieu.pk for lieu in page])
        for pk, name in misses.items():
            kept = {key: value for key, value in self.filters.items() if key != name}
            seances = seances | _chosen(announced, kept).filter(lieu=pk)
        lieux = [*page, *self.near_misses]
        next_seances(lieux, seances)
        numbered = page.object_list or self.near_misses  # the map's
        for rank, lieu in enumerate(lieux, start=max(1, page.start_index())):
            lieu.rang = rank if lieu in numbered else None
            distance = getattr(lieu, "distance", None)
            lieu.distance = distance.m if distance is not None else None

    def sooner(self, page: Page) -> Lieu | None:
        """The place within reach that opens first, when the nearest opens well after it."""
        if self.tri != Tri.DISTANCE or page.number != 1 or len(page) < 2:
            return None
        nearest, *others = page
        latest = nearest.prochaine.debut - WELL_BEFORE if nearest.prochaine else None
        early = [
            lieu
            for lieu in others
            if lieu.prochaine and lieu.distance <= WITHIN_REACH and (latest is None or lieu.prochaine.debut <= latest)
        ]
        return min(early, key=lambda lieu: (lieu.prochaine.debut, lieu.rang), default=None)

    def label(self, name: str) -> str:
        """A filter in force, as one reads it."""
        value = self.filters[name]
        if name == "jour":
            return wording.long_day(value)
        if name == "accessible":
            return str(self.form.fields[name].label)
        return str(RechercheForm.ANY[name][0](value).label)

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
        if self.compris.confiance in DOUBTS:
            said.append(DOUBTS[self.compris.confiance].get(self.compris.repli, NOT_SURE) % {"where": self.compris.nom})
        if len(self.compris.code_insee) > 1 and self.compris.genre == Genre.CODE_POSTAL:
            said.append(
                _("Le code postal est partagé entre plusieurs communes, toutes prises en compte : %(where)s.")
                % {"where": self.compris.libelle.partition(" ")[2]}
            )
        said += self._near_misses_said(page)
        first = page.object_list[0] if page.object_list else None
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
        if self.near_misses and not page.object_list:
            return [_("Aucun lieu ne répond à tous vos choix. Voici ceux qui répondent à tous sauf un.")]
        if self.near_misses:
            far, reach = wording.distance(page[0].distance), WITHIN_REACH // 1000
            return [
                _("Aucun lieu à moins de %(reach)s km ne répond à tous vos choix. Le plus proche est à %(far)s.")
                % {"reach": reach, "far": far}
            ]
        return []
