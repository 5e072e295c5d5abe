"""A file that others read meanwhile: there wholly or not at all."""

import hashlib
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """In the place of what is there, at once, so that no process sees it missing or half written.
    Where that fails, what is there stays."""
    unfinished = path.with_suffix(f".{secrets.token_hex(4)}")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def oldest_beyond(paths: Iterable[Path], *, size: int, number: int | None = None) -> list[Path]:
    """To remove, the oldest first, so that at most `size` bytes are left in `number` files."""
    found = []
    for path in paths:
        with suppress(OSError):  # another process removes too
            stat = path.stat()
            found.append((stat.st_mtime_ns, stat.st_size, path))
    whole, gone = sum(length for _time, length, _path in found), []
    for place, (_time, length, path) in enumerate(sorted(found)):
        is_few = number is None or len(found) - place <= number
        if is_few and whole <= size:
            break
        gone.append(path)
        whole -= length
    return gone
