"""What pg_dump writes can be read again: it names every schema, and has no search path."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

GENERATED = """
SELECT attrelid::regclass::text, format_type(atttypid, atttypmod), pg_get_expr(adbin, adrelid)
FROM pg_attribute JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attgenerated = 's'
"""


def test_generated_columns_are_made_again_without_a_search_path():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute(GENERATED)
        columns = cursor.fetchall()
        for number, (table, kind, expression) in enumerate(columns):
            copy = f"public.copie_{number}"
            cursor.execute(f"CREATE TABLE {copy} (LIKE {table})")
            cursor.execute(f"ALTER TABLE {copy} ADD COLUMN refaite {kind} GENERATED ALWAYS AS ({expression}) STORED")

    assert {"public.structures_commune", "public.structures_noms"} <= {table for table, _, _ in columns}
