"""Whether what is written shows on public pages: then every finished page is made anew (store.py).

Each connection to the database has a watch that looks at every statement, whoever sends it: a page
of the admin, an import, a command, raw SQL. A statement that writes counts, unless it writes to a
table that no public page reads (registry/unpublished.py names them). So a model that nobody has
thought of renews the pages once too often, and never too seldom. Of a table that is public in part
the public rows are compared before and after.

In a request the version rises once, when the request has ended and so is committed; elsewhere, in a
command or a thread, when the transaction is committed.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from registry.common.appearing import due_times
from registry.common.shared_version import check_can_tell
from registry.common.store import raise_content_version
from registry.common.version_file import PARTS

OWN_TABLES = "registry_"
WRITTEN_TABLE = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?)\s+\"?(\w+)\"?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Unpublished:
    """`models`: by name, those whose rows no public page reads. `in_part`: by the name of a model,
    the column and the values in it that make a row public. `parts`: the models of each part of the
    content that has a version of its own (store.part_version)."""

    models: frozenset[str]
    in_part: dict[str, tuple[str, tuple[str, ...]]]
    parts: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass
class Written:
    """What a request has written so far."""

    is_content: bool = False
    parts: set[str] = field(default_factory=set)


_index = Unpublished(frozenset(), {})
_request: ContextVar[Written | None] = ContextVar("registry_written", default=None)


@contextmanager
def renewed_afterwards() -> Iterator[None]:
    """Around a request: finished pages are made anew after it, where it wrote content."""
    written = Written()
    token = _request.set(written)
    try:
        yield
    finally:
        _request.reset(token)
        if written.is_content:
            Renewal(frozenset(written.parts))()


@dataclass(frozen=True)
class Renewal:
    """Finished pages are made anew, now and whenever something appears or goes. `parts`: of the
    content, those that were written."""

    parts: frozenset[str] = frozenset(PARTS)

    def __call__(self) -> None:
        raise_content_version(due_times, parts=self.parts)


renew = Renewal()


@contextmanager
def nothing_written() -> Iterator[None]:
    """Around what is written only to be taken back, as a preview is: it renews no page."""
    token = _request.set(Written())
    try:
        yield
    finally:
        _request.reset(token)


def watch_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receives Django's signal that a connection was opened."""
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)


def watch(execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Django calls this around every statement."""
    tables = written_tables(sql)
    connection = context["connection"]
    if not tables or is_noted(connection, parts := parts_of(tables)):
        return execute(sql, params, many, context)
    check_can_tell()
    partly = partly_public_tables()
    if tables - partly.keys():
        result = execute(sql, params, many, context)
        note(connection, parts)
        return result
    before = [public_rows(connection, table, *partly[table]) for table in sorted(tables)]
    result = execute(sql, params, many, context)
    after = [public_rows(connection, table, *partly[table]) for table in sorted(tables)]
    if before != after:
        note(connection, parts)
    return result


def written_tables(sql: str) -> set[str]:
    """Those of the registry that a statement writes to and that public pages read."""
    if sql.startswith("SELECT"):
        return set()
    found = {name.lower() for name in WRITTEN_TABLE.findall(sql)}
    return {name for name in found if name.startswith(OWN_TABLES)} - unpublished_tables()


def public_rows(
    connection: BaseDatabaseWrapper, table: str, column: str, values: tuple[str, ...]
) -> list[tuple]:
    """Every column of them: a migration may be halfway through the columns of the model."""
    marks = ", ".join(["%s"] * len(values))
    # names of our own, and marks
    statement = f'SELECT * FROM "{table}" WHERE "{column}" IN ({marks}) ORDER BY id'  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def is_noted(connection: BaseDatabaseWrapper, parts: frozenset[str]) -> bool:
    """Whether the request, or the transaction outside of one, has written such content before."""
    written = _request.get()
    if written is not None:
        return written.is_content and parts <= written.parts
    return waits_for_commit(connection, parts)


def has_written() -> bool:
    """Whether content was written that no version tells of yet: by this request, or in a
    transaction that is still open."""
    written = _request.get()
    is_of_request = written is not None and written.is_content
    return is_of_request or waits_for_commit(connections[DEFAULT_DB_ALIAS])


def waits_for_commit(connection: BaseDatabaseWrapper, parts: frozenset[str] = frozenset()) -> bool:
    waiting = [entry[1] for entry in connection.run_on_commit if isinstance(entry[1], Renewal)]
    return any(parts <= renewal.parts for renewal in waiting)


def note(connection: BaseDatabaseWrapper, parts: frozenset[str]) -> None:
    written = _request.get()
    if written is not None:
        written.is_content = True
        written.parts |= parts
    else:
        connection.on_commit(Renewal(parts))


def declare(index: Unpublished) -> None:
    """Called once, when the app is ready."""
    global _index
    _index = index


def is_unpublished(model: type[models.Model]) -> bool:
    """Also of earlier versions, and of the rows that join an unpublished model to another."""
    owner: Any = model._meta.auto_created
    if owner:
        return is_unpublished(owner)
    return model.__name__.startswith("Historical") or model.__name__ in _index.models


@cache
def unpublished_tables() -> frozenset[str]:
    rows = apps.get_app_config("registry").get_models(include_auto_created=True)
    return frozenset(model._meta.db_table for model in rows if is_unpublished(model))


def parts_of(tables: set[str]) -> frozenset[str]:
    return frozenset(part for part, own in tables_of_parts().items() if tables & own)


@cache
def tables_of_parts() -> dict[str, set[str]]:
    """With the tables that join their rows to others."""
    found: dict[str, set[str]] = {}
    for part, names in _index.parts.items():
        for model in [apps.get_model("registry", name) for name in names]:
            joining = [field.m2m_db_table() for field in model._meta.local_many_to_many]
            found.setdefault(part, set()).update([model._meta.db_table, *joining])
    return found


@cache
def partly_public_tables() -> dict[str, tuple[str, tuple[str, ...]]]:
    return {
        apps.get_model("registry", name)._meta.db_table: condition
        for name, condition in _index.in_part.items()
    }
