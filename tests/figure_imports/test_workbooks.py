"""Workbooks, and files as others publish them."""

import csv
import io
import zipfile
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.figure_imports import reading
from registry.figure_imports.importing import agree, bring, confirm, read_on
from registry.figure_imports.returning import with_errors
from registry.figures.models import Observation
from tests import make
from tests.figure_imports.brought import told
from tests.figures.conftest import GOOD, HEAD

pytestmark = pytest.mark.django_db


def workbook(*rows, title="Figures", more=()):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in (HEAD.split(","), *rows):
        book.active.append(row)
    for name, content in more:
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(row)
    return book


def packed(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_archive_that_unpacks_to_far_more_is_not_opened():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30 * 1024 * 1024)
    with pytest.raises(
        RuleError, match="unpacks to 30 MB, far more than its size; it was not opened"
    ):
        make.imported(bomb.getvalue(), "bomb.xlsx")
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("letter.doc", b"hello")
    with pytest.raises(RuleError, match="not a workbook"):
        make.imported(bomb.getvalue(), "letter.xlsx")


def test_a_workbook_with_several_sheets():
    row = ["work-permits", "GEO", 2020, "total", None, 1200.5, None, None, "ims", None, None]
    book = workbook(
        row,
        more=[
            ("About", [["Ministry of Labour"], ["Tbilisi"]]),
            ("2021", [HEAD.split(","), [*row[:2], 2021, *row[3:]]]),
        ],
    )
    imported = make.imported(packed(book), "figures.xlsx")
    assert [(one.sheet, one.row, one.value) for one in imported.staged.in_file_order()] == [
        ("Figures", 2, Decimal("1200.5")),
        ("2021", 2, Decimal("1200.5")),
    ]
    assert (
        "Sheet “About” has no headings that the registry knows; it was left out."
        in imported.notices
    )


def test_dates_and_formulas_in_a_workbook_are_named_with_their_sheet():
    row = [
        "work-permits",
        "GEO",
        datetime(2020, 3, 1),
        "total",
        None,
        "=B2*2",
        None,
        None,
        "ims",
        None,
        None,
    ]
    second = [
        "work-permits",
        "GEO",
        2021,
        "total",
        None,
        datetime(2021, 2, 1),
        None,
        None,
        "ims",
        None,
        None,
    ]
    assert told(make.imported(packed(workbook(row, second)), "figures.xlsx")) == [
        (
            "Sheet “Figures”, row 2, column value: “=B2*2” is a formula or its error. Copy the"
            " cells and paste them as values."
        ),
        (
            "Sheet “Figures”, row 2, column year: “2020-03-01” is a date. Write the year alone, for"
            " instance 2024. Or say that days stand for their years (--dates-are-years)."
        ),
        (
            "Sheet “Figures”, row 3, column value: The cell holds the date 2021-02-01. Format the"
            " column as a number and enter the figure again."
        ),
    ]


def test_merged_cells_are_named_where_they_stand_among_figures():
    row = ["work-permits", "GEO", 2020, "total", None, 1200, None, None, "ims", None, None]
    book = workbook(row, [*row[:2], 2021, *row[3:]])
    book.active.merge_cells("B2:B3")
    assert (
        told(make.imported(packed(book), "figures.xlsx"))[0]
        == "Sheet “Figures”, row 2: The cells B2:B3 are merged. Undo the merging and fill each"
        " cell: a figure needs its own."
    )


def test_reading_stops_where_all_is_wrong(monkeypatch):
    monkeypatch.setattr(reading, "MOST_PROBLEMS", 10)
    imported = make.imported("\n".join([HEAD, *["x" + GOOD] * 50]))
    assert imported.errors >= 10
    assert any("Reading stopped at 10 errors" in one for one in imported.said)


def test_the_own_file_comes_back_with_a_column_of_errors():
    imported = make.imported(
        "Figures of the"
        " year;;\nindicator;state;year;value;source\ngdp;Грузия;2020;5;wdi\ngdp;XXX;2020;?;wdi\n"
    )
    content, _kind = with_errors(imported)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["indicator", "state", "year", "value", "source", "Errors"]
    assert rows[2] == ["gdp", "Грузия", "2020", "5", "wdi", ""]
    assert "state: “XXX” is not known as a state. Write its ISO code" in rows[3][-1]
    assert "value: “?” is not a number" in rows[3][-1]


def test_a_workbook_comes_back_as_a_workbook():
    row = ["gdp", "XXX", 2020, "total", None, 12.5, None, None, "wdi", None, None]
    imported = make.imported(packed(workbook(row, title="GDP")), "figures.xlsx")
    content, _kind = with_errors(imported)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["GDP"]
    assert [cell.value for cell in sheet[2]][:6] == ["gdp", "XXX", 2020, "total", None, 12.5]
    assert sheet.cell(2, 12).value.startswith("state: “XXX”")


