"""Loads the school holidays of zone A, which Lyon belongs to, for the years that are known."""

from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from django.utils.translation import gettext as _
from vacances_scolaires_france import SchoolHolidayDates

from conseillers.models import VacancesScolaires
from structures.chargement import LoadingCommand

FIRST_YEAR = 2020  # the calendar that rules are read against starts there
ZONE = "A"


class Command(LoadingCommand):
    help = _("Charge les vacances scolaires de la zone A, pour les années connues.")
    reason = _("Chargement des vacances scolaires")

    def load(self, folder: Path) -> str:
        known = known_holidays()
        created = []
        for holidays in known:
            # Staff may have corrected a first day: what overlaps a known one is that one.
            if not VacancesScolaires.objects.filter(du__lte=holidays.au, au__gte=holidays.du).exists():
                holidays.save()
                created.append(holidays)
        return _("%(total)d vacances scolaires, jusqu’au %(fin)s : %(created)d créées, %(existing)d déjà là") % {
            "total": len(known),
            "fin": f"{known[-1].au:%d/%m/%Y}",
            "created": len(created),
            "existing": len(known) - len(created),
        }


def known_holidays() -> list[VacancesScolaires]:
    """Ranges of consecutive days that bear one name: the package gives them day by day and year by year."""
    source = SchoolHolidayDates()
    names = {
        day: facts["nom_vacances"]
        for year in range(FIRST_YEAR, source.max_year + 1)
        for day, facts in source.holidays_for_year_and_zone(year, ZONE).items()
    }
    ranges = []
    for nom, days in groupby(sorted(names), key=names.get):
        ranges += [VacancesScolaires(nom=nom, du=du, au=au) for du, au in consecutive(list(days))]
    return ranges


def consecutive(days: list[date]) -> list[tuple[date, date]]:
    """First and last day of each unbroken run of days."""
    starts = [day for day in days if day - timedelta(days=1) not in days]
    ends = [day for day in days if day + timedelta(days=1) not in days]
    return list(zip(starts, ends, strict=True))
