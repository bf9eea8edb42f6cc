"""Fifty years of calendar, with the French public holidays by name."""

from datetime import date, timedelta

import holidays
from django.db import migrations

FIRST, LAST = date(2020, 1, 1), date(2069, 12, 31)
A_MONDAY = date(1970, 1, 5)


def describe(day: date, feries) -> dict:
    return {
        "date": day,
        "jour_semaine": day.isoweekday(),
        "semaine": (day - A_MONDAY).days // 7,
        "semaine_iso": day.isocalendar().week,
        "rang": (day.day - 1) // 7 + 1,
        "dernier": (day + timedelta(days=7)).month != day.month,
        "ferie": feries.get(day, ""),
    }


def write_calendar(apps, schema_editor):
    model = apps.get_model("conseillers", "JourCalendaire")
    feries = holidays.France(years=range(FIRST.year, LAST.year + 1), language="fr")
    days = (FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1))
    model.objects.bulk_create((model(**describe(day, feries)) for day in days), batch_size=5000)


class Migration(migrations.Migration):
    dependencies = [("conseillers", "0001_initial")]

    operations = [
        migrations.RunPython(write_calendar, migrations.RunPython.noop),
        # Without statistics the planner reads the whole calendar for each permanence, until autovacuum comes by.
        migrations.RunSQL("ANALYZE conseillers_jourcalendaire;", migrations.RunSQL.noop),
    ]
