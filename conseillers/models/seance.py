"""Séances: dated occurrences, computed by the database from the rules and never stored (migrations/0003)."""

from datetime import date, datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conseillers.besoins import Besoin
from conseillers.models.calendrier import JourCalendaire
from conseillers.models.permanence import Mode, Permanence
from structures.models import Lieu


class Moment(models.TextChoices):
    """Parts of the day one can come in."""

    MAINTENANT = "maintenant", _("maintenant")  # read against the clock
    MATIN = "matin", _("le matin")
    APRES_MIDI = "apres-midi", _("l’après-midi")
    SOIR = "soir", _("le soir (après 17 h)")

    @property
    def span(self) -> tuple[time, time]:
        """First and last hour: a séance counts when it overlaps them."""
        return {
            Moment.MATIN: (time(0), time(12)),
            Moment.APRES_MIDI: (time(12), time(18)),
            Moment.SOIR: (time(17), time(23, 59)),
        }[self]


class AmongThem(Func):
    """`lieu_id = ANY (ARRAY (SELECT …))`: the list is made first, and the view then read by lieu, by index.

    `lieu_id IN (SELECT …)` would be a join with the séances of the whole Métropole.
    """

    template, arg_joiner = "%(expressions)s)", " = ANY ("
    output_field = models.BooleanField()


class SeanceQuerySet(models.QuerySet):
    def held(self):
        return self.filter(etat__in=Seance.HELD)

    def on(self, day: date):
        return self.filter(date=day)

    def within(self, first: date, days: int):
        """Over this many days from the first, that one included. The date is what the view is indexed by."""
        return self.filter(date__gte=first, date__lt=first + timedelta(days=days))

    def at(self, lieux: models.QuerySet):
        """At one of these lieux."""
        return self.filter(AmongThem(F("lieu_id"), ArraySubquery(lieux.values("pk"))))

    def not_over(self, now: datetime):
        return self.filter(fin__gt=now)

    def to_come(self):
        """From now to the horizon."""
        return self.within(timezone.localdate(), Seance.HORIZON.days).not_over(timezone.now())

    def serving(self, besoin: Besoin):
        """Whose permanence serves this need, or is not narrower than its lieu, which offers it."""
        narrower = Q(besoins__contains=[besoin])
        return self.filter(narrower | Q(besoins=[], lieu__services__overlap=besoin.services))

    def next_day(self, after: date) -> JourCalendaire | None:
        """The first day after this one with a séance held, up to the horizon; asked day by day, so as to stop there.

        Its `demonstration` says whether hours shown that day are invented.
        """
        there = self.held().filter(date=OuterRef("date")).values("demonstration")[:1]
        days = JourCalendaire.objects.filter(date__gt=after, date__lte=after + Seance.HORIZON).order_by("date")
        return days.annotate(demonstration=Subquery(there)).filter(demonstration__isnull=False).first()

    def with_holiday(self):
        """With `ferie`: the name of the public holiday that day is, or nothing."""
        calendar = JourCalendaire.objects.filter(date=OuterRef("date"))
        return self.annotate(ferie=Subquery(calendar.values("ferie")))

    def with_lieu(self):
        """With all that is said of them, but for the outlines of communes, heavy to read again for each."""
        return self.select_related("permanence", "lieu__commune").defer("lieu__commune__contour")

    def in_order(self):
        return self.order_by("debut", "fin", "lieu_id", "id")


class Seance(models.Model):
    """One dated occurrence of a permanence at a lieu; read-only."""

    PORTEE = ("lieu__structure",)

    class Etat(models.TextChoices):
        PREVUE = "prevue", _("prévue")
        MODIFIEE = (
            "modifiee",
            _("modifiée"),
        )  # held here, but not as the rule says: other hours, or come from elsewhere
        AJOUTEE = "ajoutee", _("date ajoutée")
        ANNULEE = "annulee", _("annulée")
        DEPLACEE = "deplacee", _("déplacée")  # not held here: see lieu_accueil

    class Cause(models.TextChoices):
        FERIE = "ferie", _("jour férié")
        FERMETURE = "fermeture", _("fermé ce jour-là")
        ABSENCE = "absence", _("pas de conseiller disponible ce jour-là")

    HELD = [Etat.PREVUE, Etat.MODIFIEE, Etat.AJOUTEE]
    HORIZON = timedelta(days=60)  # how far ahead "next" looks

    id = models.CharField(primary_key=True, max_length=40)
    permanence = models.ForeignKey(Permanence, models.DO_NOTHING, related_name="+")
    lieu = models.ForeignKey(Lieu, models.DO_NOTHING, related_name="+")
    lieu_accueil = models.ForeignKey(Lieu, models.DO_NOTHING, null=True, related_name="+")
    date = models.DateField()
    heure_debut = models.TimeField()
    heure_fin = models.TimeField()
    debut = models.DateTimeField()
    fin = models.DateTimeField()
    etat = models.CharField(max_length=10, choices=Etat)
    cause = models.CharField(max_length=10, choices=Cause)
    motif = models.CharField(max_length=120)
    mode = models.CharField(max_length=16, choices=Mode)
    besoins = ArrayField(models.CharField(max_length=20))  # needs it is narrowed to; none: all those of its lieu
    theme = models.CharField(max_length=120)
    conseillers = ArrayField(models.BigIntegerField())  # keys of those who are there
    prenoms = ArrayField(models.TextField())
    langues = ArrayField(models.TextField())
    demonstration = models.BooleanField()

    objects = SeanceQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "conseillers_seance"
        verbose_name = _("séance")

    def __str__(self):
        return f"{self.date:%d/%m/%Y} {self.heure_debut:%H:%M}-{self.heure_fin:%H:%M}"

    @property
    def tenue(self) -> bool:
        """Held here: the door is open."""
        return self.etat in self.HELD

    @property
    def en_cours(self) -> bool:
        return self.tenue and self.debut <= timezone.now() < self.fin

    @property
    def raison(self) -> str:
        """Why it is not held, in words a resident may read."""
        return self.motif or self.get_cause_display()
