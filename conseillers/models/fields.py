"""What several tables of the schedule share."""

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db.models import FloatField, Func
from django.db.models.functions import Cast

# The days from `du` to `au`, both included, for constraints against overlaps.
DAYS = Func("du", "au", RangeBoundary(inclusive_upper=True), function="DATERANGE", output_field=DateRangeField())


def for_constraint(key: str) -> Cast:
    """A key that its constraint alone looks up: as a float, it is not taken for the key's own index, much quicker."""
    return Cast(key, FloatField())
