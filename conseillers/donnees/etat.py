"""Which state of the data a file tells: what its ETag and its date are made of."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Max
from django.utils import timezone

from conseillers.models import Revision


@dataclass(frozen=True)
class Etat:
    """Files say what is known on a day: they change with the data, and at midnight in Lyon."""

    version: int
    jour: date
    change: datetime | None  # the latest change of the data

    @classmethod
    def now(cls) -> "Etat":
        """In one query. Asked before the data: after a change that comes in between, the next answer is another."""
        revisions = Revision.objects.aggregate(number=Count("pk"), latest=Max("pk"))
        return cls(revisions["number"], timezone.localdate(), revisions["latest"])

    def etag(self, file: str) -> str:
        return f'"{file}-{self.version}-{self.jour:%Y%m%d}"'

    @property
    def last_modified(self) -> int:
        """In seconds since 1970."""
        midnight = timezone.make_aware(datetime.combine(self.jour, time()))
        return int(max(midnight, self.change or midnight).timestamp())
