"""Files that hold several tables: workbooks (.xlsx, .ods, .xls) and archives of CSV files; kept as
one CSV, each row led by its sheet's name and its number."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from registry.common.archives import BLOCK, check_archive, readable
from registry.common.errors import RuleError
from registry.common.workbooks import WORKBOOK, Percentage, Sheet, Workbook
from registry.figure_imports import ods
from registry.figure_imports.received import (
    LIMITS,
    LONGEST_CELL,
    LONGEST_TITLE,
    MOST_SHEETS,
    Received,
)
from registry.figure_imports.text import from_text

OF_TEXT = (".csv", ".tsv", ".txt", ".tab")
NOT_TEXT = (".xlsx", ".xls", ".ods", ".zip", ".gz")
IN_DOUBT = "E0"  # after a number of a workbook: its point is the decimal mark, whatever the file's


class Kept:
    """The file that is kept, row by row."""

    def __init__(self, target: BinaryIO) -> None:
        self.text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
        self.writer = csv.writer(self.text)

    def __enter__(self) -> "Kept":
        return self

    def __exit__(self, *_error: object) -> None:
        self.text.detach()

    def add(self, title: str, number: int, cells: list[str]) -> None:
        self.writer.writerow([title, number, *trimmed(cells)])


def from_archive(source: BinaryIO, target: BinaryIO) -> Received:
    """What is packed: a workbook of either kind, or files of text."""
    check_archive(source)
    with readable(), zipfile.ZipFile(source) as archive:
        names = archive.namelist()
    source.seek(0)
    if WORKBOOK in names:
        return from_xlsx(source, target)
    if ods.CONTENT in names:
        return from_ods(source, target)
    return from_zip(source, target)


def from_xlsx(source: BinaryIO, target: BinaryIO) -> Received:
    book = Workbook(source, LIMITS, has_formulas=True, has_percents=True)
    sheets = [sheet for sheet in book.sheets if sheet.is_visible]
    hidden = [sheet for sheet in book.sheets if not sheet.is_visible]
    received = Received(
        "xlsx",
        notices=[
            _("Hidden sheet “%(title)s” was left out.") % {"title": sheet.title} for sheet in hidden
        ],
    )
    refuse_many([sheet.title for sheet in sheets])
    with Kept(target) as kept:
        for sheet in sheets:
            title = sheet.title[:LONGEST_TITLE]
            for number, row in book.rows(sheet):
                kept.add(title, number, [as_text(cell) for cell in row])
            received.merged += [(title, *merged) for merged in sheet.merged]
            received.notices += of_what_is_hidden(sheet)
    return received


def of_what_is_hidden(sheet: Sheet) -> Iterator[str]:
    """Figures that whoever sent the workbook does not see may be meant to be none."""
    for count, words in (
        (sheet.hidden_rows, _("Sheet “%(title)s” has hidden rows: %(count)s. They were read.")),
        (
            sheet.hidden_columns,
            _("Sheet “%(title)s” has hidden columns: %(count)s. They were read."),
        ),
    ):
        if count:
            yield words % {"title": sheet.title[:LONGEST_TITLE], "count": count}


def from_ods(source: BinaryIO, target: BinaryIO) -> Received:
    titles: set[str] = set()
    with Kept(target) as kept:
        for title, number, row in ods.rows_of(source, LIMITS):
            titles.add(title)
            refuse_many(titles)
            kept.add(title[:LONGEST_TITLE], number, [as_text(cell) for cell in row])
    return Received("ods")


def refuse_many(titles: Any) -> None:
    if len(titles) > MOST_SHEETS:
        raise RuleError(
            _("The workbook has %(titles)s sheets; %(value)s are taken. Keep those with figures.")
            % {"titles": len(titles), "value": MOST_SHEETS}
        )


def from_zip(source: BinaryIO, target: BinaryIO) -> Received:
    """An archive of files of text, each as a sheet. What lies packed within it is not opened."""
    received = Received("zip")
    found = 0
    with readable(), zipfile.ZipFile(source) as archive, Kept(target) as kept:
        parts = [part for part in archive.infolist() if is_table(part.filename)]
        rest = [part.filename for part in archive.infolist() if part not in parts]
        titles = titles_of([part.filename for part in parts])
        refuse_many(parts)
        for part, title in zip(parts, titles, strict=True):
            with archive.open(part) as packed, tempfile.TemporaryFile() as plain:
                while block := packed.read(BLOCK):
                    plain.write(block)
                plain.seek(0)
                found += add_text(plain, kept, title, received)
    if not found:
        raise RuleError(
            _(
                "This archive is not a workbook, and holds no table as .csv, .tsv or .txt."
                " Save the table as .xlsx or CSV%(rest)s."
            )
            % {"rest": unpack_first(rest)}
        )
    if rest:
        received.notices.append(
            _("Left out of the archive: %(rest)s.") % {"rest": ", ".join(rest[:20])[:500]}
        )
    return received


def unpack_first(names: list[str]) -> str:
    packed = [name for name in names if name.lower().endswith(NOT_TEXT)]
    return _(", or unpack it and bring %(packed)s") % {"packed": packed[0][:60]} if packed else ""


def is_table(name: str) -> bool:
    base = name.rpartition("/")[2]
    return base.lower().endswith(OF_TEXT) and not base.startswith(".") and "__MACOSX" not in name


def titles_of(names: list[str]) -> list[str]:
    """As sheets are called: short, and each once."""
    titles: list[str] = []
    for name in names:
        title = name.rpartition("/")[2][:LONGEST_TITLE]
        while title in titles:
            title = f"{title[: LONGEST_TITLE - 3]}~{len(titles)}"
        titles.append(title)
    return titles


def add_text(plain: BinaryIO, kept: Kept, title: str, received: Received) -> int:
    """One file of the archive; an empty one is none. Returns how many tables that makes."""
    from registry.figure_imports.tables import lines_of  # reads what this module writes

    with tempfile.TemporaryFile() as text:
        try:
            one = from_text(plain, text)
        except RuleError as error:
            received.notices.append(
                _("“%(title)s” was left out: %(error)s") % {"title": title, "error": error}
            )
            return 0
        received.notices += one.notices
        for line in lines_of(text, "csv", one.delimiter):
            kept.add(title, line.number, line.cells)
    return 1


def trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at the end."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def as_text(cell: Any) -> str:
    """A date keeps the form of a date, so that the reader of the row can refuse it; a number with
    decimals says that its point is their mark."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        if cell.is_integer():
            return str(int(cell))
        return format(Decimal(repr(cell)), "f") + IN_DOUBT
    if isinstance(cell, Percentage):
        return f"{cell.removesuffix('%')}{IN_DOUBT}%"
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)[:LONGEST_CELL]
