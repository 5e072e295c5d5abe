"""Sheets as people fill them in: taken from the desk, changed, brought back."""

import io
from typing import Any

import openpyxl

from registry.sheets.layout import COLUMNS, FIRST_ROW
from registry.sheets.models import FigureSheet
from tests.drafting.georgias_draft import PART

KEY = f"{PART}/population"
PLACES = {column.name: place for place, column in enumerate(COLUMNS, start=1)}
GOOD: dict[str, Any] = {"value": 3_700_100, "year": 2024, "source": "Geostat"}


def address(edition, rest: str = "/", language: str = "en") -> str:
    return f"/{language}/desk/editions/{edition.pk}/figures{rest}"


def taken(desk, edition, language: str = "en") -> openpyxl.Workbook:
    answer = desk.get(address(edition, ".xlsx", language))
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def row_of(book: openpyxl.Workbook, key: str = KEY) -> int:
    sheet = book.worksheets[0]
    for number in range(FIRST_ROW, sheet.max_row + 1):
        if sheet.cell(number, 1).value == key:
            return number
    raise AssertionError(key)


def fill(book: openpyxl.Workbook, key: str = KEY, **cells: Any) -> openpyxl.Workbook:
    number = row_of(book, key)
    for name, value in cells.items():
        book.worksheets[0].cell(number, PLACES[name]).value = value
    return book


def content(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def brought(desk, edition, file: openpyxl.Workbook | bytes, name: str = "f.xlsx", language="en"):
    """The answer of the desk."""
    given = io.BytesIO(file if isinstance(file, bytes) else content(file))
    given.name = name
    return desk.post(address(edition, language=language), {"sheet": given})


def sheet_of(desk, edition, file: openpyxl.Workbook | bytes, name: str = "f.xlsx") -> FigureSheet:
    answer = brought(desk, edition, file, name)
    assert answer.status_code == 302, said(answer)
    return FigureSheet.objects.get()


def page(desk, sheet: FigureSheet, language: str = "en"):
    return desk.get(address(sheet.edition, f"/{sheet.pk}/", language))


def decide(desk, sheet: FigureSheet, do: str = "take", **typed: str):
    """As a browser sends the page: every mark, and every tick."""
    data = {"do": do}
    for line in page(desk, sheet).context["waiting"]:
        data |= {f"mark-{line.number}": line.mark, f"tick-{line.number}": "1"}
    return desk.post(address(sheet.edition, f"/{sheet.pk}/"), data | typed)


def said(answer) -> str:
    return str(answer.context["form"].errors) if answer.context else ""
