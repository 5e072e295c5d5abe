"""Uploaded files that no address leads to but the admin's: each kind in a directory of its own,
under names of ours.

Only the registry's own account of the machine may read them. An act that brings one is decorated
with `@without_leftovers()`: where it is refused or fails, the file goes with what was not saved.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models.fields.files import FieldFile

from registry.common import shared_files

UNCLAIMED_SECONDS = 24 * 3600  # far longer than an upload takes
_written: ContextVar[list[Callable[[], None]] | None] = ContextVar(
    "registry_files_written", default=None
)


class PrivateStorage(FileSystemStorage):
    """`folder`: below MEDIA_ROOT, which may be set at run time."""

    def __init__(self, folder: str) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)
        self.folder = folder

    @property
    def location(self) -> str:
        return str(Path(settings.MEDIA_ROOT).resolve() / self.folder)

    def _save(self, name: str, content: Any) -> str:
        """Wholly or not at all: what a full disk cut off is removed."""
        try:
            if shared_files.is_remote():
                shared_files.put(self.key(name), content)
                saved = name
            else:
                saved = super()._save(name, content)  # type: ignore[misc]  # mixed in
        except OSError:
            Path(self.path(name)).unlink(missing_ok=True)
            raise
        written = _written.get()
        if written is not None:
            written.append(partial(self.delete, saved))
        return saved

    def key(self, name: str) -> str:
        """In the bucket; no name leads out of the folder."""
        return f"{self.folder}/{Path(name).name}"

    def open(self, name: str, mode: str = "rb") -> File:
        """Personal details leave no copy on the disks of the machines."""
        if shared_files.is_remote():
            return ContentFile(shared_files.read(self.key(name)), name=name)
        return super().open(name, mode)

    def exists(self, name: str) -> bool:
        return (
            shared_files.has(self.key(name)) if shared_files.is_remote() else super().exists(name)
        )

    def size(self, name: str) -> int:
        if shared_files.is_remote():
            return shared_files.size(self.key(name))
        return super().size(name)

    def delete(self, name: str) -> None:
        if shared_files.is_remote():
            shared_files.delete(self.key(name))
        super().delete(name)

    def here(self, name: str) -> Path:
        """A file that is read on over many requests. A copy of a file that is kept elsewhere goes
        a day after it was last fetched (`remove_unclaimed`)."""
        path = Path(self.path(name))
        if shared_files.is_remote() and not path.exists():
            shared_files.copy(self.key(name), path)
        return path

    def url(self, name: str | None) -> str:
        raise ValueError("Private files have no address.")


def place_of(file: FieldFile) -> Path:
    """On this machine, of a file in such a storage."""
    storage: Any = file.storage
    return storage.here(file.name)


@contextmanager
def without_leftovers() -> Iterator[None]:
    """Around the transaction of an act: a file that was written in it is removed where the act
    fails."""
    token = _written.set([])
    try:
        yield
    except BaseException:
        for remove in _written.get() or []:
            with suppress(OSError):  # what stays has no row, and goes after a day
                remove()
        raise
    finally:
        _written.reset(token)


def remove_unclaimed(field: models.FileField) -> int:
    """Files of a day or more that no row names: a process was killed between file and row.
    Returns how many."""
    rows = field.model._base_manager.exclude(**{field.name: ""})
    claimed = {Path(name).name for name in rows.values_list(field.name, flat=True)}
    before = time.time() - UNCLAIMED_SECONDS
    count = 0
    storage: Any = field.storage
    is_copy = shared_files.is_remote()
    for path in Path(storage.location).glob("*"):
        goes = path.is_file() and (is_copy or path.name not in claimed)
        if goes and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            count += 1
    for kept in shared_files.names(storage.folder) if is_copy else ():
        if Path(kept.name).name not in claimed and kept.at.timestamp() < before:
            shared_files.delete(kept.name)
            count += 1
    return count
