"""What a rule gives before anything departs from it: read when a rule or a changement is typed, never shown."""

from django.db import models

from conseillers.models.permanence import Permanence


class Occurrence(models.Model):
    """A slot of a permanence on a day that its rule gives, whoever is there that day; read-only (migrations/0005)."""

    id = models.CharField(primary_key=True, max_length=40)
    permanence = models.ForeignKey(Permanence, models.DO_NOTHING, related_name="occurrences")
    date = models.DateField()
    heure_debut = models.TimeField()
    heure_fin = models.TimeField()
    ferie = models.CharField(max_length=40)  # name of the public holiday that cancels it

    class Meta:
        managed = False
        db_table = "conseillers_occurrence"

    def __str__(self):
        return f"{self.date:%d/%m/%Y} {self.heure_debut:%H:%M}-{self.heure_fin:%H:%M}"
