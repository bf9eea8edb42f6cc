"""What makes a calendar's version grow: every change of what the calendars are written from."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models


class Revision(models.Model):
    """A transaction that wrote to a table which séances, or the text of their calendars, are read from.

    Triggers of these tables write the rows (migrations/0007), so an edit counts wherever it comes from: the admin, a
    command, SQL. Their number is a version that only grows, by one commit at a time; the latest instant would not do,
    since a long transaction commits after younger ones. One short row a writing transaction, however many rows it
    writes: a few thousand a year, so none is ever removed.
    """

    instant = models.DateTimeField(primary_key=True, db_default=TransactionNow())

    def __str__(self):
        return self.instant.isoformat()

    @classmethod
    def version(cls) -> int:
        return cls.objects.count()
