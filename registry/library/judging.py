"""A file that somebody brings for a document, judged by what it holds and never by its name.

What is taken: PDF, DOCX, XLSX, PPTX, each wholly that and nothing else. A file is kept as it came,
so what would do more than be read (macros, scripts, a second file behind the first) is refused in a
sentence with its remedy, and it is given to readers for keeping only (file_views.py).
"""

import base64
import hashlib
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.archives import check_archive, readable
from registry.common.errors import RuleError
from registry.common.file_kinds import OLD_OFFICE, PDF, ZIP
from registry.common.sizes import MEGABYTE
from registry.library.office_picture import kept_picture
from registry.library.reading_office import kinds_of, office_file

LARGEST = 40 * MEGABYTE
MOST_PARTS = 5000  # of an archive: each picture of a presentation is one
LONGEST_READING = 40  # seconds; the program that reads ends itself before
BEHIND_THE_END = 1024  # bytes that some programs write after the end of a PDF
END_OF_ARCHIVE, ITS_SIZE = b"PK\x05\x06", 22
PROGRAM = Path(__file__).with_name("reading_pdf.py")
REFUSALS: dict[str, Promise] = {
    "damaged": gettext_lazy(
        "This file is damaged or was cut off on its way. Open it, save it anew and bring it again."
    ),
    "locked": gettext_lazy(
        "This file asks for a password, so readers could not open it. Save it without one and bring"
        " it again."
    ),
    "long": gettext_lazy("This PDF has more than 2,000 pages. Bring it in several files."),
    "scripts": gettext_lazy(
        "This PDF holds scripts that run when it is opened. Print it into a new PDF and bring that."
    ),
    "macros": gettext_lazy(
        "This file holds macros or controls that run on the reader’s computer. Save it as DOCX,"
        " XLSX or PPTX without macros, or as PDF, and bring that."
    ),
    "heavy": gettext_lazy(
        "Reading this PDF takes more memory or time than any document needs, so it was given up."
        " Print it into a new PDF and bring that."
    ),
    "bomb": gettext_lazy(
        "This file has a password, is damaged, or unpacks to far more than its size; it was not"
        " opened. Open it, save it anew and bring it again."
    ),
    "two files": gettext_lazy(
        "Two files are put together in this one, so it was refused. Open it, save it anew and bring"
        " it again."
    ),
    "old": gettext_lazy(
        "This file has a password or is of an old kind (DOC, XLS, PPT). Save it as DOCX, XLSX, PPTX"
        " or PDF without a password and bring that."
    ),
    "empty": gettext_lazy("This file is empty. Choose it again."),
    "other": gettext_lazy(
        "This is no PDF, DOCX, XLSX or PPTX: files are judged by what they hold and not by their"
        " names. Save it as one of these and bring that."
    ),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """`texts`: of each page, slide or sheet. `is_tagged`: None where the kind knows no tags."""

    kind: str
    data: bytes
    sha256: str
    pages: int | None
    texts: list[str]
    title: str
    language: str
    is_tagged: bool | None = None
    thumbnail: bytes = b""
    width: int = 0
    height: int = 0


def judge(data: bytes) -> Judged:
    """Raises RuleError with a sentence for whoever brought the file."""
    check_size(len(data))
    if data.startswith(PDF):
        return judged_pdf(data)
    if data.startswith(ZIP):
        return judged_office(data)
    raise refused("old" if data.startswith(OLD_OFFICE) else "other")


def check_size(size: int) -> None:
    if not size:
        raise refused("empty")
    if size > LARGEST:
        raise RuleError(
            _("The file has more than %(limit)s MB. Make its pictures smaller, or split it.")
            % {"limit": LARGEST // MEGABYTE}
        )


def refused(why: str) -> RuleError:
    return RuleError(str(REFUSALS[why]))


def judged_pdf(data: bytes) -> Judged:
    behind = data.rpartition(b"%%EOF")[2]
    if END_OF_ARCHIVE in data[-65_557:] or len(behind.strip()) > BEHIND_THE_END:
        raise refused("two files" if b"%%EOF" in data else "damaged")
    found = read_pdf(data)
    return Judged(
        kind="pdf",
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        pages=found["pages"],
        texts=found["texts"],
        title=found["title"],
        language=found["language"],
        is_tagged=found["is_tagged"],
        thumbnail=base64.b64decode(found["thumbnail"]),
        width=found["width"],
        height=found["height"],
    )


def read_pdf(data: bytes) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603  (a file of ours)
            [sys.executable, "-I", str(PROGRAM)],
            input=data,
            capture_output=True,
            timeout=LONGEST_READING,
            check=False,
        )
        found = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        raise refused("heavy") from None  # the system has ended the program
    if "refused" in found:
        raise refused(found["refused"])
    return found


def judged_office(data: bytes) -> Judged:
    source = BytesIO(data)
    try:
        check_archive(source, most_parts=MOST_PARTS)
    except RuleError:
        raise refused("bomb") from None  # its words are about workbooks
    if not ends_with_its_archive(data):
        raise refused("two files")
    try:
        with readable(), zipfile.ZipFile(source) as archive:
            kinds = kinds_of(archive)
            found = office_file(archive, kinds) if kinds.kind and not kinds.runs else None
            drawn, width, height = kept_picture(archive) if found else (b"", 0, 0)
    except RuleError:
        raise refused("damaged") from None
    if found is None:
        raise refused("macros" if kinds.runs else "other")
    return Judged(
        kind=found.kind,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        pages=found.pages,
        texts=found.texts,
        title=found.title,
        language=found.language,
        thumbnail=drawn,
        width=width,
        height=height,
    )


def ends_with_its_archive(data: bytes) -> bool:
    """Nothing behind the end of the archive: it says itself how long its last remark is."""
    place = data.rfind(END_OF_ARCHIVE)
    remark = int.from_bytes(data[place + ITS_SIZE - 2 : place + ITS_SIZE], "little")
    return place >= 0 and place + ITS_SIZE + remark == len(data) and remark < BEHIND_THE_END
