"""The values of a workbook of OpenDocument (.ods), row by row. What it repeats is counted before it
is made: a few bytes can say a million cells."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from registry.common.archives import check_archive, readable
from registry.common.errors import RuleError
from registry.common.workbook_parts import Reader, parsed
from registry.common.workbooks import Limits, Percentage

CONTENT = "content.xml"
NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,30})?(E-?\d{1,2})?", re.ASCII)
MOST_REPEATED_ROWS = 100  # of rows that hold something


class OdsReader(Reader):
    """`finished`: (sheet, row, values) since the caller last emptied it."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.finished: list[tuple[str, int, list[Any]]] = []
        self.sheet, self.row, self.taken = "", 0, 0
        self.values: list[Any] = []
        self.texts: list[str] = []
        self.cell: dict[str, str] | None = None
        self.repeated = 1
        self.depth_aside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        bare = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "table":
            self.sheet, self.row = bare.get("name", ""), 0
        elif name == "table-row":
            self.values, self.repeated = [], count_in(bare, "number-rows-repeated")
        elif name in ("table-cell", "covered-table-cell"):
            self.cell, self.texts = bare, []
        elif name == "annotation":
            self.depth_aside += 1
        elif name == "p" and self.texts and not self.depth_aside:
            self.texts.append("\n")
        elif name == "s" and self.cell is not None:
            self.texts.append(" ")

    def text(self, text: str) -> None:
        if self.cell is not None and not self.depth_aside:
            self.texts.append(text)
            if sum(map(len, self.texts)) > self.limits.length:
                raise RuleError(
                    _("%(value)s: the cell holds more than %(length)s characters. Shorten it.")
                    % {"value": self.place(), "length": f"{self.limits.length:,}"}
                )

    def end(self, name: str) -> None:
        if name == "annotation":
            self.depth_aside -= 1
        elif name in ("table-cell", "covered-table-cell"):
            self.end_cell()
        elif name == "table-row":
            self.end_row()

    def end_cell(self) -> None:
        cell, self.cell = self.cell or {}, None
        value = value_of(cell, "".join(self.texts))
        times = count_in(cell, "number-columns-repeated")
        if value is None:
            times = min(times, self.limits.columns + 1)
        elif len(self.values) + times > self.limits.columns:
            raise RuleError(
                _(
                    "%(value)s: %(columns)s columns are taken. Delete what stands to the"
                    " right of the table."
                )
                % {"value": self.place(), "columns": self.limits.columns}
            )
        self.take(1 if value is None else times)
        if len(self.values) <= self.limits.columns:
            self.values += [value] * times

    def end_row(self) -> None:
        while self.values and self.values[-1] in (None, ""):
            self.values.pop()
        if not self.values:
            self.row += self.repeated
            return
        if self.repeated > MOST_REPEATED_ROWS:
            raise RuleError(
                _(
                    "%(value)s: the row is repeated %(repeated)s times. Delete what stands"
                    " below the table."
                )
                % {"value": self.place(), "repeated": f"{self.repeated:,}"}
            )
        for _time in range(self.repeated):
            self.row += 1
            self.take(len(self.values))
            self.finished.append((self.sheet, self.row, list(self.values)))

    def take(self, cells: int) -> None:
        self.taken += cells
        if self.taken > self.limits.cells:
            raise RuleError(
                _("The workbook has more than %(cells)s cells. %(instead)s")
                % {"cells": f"{self.limits.cells:,}", "instead": self.limits.instead}
            )

    def place(self) -> str:
        named = {"sheet": self.sheet[:31], "row": self.row + 1}
        return _("Sheet “%(sheet)s”, row %(row)s") % named


def count_in(attributes: dict[str, str], name: str) -> int:
    return max(1, int(attributes.get(name, 1)))


def value_of(cell: dict[str, str], text: str) -> Any:
    kind = cell.get("value-type", "")
    if "formula" in cell:
        return f"={cell['formula'].partition('=')[2] or cell['formula']}"[:200]
    if kind in ("float", "currency"):
        number = float(cell.get("value", "nan"))
        return number if number == number else text
    if kind == "percentage":
        share = cell.get("value", "")
        return Percentage(f"{Decimal(share) * 100:f}%") if NUMBER.fullmatch(share) else text
    if kind == "date":
        return date.fromisoformat(cell.get("date-value", "")[:10])
    return text or None


def rows_of(source: BinaryIO, limits: Limits) -> Iterator[tuple[str, int, list[Any]]]:
    """(sheet, number, values) of each row that has any. Raises RuleError."""
    check_archive(source)
    reader = OdsReader(limits)
    with readable():
        archive = zipfile.ZipFile(source)
        for _block in parsed(archive, CONTENT, reader):
            yield from reader.finished
            reader.finished.clear()
