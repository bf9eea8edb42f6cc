"""What several tables of the schedule share."""

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db.models import Func

# The days from `du` to `au`, both included, for constraints against overlaps.
DAYS = Func("du", "au", RangeBoundary(inclusive_upper=True), function="DATERANGE", output_field=DateRangeField())
