"""A file of figures as rows of text: CSV in any usual encoding, or a workbook; kept as one CSV file in UTF-8.

Of a workbook the sheets follow one another, each row led by the sheet's name and the row's number. Archives are opened with limits
(trust: number, size and ratio of what they hold). Raises RuleError with what is wrong and what helps.
"""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import openpyxl

from registry.common.errors import RuleError

MEGABYTE = 1024 * 1024
LARGEST_CSV, LARGEST_WORKBOOK = 80 * MEGABYTE, 15 * MEGABYTE
MOST_PARTS, LARGEST_UNPACKED, HIGHEST_RATIO = 500, 300 * MEGABYTE, 100
MOST_SHEETS, MOST_COLUMNS, MOST_CELLS = 30, 150, 4_000_000
LONGEST_CELL = 2000
HEAD = 20  # rows among which the headings are looked for
BLOCK = MEGABYTE
MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
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
                f"The workbook has {size // MEGABYTE} MB; {LARGEST_WORKBOOK // MEGABYTE} are taken. Save it as CSV."
            )
        return from_workbook(source, target)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise RuleError(
            "This is a workbook of the old kind (.xls), or one with a password. Save it as .xlsx or CSV without one."
        )
    if size > LARGEST_CSV:
        raise RuleError(f"The file has {size // MEGABYTE} MB; {LARGEST_CSV // MEGABYTE} are taken. {REMEDY_LARGE}")
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
    """UTF-8, with or without a byte order mark; UTF-16 by its mark; else Windows-1251, which is told. Leaves the file at its start."""
    start = source.read(3)
    source.seek(0)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", ["The file is UTF-8 with a byte order mark; the mark was left out."]
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16", ["The file is UTF-16; it was read as such."]
    found = "utf-8" if is_text(source, "utf-8") else "cp1251" if is_text(source, "cp1251") else ""
    if not found:
        raise RuleError("This is neither text nor a workbook. Save the table as CSV (UTF-8) or as .xlsx.")
    told = "The file is not UTF-8; it was read as Windows-1251. Look whether the names below are right."
    return found, [told] if found == "cp1251" else []


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
    plain = re.sub(r'"[^"]*"', "", line)
    return max(",;\t", key=plain.count)


def from_workbook(source: BinaryIO, target: BinaryIO) -> Received:
    check_archive(source)
    try:
        book = openpyxl.load_workbook(source, read_only=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        received = Received(
            "xlsx",
            notices=[f"Hidden sheet “{one.title}” was left out." for one in book.worksheets if one not in sheets],
        )
        if len(sheets) > MOST_SHEETS:
            raise RuleError(f"The workbook has {len(sheets)} sheets; {MOST_SHEETS} are taken. Keep those with figures.")
        text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
        spool(sheets, csv.writer(text), received)
        text.detach()
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        raise RuleError(
            f"The workbook cannot be read ({type(error).__name__}). Open it, save it anew as .xlsx, or as CSV."
        ) from None
    return received


def check_archive(source: BinaryIO) -> None:
    """A workbook is an archive: what it says of itself must be bounded before any of it is unpacked."""
    try:
        parts = zipfile.ZipFile(source).infolist()
    except zipfile.BadZipFile:
        raise RuleError("The workbook is damaged. Open it, save it anew as .xlsx, or as CSV.") from None
    unpacked = sum(part.file_size for part in parts)
    ratios = [part.file_size / max(part.compress_size, 1) for part in parts if part.file_size > MEGABYTE]
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED or max(ratios, default=0) > HIGHEST_RATIO:
        raise RuleError(
            f"The workbook unpacks to {unpacked // MEGABYTE} MB, far more than its size; it was not opened. Save the sheet as CSV."
        )
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise RuleError("This archive is not a workbook. Save the table as .xlsx or CSV.")
    source.seek(0)


def spool(sheets: list, writer, received: Received) -> None:
    cells = 0
    for sheet in sheets:
        title = sheet.title[:31]
        received.merged += merged_cells(sheet, title)
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
            cells += len(row)
            if cells > MOST_CELLS:
                raise RuleError(f"The workbook has more than {MOST_CELLS:,} cells. Save the sheet as CSV, or split it.")
            if any(cell is not None for cell in row):
                writer.writerow([title, number, *trimmed([as_text(cell) for cell in row])])


def trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at the end."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def as_text(cell: Any) -> str:
    """A date keeps the look of a date, so that the reader of the row can tell."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(Decimal(repr(cell)), "f")
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(getattr(cell, "text", cell))[:LONGEST_CELL]


def merged_cells(sheet, title: str) -> list[tuple[str, int, int, str]]:
    """Streaming, openpyxl does not tell: they stand at the end of the sheet's own file."""
    found, rest = [], b""
    with sheet.parent._archive.open(sheet._worksheet_path) as stream:
        while block := stream.read(BLOCK):
            rest = rest[-200:] + block
            for left, first, right, last in MERGED.findall(rest):
                found.append((title, int(first), int(last), f"{left.decode()}{int(first)}:{right.decode()}{int(last)}"))
    return list(dict.fromkeys(found))


class Lines:
    """Lines of a file from a place on; knows how far it is."""

    def __init__(self, file: BinaryIO, position: int) -> None:
        self.file, self.position = file, position
        file.seek(position)

    def __iter__(self) -> Iterator[str]:
        for line in self.file:
            self.position += len(line)
            yield line.decode()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file. `sheet` is "" in CSV; `number` counts as a spreadsheet does; `end`: the position after it, in bytes."""

    sheet: str
    number: int
    cells: list[str]
    end: int


def lines_of(file: BinaryIO, form: str, delimiter: str, position: int = 0, number: int = 0) -> Iterator[Line]:
    """From `position`, after row `number`. Rows without any text are passed over, but counted."""
    source = Lines(file, position)
    reader = csv.reader(source, delimiter=delimiter)
    try:
        for cells in reader:
            number += 1
            if form == "xlsx":
                yield Line(cells[0], int(cells[1]), cells[2:], source.position)
            elif any(cells):
                yield Line("", number, cells, source.position)
    except csv.Error:
        told = f"Row {number + 1}: a cell does not end. Look for a quotation mark that is opened and not closed."
        raise RuleError(told) from None
