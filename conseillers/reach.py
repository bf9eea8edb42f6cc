"""What the places within reach offer, in one query: how many answer each choice, and which answer all but one."""

from collections import Counter
from datetime import date

from django.contrib.gis.geos import Point
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    FloatField,
    JSONField,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, JSONObject

from conseillers.besoins import Besoin
from conseillers.models import Moment, Seance
from structures.models import Lieu

NEAREST = 100  # places counted; a longer list says nothing more of what is within reach
NEAR_MISSES = 3

# The columns that only the other half of the union has.
NOTHING = Cast(Value(None), JSONField())
NOWHERE = Cast(Value(None), FloatField())
NO_ACCESS = Cast(Value(None), BooleanField())
NO_SERVICE = Cast(Value(None), ArrayField(TextField()))

# Given up in this order when several choices could be: the hour before the need.
GIVEN_UP_FIRST = ["moment", "jour", "mode", "langue", "accessible", "besoin"]


class Reach:
    """The places nearest to a point, or the first ones without a point, with what their coming séances offer."""

    def __init__(self, point: Point | None, seances: QuerySet[Seance], days: set[date]):
        """`days` are those that may be asked for: other dates are not told apart."""
        lieux = Lieu.objects.published()
        lieux = lieux.near(point) if point else lieux.annotate(distance=NOWHERE).order_by("pk")
        self.lieux = _offers(lieux[: NEAREST + 1], seances, days)
        self.whole = len(self.lieux) <= NEAREST  # there are no other places than these
        del self.lieux[NEAREST:]

    def matching(self, filters: dict) -> list[int]:
        """Keys of the places that answer these filters, in order; the same as the search's own."""
        return [lieu["pk"] for lieu in self.lieux if _answers(lieu, filters)]

    def number(self, filters: dict) -> int:
        return len(self.matching(filters))

    def counts(self, filters: dict) -> dict[str, Counter]:
        """How many places would answer if each value of each filter were chosen, the other filters kept."""
        return {name: self._counts_of(name, _without(filters, name)) for name in CHOICES}

    def _counts_of(self, name: str, others: dict) -> Counter:
        counter: Counter = Counter()
        for lieu in self.lieux:
            if _is_apt(lieu, others):
                counter.update(CHOICES[name](lieu, others))
        return counter

    def near_misses(self, filters: dict) -> dict[int, str]:
        """The nearest places that answer all filters but one, and which one; none past the first that answers all."""
        found: dict[int, str] = {}
        for lieu in self.lieux:
            if len(found) == NEAR_MISSES or _answers(lieu, filters):
                break
            given_up = (name for name in GIVEN_UP_FIRST if name in filters and _answers(lieu, _without(filters, name)))
            if name := next(given_up, None):
                found[lieu["pk"]] = name
        return found


def _offers(lieux: QuerySet[Lieu], seances: QuerySet[Seance], days: set[date]) -> list[dict]:
    """Each place, in order, with what tells its séances apart; both halves read at once."""
    doors = lieux.annotate(facts=NOTHING).values_list("pk", "services", "acces_fauteuil", "distance", "facts")
    there = seances.at(lieux).order_by().annotate(facts=_facts(days), services=NO_SERVICE, acces=NO_ACCESS, far=NOWHERE)
    there = there.values_list("lieu_id", "services", "acces", "far", "facts").distinct()
    rows = list(doors.union(there, all=True))
    found = {
        pk: {"pk": pk, "services": services, "acces_fauteuil": access, "distance": distance, "seances": []}
        for pk, services, access, distance, facts in rows
        if facts is None
    }
    for pk, _services, _access, _distance, facts in rows:
        if facts is not None:
            found[pk]["seances"].append(facts)
    return sorted(found.values(), key=lambda lieu: (lieu["distance"].m if lieu["distance"] else 0, lieu["pk"]))


def _facts(days: set[date]) -> JSONObject:
    """What tells one séance from another, for those who choose."""
    told = Case(When(date__in=sorted(days), then=F("date")), default=None)
    moments = {moment.name: ExpressionWrapper(moment.condition(), BooleanField()) for moment in Moment}
    return JSONObject(mode="mode", langues="langues", besoins="permanence__besoins", jour=told, **moments)


def _without(filters: dict, name: str) -> dict:
    return {key: value for key, value in filters.items() if key != name}


def _is_apt(lieu: dict, filters: dict) -> bool:
    """As far as the place itself goes."""
    if "accessible" in filters and not lieu["acces_fauteuil"]:
        return False
    return "besoin" not in filters or bool(set(lieu["services"]) & set(Besoin(filters["besoin"]).services))


def _fits(seance: dict, filters: dict) -> bool:
    return all(OFFERED[name](seance, value) for name, value in filters.items() if name in OFFERED)


def _answers(lieu: dict, filters: dict) -> bool:
    """A place without any séance answers when nothing is asked of séances."""
    if not _is_apt(lieu, filters):
        return False
    return not (OF_SEANCES & set(filters)) or any(_fits(seance, filters) for seance in lieu["seances"])


# Does a séance offer this value? The need is asked of the place first.
OFFERED = {
    "besoin": lambda seance, value: not seance["besoins"] or value in seance["besoins"],
    "jour": lambda seance, value: seance["jour"] == value.isoformat(),
    "moment": lambda seance, value: seance[Moment(value).name],
    "mode": lambda seance, value: seance["mode"] == value,
    "langue": lambda seance, value: value in seance["langues"],
}
OF_SEANCES = {"jour", "moment", "mode", "langue"}


def _modes(lieu, others):
    return {seance["mode"] for seance in lieu["seances"] if _fits(seance, others)}


def _langues(lieu, others):
    return {langue for seance in lieu["seances"] if _fits(seance, others) for langue in seance["langues"]}


def _moments(lieu, others):
    fitting = [seance for seance in lieu["seances"] if _fits(seance, others)]
    return {moment.value for moment in Moment if any(seance[moment.name] for seance in fitting)}


def _besoins(lieu, others):
    services = set(lieu["services"])
    return {b.value for b in Besoin if services & set(b.services) and _answers(lieu, others | {"besoin": b.value})}


def _accessible(lieu, others):
    return {True} if lieu["acces_fauteuil"] and _answers(lieu, others) else set()


CHOICES = {"besoin": _besoins, "moment": _moments, "mode": _modes, "langue": _langues, "accessible": _accessible}
