"""Uploaded files that no address leads to but the admin's: each kind in a directory of its own,
under names of ours.

Only the registry's own account of the machine may read them. An act that brings one is decorated
with `@without_leftovers()`: where it is refused or fails, the file goes with what was not saved.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models

UNCLAIMED_SECONDS = 24 * 3600  # far longer than an upload takes
_written: ContextVar[list[Path] | None] = ContextVar("registry_files_written", default=None)


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
            saved = super()._save(name, content)  # type: ignore[misc]  # of the storage mixed in
        except OSError:
            Path(self.path(name)).unlink(missing_ok=True)
            raise
        written = _written.get()
        if written is not None:
            written.append(Path(self.path(saved)))
        return saved

    def url(self, name: str | None) -> str:
        raise ValueError("Private files have no address.")


@contextmanager
def without_leftovers() -> Iterator[None]:
    """Around the transaction of an act: a file that was written in it is removed where the act
    fails."""
    token = _written.set([])
    try:
        yield
    except BaseException:
        for path in _written.get() or []:
            path.unlink(missing_ok=True)
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
    for path in Path(storage.location).glob("*"):
        if path.is_file() and path.name not in claimed and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            count += 1
    return count
