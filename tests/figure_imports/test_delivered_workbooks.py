"""Workbooks as offices send them: percentages, dates, formulas, hidden parts, heads over rows."""

import io
from datetime import datetime

import openpyxl
import pytest

from registry.figure_imports.choices import Choices
from tests.figure_imports.brought import told, tried, values_of
from tests.figure_imports.test_deliveries import PERMITS, total

pytestmark = pytest.mark.django_db


def workbook(change=None, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_of_an_office_with_hidden_parts_and_percent():
    def change(book):
        sheet = book.active
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["D"].hidden = True
        for row in (2, 3, 4):
            sheet.cell(row, 3).number_format = "0.0%"
        book.create_sheet("notes").sheet_state = "hidden"

    rows = [
        ["Country", "Year", "Unemployment rate", "draft"],
        ["Georgia", 2030, 0.164, 1],
        ["Armenia", 2030, 0.124, 2],
        ["Moldova", 2030, 0.05125, 3],
    ]
    content = workbook(change, *rows)
    said = {"source": "wdi", "indicator": "unemployment"}
    choices = Choices(ignored=["draft"])
    columns = {"Unemployment rate": "value"}
    imported = tried(content, "rates.xlsx", **said, columns=columns, choices=choices)
    assert told(imported) == []
    assert values_of(imported) == (
        total("GEO", 2030, 16.4) | total("ARM", 2030, 12.4) | total("MDA", 2030, 5.125)
    )
    for words in ("hidden rows: 1.", "hidden columns: 1.", "Hidden sheet “notes” was left out."):
        assert any(words in one for one in imported.said), imported.said


def test_dates_of_a_workbook_and_text_numbers():
    rows = [
        ["Country", "Date", "Value"],
        ["Georgia", datetime(2030, 1, 1), "5 100"],
        ["Armenia", datetime(2031, 1, 1), "6"],
    ]
    imported = tried(workbook(None, *rows), "table.xlsx", **PERMITS)
    assert told(imported) == []
    assert values_of(imported) == total("GEO", 2030, 5100) | total("ARM", 2031, 6)
    assert any("The first day of a year was read as that year" in one for one in imported.said)


def test_a_formula_that_was_never_calculated_is_asked_about():
    rows = [["Country", "Year", "Value"], ["Georgia", 2030, "=1+1"], ["Armenia", 2030, 6]]
    imported = tried(workbook(None, *rows), "table.xlsx", **PERMITS)
    assert any("is a formula" in one for one in told(imported)), values_of(imported)


def test_three_rows_of_headings_with_a_footnote_mark():
    def change(book):
        for cells in ("A2:A4", "B2:E2", "B3:C3", "D3:E3"):
            book.active.merge_cells(cells)

    content = workbook(
        change,
        ["Table 1. Population by sex, thousands"],
        ["Country or area¹", "Mid-year population", None, None, None],
        [None, "Male", None, "Female", None],
        [None, 2030, 2031, 2030, 2031],
        ["Georgia", 1800.5, 1790, 1900.25, 1899],
        ["1) Provisional.", None, None, None, None],
    )
    imported = tried(content, "table.xlsx", source="wpp", indicator="population")
    assert told(imported) == []
    assert values_of(imported) == {
        ("GEO", 2030, "m", ""): 1_800_500,
        ("GEO", 2031, "m", ""): 1_790_000,
        ("GEO", 2030, "f", ""): 1_900_250,
        ("GEO", 2031, "f", ""): 1_899_000,
    }
