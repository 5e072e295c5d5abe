"""What comes back is read whatever program, keyboard or hand it went through; what is no sheet of
figures gets a sentence in both languages."""

import datetime
import io
import os
import re
import shutil
import subprocess
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from registry.sheets.cells import value_in, year_in
from registry.sheets.layout import FIRST_ROW, HEADINGS_ROW, NAMES_ROW
from registry.sheets.models import FigureSheet
from tests import make
from tests.conftest import need, signed_in
from tests.sheets.books import (
    GOOD,
    KEY,
    PLACES,
    brought,
    content,
    fill,
    page,
    row_of,
    said,
    sheet_of,
    taken,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SOFFICE = shutil.which("soffice")
FILTERS = {"csv": "csv:Text - txt - csv (StarCalc):44,34,76,1"}  # commas, quotes, UTF-8


@pytest.mark.parametrize(
    ("cell", "language", "value", "code"),
    [
        (3_700_100, "en", "3700100", ""),
        (0.1 + 0.2, "en", "0.3", ""),
        ("1 234,5", "en", "1234.5", ""),
        ("1 234,5", "ru", "1234.5", ""),
        ("1\u00a0234", "ru", "1234", ""),
        ("1\u2009234\u202f567", "en", "1234567", ""),
        ("\u22125", "en", "-5", ""),
        ("\u20135", "en", "-5", ""),
        ("\uff0d5", "ru", "-5", ""),
        ("5-", "en", "-5", ""),
        ("(1 234)", "en", "-1234", "parentheses"),
        ("1,234", "en", "1234", "two_ways"),
        ("1,234", "ru", "1.234", "two_ways"),
        ("12.5%", "en", "12.5", "percent"),
        ("н/д", "ru", "", "no_figure"),
        ("NaN", "en", "", "no_figure"),
        ("3.7 m", "en", "3.7 m", "beside"),
        (datetime.datetime(2024, 1, 2), "en", "2024-01-02", "date"),
        ("about ten", "en", "about ten", ""),
        (None, "en", "", ""),
    ],
)
def test_numbers_of_all_keyboards(cell, language, value, code):
    found, remarks = value_in(cell, language=language, stood="")
    assert found == value
    assert [remark[0] for remark in remarks] == ([code] if code else [])


def test_what_can_be_read_in_two_ways_is_what_stood_if_that_is_one_of_them():
    assert value_in("1,234", language="ru", stood="1234") == ("1234", [])


@pytest.mark.parametrize(
    ("cell", "year"), [(2024, "2024"), (2024.0, "2024"), ("2 024", "2024"), ("2,024", "2024")]
)
def test_a_year_is_a_year(cell, year):
    assert year_in(cell) == (year, [])


def test_a_date_is_no_year(desk, edition):
    book = fill(taken(desk, edition), **GOOD | {"year": datetime.date(2024, 1, 1)})
    sheet = sheet_of(desk, edition, book)
    assert "holds a date" in page(desk, sheet).content.decode()
    assert "дату" in page(desk, sheet, "ru").content.decode()


def test_a_formula_without_a_result_is_asked_about(desk, edition):
    sheet = sheet_of(desk, edition, fill(taken(desk, edition), **GOOD | {"value": "=3700000+100"}))
    assert not page(desk, sheet).context["waiting"]
    assert "formula without a result" in page(desk, sheet).content.decode()


def test_the_last_result_of_a_formula_is_read_and_said(desk, edition):
    file = content(fill(taken(desk, edition), **GOOD | {"value": "=3700000+100"}))
    file = with_result(file, b"3700000+100", b"3700100")
    sheet = sheet_of(desk, edition, file)
    (line,) = page(desk, sheet).context["waiting"]
    assert line.typed["value"] == "3700100"
    assert "last result was read" in line.remarks[0]


def test_a_number_shown_as_a_percentage_is_not_a_hundredth_of_it(desk, edition):
    book = fill(taken(desk, edition), **GOOD | {"value": 0.125})
    book.worksheets[0].cell(row_of(book), PLACES["value"]).number_format = "0.0%"
    (row,) = sheet_of(desk, edition, book).rows
    assert row["typed"]["value"] == "12.5"


def with_result(file: bytes, formula: bytes, result: bytes) -> bytes:
    """As a program that computes saves it."""
    out, changed = io.BytesIO(), 0
    pattern = re.compile(b"<f>" + re.escape(formula) + rb"</f><v ?/?>(</v>)?")
    with zipfile.ZipFile(io.BytesIO(file)) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename.startswith("xl/worksheets/"):
                data, times = pattern.subn(b"<f>" + formula + b"</f><v>" + result + b"</v>", data)
                changed += times
            target.writestr(part, data)
    assert changed == 1
    return out.getvalue()


# Rows and columns that moved


def test_sorted_rows_find_their_figures(desk, edition):
    book = fill(taken(desk, edition), **GOOD)
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST_ROW)]
    for number, values in enumerate(reversed(rows), start=FIRST_ROW):
        for place, value in enumerate(values, start=1):
            sheet.cell(number, place).value = value
    (row,) = sheet_of(desk, edition, book).rows
    assert (row["indicator"], row["typed"]["value"]) == ("population", "3700100")


