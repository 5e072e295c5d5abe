"""Periods that may not overlap, held by the database: an exclusion constraint on PostgreSQL,
triggers on SQLite.

One rule, two dialects, for every model with an `overlap_key` (dates.Period). Put in place after
each migrate, because a table rebuild on SQLite drops the table's triggers. A refusal is an
IntegrityError with the rule's name on both.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig
from django.db import connections

from registry.common.dates import Period

SQLITE = """
CREATE TRIGGER IF NOT EXISTS {name}_{event} BEFORE {event} ON {table}
WHEN EXISTS (
    SELECT 1 FROM {table} AS rival
    WHERE {keys} {another}
    AND coalesce(rival.since, '0001-01-01') <= coalesce(NEW.until, '9999-12-31')
    AND coalesce(NEW.since, '0001-01-01') <= coalesce(rival.until, '9999-12-31'))
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""
POSTGRESQL = (
    "ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist ({keys}, daterange(since, until,"
    " '[]') WITH &&)"
)


def rules(app_config: AppConfig) -> Iterator[tuple[str, str, list[str]]]:
    """(name of the rule, table, columns of the key) of every model whose periods may not
    overlap."""
    for model in app_config.get_models():
        if issubclass(model, Period) and model.overlap_key:
            columns = [column_of(model, name) for name in model.overlap_key]
            yield f"{model._meta.model_name}_periods_do_not_overlap", model._meta.db_table, columns


def column_of(model: type[Period], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return field.column


def install(sender: AppConfig, using: str, **kwargs: Any) -> None:
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, table, columns in rules(sender):
            if table not in existing:
                continue
            if connection.vendor == "sqlite":
                keys = " AND ".join(f"rival.{column} = NEW.{column}" for column in columns)
                for event, another in (("INSERT", ""), ("UPDATE", "AND rival.id <> NEW.id")):
                    cursor.execute(
                        SQLITE.format(
                            name=name, event=event, table=table, keys=keys, another=another
                        )
                    )
            else:
                cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [name])
                if not cursor.fetchone():
                    cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
                    keys = ", ".join(f"{column} WITH =" for column in columns)
                    cursor.execute(POSTGRESQL.format(name=name, table=table, keys=keys))


def remove(sender: AppConfig, using: str, **kwargs: Any) -> None:
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for name, _table, _columns in rules(sender):
            for event in ("INSERT", "UPDATE"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}_{event}")