WORLD = """"Data Source","World Development Indicators",

"Last Updated Date","2026-10-01",

"Country Name","Country Code","Indicator Name","Indicator Code","2023","2024","2025",
"Aruba","ABW","Population, total","SP.POP.TOTL","107359","107624","107900",
"Turkiye","TUR","Population, total","SP.POP.TOTL","85325965","..","85800000",
"Africa Eastern and Southern","AFE","Population, total","SP.POP.TOTL","750503764","","770000000",
"Georgia","GEO","Population, total","SP.POP.TOTL","","","3650000",
"""


def test_a_file_of_the_world_bank_is_read_as_it_comes():
    """A column a year, codes of the source, countries that the registry does not hold."""
    imported = make.imported(WORLD, source="wdi", others="left out")
    assert told(imported) == []
    found = {(row.state.iso_alpha3, row.year): row.value for row in imported.staged.in_file_order()}
    assert found[("GEO", 2025)] == 3_650_000
    assert found[("TUR", 2025)] == 85_800_000
    assert ("TUR", 2024) not in found
    assert imported.rows == 4
    assert imported.said[-2:] == [
        "1 rows of 1 groups of countries were left out: AFE.",
        "1 rows of 1 countries and areas that the registry does not hold were left out: ABW.",
    ]
    confirm(imported, by=None, on=today())
    assert (
        Observation.objects.get(
            state__slug="georgia", indicator__slug="population", year=2025
        ).value
        == 3_650_000
    )


def test_a_file_of_eurostat_is_read_as_it_comes():
    head = "DATAFLOW,LAST UPDATE,freq,citizen,sex,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG"
    rows = [
        f"ESTAT:MIGR_IMM1CTZ(1.0),01/03/26 23:00:00,A,TOTAL,{sex},NR,{geo},2023,{value},{flag}"
        for sex, geo, value, flag in (
            ("T", "EL", 118816, "b"),
            ("F", "DE", 7, "e"),
            ("T", "UK", "", ""),
            ("T", "EU27_2020", 9, ""),
        )
    ]
    imported = make.imported(
        "\n".join([head, *rows, ""]), indicator="immigration-flow", source="sdg", others="left out"
    )
    assert told(imported) == []
    assert [
        (one.state.slug, one.sex, one.value, one.status) for one in imported.staged.in_file_order()
    ] == [
        ("greece", "total", 118816, "break"),
        ("germany", "female", 7, "estimated"),
    ]
    assert imported.said[-2:] == [
        "1 rows hold neither a value nor a reason for its absence; they were left out.",
        "1 rows of 1 groups of countries were left out: EU27_2020.",
    ]


def test_other_countries_are_errors_unless_they_are_left_out():
    problems = told(make.imported(WORLD, source="wdi"))
    assert len(problems) == 1  # one a row, not one a year; groups of countries are none
    assert problems[0].startswith("Row 6, column Country Code: “ABW” is not known as a state.")
    assert "can be left out when the columns are matched" in problems[0]


def test_an_error_in_a_column_of_a_year_names_it():
    imported = make.imported(
        "country,2023 [YR2023],2024\nGEO,1,many\nMDA,:,…\n", indicator="population", source="wdi"
    )
    assert told(imported)[0].startswith("Row 2, column 2024: “many” is not a number")
    assert imported.said[-1] == "2 cells say that there is no figure: “:”, “…”."


def test_what_was_told_of_a_reading_is_told_once():
    imported = make.imported(WORLD, source="wdi", others="left out")
    said = list(imported.said)
    agree(imported, imported.columns, {"source": "wdi", "others": "left out"}, "")
    read_on(imported)
    assert imported.said == said


def test_years_and_a_column_of_values_exclude_each_other():
    imported = bring(
        io.BytesIO(b"state,year,value,2024\nGEO,2020,7,8\n"), "f.csv", 10, by=None, reason=""
    )
    assert imported.columns == {"state": "state", "year": "year", "value": "value"}
    with pytest.raises(RuleError, match="Columns of years hold the values"):
        agree(
            imported,
            imported.columns | {"2024": "2024"},
            {"indicator": "population", "source": "wdi"},
            ".",
        )


def test_the_command_takes_what_holds_for_the_whole_file(tmp_path, capsys):
    path = tmp_path / "wdi.csv"
    path.write_text(WORLD)
    call_command(
        "import_figures", str(path), "--set", "source=wdi", "--leave-out-others", "--dry-run"
    )
    assert "1 rows of 1 countries and areas" in capsys.readouterr().out
    with pytest.raises(
        CommandError,
        match="--set region=1: write NAME=VALUE; a name is one of indicator, source, state",
    ):
        call_command("import_figures", str(path), "--set", "region=1")
