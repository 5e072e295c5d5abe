"""Whatever somebody brings packed (a workbook, a compressed file) is opened within limits, and
counted as it is unpacked.

What a file says of itself is not believed: its parts are unpacked once, block by block, before
anything reads them. What lies packed within a part is never opened. Raises RuleError with what is
wrong and what helps.
"""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.errors import RuleError
from registry.common.sizes import MEGABYTE

BLOCK = 64 * 1024
HIGHEST_RATIO = 100
SMALLEST = 4096  # bytes: less counts as this much in the ratio
MOST_PARTS, LARGEST_UNPACKED = 500, 200 * MEGABYTE
LARGEST_TEXT = 4 * 1024 * MEGABYTE  # of a compressed file on the server
ENTRY = b"PK\x01\x02"  # how each entry of an archive's directory begins
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
IS_LOCKED = 0x1
# What the library raises where the directory of an archive cannot be read
UNREADABLE = (zipfile.BadZipFile, ValueError, OSError, NotImplementedError)
SAVE_ANEW = gettext_lazy("Open it, save it anew as .xlsx, or as CSV.")


def check_archive(source: BinaryIO, *, most_parts: int = MOST_PARTS) -> None:
    """Number, kind, size and ratio of the parts, before any of it is read. Leaves `source` at
    its start."""
    with readable():
        if entries_of(source) > most_parts:
            raise RuleError(
                _(
                    "The file holds more than %(most_parts)s parts; it was not opened. Save the"
                    " sheet as CSV."
                )
                % {"most_parts": most_parts}
            )
        with zipfile.ZipFile(source) as archive:
            check_parts(archive, size_of(source))
    source.seek(0)


def check_parts(archive: zipfile.ZipFile, size: int) -> None:
    """First as the directory has it, then as it is."""
    parts = archive.infolist()
    if any(part.compress_type not in METHODS or part.flag_bits & IS_LOCKED for part in parts):
        raise RuleError(
            _("The file has a password or is packed in an unusual way. %(remedy)s")
            % {"remedy": SAVE_ANEW}
        )
    check_sizes([(part.file_size, part.compress_size) for part in parts], size)
    check_sizes([(unpacked_size(archive, part), part.compress_size) for part in parts], size)


def check_sizes(parts: list[tuple[int, int]], size: int) -> None:
    """`parts`: (unpacked, packed) bytes of each. Several may share what is packed, so the whole
    file counts too."""
    unpacked = sum(part[0] for part in parts)
    is_bomb = any(is_too_dense(*part) for part in [*parts, (unpacked, size)])
    if is_bomb or unpacked > LARGEST_UNPACKED:
        raise RuleError(
            _(
                "The workbook unpacks to %(size)s MB, far more than its size; it was not opened."
                " Save the sheet as CSV."
            )
            % {"size": max(unpacked // MEGABYTE, 1)}
        )


def is_too_dense(unpacked: int, packed: int) -> bool:
    return unpacked > HIGHEST_RATIO * max(packed, SMALLEST)


def unpacked_size(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Bytes that a part really has; what exceeds its entry in the directory is an error of the
    archive."""
    size = 0
    with archive.open(part) as stream:
        while block := stream.read(BLOCK):
            size += len(block)
    return size


def entries_of(source: BinaryIO) -> int:
    """How many entries a directory can have at most: each begins with the same four bytes.
    Nothing is made of them yet."""
    source.seek(0)
    found, rest = 0, b""
    while block := source.read(BLOCK):
        block = rest + block
        found += block.count(ENTRY)
        rest = block[-3:]
    source.seek(0)
    return found


def size_of(source: BinaryIO) -> int:
    here = source.tell()
    size = source.seek(0, 2)
    source.seek(here)
    return size


@contextmanager
def readable() -> Iterator[None]:
    """What a damaged file makes the libraries raise, as a sentence."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        KeyError,
        ValueError,
        TypeError,
        OverflowError,
        IndexError,
        NotImplementedError,
        RuntimeError,
        SyntaxError,
    ):
        raise RuleError(_("The workbook is damaged. %(remedy)s") % {"remedy": SAVE_ANEW}) from None


class CountedGzip(gzip.GzipFile):
    """A compressed file that may not unpack to far more than its size."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(path, "rb")
        self.most = min(HIGHEST_RATIO * max(size, SMALLEST), LARGEST_TEXT)

    def read(self, size: int | None = -1) -> bytes:
        """Raises RuleError past the limit, and where all is asked for at once."""
        block = super().read(BLOCK if size is None or size < 0 else size)
        if self.tell() > self.most:
            raise RuleError(
                _(
                    "The file unpacks to more than %(most)s MB, far more than its size. Unpack"
                    " it, and load what is in it."
                )
                % {"most": self.most // MEGABYTE}
            )
        return block
