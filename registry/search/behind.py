"""Whether the index is behind what it is made of.

Each connection has a watch that looks at every statement, whoever sends it: the admin, an import, a
command, raw SQL. One that writes to a table that entries are made of leaves a mark in the same
transaction, so content and mark are there together or not at all. The index follows when the
transaction is committed; whoever searches first makes it follow where that did not happen.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from registry.common.content import WRITTEN_TABLE
from registry.search import dialects
from registry.search.gathering_records import GATHERERS
from registry.search.models import SearchBehind

Follow = Callable[[], object]
_follow: list[Follow] = []


class Mark:
    """What a transaction does when it is committed, and that `table` is marked in it: where a
    savepoint is rolled back, Django drops both."""

    def __init__(self, table: str) -> None:
        self.table = table

    def __call__(self) -> None:
        for follow in _follow:
            follow()


def declare(follow: Follow) -> None:
    """Called once, when the app is ready."""
    _follow[:] = [follow]


def watch_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receives Django's signal that a connection was opened."""
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)


def watch(execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Django calls this around every statement."""
    if sql.startswith("SELECT"):
        return execute(sql, params, many, context)
    tables = {name.lower() for name in WRITTEN_TABLE.findall(sql)} & watched_tables()
    connection = context["connection"]
    new = sorted(tables - marked(connection))
    if not new:
        return execute(sql, params, many, context)
    if not is_there(connection):
        return execute(sql, params, many, context)
    alias = connection.alias
    mark(new, alias)
    if not connection.in_atomic_block:
        # Committed by itself: another one may have followed the first mark before it was written.
        # (Its rows may still be read from it, so that SQLite lets nobody commit: no more than this)
        result = execute(sql, params, many, context)
        mark(new, alias)
        return result
    if not dialects.is_migrating():
        for name in new:
            transaction.on_commit(Mark(name), using=alias, robust=True)
    return execute(sql, params, many, context)


def mark(tables: list[str], alias: str) -> None:
    SearchBehind.objects.using(alias).bulk_create(SearchBehind(table=name) for name in tables)


_has_table: set[str] = set()


def is_there(connection: BaseDatabaseWrapper) -> bool:
    """Early migrations write before there is a table for the marks."""
    if connection.alias in _has_table:
        return True
    names = connection.introspection.table_names()
    if SearchBehind._meta.db_table in names and not dialects.is_migrating():
        _has_table.add(connection.alias)
    return SearchBehind._meta.db_table in names


def marked(connection: BaseDatabaseWrapper) -> set[str]:
    return {entry[1].table for entry in connection.run_on_commit if isinstance(entry[1], Mark)}


def unmark(connection: BaseDatabaseWrapper) -> None:
    """The index has followed within this transaction: what is written later is marked anew."""
    connection.run_on_commit = [
        entry for entry in connection.run_on_commit if not isinstance(entry[1], Mark)
    ]


@cache
def watched_tables() -> frozenset[str]:
    names = {name for gatherer in GATHERERS for name in gatherer.tables}
    return frozenset(table_of(name) for name in names)


def table_of(name: str) -> str:
    return apps.get_model("registry", name)._meta.db_table
