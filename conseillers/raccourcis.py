"""Days and hours people ask for most, as links: « Ce soir », « Samedi matin »."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from conseillers.dits import next_weekday
from conseillers.models import Moment

SATURDAY = 5


def shortcuts() -> list[tuple[str, dict]]:
    """What to read, and the filters it stands for, at this hour in Lyon."""
    now = timezone.localtime()
    today = now.date()
    return [
        (_("Maintenant"), {"moment": Moment.MAINTENANT.value}),
        (_("Aujourd’hui"), {"jour": today}),
        (_("Ce soir"), {"jour": today, "moment": Moment.SOIR.value}),
        (_("Demain"), {"jour": today + timedelta(days=1)}),
        (_("Samedi matin"), {"jour": next_weekday(SATURDAY, Moment.MATIN, now), "moment": Moment.MATIN.value}),
    ]


def shortcut_days() -> set[date]:
    return {filters["jour"] for _label, filters in shortcuts() if "jour" in filters}
