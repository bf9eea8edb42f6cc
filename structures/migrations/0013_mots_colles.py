"""Words of ten letters and more may be names written without their spaces; shorter ones are compared once only."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("structures.migrations.0012_codes_partages").AFTER
FROM_EIGHT, FROM_TEN = r"'\m[a-z]{1,7}\M *'", r"'\m[a-z]{1,9}\M *'"
if FROM_EIGHT not in BEFORE:
    raise ValueError("the function does not hold what is to be replaced")
AFTER = BEFORE.replace(FROM_EIGHT, FROM_TEN)


class Migration(migrations.Migration):
    dependencies = [("structures", "0012_codes_partages")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
