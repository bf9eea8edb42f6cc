"""Permanences: the rules in force, place after place."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from conseillers.api import curseur
from conseillers.api.endpoint import answered, endpoint
from conseillers.api.forms import OuForm
from conseillers.api.parametres import read
from conseillers.api.reponses import name, rule
from conseillers.models import Permanence
from structures.models import Lieu


@endpoint
def permanences(request):
    """In the order of places, then of rules: the oldest first, which nothing changes."""
    form = read(OuForm, request)
    after = curseur.read(request)
    rules = Permanence.objects.with_days_left(timezone.localdate())
    lieux = form.lieux.filter(Exists(rules.filter(lieu=OuterRef("pk"))))
    if after:
        lieux = lieux.filter(pk__gte=after["lieu"])
    # Each has one at least, but perhaps the first, all of whose rules were given: these are enough to fill a page.
    places = {lieu.pk: lieu for lieu in lieux[: form.taille_page + 2]}
    found = rules_of(places.values())
    if after:
        found = found.filter(Q(lieu__gt=after["lieu"]) | Q(pk__gt=after["permanence"]))
    found = list(found[: form.taille_page + 1])
    shown, more = found[: form.taille_page], found[form.taille_page :]
    return answered(
        {
            "permanences": [rule(one) | {"lieu": name(places[one.lieu_id])} for one in shown],
            "suivant": curseur.following(request, lieu=shown[-1].lieu_id, permanence=shown[-1].pk) if more else None,
        }
    )


def rules_of(lieux: Iterable[Lieu]):
    """Those in force at these places, in their order."""
    rules = Permanence.objects.with_days_left(timezone.localdate())
    return rules.filter(lieu__in=[lieu.pk for lieu in lieux]).order_by("lieu_id", "pk")
