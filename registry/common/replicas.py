"""Public pages and answers of the API are read from replicas of the database (REPLICA_URLS).

Only a view that is `@published` reads there (store.py): what it shows is everybody's, and whoever
is signed in, or writes, reads the primary. A replica is asked only while it has replayed the log up
to the last change of content that this process knows of (shared_version.py), so no page of before
is kept under the version of after. A thread for each replica looks where it stands; one that lags,
does not answer or was promoted is left out until it is right again. A replica that fails in the
middle of a page costs no reader the page: it is made anew from the primary.
"""

import logging
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import (
    DEFAULT_DB_ALIAS,
    Error,
    InterfaceError,
    InternalError,
    OperationalError,
    connection,
    connections,
)

from registry.common import shared_version

logger = logging.getLogger("registry.replicas")
LOOKS_EVERY = 0.25  # seconds
HOLDS = 1.0  # how long a look holds
FAILURES = (OperationalError, InterfaceError, InternalError)
NOWHERE_YET = 2**53 - 1  # no replica is there
WHERE_PRIMARY_IS = "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"
WHERE_REPLICA_IS = (
    "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() - '0/0'::pg_lsn END"
)


@dataclass(slots=True)
class Reading:
    """Of a view. `alias`: the replica that it reads, all of it the same one."""

    alias: str


_reading: ContextVar[Reading | None] = ContextVar("registry_reading", default=None)


class Router:
    """In force where there are replicas. Once a view has written, it reads what it wrote."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        reading = _reading.get()
        if reading is None or connection.in_atomic_block:
            return DEFAULT_DB_ALIAS
        return reading.alias

    def db_for_write(self, model: Any, **hints: Any) -> str:
        reading = _reading.get()
        if reading is not None:
            reading.alias = DEFAULT_DB_ALIAS
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *args: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


def from_replica(view: Callable[[], Any]) -> Any:
    """What the view answers, read from a replica where one is up to date."""
    alias = fresh_replica() if settings.REPLICAS else None
    if alias is None:
        return view()
    try:
        with reading_from(alias):
            return view()
    except FAILURES as error:
        leave_out(alias, error)
        return view()


@contextmanager
def reading_from(alias: str) -> Iterator[None]:
    token = _reading.set(Reading(alias))
    try:
        yield
    finally:
        _reading.reset(token)


class Watch(threading.Thread):
    """`place`: in the primary's log, up to where the replica has it; None where it is left out."""

    def __init__(self, alias: str) -> None:
        super().__init__(name=alias, daemon=True)
        self.alias = alias
        self.place: int | None = None
        self.looked_at = 0.0

    def run(self) -> None:
        while True:
            asked = time.monotonic()
            try:
                place = self.look()
            except Error as error:
                leave_out(self.alias, error)
            else:
                self.note(place, asked)
            time.sleep(LOOKS_EVERY)

    def look(self) -> int | None:
        with connections[self.alias].cursor() as cursor:
            cursor.execute(WHERE_REPLICA_IS)
            (place,) = cursor.fetchone()
        return None if place is None else int(place)

    def note(self, place: int | None, asked: float) -> None:
        if place is not None and self.place is None:
            logger.warning("%s is read again", self.alias)
        self.place, self.looked_at = place, asked

    def has(self, place: int) -> bool:
        is_lately = time.monotonic() - self.looked_at < HOLDS
        return is_lately and self.place is not None and self.place >= place


_watches: dict[str, Watch] = {}
_making = threading.Lock()


def forget_parent() -> None:
    """A process that was forked has no threads of its own yet."""
    global _making
    _watches.clear()
    _making = threading.Lock()


os.register_at_fork(after_in_child=forget_parent)


def watches() -> dict[str, Watch]:
    if not _watches:
        with _making:
            if not _watches:
                made = {alias: Watch(alias) for alias in settings.REPLICAS}
                for watch in made.values():
                    watch.start()
                _watches.update(made)
    return _watches


def fresh_replica() -> str | None:
    """One of those that lack nothing of what this process knows to be there."""
    standing = shared_version.standing()
    if standing is None:
        return None
    found = [alias for alias, watch in watches().items() if watch.has(standing.place)]
    return random.choice(found) if found else None  # noqa: S311  (no secret)


def leave_out(alias: str, error: Exception) -> None:
    """Until the next look finds it right."""
    watch = watches()[alias]
    if watch.place is not None:
        logger.warning("%s is left out: %s", alias, type(error).__name__)
    watch.place = None
    connections[alias].close()


def place() -> int | None:
    """Where the primary's log is after what was just committed; None where there is no replica."""
    if not settings.REPLICAS:
        return None
    try:
        with connection.cursor() as cursor:
            cursor.execute(WHERE_PRIMARY_IS)
            return int(cursor.fetchone()[0])
    except Error:  # it went away just after the commit
        return NOWHERE_YET
