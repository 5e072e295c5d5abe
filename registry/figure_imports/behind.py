"""What of an import takes longer than a request may: a task each (common/tasks.py). What is small
is done while its reader waits a moment.

The file is in its own row meanwhile, and each step asks where the import stands, so that a step
that is done twice changes nothing twice.
"""

import zipfile
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

from django.core.files import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

from registry.accounts.models import User
from registry.common.archives import UNREADABLE
from registry.common.dates import today
from registry.common.errors import RuleError
from registry.common.file_kinds import OLD_OFFICE
from registry.common.private_files import without_leftovers
from registry.common.sizes import MEGABYTE
from registry.common.tasks import Behind, about, ask, behind
from registry.figure_imports import importing
from registry.figure_imports.imports import FigureImport
from registry.figure_imports.tables import most_of_workbook

A_MOMENT = 1.0  # second of reading, for which whoever brought the file waits
# What a workbook unpacks to: 300,000 rows are 60 MB and take 17 s of processor time
MOST_AT_ONCE = 3 * MEGABYTE
Status = FigureImport.Status
REFUSED, LATER_EDITS = "refused", "later edits"


def bring(source: BinaryIO, filename: str, size: int, *, by: User, reason: str) -> FigureImport:
    """Takes a file in, now or behind. Raises RuleError."""
    if not takes_long(source, size):
        return importing.bring(source, filename, size, by=by, reason=reason)
    imported = FigureImport(
        by=by,
        reason=reason,
        filename=Path(filename).name[:200],
        size=size,
        status=Status.ARRIVED,
    )
    with without_leftovers(), transaction.atomic():
        imported.file.save("figures.csv", File(source), save=True)
        ask(take_in, imported.pk)
    return imported


def takes_long(source: BinaryIO, size: int) -> bool:
    """What is too large is refused at once, as what is damaged."""
    start = source.read(4)
    source.seek(0)
    if not 0 < size <= most_of_workbook(start):
        return False
    if start.startswith(OLD_OFFICE):
        return size > MOST_AT_ONCE
    try:
        parts = zipfile.ZipFile(source).infolist()
    except UNREADABLE:
        return False
    finally:
        source.seek(0)
    return sum(part.file_size for part in parts) > MOST_AT_ONCE


@behind(
    label=gettext_lazy("Unpacking a workbook of figures"), of="FigureImport", page="figure_import"
)
def take_in(context: Behind, pk: int) -> str:
    imported = FigureImport.objects.for_page().get(pk=pk)
    if imported.status != Status.ARRIVED:
        return REFUSED
    storage, packed = imported.file.storage, str(imported.file.name)
    with translation.override(language_of(imported)), storage.open(packed, "rb") as source:
        try:
            importing.take_in(imported, cast(BinaryIO, source), imported.size)
        except RuleError as error:
            return refuse(pk, str(error))
    storage.delete(packed)
    return ""


def refuse(pk: int, words: str) -> str:
    with transaction.atomic():
        imported = FigureImport.objects.select_for_update().get(pk=pk)
        if imported.status == Status.ARRIVED:
            imported.status, imported.notices = Status.DISCARDED, [words]
            imported.save()
    imported.file.delete(save=True)
    return REFUSED


def begin_reading(imported: FigureImport) -> None:
    """A little of it now; what is left then, behind."""
    if not importing.read_on(imported, A_MOMENT):
        ask(read, imported.pk)


def begin_again(imported: FigureImport) -> None:
    """Somebody asks to go on, where the work has stopped."""
    if imported.status == Status.ARRIVED:
        ask(take_in, imported.pk)
    elif imported.status == Status.READING:
        ask(read, imported.pk)


@behind(label=gettext_lazy("Reading a file of figures"), of="FigureImport", page="figure_import")
def read(context: Behind, pk: int) -> str:
    """In stretches. The row is read anew before each: somebody may have matched the columns anew,
    or given the file up."""
    while True:
        imported = FigureImport.objects.for_page().get(pk=pk)
        if imported.status != Status.READING:
            return ""
        context.note(imported.position, max(imported.size, 1))
        with translation.override(language_of(imported)):
            importing.read_on(imported)
        context.make_room()


def language_of(imported: FigureImport) -> str:
    return imported.by.language if imported.by else "en"


def confirm(imported: FigureImport, *, by: User, on: date) -> bool:
    """Whether it is written; a large one is written behind. Raises RuleError, and then what was
    compared anew stands: it is no part of what is taken back."""
    if not imported.takes_long:
        importing.confirm(imported, by=by, on=on)
        return True
    with transaction.atomic():
        importing.locked(imported, (Status.READ,))
        ask(write, imported.pk, by.pk)
    return False


@behind(
    label=gettext_lazy("Writing the figures of a file"),
    of="FigureImport",
    page="figure_import",
    repeats=False,
)
def write(context: Behind, pk: int, by: int) -> str:
    """Not again by itself: who confirmed it looks first what has come of it."""
    imported = FigureImport.objects.for_page().get(pk=pk)
    with translation.override(language_of(imported)):
        try:
            person = User.objects.filter(pk=by).first()
            importing.confirm(imported, by=person, on=today())
        except RuleError:
            return REFUSED
    return ""


@transaction.atomic
def undo(imported: FigureImport, *, by: User, on: date, reason: str) -> bool:
    """Whether it is undone; a large one is undone behind. Raises RuleError."""
    if not imported.takes_long:
        importing.undo(imported, by=by, on=on, reason=reason)
        return True
    importing.locked(imported, (Status.APPLIED,))
    imported.undone_by, imported.undone_reason = by, reason
    imported.save(update_fields=["undone_by", "undone_reason"])
    ask(take_back, imported.pk)
    return False


@behind(
    label=gettext_lazy("Undoing an import of figures"),
    of="FigureImport",
    page="figure_import",
    repeats=False,
)
def take_back(context: Behind, pk: int) -> str:
    imported = FigureImport.objects.select_related("undone_by").get(pk=pk)
    try:
        importing.undo(
            imported,
            by=imported.undone_by,
            on=today(),
            reason=imported.undone_reason,
        )
    except importing.LaterEditsError:
        return LATER_EDITS
    except RuleError:
        return REFUSED
    return ""


def at_work(imported: FigureImport) -> DBTaskResult | None:
    """The newest task of this import, live or not, with its progress."""
    return about(imported.pk, take_in, read, write, take_back)


def outcome(row: DBTaskResult | None, imported: FigureImport) -> str:
    """What came of the last task, where that is not what the page shows anyway."""
    if row is None or row.return_value not in (REFUSED, LATER_EDITS):
        return ""
    if row.return_value == LATER_EDITS and imported.status == Status.APPLIED:
        return _(
            "Not undone: figures of it changed after this import. Undo the later change first."
        )
    if imported.status == Status.READ:
        return _(
            "Nothing was written: figures of this file were changed in the registry since it was"
            " read. It has been compared anew: look again, then confirm."
        )
    return ""
