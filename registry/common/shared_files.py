"""Uploaded files where several machines serve: in a bucket of S3, or of what speaks like it
(STORAGE_URL).

The bucket is private, and no address leads into it: readers get files by the views, with their
rights, parts and marks. What has rows in the database and never changes under its name (pictures,
files of documents) is kept below MEDIA_ROOT too, as a copy that may go at any time; what holds
personal details (letters) is not. Without STORAGE_URL there is no bucket, and MEDIA_ROOT is all
there is.
"""

import errno
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages

from registry.common.sizes import MEGABYTE

LARGEST_COPIES = 2048 * MEGABYTE  # on each machine


class StorageAwayError(OSError):
    """The bucket does not answer. As a disk that fails: it passes, and pages say so."""

    def __init__(self, error: Exception) -> None:
        super().__init__(errno.EIO, f"the storage of files fails: {type(error).__name__}")


@dataclass(frozen=True, slots=True)
class Kept:
    name: str
    size: int
    at: datetime


def is_remote() -> bool:
    return bool(settings.STORAGE_URL)


@cache
def failures() -> tuple[type[Exception], ...]:
    """Imported where there is a bucket: it takes as long as a page."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    return (BotoCoreError, ClientError, Boto3Error)


@contextmanager
def asking() -> Iterator[Any]:
    """Gives the storage. Raises FileNotFoundError, or StorageAwayError."""
    try:
        yield storages["default"]
    except failures() as error:
        raise StorageAwayError(error) from error


def put(name: str, content: bytes | File) -> None:
    """Wholly or not at all: so S3 has it."""
    with asking() as storage:
        storage.save(name, ContentFile(content) if isinstance(content, bytes) else content)


def read(name: str) -> bytes:
    with asking() as storage, storage.open(name, "rb") as file:
        return file.read()


def has(name: str) -> bool:
    with asking() as storage:
        return storage.exists(name)


def size(name: str) -> int:
    with asking() as storage:
        return storage.size(name)


def delete(name: str) -> None:
    with asking() as storage:
        storage.delete(name)


def names(folder: str = "") -> Iterator[Kept]:
    """All that is kept below a folder."""
    with asking() as storage:
        start = f"{storage.location}/" if storage.location else ""
        prefix = f"{start}{folder}/" if folder else start
        for found in storage.bucket.objects.filter(Prefix=prefix):
            yield Kept(found.key.removeprefix(start), found.size, found.last_modified)


def delete_folder(folder: str) -> None:
    for found in list(names(folder)):
        delete(found.name)


def copy(name: str, target: Path) -> None:
    """There wholly or not at all. Raises FileNotFoundError."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with asking() as storage, storage.open(name, "rb") as file, part.open("wb") as copied:
            shutil.copyfileobj(file, copied, MEGABYTE)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def copy_folder(folder: str, target: Path) -> None:
    """Nothing where the bucket has none."""
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        for found in names(folder):
            copy(found.name, part / Path(found.name).name)
        if part.exists():
            forget_oldest(target.parent.parent)
            with suppress(OSError):  # another thread was quicker
                part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def forget_oldest(media: Path) -> None:
    """Of the copies; what is asked for again is fetched again."""
    found, total = [], 0
    for path in media.glob("*/*/*"):
        if path.parent.suffix == ".part":
            continue
        with suppress(FileNotFoundError):  # another process removes too
            stat = path.stat()
            found.append((stat.st_mtime, stat.st_size, path.parent))
            total += stat.st_size
    for _time, length, folder in sorted(found):
        if total <= LARGEST_COPIES:
            return
        shutil.rmtree(folder, ignore_errors=True)
        total -= length


def answers() -> bool:
    """Whether the bucket is there."""
    next(names("nothing"), None)
    return True
