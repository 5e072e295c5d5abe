"""One start at a time sets a database up: two that migrate and load records at once would each
find the database locked by the other. And the daily work is one machine's at a time."""

import fcntl
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from registry.common.errors import RuleError

WAITS = 5.0  # seconds; where nothing is to be set up, the other start is done sooner
TRIES_EVERY = 0.2
ADVISORY_KEY = 0x50524547  # of PostgreSQL's advisory lock: "PREG"


def lock_file() -> Path:
    """Beside the database. It stays there; the system releases the lock when a process ends."""
    return settings.STATE_DIR / "start.lock"


@contextmanager
def setting_up(*, wait: float | None = None) -> Iterator[None]:
    """Raises RuleError where another start has not finished within `wait` seconds."""
    take = advisory_lock if connection.vendor == "postgresql" else file_lock
    with take(time.monotonic() + (WAITS if wait is None else wait)):
        yield


@contextmanager
def file_lock(until: float) -> Iterator[None]:
    with lock_file().open("w") as file:
        while not is_locked(file.fileno()):
            wait_or_refuse(until)
        yield


@contextmanager
def waiting_for(path: Path) -> Iterator[None]:
    """One process at a time; the others wait for as long as it takes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield


def is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def advisory_lock(until: float) -> Iterator[None]:
    """Several machines may start on one PostgreSQL, so the database keeps the lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_KEY])
        while not cursor.fetchone()[0]:
            wait_or_refuse(until)
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_KEY])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_KEY])


@contextmanager
def the_only_one(work: str) -> Iterator[bool]:
    """Gives False where the same work is going on: in another process of the machine (SQLite), or
    on any machine (PostgreSQL, whose lock ends with the connection)."""
    if connection.vendor != "postgresql":
        with lock_file().with_name(f"{work}.lock").open("w") as file:
            yield is_locked(file.fileno())
        return
    key = [ADVISORY_KEY, zlib.crc32(work.encode()) >> 1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        is_mine = cursor.fetchone()[0]
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


def wait_or_refuse(until: float) -> None:
    if time.monotonic() >= until:
        raise RuleError(
            _(
                "Another start is setting up this database. Wait until it says where the registry"
                " is, then start again."
            )
        )
    time.sleep(TRIES_EVERY)
