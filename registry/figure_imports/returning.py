"""The file that staff brought, given back with a column that says what is wrong in each row."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

import openpyxl
from django.utils.translation import gettext_lazy
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import PatternFill

from registry.common.exports import CSV, XLSX, neutralised
from registry.common.private_files import place_of
from registry.figure_imports.heads import shown
from registry.figure_imports.imports import FigureImport
from registry.figure_imports.tables import Line, lines_of

HEADING = gettext_lazy("Errors")
WRONG = PatternFill("solid", fgColor="FBE3C4")


def with_errors(imported: FigureImport) -> tuple[bytes, str]:
    """(content, media type): CSV with the marks it came with, in UTF-8; a workbook with its
    sheets, values only."""
    errors = errors_by_row(imported)
    with place_of(imported.file).open("rb") as file:
        lines = lines_of(file, imported.form, imported.delimiter)
        rows = (with_error(line, imported, errors) for line in lines)
        return (
            (as_workbook(rows), XLSX)
            if imported.form != "csv"
            else (as_text(rows, imported.delimiter), CSV)
        )


def errors_by_row(imported: FigureImport) -> dict[tuple[str, int], str]:
    by_row: dict[tuple[str, int], list[str]] = defaultdict(list)
    for problem in imported.problems.all():
        column = f"{problem.column}: " if problem.column else ""
        text = f"{column}{problem.problem} {problem.remedy}".strip()
        by_row[problem.sheet, problem.row].append(text)
    return {place: " ".join(texts) for place, texts in by_row.items()}


def with_error(
    line: Line, imported: FigureImport, errors: dict[tuple[str, int], str]
) -> tuple[Line, list[str], str]:
    """The row, its cells up to the width of the headings, and what is wrong with it."""
    layout = imported.layout.get(line.sheet, {"row": 0, "headings": []})
    cells = line.cells + [""] * (len(layout["headings"]) - len(line.cells))
    return (
        line,
        cells,
        str(HEADING) if line.number == layout["row"] else errors.get((line.sheet, line.number), ""),
    )


Rows = Iterator[tuple[Line, list[str], str]]


def as_text(rows: Rows, delimiter: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([*cells, neutralised(error)] for _line, cells, error in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_workbook(rows: Rows) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheets: dict = {}
    written: dict[str, int] = defaultdict(int)
    for line, cells, error in rows:
        sheet = sheets.get(line.sheet) or sheets.setdefault(
            line.sheet, book.create_sheet(line.sheet)
        )
        while written[line.sheet] < line.number - 1:  # empty rows keep their place
            sheet.append([])
            written[line.sheet] += 1
        sheet.append([*map(as_number, cells), error_cell(sheet, error)])
        written[line.sheet] += 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def error_cell(sheet: Any, error: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=neutralised(error))
    if error and error != str(HEADING):
        cell.fill = WRONG
    return cell


def as_number(text: str) -> Decimal | str | None:
    try:
        return Decimal(shown(text)) if text.strip() else None
    except InvalidOperation:
        return neutralised(text)
