"""The values of a workbook (.xlsx), row by row, in memory that does not grow with it.

A library that makes objects of all it finds can be made to find millions: styles, merged cells,
columns that a sheet claims to have, formulas spread over a million cells. Here a parser calls back
for each tag, and what is not a value is passed over. What is kept (shared texts, formats) has a
limit. Dates are recognised as by the library of our other workbooks.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from registry.common.archives import SAVE_ANEW, check_archive, readable
from registry.common.errors import RuleError
from registry.common.workbook_parts import Contents, Reader, Relations, Styles, Texts, parsed, read

MOST_MERGED = 1000  # of a sheet; the others are not reported
LAST_ROW = 1_048_576
LETTERS = re.compile(r"[A-Z]{1,3}(?=[0-9]{1,7}$)")
MERGED = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHOWN_FORMULA = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken of a workbook. `instead`: what helps where it has more."""

    columns: int
    rows: int  # down to this one, in each sheet
    cells: int  # of the whole workbook, empty ones and rows counted with them
    length: int  # characters of a cell
    instead: str | Promise


@dataclass(slots=True)
class Sheet:
    """`merged`: (first row, last row, cells) of merged cells; `hidden_rows` and
    `hidden_columns`: how many nobody sees. All are known once its rows were read."""

    title: str
    is_visible: bool
    path: str
    merged: list[tuple[int, int, str]] = field(default_factory=list)
    hidden_rows: int = 0
    hidden_columns: int = 0


class Percentage(str):
    """A number that is shown as a percentage, as it is shown: 12.5%. Its point is the decimal mark,
    unlike that of a text which somebody typed."""

    __slots__ = ()


class Workbook:
    """Raises RuleError, here and while rows are read. `has_formulas`: a formula is given as
    such, not as its last result. `has_percents`: a number that is shown as a percentage is given
    as its text."""

    def __init__(
        self,
        source: BinaryIO,
        limits: Limits,
        *,
        has_formulas: bool = False,
        has_percents: bool = False,
    ) -> None:
        check_archive(source)
        self.limits, self.has_formulas, self.has_percents = limits, has_formulas, has_percents
        self.taken = 0  # of the cells
        self.is_1904 = False
        self.active_place = 0
        self.texts: list[str] = []
        self.dates: list[str] = []  # of each style: what kind_of gives
        with readable():
            self.archive = zipfile.ZipFile(source)
            if WORKBOOK not in self.archive.namelist():
                raise RuleError(
                    _("This archive is not a workbook. Save the table as .xlsx or CSV.")
                )
            self.sheets = self.read_contents()

    @property
    def active(self) -> Sheet:
        """The one that was open when it was saved."""
        if not self.sheets:
            raise RuleError(_("The workbook has no sheet. %(remedy)s") % {"remedy": SAVE_ANEW})
        return self.sheets[min(self.active_place, len(self.sheets) - 1)]

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, list[Any]]]:
        """(number, values) of each row that has any; what is empty at its end is left out."""
        reader = SheetReader(self, sheet)
        with readable():
            for _block in parsed(self.archive, sheet.path, reader):
                yield from reader.finished
                reader.finished.clear()

    def read_contents(self) -> list[Sheet]:
        """Texts and formats are kept for the whole workbook; then the sheets in their order."""
        contents, relations = Contents(), Relations()
        read(self.archive, WORKBOOK, contents)
        if RELATIONS in self.archive.namelist():
            read(self.archive, RELATIONS, relations)
        self.is_1904 = contents.is_1904
        self.active_place = contents.active_place
        names = set(self.archive.namelist())
        styles, texts = Styles(), Texts()
        for kind, reader in (("styles", styles), ("sharedStrings", texts)):
            path = relations.of_kind.get(kind, f"xl/{kind}.xml")
            if path in names:
                read(self.archive, path, reader)
        self.dates, self.texts = styles.dates, texts.texts
        found = []
        for title, is_visible, number in contents.sheets:
            if relations.sheets.get(number) in names:
                found.append(Sheet(title, is_visible, relations.sheets[number]))
        if len({sheet.path for sheet in found}) < len(found):
            raise RuleError(
                _("Two sheets of the workbook are the same part of it. %(remedy)s")
                % {"remedy": SAVE_ANEW}
            )
        return found

    def take(self, cells: int) -> None:
        self.taken += cells
        if self.taken > self.limits.cells:
            raise RuleError(
                _("The workbook has more than %(most)s cells. %(remedy)s")
                % {"most": f"{self.limits.cells:,}", "remedy": self.limits.instead}
            )


