"""A file of figures as rows of text: CSV in any usual encoding, plain or packed, or a workbook;
kept in UTF-8.

The sheets of a workbook follow each other, each row led by the sheet's name and the row's number.
Raises RuleError with what is wrong and what helps.
"""

import csv
import gzip
import tempfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.archives import BLOCK, HIGHEST_RATIO, SMALLEST
from registry.common.errors import RuleError
from registry.common.file_kinds import ARCHIVE, GZIP, OLD_OFFICE
from registry.common.sizes import MEGABYTE, megabytes
from registry.figure_imports.received import LIMITS, LONGEST_LINE, MOST_COLUMNS, Received
from registry.figure_imports.sheets import from_archive
from registry.figure_imports.text import SAID, from_text

LARGEST_CSV, LARGEST_WORKBOOK = settings.LARGEST_UPLOAD, 15 * MEGABYTE
LARGEST_XLS = 8 * MEGABYTE  # the old kind is read as a whole
REMEDY_LARGE = gettext_lazy("Split it, or load it on the server: manage.py import_figures FILE.")


def most_of_workbook(start: bytes) -> int:
    """How many bytes a workbook may have that begins with these; 0 where they begin none."""
    if start.startswith(OLD_OFFICE):
        return LARGEST_XLS
    return LARGEST_WORKBOOK if start.startswith(ARCHIVE) else 0


def receive(source: BinaryIO, target: BinaryIO, size: int) -> Received:
    """Copy a file as it came into `target` as CSV in UTF-8."""
    start = source.read(4)
    source.seek(0)
    most = most_of_workbook(start)
    if 0 < most < size:
        raise RuleError(
            _("The workbook has %(size)s MB; %(value)s are taken. Save it as CSV.")
            % {"size": megabytes(size), "value": most // MEGABYTE}
        )
    if start.startswith(ARCHIVE):
        return from_archive(source, target)
    if start.startswith(OLD_OFFICE):
        from registry.figure_imports.old_workbooks import from_xls  # loaded with the first of them

        return from_xls(source, target)
    if size > LARGEST_CSV:
        raise RuleError(
            _("The file has %(size)s MB; %(value)s are taken. %(value2)s")
            % {"size": megabytes(size), "value": LARGEST_CSV // MEGABYTE, "value2": REMEDY_LARGE}
        )
    if start.startswith(GZIP):
        return from_gzip(source, target, size)
    return from_text(source, target)


def from_gzip(source: BinaryIO, target: BinaryIO, size: int) -> Received:
    most = min(HIGHEST_RATIO * max(size, SMALLEST), LARGEST_CSV)
    with tempfile.TemporaryFile() as plain:
        try:
            with gzip.GzipFile(fileobj=source) as packed:
                while block := packed.read(BLOCK):
                    plain.write(block)
                    if plain.tell() > most:
                        raise RuleError(
                            _(
                                "The file unpacks to more than %(most)s MB, far more than its"
                                " size. Unpack it, and load what is in it."
                            )
                            % {"most": max(most // MEGABYTE, 1)}
                        )
        except (OSError, EOFError, zlib.error):
            raise RuleError(
                _("The packed file is damaged. Unpack it and bring what is in it.")
            ) from (None)
        plain.seek(0)
        if plain.read(2) in (GZIP, ARCHIVE):
            raise RuleError(_("A packed file lies within another. Unpack it and bring that one."))
        plain.seek(0)
        return from_text(plain, target)


class Lines:
    """Lines of a file from a place on; `position` is the place after the last line read."""

    def __init__(self, file: BinaryIO, position: int, number: int) -> None:
        self.file, self.position, self.number = file, position, number
        file.seek(position)

    def __iter__(self) -> Iterator[str]:
        while line := self.file.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise RuleError(
                    _(
                        "Row %(number)s holds more than %(value)s MB. It is no row of a"
                        " table: look at the mark between cells and at the line ends."
                    )
                    % {"number": self.number + 1, "value": LONGEST_LINE // 1_000_000}
                )
            self.position += len(line)
            yield line.decode()


class Line(NamedTuple):
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
    source = Lines(file, position, number)
    # strict: else a quotation mark that is not closed takes the rest of the file into one cell
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            number += 1
            source.number = number
            if source.position - position > LIMITS.length and is_too_long(cells):
                raise unclosed(number)
            position = source.position
            if len(cells) > MOST_COLUMNS:
                raise RuleError(
                    _(
                        "Row %(number)s has %(cells)s cells; %(value)s are taken. Delete what"
                        " stands to the right of the table, or bring a row for each figure."
                    )
                    % {"number": number, "cells": f"{len(cells):,}", "value": f"{MOST_COLUMNS:,}"}
                )
            if form != "csv":
                yield Line(
                    sheet=cells[0], number=int(cells[1]), cells=cells[2:], end=source.position
                )
            elif any(cells) and not (number == 1 and SAID.match(delimiter.join(cells))):
                yield Line(sheet="", number=number, cells=cells, end=source.position)
    except csv.Error as error:
        if "field limit" in str(error) or "field larger" in str(error):
            raise RuleError(
                _(
                    "Row %(number)s: a cell does not end, or holds more than %(length)s"
                    " characters. Look for a quotation mark that is opened and not closed;"
                    " shorten what is too long."
                )
                % {"number": number + 1, "length": f"{LIMITS.length:,}"}
            ) from None
        raise unclosed(number + 1) from None


def is_too_long(cells: list[str]) -> bool:
    """The csv module has a limit too, but it holds for the whole process and may be changed by any
    module."""
    return max(map(len, cells), default=0) > LIMITS.length


def unclosed(row: int) -> RuleError:
    return RuleError(
        _(
            "Row %(row)s: a cell does not end. Look for a quotation mark that is opened and"
            " not closed."
        )
        % {"row": row}
    )
