"""Figures from a file, in five steps: receive, agree on the columns, read, confirm, and undo if
need be.

Nothing is written before it is confirmed, and then all of it or nothing. Reading goes in stretches,
each a transaction of its own, so that a page can show how far it is, and a broken connection loses
nothing. The change set remembers what stood before.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from registry.accounts.models import User
from registry.common.archives import CountedGzip
from registry.common.errors import RuleError
from registry.common.models import SeededRecord
from registry.common.private_files import remove_unclaimed, without_leftovers
from registry.figure_imports import columns, reading, staging
from registry.figure_imports.imports import (
    FigureImport,
    ImportProblem,
    StagedFigure,
)
from registry.figure_imports.reading import Stretch, conclude
from registry.figure_imports.tables import HEAD, Line, lines_of, receive
from registry.figures.computing import compute

A_STRETCH = 2.5  # seconds of reading between two looks at the page
KEPT_DAYS = 30  # what is neither confirmed nor given up
COUNTED = ("rows", "new", "changed", "same", "errors")
CHANGED_BY_READING = ("status", "position", "place", "notices", *COUNTED)
CHANGED_MEANWHILE = (
    "Figures of this file were changed in the registry since it was read. It has been compared"
    " anew: look again, then confirm."
)


class LaterEditsError(RuleError):
    """An import cannot be undone: `rows` changed after it."""

    def __init__(self, rows: list[StagedFigure], count: int) -> None:
        super().__init__(
            f"{count:,} of its figures changed after this import, so it cannot be undone as a"
            " whole. Undo the later change first."
        )
        self.rows = rows


def bring(
    source: BinaryIO, filename: str, size: int, *, by: User | None, reason: str
) -> FigureImport:
    """Take a file in: kept as CSV, its sheets and headings found, its columns matched by name.

    `size`: bytes, 0 where a limit does not matter (a file of the server's own). Raises RuleError.
    """
    with tempfile.TemporaryFile() as target:
        received = receive(source, target, size)
        imported = FigureImport(
            by=by,
            reason=reason,
            filename=Path(filename).name[:200],
            form=received.form,
            delimiter=received.delimiter,
            notices=received.notices,
            size=target.tell(),
            decimal_mark="," if received.delimiter == ";" else ".",
        )
        imported.layout = layout_of(target, received.form, received.delimiter, imported.notices)
        imported.columns = columns.matched(
            [name for sheet in imported.layout.values() for name in sheet["headings"]]
        )
        target.seek(0)
        for sheet, first, last, cells in received.merged[: reading.MOST_PROBLEMS]:
            if sheet in imported.layout and last > imported.layout[sheet]["row"]:
                imported.layout[sheet]["merged"].append([first, cells])
        with without_leftovers(), transaction.atomic():
            imported.file.save("figures.csv", File(target), save=True)
    return imported


def layout_of(file: BinaryIO, form: str, delimiter: str, notices: list[str]) -> dict[str, dict]:
    """Of each sheet the row of the headings, the headings, and room for merged cells below them. A
    sheet without headings is left out, with a notice."""
    heads: dict[str, list[Line]] = {}
    for line in lines_of(file, form, delimiter):
        head = heads.setdefault(line.sheet, [])
        if len(head) < HEAD:
            head.append(line)
        elif form == "csv":
            break
    layout = {}
    for sheet, head in heads.items():
        found = next((line for line in head if columns.is_head(line.cells)), None)
        if found is None and len(heads) == 1:
            found = head[0]
        if found is None:
            notices.append(
                f"Sheet “{sheet}” has no headings that the registry knows; it was left out."
            )
        else:
            layout[sheet] = {
                "row": found.number,
                "headings": found.cells,
                "sample": samples(head, found),
                "merged": [],
            }
    if not layout:
        raise RuleError(
            "No row with headings was found. The first row names the columns: state, year, value, …"
        )
    return layout


def samples(head: list[Line], found: Line) -> list[list[str]]:
    after = [line.cells for line in head if line.number > found.number][:3]
    return [
        [cells[place][:60] if place < len(cells) else "" for cells in after]
        for place in range(len(found.cells))
    ]


def agree(
    imported: FigureImport, matched: dict[str, str], constants: dict[str, str], decimal_mark: str
) -> None:
    """Set what the columns stand for, and begin to read anew. Raises RuleError where something
    that every row needs has no place."""
    years = columns.years_among(matched.values())
    given = {
        *matched.values(),
        *(name for name, value in constants.items() if value),
        *(["year", "value"] if years else []),
    }
    missing = [target for target in columns.NEEDED if target not in given]
    if missing and missing != ["value"]:
        raise RuleError(
            f"No column was chosen for: {', '.join(missing)}. Choose one, or what holds for the"
            " whole file."
        )
    if years and {"value", "year"} & set(matched.values()):
        raise RuleError(
            "Columns of years hold the values, so no other column can. Leave it out, or leave out"
            " the years."
        )
    if not {"value", "gap"} & given:
        raise RuleError(
            "No column was chosen for the value. Without one there is nothing to import."
        )
    if len(set(matched.values())) < len(matched):
        raise RuleError("Two columns were chosen for the same thing. Leave one of them out.")
    with transaction.atomic():
        locked(imported, FigureImport.PENDING)
        imported.staged.all().delete()
        imported.problems.all().delete()
        ImportProblem.objects.bulk_create(merged_cells(imported))
        imported.columns, imported.constants = matched, constants
        imported.decimal_mark = decimal_mark
        imported.status = FigureImport.Status.READING
        imported.position, imported.place = 0, {}
        imported.rows = imported.new = imported.changed = imported.same = 0
        imported.errors = imported.problems.count()
        imported.save()


def merged_cells(imported: FigureImport) -> Iterator[ImportProblem]:
    for sheet, layout in imported.layout.items():
        for row, cells in layout.get("merged", ()):
            yield ImportProblem(
                brought_by=imported,
                sheet=sheet,
                row=row,
                problem=f"The cells {cells} are merged.",
                remedy="Undo the merging and fill each cell: a figure needs its own.",
            )


def locked(imported: FigureImport, statuses: tuple[str, ...]) -> None:
    """Raises RuleError where somebody else was quicker."""
    now = FigureImport.objects.select_for_update().get(pk=imported.pk)
    if now.status not in statuses:
        raise RuleError(f"This import is “{now.get_status_display()}” already.")
    for name in CHANGED_BY_READING:
        setattr(imported, name, getattr(now, name))


def read_on(
    imported: FigureImport, seconds: float = A_STRETCH, *, keeps_edited: bool = False
) -> bool:
    """Read a stretch of the file. Returns whether all of it is read; then it is compared with the
    registry.

    `keeps_edited`: what someone edited counts as the same.
    """
    if imported.status != FigureImport.Status.READING:
        return True
    with transaction.atomic():
        locked(imported, (FigureImport.Status.READING,))
        stretch = Stretch(imported, seconds)
        try:
            while figures := list(stretch.batch()):
                staging.stage(imported.pk, figures)
        except RuleError as error:
            stretch.problems.append(
                ImportProblem(brought_by=imported, row=stretch.number + 1, problem=str(error)[:300])
            )
            stretch.is_over = True
        ImportProblem.objects.bulk_create(stretch.problems)
        imported.errors += len(stretch.problems)
        stretch.note_left_out()
        if stretch.is_over or imported.errors >= reading.MOST_PROBLEMS:
            conclude(imported)
            weigh(imported, keeps_edited=keeps_edited)
        imported.save()
    return imported.status == FigureImport.Status.READ


def weigh(imported: FigureImport, *, keeps_edited: bool = False) -> None:
    """Compare with the registry, count, and leave out what would not change."""
    staging.compare(imported.pk, keeps_edited=keeps_edited)
    kinds = StagedFigure.Kind
    count = {kind: imported.staged.filter(kind=kind).count() for kind in kinds}
    imported.new, imported.changed = count[kinds.NEW], count[kinds.CHANGED]
    imported.same += count[kinds.SAME]
    imported.staged.filter(kind=kinds.SAME).delete()


def confirm(
    imported: FigureImport,
    *,
    by: User | None,
    on: date,
    is_fixture: bool = False,
    is_first: bool = False,
) -> FigureImport:
    """Write it, all or nothing. Raises RuleError where a row has an error, or where the registry
    changed since it was read.

    `is_first`: its figures are held from the beginning, not from the day `on`.
    """
    try:
        with transaction.atomic():
            locked(imported, (FigureImport.Status.READ,))
            if imported.errors:
                raise RuleError(
                    f"Errors in the file: {imported.errors:,}. Mend them and bring it again;"
                    " nothing was written."
                )
            written = staging.write(imported.pk, on=on, is_fixture=is_fixture, is_first=is_first)
            if written != imported.writes:
                raise IntegrityError
            compute(staging.indicators_of(imported.pk), on=on, is_first=is_first)
            imported.status, imported.applied_at = FigureImport.Status.APPLIED, timezone.now()
            imported.by = by or imported.by
            imported.save()
    except IntegrityError:
        with transaction.atomic():
            weigh(imported)
            imported.save()
        raise RuleError(CHANGED_MEANWHILE) from None
    imported.file.delete(save=True)
    return imported


def give_up(imported: FigureImport) -> None:
    with transaction.atomic():
        locked(imported, FigureImport.PENDING)
        imported.staged.all().delete()
        imported.status = FigureImport.Status.DISCARDED
        imported.save()
    imported.file.delete(save=True)


def undo(imported: FigureImport, *, by: User | None, on: date, reason: str) -> None:
    """As before the import, as a whole. Raises LaterEditsError where later edits rest on it."""
    with transaction.atomic():
        locked(imported, (FigureImport.Status.APPLIED,))
        edited = imported.staged.all().edited_since()
        count = edited.count()
        if count:
            raise LaterEditsError(list(edited.in_file_order()[:20]), count)
        changed = staging.indicators_of(imported.pk)
        staging.take_back(imported.pk, on=on)
        compute(changed, on=on)
        imported.status, imported.undone_at = FigureImport.Status.UNDONE, timezone.now()
        imported.undone_by, imported.undone_reason = by, reason
        imported.save()


def forget_pending(day: date) -> int:
    """Give up what was neither confirmed nor given up for a month, and remove files without a row
    after a day. Returns how many were given up."""
    left = [
        imported
        for imported in FigureImport.objects.pending()
        if (day - imported.at.date()).days > KEPT_DAYS
    ]
    for imported in left:
        give_up(imported)
    remove_unclaimed(FigureImport._meta.get_field("file"))
    return len(left)


def say_nothing(imported: FigureImport) -> None:
    """No report of progress."""


def import_file(
    path: Path,
    *,
    on: date,
    by: User | None = None,
    reason: str = "",
    constants: dict[str, str] | None = None,
    is_trial: bool = False,
    say: Callable[[FigureImport], Any] = say_nothing,
) -> FigureImport:
    """A file at once, its columns matched by name: CSV, compressed or not, or XLSX. `say` is called
    after each stretch. Raises RuleError.

    `constants`: what holds for every row, by target; "others" leaves out rows of countries that the
    registry does not hold. The message of an error has the first five; with `is_trial` nothing is
    written.
    """
    with opened(path) as source:
        imported = bring(source, path.name, 0, by=by, reason=reason or f"import of {path.name}")
    try:
        read_whole(imported, say, constants)
        if imported.errors:
            first = "; ".join(str(problem) for problem in imported.problems.all()[:5])
            raise RuleError(f"Errors: {imported.errors:,}; nothing was written. {first}")
        return imported if is_trial else confirm(imported, by=by, on=on)
    finally:
        if imported.is_pending:
            give_up(imported)


def read_whole(
    imported: FigureImport,
    say: Callable[[FigureImport], Any],
    constants: dict[str, str] | None = None,
    *,
    keeps_edited: bool = False,
) -> None:
    agree(
        imported,
        matched=imported.columns,
        constants=constants or {},
        decimal_mark=imported.decimal_mark,
    )
    while not read_on(imported, keeps_edited=keeps_edited):
        say(imported)
    say(imported)


def opened(path: Path) -> BinaryIO:
    if path.suffix != ".gz":
        return path.open("rb")
    return cast(BinaryIO, CountedGzip(path, path.stat().st_size))  # read as any file


def import_once(path: Path, *, on: date) -> int:
    """Import a fixture file unless just this file was imported before. Returns the number of rows
    read.

    What someone edited, or imported since, is left alone; a fixture leaves no change set.
    """
    mark = hashlib.sha256(path.read_bytes()).hexdigest()
    memory = SeededRecord.objects.filter(model="Observation", reference=path.name).first()
    if memory and memory.fixture == mark:
        return 0
    with transaction.atomic():
        with opened(path) as source:
            imported = bring(source, path.name, 0, by=None, reason="fixture")
        read_whole(imported, say_nothing, keeps_edited=True)
        if imported.errors:
            raise RuleError(f"{path.name}: {imported.problems.first()}")
        confirm(imported, by=None, on=on, is_fixture=True, is_first=memory is None)
        imported.staged.all().delete()
        imported.delete()
    SeededRecord.objects.update_or_create(
        model="Observation", reference=path.name, defaults={"fixture": mark}
    )
    return imported.rows
