"""Files of an import between its preview and its confirmation: in a directory of the registry that
nobody else reads, and gone when nobody confirms."""

import time
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from import_export.tmp_storages import BaseStorage

from registry.common import shared_files
from registry.common.file_modes import OWN_DIRECTORY
from registry.common.whole_files import write_whole

FOLDER = "waiting"  # in the bucket; no backup takes it
KEPT_FOR = 24 * 3600  # seconds; longer than a preview may be confirmed


def directory() -> Path:
    path = settings.STATE_DIR / "imports"
    path.mkdir(mode=OWN_DIRECTORY, parents=True, exist_ok=True)
    return path


class WaitingFile(BaseStorage):
    """As the library's own, which leaves what is not confirmed in the directory that all programs
    share."""

    def save(self, data: bytes) -> None:
        self.name = uuid4().hex
        if shared_files.is_remote():  # another machine may be asked to confirm
            shared_files.put(self.key, data)
        else:
            write_whole(self.path, data)  # nothing of it stays where there is no room

    def read(self) -> bytes:
        """Raises OSError where the file is gone."""
        return shared_files.read(self.key) if shared_files.is_remote() else self.path.read_bytes()

    def remove(self) -> None:
        if shared_files.is_remote():
            shared_files.delete(self.key)
        else:
            self.path.unlink(missing_ok=True)

    @property
    def key(self) -> str:
        return f"{FOLDER}/{Path(self.name).name}"

    @property
    def path(self) -> Path:
        return directory() / Path(self.name).name


def forget_files() -> int:
    """Of previews that nobody confirmed. Returns how many went."""
    before = time.time() - KEPT_FOR
    old = [path for path in directory().iterdir() if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    elsewhere = list(shared_files.names(FOLDER)) if shared_files.is_remote() else []
    left = [kept.name for kept in elsewhere if kept.at.timestamp() < before]
    for name in left:
        shared_files.delete(name)
    return len(old) + len(left)
