"""A spreadsheet must not take a cell for a formula."""

import csv
import io
import json
import tracemalloc
from decimal import Decimal

import openpyxl
import pytest

from registry.common.exports import Column, as_csv, as_json, download, neutralised


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-minus", "@SUM(A1)", "\tx", "\rx"])
def test_text_that_begins_like_a_formula_is_neutralised(text):
    assert neutralised(text) == f"'{text}"


@pytest.mark.parametrize("value", [-12162, Decimal("-0.5"), 3.7])
def test_numbers_stay_numbers(value):
    assert neutralised(value) is value


def test_what_no_workbook_can_hold_is_left_out():
    columns = [Column("na\x0bme", str)]
    sheet = openpyxl.load_workbook(
        io.BytesIO(download(["a\x0bb\x00\ufffe", "\x1f=1+1"], columns, "x", "xlsx").content)
    ).active
    assert [[cell.value for cell in row] for row in sheet] == [["name"], ["ab"], ["'=1+1"]]


def test_ordinary_text_and_nothing():
    assert neutralised("Georgia") == "Georgia"
    assert neutralised(None) == ""


def test_csv_and_xlsx_hold_the_same():
    columns = [Column("name", lambda row: row[0]), Column("=figure", lambda row: row[1])]
    rows = [("=HYPERLINK(1)", -5), ("Грузия", None)]
    read = list(
        csv.reader(io.StringIO(download(rows, columns, "x", "csv").content.decode("utf-8-sig")))
    )
    sheet = openpyxl.load_workbook(io.BytesIO(download(rows, columns, "x", "xlsx").content)).active
    assert read == [["name", "'=figure"], ["'=HYPERLINK(1)", "-5"], ["Грузия", ""]]
    assert [cell.value for cell in sheet[2]] == ["'=HYPERLINK(1)", -5]
    assert all(cell.data_type != "f" for line in sheet for cell in line)


def test_csv_opens_in_cyrillic():
    assert as_csv(["имя"], []).startswith(b"\xef\xbb\xbf")


def test_a_large_file_of_json_is_written_within_little_more_than_its_own_size():
    rows = [{"state": "Georgia", "year": 2000 + row, "value": row / 7} for row in range(5000)]
    assert as_json(rows) == json.dumps(rows, ensure_ascii=False, indent=1).encode()
    tracemalloc.start()
    try:
        length = len(as_json(rows))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * length