@pytest.mark.parametrize("gone", [NAMES_ROW, HEADINGS_ROW])
def test_one_of_the_two_rows_of_the_head_is_enough(desk, edition, gone):
    book = fill(taken(desk, edition, "ru"), **GOOD)
    for cell in book.worksheets[0][gone]:
        cell.value = None
    assert len(sheet_of(desk, edition, book).rows) == 1


def test_moved_columns_and_a_new_name_are_recognised_and_said(desk, edition):
    book = fill(taken(desk, edition), **GOOD)
    sheet = book.worksheets[0]
    sheet.title = "Ours"
    value, year = PLACES["value"], PLACES["year"]
    for number in range(NAMES_ROW, sheet.max_row + 1):
        one, two = sheet.cell(number, value), sheet.cell(number, year)
        one.value, two.value = two.value, one.value
    found = sheet_of(desk, edition, book)
    assert found.rows[0]["typed"]["value"] == "3700100"
    text = page(desk, found).content.decode()
    assert "another order" in text
    assert "called “Ours”" in text


def test_nothing_is_dropped_silently(desk, edition):
    book = fill(taken(desk, edition), **GOOD)
    sheet = book.worksheets[0]
    sheet.cell(sheet.max_row + 1, PLACES["value"]).value = 4711
    sheet.cell(HEADINGS_ROW, 25).value = "Remarks of ours"
    life = row_of(book, "background/life-expectancy")
    sheet.cell(life, 1).value = "background/unknown"
    text = page(desk, sheet_of(desk, edition, book)).content.decode()
    for words in ("4711", "Remarks of ours", "background/unknown", "left as it is"):
        assert words in text


def test_a_row_that_stands_twice_is_a_question(desk, edition):
    book = fill(taken(desk, edition), **GOOD)
    sheet = book.worksheets[0]
    last = sheet.max_row + 1
    for name, value in {"key": KEY, **GOOD, "value": 3_700_200}.items():
        sheet.cell(last, PLACES[name]).value = value
    found = sheet_of(desk, edition, book)
    assert not page(desk, found).context["waiting"]
    assert "twice" in page(desk, found).content.decode()


def test_without_its_memory_the_file_is_compared_with_the_desk(desk, edition):
    book = fill(taken(desk, edition), **GOOD)
    book.worksheets[0].delete_cols(PLACES["stood"])
    found = sheet_of(desk, edition, book)
    assert len(found.rows) == 1
    assert "hidden column" in page(desk, found).content.decode()


# Whose it is


def test_another_states_and_another_years_sheet_is_refused(desk, edition, ion, nino):
    other = make.edition(ion.state, year=2031)
    for section in other.template.sections.all():
        make.section(other, section.slug)
    theirs = taken(signed_in(ion.account), other)
    assert "of another state" in said(brought(desk, edition, theirs))
    later = make.edition(nino.state, year=2033)
    assert "another edition (Light" in said(brought(desk, later, taken(desk, edition)))
    assert "другого государства" in said(brought(desk, edition, theirs, language="ru"))


def test_another_versions_sheet_is_compared_with_this_one(desk, edition):
    book = fill(taken(desk, edition), **GOOD)
    first = book.worksheets[0]["A1"]
    first.value = first.value.replace("/2031/1/", "/2031/7/")
    found = sheet_of(desk, edition, book)
    assert "made for version 7" in page(desk, found).content.decode()


