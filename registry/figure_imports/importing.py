"""Figures from a file, in five steps: receive, agree on the columns, read, confirm, and undo if
need be.

Nothing is written before it is confirmed, and then all of it or nothing. Reading goes in stretches,
each a transaction of its own, so that a page can show how far it is, and a broken connection loses
nothing. The change set remembers what stood before.
"""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.common.private_files import remove_unclaimed, without_leftovers
from registry.figure_imports import agreeing, columns, doubts, reading, staging
from registry.figure_imports.areas import Areas, Kind
from registry.figure_imports.choices import Choices
from registry.figure_imports.formats import Description, KeptMatching, description_of
from registry.figure_imports.heads import layout_of
from registry.figure_imports.imports import (
    FigureImport,
    ImportProblem,
    StagedFigure,
)
from registry.figure_imports.reading import Stretch, conclude
from registry.figure_imports.tables import receive
from registry.figures.computing import compute

A_STRETCH = 2.5  # seconds of reading between two looks at the page
KEPT_DAYS = 30  # what is neither confirmed nor given up
COUNTED = ("rows", "new", "changed", "same", "errors")
CHANGED_BY_READING = ("status", "position", "place", "notices", *COUNTED)
CHANGED_MEANWHILE = gettext_lazy(
    "Figures of this file were changed in the registry since it was read. It has been compared"
    " anew: look again, then confirm."
)


class LaterEditsError(RuleError):
    """An import cannot be undone: `rows` changed after it."""

    def __init__(self, rows: list[StagedFigure], count: int) -> None:
        super().__init__(
            _(
                "%(count)s of its figures changed after this import, so it cannot be undone"
                " as a whole. Undo the later change first."
            )
            % {"count": f"{count:,}"}
        )
        self.rows = rows


def bring(
    source: BinaryIO, filename: str, size: int, *, by: User | None, reason: str
) -> FigureImport:
    """Take a file in: kept as CSV, its sheets and headings found, its columns matched by name.

    `size`: bytes, 0 where a limit does not matter (a file of the server's own). Raises RuleError.
    """
    imported = FigureImport(by=by, reason=reason, filename=Path(filename).name[:200])
    return take_in(imported, source, size)


def take_in(imported: FigureImport, source: BinaryIO, size: int) -> FigureImport:
    """The file of a row that is not written yet, or that has it as it came."""
    with tempfile.TemporaryFile() as target:
        received = receive(source, target, size)
        imported.form, imported.delimiter = received.form, received.delimiter
        imported.notices, imported.size = received.notices, target.tell()
        imported.layout = layout_of(target, received.form, received.delimiter, imported.notices)
        match_by_name(imported)
        offer_kept(imported)
        target.seek(0)
        for sheet, first, last, cells in received.merged[: reading.MOST_PROBLEMS]:
            if sheet in imported.layout and last > imported.layout[sheet]["row"]:
                imported.layout[sheet]["merged"].append([first, cells])
        with without_leftovers(), transaction.atomic():
            if imported.pk:  # it may have been given up meanwhile
                said = imported.notices
                locked(imported, (FigureImport.Status.ARRIVED,))
                imported.status, imported.notices = FigureImport.Status.RECEIVED, said
            imported.file.save("figures.csv", File(target), save=True)
    return imported


def match_by_name(imported: FigureImport) -> None:
    """What the headings say, of each sheet by the format of its publisher."""
    for layout in imported.layout.values():
        description = description_of(layout["headings"])
        found = columns.matched(layout["headings"], description, layout["numeric"], layout["above"])
        imported.publisher = imported.publisher or description.publisher
        for heading, target in found.columns.items():
            if heading in imported.columns or is_free(imported, layout, target):
                imported.columns.setdefault(heading, target)
        imported.measures = found.measures | imported.measures
        take_states_by_cells(imported, layout, description)


def take_states_by_cells(imported: FigureImport, layout: dict, description: Description) -> None:
    """A column whose cells are countries holds the states, or their names beside the codes."""
    taken = {imported.columns.get(heading) for heading in layout["headings"]}
    if "state_name" in taken or {"origin", "host"} & taken:
        return
    areas = Areas(description, {})
    for heading, cells in zip(layout["headings"], layout["sample"], strict=True):
        kinds = [areas.find(cell)[0] for cell in cells if cell and not cell.isdecimal()]
        is_of_areas = Kind.UNKNOWN not in kinds and {Kind.STATE, Kind.OTHER} & set(kinds)
        if heading and heading not in imported.columns and is_of_areas:
            is_known = columns.target_of(heading, description) == "-"
            if not is_known and any(len(cell) > 3 for cell in cells):
                imported.columns[heading] = "state_name" if "state" in taken else "state"
                imported.notices.append(
                    _("Column “%(heading)s” holds countries, as its cells show.")
                    % {"heading": heading[:60]}
                )
                return


def is_free(imported: FigureImport, layout: dict, target: str) -> bool:
    """Whether nothing else of the sheet stands for it already. Several columns may hold values."""
    is_of_values = target == "value" or target.isdecimal()
    taken = [imported.columns.get(heading) for heading in layout["headings"]]
    return is_of_values or target not in taken


