"""Workbooks of the old kind (.xls). Its package takes 5 MB of a process, so this is loaded with the
first such file."""

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO

import xlrd
from django.utils.translation import gettext as _

from registry.common.errors import RuleError
from registry.common.workbooks import Percentage
from registry.figure_imports.received import LIMITS, LONGEST_TITLE, Received
from registry.figure_imports.sheets import Kept, as_text, refuse_many


def from_xls(source: BinaryIO, target: BinaryIO) -> Received:
    """The old kind. The library gives the last results of formulas, and does not tell them from
    numbers."""
    received = Received("xls")
    with old_book(source.read()) as book, Kept(target) as kept:
        refuse_many(book.sheet_names())
        for place, title in enumerate(book.sheet_names()):
            if book.sheet_by_index(place).visibility:
                received.notices.append(
                    _("Hidden sheet “%(title)s” was left out.") % {"title": title}
                )
                continue
            for number, row in rows_of_old(book, place):
                kept.add(title[:LONGEST_TITLE], number, row)
            book.unload_sheet(place)
    return received


class old_book:  # noqa: N801 - used as a function
    """The library's book; whatever a damaged one makes it raise, as a sentence."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __enter__(self) -> Any:
        try:
            return xlrd.open_workbook(
                file_contents=self.content,
                logfile=io.StringIO(),
                formatting_info=True,  # which numbers are percentages
                on_demand=True,
                ragged_rows=True,
            )
        except Exception as error:  # noqa: BLE001 - the library raises whatever it meets
            raise damaged(error) from None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if error is not None and not isinstance(error, RuleError):
            raise damaged(error) from None


def damaged(error: Exception) -> RuleError:
    if isinstance(error, xlrd.XLRDError) and "encrypted" in str(error).lower():
        return RuleError(_("The workbook has a password. Save it without one."))
    return RuleError(
        _(
            "This workbook of the old kind (.xls) is damaged, or has a password. Save it as"
            " .xlsx or CSV without one."
        )
    )


def rows_of_old(book: Any, place: int) -> Iterator[tuple[int, list[str]]]:
    sheet = book.sheet_by_index(place)
    for number in range(sheet.nrows):
        cells = sheet.row(number)
        if len(cells) > LIMITS.columns:
            raise RuleError(
                _(
                    "Sheet “%(sheet)s”, row %(number)s: %(columns)s columns are taken. Delete"
                    " what stands to the right of the table."
                )
                % {
                    "sheet": sheet.name[:LONGEST_TITLE],
                    "number": number + 1,
                    "columns": LIMITS.columns,
                }
            )
        texts = [old_cell(book, cell) for cell in cells]
        if any(texts):
            yield number + 1, texts


def old_cell(book: Any, cell: Any) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return as_text(xlrd.xldate_as_datetime(cell.value, book.datemode))
        except (ValueError, OverflowError):
            return "#VALUE!"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return "#VALUE!"
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return str(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_NUMBER and "%" in format_of(book, cell):
        return as_text(Percentage(f"{Decimal(repr(cell.value)) * 100:f}%"))
    return as_text(cell.value)


def format_of(book: Any, cell: Any) -> str:
    found = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return found.format_str if found else ""
