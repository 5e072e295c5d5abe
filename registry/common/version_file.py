"""The file by which the processes of one machine know the content version (store.py)."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from django.conf import settings

UNFINISHED_AFTER = 3600  # seconds; to raise a version takes less than one


def version_file() -> Path:
    """Its date is the version; its text is the day of the last change, then the times at which
    something appears or goes, a line for each."""
    return file_in(settings.STATE_DIR, "content-version")


PARTS = ("figures", "indicators", "states")  # of the content, each with a version of its own


def part_file(part: str) -> Path:
    """Its date tells when that part was last written; where it is missing, nobody knows."""
    return file_in(settings.STATE_DIR, f"{part}-version")


@cache
def file_in(directory: Path, name: str) -> Path:
    """Put together once: a page asks for the version some hundred times."""
    return directory / name


def changed_at() -> float:
    """When the content last changed, in seconds since 1970; 0 before the first time, and where
    several machines share the version, which has no time."""
    try:
        return version_file().stat().st_mtime
    except FileNotFoundError:
        return 0.0


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Who asked for the times first writes them first: else the times of an earlier moment could
    stand over those of a later one. The lock is the directory's own, so that no file is left; a
    directory on a network may have none."""
    directory = os.open(version_file().parent, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(directory, fcntl.LOCK_EX)
        yield
    finally:
        os.close(directory)


def remove_unfinished() -> None:
    """What a process that was killed while it raised the version has left."""
    for standing in (version_file(), *map(part_file, PARTS)):
        for path in standing.parent.glob(f"{standing.name}.*"):
            if time.time() - path.stat().st_mtime > UNFINISHED_AFTER:
                path.unlink(missing_ok=True)