class SheetReader(Reader):
    """Rows of one sheet. `finished`: those read since the caller last emptied it."""

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self.book, self.sheet, self.limits = book, sheet, book.limits
        self.finished: list[tuple[int, list[Any]]] = []
        self.row, self.column = 0, 0
        self.values: list[Any] = []
        self.kind, self.style = "n", "0"
        self.texts: dict[str, list[str]] = {}
        self.into: list[str] | None = None
        self.length = 0
        self.is_aside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        starts: Callable | None = self.STARTS.get(name)
        if starts:
            starts(self, attributes)

    def text(self, text: str) -> None:
        if self.into is not None:
            self.into.append(text)
            self.length += len(text)
            if self.length > self.limits.length:
                raise RuleError(
                    _("%(place)s: the cell holds more than %(most)s characters. Shorten it.")
                    % {"place": self.place(), "most": f"{self.limits.length:,}"}
                )

    def end(self, name: str) -> None:
        self.into = None
        if name == "c":
            self.end_cell()
        elif name == "row":
            if self.values:
                self.finished.append((self.row, self.values))
            self.values = []
        elif name == "rPh":
            self.is_aside = False

    def begin_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self.row + 1))
        if number <= self.row or number > LAST_ROW:
            raise RuleError(
                _("Sheet “%(sheet)s”: its rows are not in order. %(remedy)s")
                % {"sheet": self.sheet.title, "remedy": SAVE_ANEW}
            )
        self.row, self.column, self.values = number, 0, []
        self.sheet.hidden_rows += is_hidden(attributes)
        self.book.take(1)

    def begin_column(self, attributes: dict[str, str]) -> None:
        if is_hidden(attributes):
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self.sheet.hidden_columns += max(0, min(last, self.limits.columns) - first + 1)

    def begin_cell(self, attributes: dict[str, str]) -> None:
        from openpyxl.utils.cell import column_index_from_string  # see `day_of`

        letters = LETTERS.match(attributes.get("r", ""))
        self.column = column_index_from_string(letters[0]) if letters else self.column + 1
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
        self.texts, self.length = {}, 0
        self.book.take(1)

    def begin_value(self, attributes: dict[str, str]) -> None:
        self.into = self.texts.setdefault("v", [])

    def begin_formula(self, attributes: dict[str, str]) -> None:
        self.into = self.texts.setdefault("f", [])

    def begin_text(self, attributes: dict[str, str]) -> None:
        if not self.is_aside:
            self.into = self.texts.setdefault("t", [])

    def begin_aside(self, attributes: dict[str, str]) -> None:
        self.is_aside = True

    def note_merged(self, attributes: dict[str, str]) -> None:
        found = MERGED.fullmatch(attributes.get("ref", ""))
        if found and len(self.sheet.merged) < MOST_MERGED:
            cells = (int(found[2]), int(found[4]), found[0])
            if cells not in self.sheet.merged[-1:]:
                self.sheet.merged.append(cells)

    STARTS = {
        "row": begin_row,
        "col": begin_column,
        "c": begin_cell,
        "v": begin_value,
        "f": begin_formula,
        "t": begin_text,
        "rPh": begin_aside,
        "mergeCell": note_merged,
    }

    def end_cell(self) -> None:
        value = self.value()
        if value is None or value == "":
            return
        if self.row > self.limits.rows:
            raise RuleError(
                _("%(place)s: rows are taken down to %(most)s. %(remedy)s")
                % {
                    "place": self.place(),
                    "most": f"{self.limits.rows:,}",
                    "remedy": self.limits.instead,
                }
            )
        if self.column > self.limits.columns:
            raise RuleError(
                _(
                    "%(place)s: %(most)s columns are taken. Delete what stands to the right of"
                    " the table."
                )
                % {"place": self.place(), "most": self.limits.columns}
            )
        missing = self.column - 1 - len(self.values)
        if missing < 0:
            raise RuleError(
                _("%(place)s: its cells are not in order. %(remedy)s")
                % {"place": self.place(), "remedy": SAVE_ANEW}
            )
        self.book.take(missing)
        self.values += [*[None] * missing, value]

    def value(self) -> Any:
        if "f" in self.texts and self.book.has_formulas:
            return "=" + ("".join(self.texts["f"])[:SHOWN_FORMULA] or "…")
        if self.kind == "inlineStr":
            return "".join(self.texts.get("t", ()))
        text = "".join(self.texts.get("v", ()))
        if not text:
            return None
        if self.kind == "s":
            return self.shared(text)
        if self.kind == "b":
            return bool(int(text))
        if self.kind == "d":
            from openpyxl.utils.datetime import from_ISO8601  # see `day_of`

            return from_ISO8601(text)
        return self.number(text) if self.kind == "n" else text

    def shared(self, text: str) -> str:
        place = int(text)
        if not 0 <= place < len(self.book.texts):
            raise RuleError(
                _("%(place)s: the cell's text is missing. %(remedy)s")
                % {"place": self.place(), "remedy": SAVE_ANEW}
            )
        return self.book.texts[place]

    def number(self, text: str) -> Any:
        value = float(text) if set(text) & set(".eE") else int(text)
        style = int(self.style)
        kind = self.book.dates[style] if 0 <= style < len(self.book.dates) else ""
        if kind == "percent" and self.book.has_percents:
            return Percentage(f"{Decimal(repr(value)) * 100:f}%")
        if kind in ("", "percent"):
            return value
        try:
            return day_of(value, is_1904=self.book.is_1904, is_duration=kind == "duration")
        except (OverflowError, ValueError):
            return "#VALUE!"

    def place(self) -> str:
        named = {"sheet": self.sheet.title[:31], "row": self.row}
        return _("Sheet “%(sheet)s”, row %(row)s") % named


def day_of(value: float, *, is_1904: bool, is_duration: bool) -> Any:
    # the library has 16 MB: where a workbook is read, only
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

    epoch = CALENDAR_MAC_1904 if is_1904 else CALENDAR_WINDOWS_1900
    return from_excel(value, epoch, timedelta=is_duration)


def is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden") in ("1", "true")
