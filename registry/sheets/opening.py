"""A sheet that comes back: what it is by its content, its rows, and whose it says it is. Whatever a
file does, a sentence comes of it."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from registry.common.archives import check_archive, readable
from registry.common.errors import RuleError
from registry.common.file_kinds import OLD_OFFICE, ZIP
from registry.common.sizes import MEGABYTE
from registry.common.workbook_parts import Reader, read
from registry.common.workbooks import WORKBOOK, Limits, Workbook
from registry.figure_imports import ods
from registry.figure_imports.text import from_text
from registry.sheets.layout import MARK

LARGEST = 5 * MEGABYTE
LIMITS = Limits(columns=60, rows=5000, cells=500_000, length=5000, instead="")
MACROS, PROPERTIES = "xl/vbaProject.bin", "docProps/custom.xml"
Rows = list[tuple[int, list[Any]]]


@dataclass(slots=True)
class Table:
    """A sheet of the file. `formulas`: what they are, by (row, place of the column)."""

    title: str
    rows: Rows
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(slots=True)
class Opened:
    """`mark`: from the properties of the file, "" where it has none."""

    tables: list[Table]
    mark: str = ""
    is_text: bool = False


def opened(source: BinaryIO, size: int) -> Opened:
    """Raises RuleError."""
    if size > LARGEST:
        raise RuleError(
            _(
                "The file has more than %(most)s MB; a sheet of figures is far smaller. Take a new"
                " sheet, and copy your numbers into it."
            )
            % {"most": LARGEST // MEGABYTE}
        )
    head = source.read(4)
    source.seek(0)
    if head == OLD_OFFICE:
        raise RuleError(
            _(
                "The file has a password or is a workbook of the old kind (.xls). Save it as .xlsx"
                " without a password."
            )
        )
    return from_archive(source) if head == ZIP else from_lines(source)


@contextmanager
def explained(sentence: str) -> Iterator[None]:
    """What the readers say in detail is for staff, in English."""
    try:
        yield
    except RuleError:
        raise RuleError(sentence) from None


def from_archive(source: BinaryIO) -> Opened:
    packed = _(
        "The file was not opened: it is damaged, has a password, or unpacks to far more than its"
        " size. Open it, save it anew as .xlsx, or take a new sheet."
    )
    with explained(packed):
        check_archive(source)
        with readable(), zipfile.ZipFile(source) as archive:
            names = set(archive.namelist())
        source.seek(0)
    if MACROS in names:
        raise RuleError(_("The file holds macros, which never get in. Save it as .xlsx."))
    with explained(too_much()):
        if WORKBOOK in names:
            return from_xlsx(source, names)
        if ods.CONTENT in names:
            return from_ods(source)
    raise RuleError(_("This is no workbook. Choose the sheet of figures, as .xlsx, .ods or .csv."))


def too_much() -> str:
    return _(
        "The file is damaged, or holds more than a sheet of figures can: %(columns)s columns,"
        " %(rows)s rows, %(length)s characters in a cell. Delete what stands beside and below the"
        " table, and save it anew as .xlsx."
    ) % {"columns": LIMITS.columns, "rows": LIMITS.rows, "length": LIMITS.length}


def from_xlsx(source: BinaryIO, names: set[str]) -> Opened:
    results = Workbook(source, LIMITS, has_percents=True)
    as_written = Workbook(source, LIMITS, has_formulas=True, has_percents=True)
    tables = []
    for sheet, written in zip(results.sheets, as_written.sheets, strict=True):
        if sheet.is_visible:
            rows = dict(results.rows(sheet))
            formulas = formulas_of(rows, as_written.rows(written))
            tables.append(Table(sheet.title, sorted(rows.items()), formulas))
    mark = ""
    if PROPERTIES in names:
        properties = Properties()
        read(results.archive, PROPERTIES, properties)
        mark = properties.found
    return Opened(tables, mark)


def formulas_of(
    results: dict[int, list[Any]], written: Iterable[tuple[int, list[Any]]]
) -> dict[tuple[int, int], str]:
    """Where the file holds something else than what it shows."""
    found = {}
    for number, cells in written:
        shown = results.setdefault(number, [])
        for place, cell in enumerate(cells):
            is_formula = isinstance(cell, str) and cell.startswith("=")
            if is_formula and (place >= len(shown) or shown[place] != cell):
                found[number, place] = cell
    return found


class Properties(Reader):
    """docProps/custom.xml: the one that says whose the file is."""

    def __init__(self) -> None:
        self.found, self.is_mark = "", False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "property":
            self.is_mark = attributes.get("name") == MARK

    def text(self, text: str) -> None:
        if self.is_mark and len(self.found) < 200:
            self.found += text.strip()

    def end(self, name: str) -> None:
        if name == "property":
            self.is_mark = False


def from_ods(source: BinaryIO) -> Opened:
    tables: dict[str, Table] = {}
    for title, number, cells in ods.rows_of(source, LIMITS):
        table = tables.setdefault(title, Table(title, []))
        table.rows.append((number, cells))
        for place, cell in enumerate(cells):
            if isinstance(cell, str) and cell.startswith("="):
                table.formulas[number, place] = cell
    return Opened(list(tables.values()))


def from_lines(source: BinaryIO) -> Opened:
    sentence = _("This is no workbook. Choose the sheet of figures, as .xlsx, .ods or .csv.")
    with tempfile.TemporaryFile() as kept:
        with explained(sentence):
            received = from_text(source, kept)
        kept.seek(0)
        text = io.TextIOWrapper(kept, encoding="utf-8-sig", newline="")
        try:
            return Opened([Table("", lines_of(text, received.delimiter))], is_text=True)
        except csv.Error:
            raise RuleError(sentence) from None
        finally:
            text.detach()


def lines_of(text: io.TextIOWrapper, delimiter: str) -> Rows:
    rows: Rows = []
    for number, cells in enumerate(csv.reader(text, delimiter=delimiter), start=1):
        if number > LIMITS.rows or len(cells) > LIMITS.columns:
            raise RuleError(too_much())
        rows.append((number, list(cells)))
    return rows
