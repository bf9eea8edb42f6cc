"""Which lieux somebody should look at again: a schedule goes stale sooner than an address."""

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from conseillers.comptes import counted
from conseillers.models import Ouverture
from structures.models import Lieu, LieuQuerySet
from structures.portee import within
from structures.travail import Tache

FILTER, DUE = "verification", "a_confirmer"  # in the address of the admin's list


def to_confirm(lieux: LieuQuerySet) -> LieuQuerySet:
    """Those on the site that nobody found exact for too long, or ever."""
    today = timezone.localdate()
    schedule = today - relativedelta(months=settings.CONFIRMATION_MOIS_PERMANENCES)
    place = today - relativedelta(months=settings.CONFIRMATION_MOIS_LIEUX)
    sooner = Ouverture.there(today) if schedule > place else Ouverture.none_there(today)  # which lieux are due first
    never, late = Q(date_verification=None), Q(date_verification__lt=min(schedule, place))
    return lieux.published().filter(never | late | Q(Q(date_verification__lt=max(schedule, place)), sooner))


def lieux_a_confirmer(user) -> Tache | None:
    """A line of the work list: the places that this account may say exact again."""
    if not user.has_perm("structures.change_lieu"):
        return None
    number = counted("a-confirmer", to_confirm(within(Lieu.objects.all(), user, reading=False)), user)
    url = f"{reverse('admin:structures_lieu_changelist')}?{FILTER}={DUE}"
    return Tache(number, ngettext("lieu à confirmer", "lieux à confirmer", number), url)
