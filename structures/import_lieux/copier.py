"""Rows of a model by COPY: an INSERT of thousands of rows of forty columns is read, by the driver and the database,
in five times the time that they take to be kept."""

from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter

from django.contrib.gis.db.models import PointField
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import CharField, JSONField, Model, TextField
from psycopg import sql
from psycopg.types.json import Jsonb

NEW = "import_nouveau"


def insert(objs: list[Model]) -> None:
    """As `bulk_create` does, keys included: signals are not sent, `auto_now` is."""
    if objs:
        _number(objs)
        _copy(objs, type(objs[0])._meta.db_table, adding=True)


def update(objs: list[Model], names: set[str]) -> None:
    """As `bulk_update` does; an `auto_now` field that is named is set."""
    if not objs or not names:
        return
    model = type(objs[0])
    fields = [model._meta.get_field(name) for name in sorted(names)]
    new, table = sql.Identifier(NEW), sql.Identifier(model._meta.db_table)
    columns = [sql.Identifier(field.column) for field in fields]
    pairs = sql.SQL(", ").join(sql.SQL("{0} = n.{0}").format(column) for column in columns)
    listed = sql.SQL(", ").join([sql.Identifier("id"), *columns])
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} LIMIT 0").format(new, listed, table)
        )
        _copy(objs, NEW, adding=False, fields=[model._meta.pk, *fields])
        cursor.execute(sql.SQL("UPDATE {} t SET {} FROM {} n WHERE t.id = n.id").format(table, pairs, new))
        cursor.execute(sql.SQL("DROP TABLE {}").format(new))


def _number(objs: list[Model]) -> None:
    with connection.cursor() as cursor:
        table = type(objs[0])._meta.db_table
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, len(objs)]
        )
        for obj, (key,) in zip(objs, cursor.fetchall(), strict=True):
            obj.pk = key


def _copy(objs, table: str, adding: bool, fields=None) -> None:
    fields = fields or [field for field in type(objs[0])._meta.concrete_fields if not field.generated]
    columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    dated = [field for field in fields if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)]
    special = [(rank, how) for rank, field in enumerate(fields) if (how := _written(field))]
    values_of = attrgetter(*(field.attname for field in fields))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for obj in objs:
            for field in dated:
                field.pre_save(obj, adding)
            values = list(values_of(obj))
            for rank, how in special:
                values[rank] = how(values[rank])
            copy.write_row(values)
        if adding:
            for obj in objs:
                obj._state.adding, obj._state.db = False, connection.alias


def _written(field) -> Callable | None:
    """How a field's values are written, where the driver does not know it, or takes its time."""
    if isinstance(field, JSONField):
        return Jsonb
    if isinstance(field, PointField):
        return lambda value: None if value is None else value.hexewkb.decode()
    if isinstance(field, ArrayField) and isinstance(field.base_field, CharField | TextField):
        return lambda value: None if value is None else _array(tuple(value))
    return None


@lru_cache(maxsize=5000)
def _array(texts: tuple[str, ...]) -> str:
    """As Postgres reads it: rows say the same again and again."""
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"
