"""Whether a file that somebody brings may be opened. Judged by what it is, whatever its name says;
nothing in it is run, and it is not kept."""

import io
import re
import zipfile
import zlib
from typing import BinaryIO

from django.utils.translation import gettext as _

from registry.common import archives
from registry.common.errors import RuleError
from registry.common.file_kinds import OLD_OFFICE, ZIP
from registry.common.sizes import MEGABYTE

LARGEST = 20 * MEGABYTE  # of the file; pictures in it count, though they are left out
MOST_PARTS = 2000
MACROS = re.compile(r"vba(project\.bin|data\.xml)$|/activex/", re.IGNORECASE)
DOCUMENT = b"wordprocessingml.document.main+xml"


def judged(file: BinaryIO, size: int) -> zipfile.ZipFile:
    """The archive. Raises RuleError with what is wrong and what helps."""
    if size > LARGEST:
        raise RuleError(
            _("The file has more than %(limit)s MB. Take the pictures out; only text is read.")
            % {"limit": LARGEST // MEGABYTE}
        )
    begins = file.read(8)
    file.seek(0)
    if begins.startswith(OLD_OFFICE):
        raise RuleError(
            _(
                "The file has a password or is of the old kind .doc. Open it in Word, take the"
                " password off, and save it anew as .docx."
            )
        )
    if not begins.startswith(ZIP):
        raise RuleError(_("This is no Word file. Save it as .docx and bring it again."))
    archive = opened(file)
    check_contents(archive)
    return archive


def opened(file: BinaryIO) -> zipfile.ZipFile:
    if archives.entries_of(file) > MOST_PARTS:  # the library makes an object of each
        raise RuleError(dense())
    try:
        found = zipfile.ZipFile(io.BytesIO(file.read()))
    except archives.UNREADABLE:
        raise RuleError(damaged()) from None
    if any(part.flag_bits & archives.IS_LOCKED for part in found.infolist()):
        raise RuleError(
            _("The file has a password. Open it, take the password off, and save it anew.")
        )
    file.seek(0)
    try:
        archives.check_archive(file, most_parts=MOST_PARTS)
    except RuleError:
        if is_sound(found):
            raise RuleError(dense()) from None
        raise RuleError(damaged()) from None
    return found


def dense() -> str:
    return _(
        "The file unpacks to far more than its size or holds far too many parts; it was not opened."
        " Copy the text into a new document and save that."
    )


def damaged() -> str:
    return _(
        "The file is damaged. Open it in Word or LibreOffice, save it anew as .docx, and bring"
        " that."
    )


def is_sound(archive: zipfile.ZipFile) -> bool:
    """Whether what its directory says can be an archive at all: too large a one is not read."""
    if sum(part.file_size for part in archive.infolist()) > archives.LARGEST_UNPACKED:
        return True
    try:
        return archive.testzip() is None
    except (*archives.UNREADABLE, zlib.error, EOFError):
        return False


def check_contents(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if "mimetype" in names and "content.xml" in names:
        raise RuleError(
            _("This is a file of OpenDocument. Save it as .docx (Word 2007 or later) and bring it.")
        )
    if "[Content_Types].xml" not in names or len(set(names)) != len(names):
        raise RuleError(damaged())
    kinds = archive.read("[Content_Types].xml")
    if b"macroEnabled" in kinds or any(map(MACROS.search, names)):
        raise RuleError(
            _(
                "The file holds macros, and no file with macros is taken. Save it as .docx, which"
                " has none, and bring that."
            )
        )
    if DOCUMENT not in kinds:
        raise RuleError(_("This is no Word file. Save it as .docx and bring it again."))
