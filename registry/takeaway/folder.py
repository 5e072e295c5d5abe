"""The directory of a copy. It holds what copies wrote and nothing else: a directory with files of
others is refused, and only what a copy wrote is removed.

Whose a file is stands in the list of checksums, beside a manifest that says who made them; before
anything is written, in a list of what will be.
"""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from registry.common.errors import RuleError
from registry.common.start_lock import is_locked
from registry.common.whole_files import checksum

CHECKSUMS = "SHA256SUMS"
MANIFEST = "manifest.json"
MADE_BY = "manage.py export_registry"
UNFINISHED = ".unfinished"
FILE, DIRECTORY = 0o644, 0o755  # a copy is for everybody


@dataclass(frozen=True, slots=True)
class Put:
    """A file of the copy. `is_new`: it was not there, or not as it is now."""

    place: str
    sha256: str
    size: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Folder:
    directory: Path

    @property
    def unfinished(self) -> Path:
        """What a run needs until it has ended."""
        return self.directory / UNFINISHED

    @property
    def lock(self) -> Path:
        return self.unfinished / "lock"

    @property
    def announced(self) -> Path:
        return self.unfinished / "places"

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """For one run at a time. Raises RuleError where the directory is not a copy's."""
        if self.directory.exists() and not self.directory.is_dir():
            raise RuleError(f"{self.directory} is a file. Name a directory.")
        foreign = self.foreign()
        if foreign:
            raise RuleError(
                f"{self.directory} holds files that no copy of the registry wrote, for instance"
                f" {foreign[0]}. Nothing was changed. Name a directory that is empty, or that holds"
                " a copy and nothing else."
            )
        make_directory(self.unfinished)
        with self.lock.open("w") as lock:
            if not is_locked(lock.fileno()):
                raise RuleError(f"Another run is writing {self.directory}. Wait for it.")
            yield

    def listed(self) -> dict[str, str]:
        """The checksums of what an earlier run wrote, by place."""
        try:
            manifest = json.loads((self.directory / MANIFEST).read_bytes())
            lines = (self.directory / CHECKSUMS).read_text().splitlines()
        except (FileNotFoundError, ValueError):
            return {}
        if not isinstance(manifest, dict) or manifest.get("made_by") != MADE_BY:
            return {}
        pairs = [line.split("  ", 1) for line in lines]
        return {place: sha256 for sha256, place in pairs}

    def foreign(self) -> list[str]:
        own = {*self.listed(), *self.will_be_written()}
        if own:
            own |= {CHECKSUMS, MANIFEST}
        found = sorted(place for place in self.present() if place not in own)
        if self.unfinished.exists() and not self.lock.exists():
            found.append(UNFINISHED)
        return found

    def will_be_written(self) -> list[str]:
        return self.announced.read_text().splitlines() if self.announced.exists() else []

    def present(self) -> Iterator[str]:
        for top, directories, files in os.walk(self.directory):
            here = Path(top)
            if here == self.directory and UNFINISHED in directories:
                directories.remove(UNFINISHED)
            links = [name for name in directories if (here / name).is_symlink()]
            for name in [*files, *links]:
                yield str((here / name).relative_to(self.directory))

    def announce(self, places: Iterable[str]) -> None:
        before = self.will_be_written()
        self.announced.write_text("\n".join(sorted({*places, *before})))

    def put(self, place: str, content: bytes) -> Put:
        """A file that is as it should be keeps its date."""
        path = self.directory / place
        is_new = not holds(path, content)
        if is_new:
            make_directory(path.parent)
            unfinished = self.unfinished / secrets.token_hex(8)
            unfinished.write_bytes(content)
            unfinished.chmod(FILE)
            unfinished.replace(path)
        return Put(place, hashlib.sha256(content).hexdigest(), len(content), is_new)

    def finish(self, put: Mapping[str, Put]) -> list[str]:
        """Writes the list of checksums and removes what earlier runs wrote and this one did not;
        returns that. A file that somebody changed since is somebody's, and stays."""
        before = self.listed()
        removed = []
        for place in sorted(set(before) - set(put)):
            path = self.directory / place
            if path.is_file() and checksum(path) == before[place]:
                path.unlink()
                removed.append(place)
                self.remove_empty(path.parent)
        lines = [f"{put[place].sha256}  {place}\n" for place in sorted(put)]
        self.put(CHECKSUMS, "".join(lines).encode())
        shutil.rmtree(self.unfinished)
        return removed

    def remove_empty(self, directory: Path) -> None:
        while directory != self.directory and not any(directory.iterdir()):
            directory.rmdir()
            directory = directory.parent


def holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except FileNotFoundError:
        return False


def make_directory(path: Path) -> None:
    """With those above it, for everybody to read, whatever the process gives its own files."""
    missing = [one for one in (path, *path.parents) if not one.exists()]
    for directory in reversed(missing):
        directory.mkdir(exist_ok=True)
        directory.chmod(DIRECTORY)
