"""What a monitor may ask: is the process alive, can the registry save, is everything it needs
there.

Answers name what fails, never a path or a value.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse

from registry.common import shared_files, shared_version
from registry.common.only_read import only_read
from registry.common.sizes import MEGABYTE

LEAST_FREE = 16 * MEGABYTE  # bytes; below, a write of ordinary size may fail
PROBE = bytes(64 * 1024)


@dataclass(frozen=True)
class Part:
    name: str
    trouble: str
    works: Callable[[], bool]
    asks_database: bool = False
    is_needed_to_save: bool = True


@only_read
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. For a supervisor that would restart it, or take it out of a balancer."""
    return HttpResponse("ok", content_type="text/plain")


@only_read
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and can be written, 503 when not."""
    failing = failing_parts()
    status = 503 if any(part.is_needed_to_save for part in failing) else 200
    words = ["ok"] if status == 200 else []
    words += [part.trouble for part in failing]
    return HttpResponse("; ".join(words), status=status, content_type="text/plain")


@only_read
def ready(request: HttpRequest) -> JsonResponse:
    """200 when nothing fails at all; else 503 with the names of what does."""
    failing = [part.name for part in failing_parts()]
    return JsonResponse({"ready": not failing, "failing": failing}, status=503 if failing else 200)


def failing_parts() -> list[Part]:
    """A database that does not answer is not asked again for the parts that rest on it."""
    failing: list[Part] = []
    for part in PARTS:
        if DATABASE in failing and part.asks_database:
            continue
        if not is_working(part):
            failing.append(part)
    return failing


def is_working(part: Part) -> bool:
    try:
        return part.works()
    except Exception:  # of the database, the disk or the cache's library: whatever it is, it fails
        return False


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def database_can_be_written() -> bool:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")
            return cursor.fetchone()[0] == "off"
    file = Path(str(connection.settings_dict["NAME"]))
    return not file.is_file() or (os.access(file, os.W_OK) and has_room(file.parent))


def has_room(directory: Path) -> bool:
    """Whether a file can be written there. A directory that is not made yet will be made in the
    nearest that is."""
    while not directory.exists():
        directory = directory.parent
    with tempfile.TemporaryFile(dir=directory) as file:  # has no name, so that nothing is left over
        file.write(PROBE)
        file.flush()
    return shutil.disk_usage(directory).free >= LEAST_FREE


def migrations_are_applied() -> bool:
    applied = MigrationRecorder(connection).applied_migrations()
    return all(leaf in applied for leaf in newest_migrations())


_newest: list[tuple[str, str]] = []


def newest_migrations() -> list[tuple[str, str]]:
    """Of the code that this process runs: read once, because it reads every migration."""
    if not _newest:
        _newest.extend(MigrationLoader(None).graph.leaf_nodes())
    return _newest


def cache_answers() -> bool:
    cache.set("health", "ok", 60)
    return cache.get("health") == "ok"


def state_has_room() -> bool:
    return has_room(Path(settings.STATE_DIR))


def media_have_room() -> bool:
    if shared_files.is_remote():
        return shared_files.answers()
    return has_room(Path(settings.MEDIA_ROOT))


def version_is_known() -> bool:
    """Where several machines serve: else none of them hears of what is written here."""
    return not shared_version.is_shared() or shared_version.standing() is not None


DATABASE = Part("database", "the database does not answer", database_answers)
PARTS = (
    DATABASE,
    Part(
        "writing",
        "the database cannot be written, or its disk is full",
        database_can_be_written,
        asks_database=True,
    ),
    Part(
        "state",
        "the registry’s own directory cannot be written, or its disk is full",
        state_has_room,
    ),
    Part(
        "media",
        "uploaded files cannot be kept, or their disk is full",
        media_have_room,
    ),
    Part(
        "migrations",
        "the database is older than the program: run manage.py migrate",
        migrations_are_applied,
        asks_database=True,
        is_needed_to_save=False,
    ),
    Part("version", "the version of the content is not known", version_is_known),
    Part("cache", "the cache does not answer", cache_answers, is_needed_to_save=False),
)
