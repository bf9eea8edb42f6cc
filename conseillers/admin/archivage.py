"""What residents and advisers lose when something is archived."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conseillers.models import Conseiller, Permanence, Seance
from structures.histoire.archives import CONSEQUENCES, Keys


def lost_seances(leaving: Keys) -> list[str]:
    """« Ses 14 prochaines séances disparaîtront du site. »"""
    permanences = leaving.get(Permanence)
    if not permanences:
        return []
    coming = Seance.objects.held().filter(permanence__in=permanences)
    count = coming.within(timezone.localdate(), Seance.HORIZON.days).not_over(timezone.now()).count()
    if not count:
        return []
    words = ngettext(
        "%(n)s prochaine séance disparaîtra du site.", "%(n)s prochaines séances disparaîtront du site.", count
    )
    return [words % {"n": count}]


def lost_advisers(leaving: Keys) -> list[str]:
    """Permanences that stay, with an adviser less; those left with none are said apart."""
    advisers = leaving.get(Conseiller)
    if not advisers:
        return []
    touched = Permanence.objects.filter(conseillers__in=advisers).exclude(pk__in=leaving.get(Permanence, ())).distinct()
    kept = Permanence.objects.filter(conseillers__in=Conseiller.objects.exclude(pk__in=advisers))
    empty = touched.exclude(pk__in=kept.values("pk"))
    said = []
    if number := touched.count():
        words = ngettext("%(n)s permanence perdra un conseiller.", "%(n)s permanences perdront un conseiller.", number)
        said.append(words % {"n": number})
    for permanence in empty.select_related("lieu")[:10]:
        where = {"lieu": permanence.lieu, "permanence": permanence}
        said.append(_("Plus personne pour : %(lieu)s, %(permanence)s.") % where)
    return said


CONSEQUENCES.extend([lost_seances, lost_advisers])
