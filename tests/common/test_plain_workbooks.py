"""What is written without the library is read by it."""

import io
from decimal import Decimal

import openpyxl

from registry.common.plain_workbooks import LONGEST_TEXT, written


def read(content: bytes) -> dict[str, list[list]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book.worksheets
    }


def test_texts_and_numbers_come_back():
    rows = [
        ["name", "figure"],
        ["Грузия & <Georgia> \"'", 3],
        ["  spaces kept  ", 3.25],
        ["two\nlines\tand a tab", Decimal("-0.50")],
        ["a carriage\rreturn", 10**15],
        ["", 0],
    ]
    found = read(written({"Figures": rows}))["Figures"]
    assert found == [[text or None, number] for text, number in rows]


def test_sheets_come_in_their_order_under_titles_that_the_format_takes():
    sheets = {"Figures & <all>": [["a"]], "a/b:c?*[d]\\e": [["b"]], "x" * 40: [["c"]]}
    assert read(written(sheets)) == {
        "Figures & <all>": [["a"]],
        "a b c   d  e": [["b"]],
        "x" * 31: [["c"]],
    }


def test_a_text_is_as_long_as_a_cell_may_be():
    found = read(written({"Long": [["&" * (LONGEST_TEXT + 5)]]}))
    assert found == {"Long": [["&" * LONGEST_TEXT]]}


def test_rows_are_read_one_by_one():
    book = written({"Many": ([number] for number in range(5000))})
    assert read(book)["Many"][-1] == [4999]
