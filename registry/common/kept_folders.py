"""Files that belong to a row, in a directory for each upload: what is shown changes with the row
and not before, and a directory is there wholly or not at all.

A topic makes one `Folders` for its model, whose rows name their directory in a column `folder`.
"""

import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction

from registry.common import shared_files
from registry.common.private_files import UNCLAIMED_SECONDS

_every: list["Folders"] = []


class Folders:
    """Directories below MEDIA_ROOT/<name>. `model`: by name, whose rows name them."""

    def __init__(self, name: str, model: str) -> None:
        self.name = name
        self.model = model
        _every.append(self)

    def directory_of(self, folder: str) -> Path:
        """With its files, where they are kept elsewhere and not yet here."""
        directory = self.place(folder)
        if shared_files.is_remote() and not directory.exists():
            shared_files.copy_folder(f"{self.name}/{folder}", directory)
        return directory

    def place(self, folder: str) -> Path:
        return Path(settings.MEDIA_ROOT) / self.name / folder

    def written(self, files: dict[str, bytes]) -> str:
        """The name of a new directory that holds them, wholly or not at all."""
        folder = secrets.token_hex(8)
        unfinished = self.place(f"{folder}.part")
        unfinished.mkdir(parents=True, mode=0o700)
        try:
            for name, data in files.items():
                (unfinished / name).write_bytes(data)
                if shared_files.is_remote():
                    shared_files.put(f"{self.name}/{folder}/{name}", data)
            unfinished.rename(self.place(folder))
        except OSError:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        return folder

    def claimed(self) -> set[str]:
        rows = apps.get_model("registry", self.model)._base_manager.all()
        return set(rows.values_list("folder", flat=True))

    def remove_unclaimed(self) -> None:
        """Of a day or more: a process was killed between files and row."""
        before = time.time() - UNCLAIMED_SECONDS
        claimed = self.claimed()
        for path in self.place("").glob("*"):
            if path.name not in claimed and path.stat().st_mtime < before:
                shutil.rmtree(path, ignore_errors=True)
        for kept in shared_files.names(self.name) if shared_files.is_remote() else ():
            if kept.name.split("/")[1] not in claimed and kept.at.timestamp() < before:
                shared_files.delete(kept.name)

    def forget_later(self, folder: str) -> None:
        """Once the transaction is committed."""
        if folder:
            transaction.on_commit(self.removal_of(folder))

    def removal_of(self, folder: str) -> Callable[[], None]:
        return partial(self.remove, folder)

    def remove(self, folder: str) -> None:
        """What the storage keeps because it does not answer goes with what nobody claims."""
        shutil.rmtree(self.place(folder), ignore_errors=True)
        if shared_files.is_remote():
            with suppress(OSError):
                shared_files.delete_folder(f"{self.name}/{folder}")


def named_by_rows() -> Iterator[str]:
    """Every directory that a row names, relative to MEDIA_ROOT."""
    for folders in _every:
        for folder in folders.claimed():
            yield str(Path(folders.name, folder))