def offer_kept(imported: FigureImport) -> None:
    """What staff agreed on for a file with the same headings, in place of what was matched."""
    mark = fingerprint_of(imported)
    kept = KeptMatching.objects.filter(headings=mark).select_related("source").first()
    if kept is None:
        return
    years = {heading: target for heading, target in imported.columns.items() if target.isdecimal()}
    imported.columns = years | kept.agreed.get("columns", {})
    imported.choices = kept.agreed.get("choices", {})
    imported.decimal_mark = kept.agreed.get("decimal_mark", "")
    imported.constants = kept.agreed.get("constants", {})
    imported.notices.append(
        _(
            "Matched as the last file of %(source)s with these headings, %(at)s. Look whether"
            " it is right."
        )
        % {"source": kept.source, "at": f"{kept.at:%d.%m.%Y}"}
    )


def fingerprint_of(imported: FigureImport) -> str:
    return columns.fingerprint(imported.headings)


def keep_matching(imported: FigureImport) -> None:
    """For the next file of the source. What somebody looked at in this one does not hold for it."""
    sources = set(imported.staged.order_by().values_list("source", flat=True).distinct())
    if len(sources) != 1:
        return
    choices = Choices.of(imported.choices)
    choices.are_right, choices.sheets = False, []
    kept = {name: text for name, text in imported.constants.items() if name not in ("year",)}
    agreed = {
        "columns": {name: one for name, one in imported.columns.items() if not one.isdecimal()},
        "choices": choices.stored(),
        "decimal_mark": imported.decimal_mark,
        "constants": kept,
    }
    KeptMatching.objects.update_or_create(
        source_id=sources.pop(),
        headings=fingerprint_of(imported),
        defaults={"agreed": agreed},
    )


def agree(
    imported: FigureImport,
    matched: dict[str, str],
    constants: dict[str, str],
    decimal_mark: str = "",
    choices: Choices | None = None,
) -> None:
    """Set what the columns stand for, and begin to read anew. Raises RuleError where something
    that every row needs has no place."""
    choices = choices or Choices()
    imported.columns, imported.constants = dict(matched), dict(constants)
    imported.decimal_mark, imported.choices = decimal_mark, choices.stored()
    agreeing.check(imported, choices)
    with transaction.atomic():
        locked(imported, FigureImport.OPENED)
        imported.staged.all().delete()
        imported.problems.all().delete()
        ImportProblem.objects.note(merged_cells(imported))
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
                problem=_("The cells %(cells)s are merged.") % {"cells": cells},
                remedy=_("Undo the merging and fill each cell: a figure needs its own."),
            )


def locked(imported: FigureImport, statuses: tuple[str, ...]) -> None:
    """Raises RuleError where somebody else was quicker."""
    now = FigureImport.objects.select_for_update().get(pk=imported.pk)
    if now.status not in statuses:
        raise RuleError(_("This import is “%(now)s” already.") % {"now": now.get_status_display()})
    for name in CHANGED_BY_READING:
        setattr(imported, name, getattr(now, name))


def locked_alone(imported: FigureImport, status: str) -> None:
    """As `locked`; and no other import compares or writes figures until the transaction ends. In
    this order everywhere, so that no two wait for each other."""
    locked(imported, (status,))
    staging.wait_for_others()


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
                ImportProblem(brought_by=imported, row=stretch.number + 1, problem=str(error))
            )
            stretch.is_over = True
        ImportProblem.objects.note(stretch.problems)
        imported.errors += len(stretch.problems)
        stretch.note_left_out()
        if stretch.is_over or imported.errors >= reading.MOST_PROBLEMS:
            staging.wait_for_others()
            conclude(imported)
            weigh(imported, keeps_edited=keeps_edited)
            if not keeps_edited:
                doubt(imported)
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


def doubt(imported: FigureImport) -> None:
    """Values that can hardly be right stop the import until somebody has looked at them."""
    problems = doubts.expected_in_vain(imported)
    if not Choices.of(imported.choices).are_right:
        problems += doubts.doubted(imported)
    ImportProblem.objects.note(problems)
    imported.errors += len(problems)


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
            locked_alone(imported, FigureImport.Status.READ)
            if imported.errors:
                raise RuleError(
                    _(
                        "Errors in the file: %(errors)s. Mend them and bring it again;"
                        " nothing was written."
                    )
                    % {"errors": f"{imported.errors:,}"}
                )
            written = staging.write(imported.pk, on=on, is_fixture=is_fixture, is_first=is_first)
            if written != imported.writes:
                raise IntegrityError
            compute(staging.indicators_of(imported.pk), on=on, is_first=is_first)
            imported.status, imported.applied_at = FigureImport.Status.APPLIED, timezone.now()
            imported.by = by or imported.by
            imported.save()
            if not is_fixture:
                keep_matching(imported)
    except IntegrityError:
        compare_anew(imported)
        raise RuleError(str(CHANGED_MEANWHILE)) from None
    imported.file.delete(save=True)
    return imported


def compare_anew(imported: FigureImport) -> None:
    """Raises RuleError where somebody else wrote it or gave it up in between."""
    with transaction.atomic():
        locked_alone(imported, FigureImport.Status.READ)
        staging.forget_keys(imported.pk)
        weigh(imported)
        imported.applied_at = None
        imported.save()


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
        locked_alone(imported, FigureImport.Status.APPLIED)
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
        if (day - timezone.localdate(imported.at)).days > KEPT_DAYS
    ]
    for imported in left:
        give_up(imported)
    remove_unclaimed(FigureImport._meta.get_field("file"))
    return len(left)
