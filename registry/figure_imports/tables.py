"""A file of figures as rows of text: CSV in any usual encoding, or a workbook; kept in UTF-8.

The sheets of a workbook follow each other, each row led by the sheet's name and the row's number.
Raises RuleError with what is wrong and what helps.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.conf import settings

from registry.common.errors import RuleError
from registry.common.sizes import MEGABYTE
from registry.common.workbooks import Limits, Workbook

LARGEST_CSV, LARGEST_WORKBOOK = settings.LARGEST_UPLOAD, 15 * MEGABYTE
MOST_SHEETS = 30
LIMITS = Limits(
    columns=150,
    rows=1_048_576,
    cells=2_000_000,
    length=100_000,
    instead="Save the sheet as CSV, or split it.",
)
LONGEST_CELL = 2000  # characters; the rest is left out
HEAD = 20  # rows among which the headings are looked for
BLOCK = MEGABYTE
REMEDY_LARGE = "Split it, or load it on the server: manage.py import_figures FILE."


@dataclass(slots=True)
class Received:
    """What came of a file. `merged`: (sheet, first row, last row, cells) of merged cells."""

    form: str
    delimiter: str = ","
    notices: list[str] = field(default_factory=list)
    merged: list[tuple[str, int, int, str]] = field(default_factory=list)


def receive(source: BinaryIO, target: BinaryIO, size: int) -> Received:
    """Copy a file as it came into `target` as CSV in UTF-8."""
    start = source.read(4)
    source.seek(0)
    if start.startswith(b"PK"):
        if size > LARGEST_WORKBOOK:
            raise RuleError(
                f"The workbook has {size // MEGABYTE} MB; {LARGEST_WORKBOOK // MEGABYTE} are taken."
                " Save it as CSV."
            )
        return from_workbook(source, target)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise RuleError(
            "This is a workbook of the old kind (.xls), or one with a password. Save it as .xlsx or"
            " CSV without one."
        )
    if size > LARGEST_CSV:
        raise RuleError(
            f"The file has {size // MEGABYTE} MB; {LARGEST_CSV // MEGABYTE} are taken."
            f" {REMEDY_LARGE}"
        )
    return from_text(source, target)


def from_text(source: BinaryIO, target: BinaryIO) -> Received:
    encoding, notices = encoding_of(source)
    decoder = codecs.getincrementaldecoder(encoding)()
    head = ""
    while block := source.read(BLOCK):
        text = decoder.decode(block)
        head = head or text[:20_000]
        target.write(text.encode())
    if not head.strip():
        raise RuleError("The file is empty. Choose the one that holds the figures.")
    return Received("csv", delimiter_of(head), notices)


def encoding_of(source: BinaryIO) -> tuple[str, list[str]]:
    """The encoding, and what staff should know of it: UTF-8, with or without a byte order mark;
    UTF-16 by its mark; else Windows-1251. Leaves the file at its start.

    charset-normalizer was compared (3.5.3, tests/figures/test_encodings.py): it reads a
    Windows-1251 file with a word or two of Russian as Windows-1250 or -1252. Here most files are
    such, so whatever is not Unicode is taken for Windows-1251, with a notice.
    """
    start = source.read(3)
    source.seek(0)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", ["The file is UTF-8 with a byte order mark; the mark was left out."]
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16", ["The file is UTF-16; it was read as such."]
    if is_text(source, "utf-8"):
        return "utf-8", []
    if is_text(source, "cp1251"):
        notice = (
            "The file is not UTF-8; it was read as Windows-1251. Look whether the names below are"
            " right."
        )
        return "cp1251", [notice]
    raise RuleError(
        "This is neither text nor a workbook. Save the table as CSV (UTF-8) or as .xlsx."
    )


def is_text(source: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := source.read(BLOCK):
            if b"\0" in block:
                return False
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        source.seek(0)
    return True


def delimiter_of(head: str) -> str:
    """The mark between cells that the first full line holds most of."""
    line = next((line for line in head.splitlines() if line.strip()), "")
    unquoted = re.sub(r'"[^"]*"', "", line)
    return max(",;\t", key=unquoted.count)


def from_workbook(source: BinaryIO, target: BinaryIO) -> Received:
    book = Workbook(source, LIMITS, has_formulas=True)
    sheets = [sheet for sheet in book.sheets if sheet.is_visible]
    hidden = [sheet for sheet in book.sheets if not sheet.is_visible]
    received = Received(
        "xlsx", notices=[f"Hidden sheet “{sheet.title}” was left out." for sheet in hidden]
    )
    if len(sheets) > MOST_SHEETS:
        raise RuleError(
            f"The workbook has {len(sheets)} sheets; {MOST_SHEETS} are taken. Keep those with"
            " figures."
        )
    text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    for sheet in sheets:
        title = sheet.title[:31]
        for number, row in book.rows(sheet):
            writer.writerow([title, number, *trimmed([as_text(cell) for cell in row])])
        received.merged += [(title, *merged) for merged in sheet.merged]
    text.detach()
    return received


def trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at the end."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def as_text(cell: Any) -> str:
    """A date keeps the form of a date, so that the reader of the row can refuse it."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(Decimal(repr(cell)), "f")
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)[:LONGEST_CELL]


class Lines:
    """Lines of a file from a place on; `position` is the place after the last line read."""

    def __init__(self, file: BinaryIO, position: int) -> None:
        self.file, self.position = file, position
        file.seek(position)

    def __iter__(self) -> Iterator[str]:
        for line in self.file:
            self.position += len(line)
            yield line.decode()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file. `sheet` is "" in CSV; `number` counts as a spreadsheet does; `end`: the
    position after it, in bytes."""

    sheet: str
    number: int
    cells: list[str]
    end: int


def lines_of(
    file: BinaryIO, form: str, delimiter: str, position: int = 0, number: int = 0
) -> Iterator[Line]:
    """From `position`, after row `number`. Rows without any text are passed over, but counted."""
    source = Lines(file, position)
    # strict: else a quotation mark that is not closed takes the rest of the file into one cell
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            number += 1
            if source.position - position > LIMITS.length and is_too_long(cells):
                raise unclosed(number)
            position = source.position
            if form == "xlsx":
                yield Line(
                    sheet=cells[0], number=int(cells[1]), cells=cells[2:], end=source.position
                )
            elif any(cells):
                yield Line(sheet="", number=number, cells=cells, end=source.position)
    except csv.Error:
        raise unclosed(number + 1) from None


def is_too_long(cells: list[str]) -> bool:
    """The csv module has a limit too, but it holds for the whole process and may be changed by any
    module."""
    return max(map(len, cells), default=0) > LIMITS.length


def unclosed(row: int) -> RuleError:
    return RuleError(
        f"Row {row}: a cell does not end. Look for a quotation mark that is opened and not closed."
    )
