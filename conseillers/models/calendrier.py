"""The calendar that rules are read against."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class VacancesQuerySet(models.QuerySet):
    LONGEST_TERM = timedelta(weeks=12)  # school never lasts longer without holidays: those in between are missing
    AHEAD = timedelta(days=365)  # how far ahead staff should know them

    def missing_from(self, today: date) -> date | None:
        """The day from which holidays have to be typed; None when those of the year ahead are all there."""
        known = today
        days = self.filter(au__gte=today - self.LONGEST_TERM).order_by("du")
        for du, au in days.values_list("du", "au"):
            if du - known > self.LONGEST_TERM:
                break
            known = max(known, au)
        return None if known >= today + self.AHEAD else known


class VacancesScolaires(models.Model):
    """School holidays of zone A, which Lyon belongs to."""

    HISTOIRE = ()

    nom = models.CharField(_("nom"), max_length=60)
    du = models.DateField(_("premier jour"))
    au = models.DateField(_("dernier jour"))

    objects = VacancesQuerySet.as_manager()

    class Meta:
        verbose_name = _("vacances scolaires")
        verbose_name_plural = _("vacances scolaires")
        ordering = ["du"]
        constraints = [
            models.CheckConstraint(
                condition=Q(au__gte=F("du")),
                name="vacances_au_apres_du",
                violation_error_message=_("Le dernier jour est avant le premier."),
            ),
            models.UniqueConstraint(fields=["du"], name="vacances_debut_unique"),
        ]

    def __str__(self):
        return f"{self.nom} {self.du:%Y}"


class JourCalendaireQuerySet(models.QuerySet):
    def holiday(self, day: date) -> str:
        """The name of the public holiday that this day is, or nothing."""
        return self.filter(date=day).values_list("ferie", flat=True).first() or ""


class JourCalendaire(models.Model):
    """A day of the calendar, with what a rule may ask about it. Written by a migration, read by the view of séances."""

    FIRST, LAST = date(2020, 1, 1), date(2069, 12, 31)  # migrations/0002

    date = models.DateField(_("date"), primary_key=True)
    jour_semaine = models.PositiveSmallIntegerField(_("jour de la semaine"))
    semaine = models.PositiveIntegerField(_("semaines depuis le lundi 5 janvier 1970"))
    semaine_iso = models.PositiveSmallIntegerField(_("semaine ISO"))
    rang = models.PositiveSmallIntegerField(_("rang dans le mois"))
    dernier = models.BooleanField(_("dernier de ce nom dans le mois"))
    ferie = models.CharField(_("jour férié"), max_length=40, blank=True)

    objects = JourCalendaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("jour du calendrier")
        ordering = ["date"]

    def __str__(self):
        return f"{self.date:%d/%m/%Y}"
