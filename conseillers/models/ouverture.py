"""Until when a lieu has a permanence: kept by triggers (migrations/0019), read by lists; nobody writes it."""

from datetime import date

from django.db import models
from django.db.models import Q

from structures.models import Lieu


class Ouverture(models.Model):
    """One row a lieu. The last day of its last permanence: `date.max` without an end, `date.min` without any."""

    lieu = models.OneToOneField(Lieu, models.DO_NOTHING, primary_key=True, related_name="ouverture")
    jusqu_au = models.DateField()

    class Meta:
        managed = False
        db_table = "conseillers_ouverture"

    def __str__(self):
        return f"{self.lieu}, {self.jusqu_au:%d/%m/%Y}"

    @staticmethod
    def there(today: date) -> Q:
        """Lieux with a permanence that is not over. Asked by key: a join would be made where nothing depends on it."""
        return Q(pk__in=Ouverture.objects.filter(jusqu_au__gte=today).values("pk"))

    @staticmethod
    def none_there(today: date) -> Q:
        return Q(pk__in=Ouverture.objects.filter(jusqu_au__lt=today).values("pk"))
