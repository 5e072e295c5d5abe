"""Whether the index is behind what it is made of.

Each connection has a watch that looks at every statement, whoever sends it: the admin, an import, a
command, raw SQL. One that writes to a table that entries are made of leaves a mark in the same
transaction, so content and mark are there together or not at all. The index follows when the
transaction is committed; whoever searches first makes it follow where that did not happen.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import chain
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from registry.common import content
from registry.search import dialects
from registry.search.gathering_records import GATHERERS
from registry.search.models import SearchBehind

Follow = Callable[[], object]
_follow: list[Follow] = []
_held: ContextVar[bool] = ContextVar("registry_search_held", default=False)


@contextmanager
def held() -> Iterator[None]:
    """While much is written in many transactions: the index follows once, at the next commit or
    search after it."""
    token = _held.set(True)
    try:
        yield
    finally:
        _held.reset(token)


class Mark:
    """What a transaction does when it is committed, and that `table` is marked in it: where a
    savepoint is rolled back, Django drops both."""

    def __init__(self, table: str) -> None:
        self.table = table

    def __call__(self) -> None:
        if not _held.get():
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
    tables = {name.lower() for name in content.WRITTEN_TABLE.findall(sql)} & watched_tables()
    connection = context["connection"]
    new = sorted(tables - marked(connection))
    if not new:
        return execute(sql, params, many, context)
    if not is_there(connection):
        return execute(sql, params, many, context)
    partly = content.partly_public_tables()
    if set(new) <= partly.keys():
        return watch_public_rows(execute, sql, params, many, context, new)
    mark(new, connection)
    if not connection.in_atomic_block:
        # Committed by itself: another one may have followed the first mark before it was written.
        # (Its rows may still be read from it, so that SQLite lets nobody commit: no more than this)
        result = execute(sql, params, many, context)
        mark(new, connection)
        return result
    return execute(sql, params, many, context)


def watch_public_rows(
    execute: Callable, sql: str, params: Any, many: bool, context: dict, tables: list[str]
) -> Any:
    """Of tables that are public in part: drafts that are written leave no mark."""
    connection = context["connection"]
    partly = content.partly_public_tables()
    before = [content.public_rows(connection, name, *partly[name]) for name in tables]
    result = execute(sql, params, many, context)
    after = [content.public_rows(connection, name, *partly[name]) for name in tables]
    if before != after:
        mark(tables, connection)
    return result


def mark(tables: list[str], connection: BaseDatabaseWrapper) -> None:
    """In the transaction, and for its commit. One by one: many at once would begin a transaction of
    their own, which SQLite does not end while another statement is still read from."""
    for name in tables:
        SearchBehind.objects.using(connection.alias).create(table=name)
    if connection.in_atomic_block and not dialects.is_migrating():
        for name in tables:
            connection.on_commit(Mark(name), robust=True)


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
    names = set(chain.from_iterable(gatherer.tables for gatherer in GATHERERS))
    return frozenset(table_of(name) for name in names)


def table_of(name: str) -> str:
    return apps.get_model("registry", name)._meta.db_table