def test_a_file_that_does_not_say_whose_it_is_is_refused(desk, edition):
    book = taken(desk, edition)
    book.worksheets[0]["A1"].value = None
    file = fill(book, **GOOD)
    assert len(sheet_of(desk, edition, file).rows) == 1  # its properties say so
    text = "key,value,year,source,gap\n" + f"{KEY},5,2024,S,\n"
    assert "does not say which edition" in said(brought(desk, edition, text.encode(), "f.csv"))


# Bad files


def with_part(file: bytes, name: str, data: bytes) -> bytes:
    out = io.BytesIO(file)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def wide() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    book.create_sheet("Figures").append([*[None] * 16_000, "x"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def deep() -> bytes:
    return ",".join(["x"] * 100_000).encode()


def bomb(file: bytes) -> bytes:
    return with_part(file, "xl/big.xml", b"0" * 20_000_000)


BAD = {
    "macros": (lambda file: with_part(file, "xl/vbaProject.bin", b"x"), "macros", "макросы"),
    "locked": (lambda _file: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "password", "парол"),
    "bomb": (bomb, "far more", "распаковке"),
    "broken": (lambda file: file[: len(file) // 2], "damaged", "поврежд"),
    "wide": (lambda _file: wide(), "60 columns", "60 столбц"),
    "100,000 columns of text": (lambda _file: deep(), "columns", "столбц"),
    "a picture": (lambda _file: b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "no workbook", "не книга"),
    "empty": (lambda _file: b" ", "no workbook", "не книга"),
    "another workbook": (lambda _file: other_book(), "does not say which", "не указано"),
    "too large": (lambda _file: b"x" * 5_300_000, "more than 5", "больше 5"),
}  # fmt: skip


def other_book() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "Budget"
    return content(book)


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_gets_a_sentence_in_both_languages(desk, edition, kind):
    spoil, english, russian = BAD[kind]
    file = spoil(content(taken(desk, edition)))
    assert english in said(brought(desk, edition, file))
    assert russian in said(brought(desk, edition, file, language="ru"))
    assert not FigureSheet.objects.exists()


# Other programs


def through_office(file: bytes, directory, form: str) -> bytes:
    """Opened and saved by LibreOffice, which computes and rewrites all of it."""
    office = need(SOFFICE, "libreoffice-calc-nogui")
    (directory / "in").mkdir(exist_ok=True)
    path = directory / "in" / "sheet.xlsx"
    path.write_bytes(file)
    subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{directory}/profile",
            "--headless",
            "--convert-to",
            FILTERS.get(form, form),
            "--outdir",
            str(directory),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=180,
        env=os.environ | {"HOME": str(directory)},
    )
    return (directory / f"sheet.{form}").read_bytes()


@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
def test_through_libreoffice_only_what_was_edited_differs(
    desk, edition, part, population, tmp_path, form
):
    part.figures.create(
        indicator=population, value=Decimal("3700000.25"), year=2024, source="=a “b”; c", gap=""
    )
    plain = through_office(content(taken(desk, edition, "ru")), tmp_path, form)
    answer = brought(desk, edition, plain, f"sheet.{form}")
    notices = [] if form != "csv" else ["text"]
    rows: list = []
    codes: list = []
    for sheet in FigureSheet.objects.all():
        rows += sheet.rows
        codes += [code for code, _text in sheet.notices]
    assert rows == [], said(answer)
    assert codes == notices, said(answer)
    FigureSheet.objects.all().delete()
    edited = fill(taken(desk, edition, "ru"), value=3_700_100.5, note_ru="Перепись.")
    (row,) = sheet_of(
        desk, edition, through_office(content(edited), tmp_path, form), f"sheet.{form}"
    ).rows
    assert row["typed"]["value"] == "3700100.5"
    assert row["typed"]["note_ru"] == "Перепись."


def test_the_instructions_are_in_the_persons_language(desk, edition):
    text = " ".join(str(cell.value) for cell in taken(desk, edition, "ru").worksheets[2]["A"])
    assert "Заполните белые ячейки" in text
