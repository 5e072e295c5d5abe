"""Files as people have them: headings, encodings, numbers, workbooks; an error names sheet, row,
column and remedy."""

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
from registry.figures.models import Indicator, Observation
from tests import make
from tests.figures.conftest import GOOD, HEAD, permits

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


def told(imported):
    return [str(one) for one in imported.problems.all()]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            "happiness,GEO,2020,total,,1,,official,ims,,",
            "Row 3, column indicator: “happiness” is not known as an indicator.",
        ),
        (
            "gdp,XXX,2020,total,,1,,official,wdi,,",
            "Row 3, column state: “XXX” is not known as a state. Write its ISO code",
        ),
        ("gdp,GEO,MMXX,total,,1,,official,wdi,,", "Row 3, column year: “MMXX” is not a year"),
        (
            "gdp,GEO,2020-05-01,total,,1,,official,wdi,,",
            "Row 3, column year: “2020-05-01” is a date. Write the year alone",
        ),
        ("gdp,GEO,43831,total,,1,,official,wdi,,", "Row 3, column year: “43831” looks like a date"),
        (
            "gdp,GEO,2020,both of them,,1,,official,wdi,,",
            "Row 3, column sex: “both of them” is not known as a sex. One of: total",
        ),
        ("gdp,GEO,2020,total,Q1,1,,official,wdi,,", "Row 3, column counterpart: “Q1”"),
        ("gdp,GEO,2020,total,,many,,official,wdi,,", "Row 3, column value: “many” is not a number"),
        ("gdp,GEO,2020,total,,NaN,,official,wdi,,", "Row 3, column value"),
        ("gdp,GEO,2020,total,,1e40,,official,wdi,,", "Row 3, column value"),
        (
            "gdp,GEO,2020,total,,12345678901234567,,official,wdi,,",
            "Row 3, column value: “12345678901234567” has more than 16",
        ),
        (
            "gdp,GEO,2020,total,,=SUM(A1:A9),,official,wdi,,",
            "Row 3, column value: “=SUM(A1:A9)” is a formula",
        ),
        (
            "gdp,GEO,2020,total,,#REF!,,official,wdi,,",
            "Row 3, column value: “#REF!” is a formula or its error",
        ),
        (
            "gdp,GEO,2020,total,,1,not_collected,official,wdi,,",
            "There is a value and a reason why there is none.",
        ),
        (
            "gdp,GEO,2020,total,,,because,official,wdi,,",
            "Row 3, column gap: “because” is not a reason",
        ),
        ("gdp,GEO,2020,total,,,expected,official,wdi,,", "Row 3, column gap: The year is missing"),
        ("gdp,GEO,2020,total,,1,,official,nowhere,,", "Row 3, column source: “nowhere”"),
        ("gdp,GEO,2020,total,,1,,guessed,wdi,,", "Row 3, column status: “guessed”"),
        ("gdp,GEO,2020", None),
        (
            f"gdp,GEO,2020,total,,1,,official,wdi,{'x' * 501},",
            "Row 3, column note_en: The note has 501 characters.",
        ),
    ],
)
def test_a_wrong_row_is_named_with_what_helps(row, expected):
    imported = make.imported(f"{HEAD}\n{GOOD}\n{row}\n")
    if expected is None:  # nothing is said in the row: neither a value nor a reason
        assert (imported.errors, imported.new) == (0, 1)
        assert any("neither a value nor a reason" in notice for notice in imported.said)
        return
    assert any(text.startswith(expected) or expected in text for text in told(imported)), told(
        imported
    )
    with pytest.raises(RuleError, match="nothing was written"):
        confirm(imported, by=None, on=today())
    assert not permits().exists()


def test_a_figure_that_stands_twice_in_the_file_is_named():
    imported = make.imported(f"{HEAD}\n{GOOD}\n{GOOD.replace('1200', '1300')}\n")
    assert told(imported) == [
        "Row 3: The same figure stands in row 2 already. Keep one of the two: indicator, state,"
        " year, sex, counterpart and source are the same."
    ]


def test_one_way_to_say_that_a_figure_is_expected():
    confirm(
        make.imported(f"{HEAD}\nwork-permits,GEO,2020,,,,expected in 2027,,pp-country-pages,,\n"),
        by=None,
        on=today(),
    )
    row = permits().get()
    assert (row.gap, row.expected_in, row.gap_worded) == ("expected", 2027, "expected in 2027")


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (
            "INDICATOR;REF_AREA;TIME_PERIOD;SEX;OBS_VALUE;OBS_STATUS;UNIT_MEASURE;SOURCE",
            "work-permits;GE;2020;_T;1200;E;permits;pp-country-pages",
        ),
        (
            "Показатель;Государство;Год;Значение;Статус;Источник",
            "Разрешения на работу;Грузия;2020;1 200;estimated;pp-country-pages",
        ),
        (
            "Indicator code,Country,Year,Value (persons),Status,Source",
            '"work-permits",Georgia,2020,"1,200",E,pp-country-pages',
        ),
        (
            "indicator\tiso2\tperiod\tfigure\tobs status\tdata source",
            "work_permits\tGE\t2020\t1200\tE\tpp-country-pages",
        ),
    ],
)
def test_columns_are_matched_by_name_in_both_languages_and_sdmx(head, row):
    Indicator.objects.filter(slug="work-permits").update(title_ru="Разрешения на работу")
    imported = make.imported(f"{head}\n{row}\n")
    assert told(imported) == []
    confirm(imported, by=None, on=today())
    assert (permits().get().value, permits().get().status) == (1200, "estimated")


def test_sdmx_says_in_the_status_why_there_is_none():
    confirm(
        make.imported(
            "indicator,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS,source\nwork-permits,GE,2020,,Q,ims\n"
        ),
        by=None,
        on=today(),
    )
    assert permits().get().gap == "confidential"


def test_what_holds_for_the_whole_file_is_chosen_once():
    confirm(
        make.imported("state,year,value\nGEO,2020,7\n", indicator="work-permits", source="ims"),
        by=None,
        on=today(),
    )
    assert permits().get().source.slug == "ims"
    with pytest.raises(RuleError, match="No column was chosen for: indicator, source"):
        make.imported("state,year,value\nGEO,2020,7\n")


def test_a_unit_that_is_not_the_registrys_is_refused():
    imported = make.imported(
        "state,year,value,unit\nGEO,2020,7,thousand persons\n", indicator="population", source="wdi"
    )
    assert told(imported) == [
        "Row 2, column unit: The unit is “thousand persons”, the registry’s is “persons”. Convert"
        " the values, and write the registry’s unit or leave the cell empty."
    ]


@pytest.mark.parametrize(
    ("mark", "text"), [(".", "1,234.5"), (",", "1.234,5"), (",", "1\u00a0234,5"), (",", "1 234,5")]
)
def test_thousands_are_grouped_as_in_either_language(mark, text):
    content = f'indicator;state;year;value;source\ngdp;GEO;2030;"{text}";wdi\n'.encode()
    imported = bring(io.BytesIO(content), "f.csv", len(content), by=None, reason="")
    agree(imported, imported.columns, {}, mark)
    read_on(imported)
    assert imported.staged.get().value == Decimal("1234.5")


def test_a_number_that_does_not_fit_the_decimal_mark_is_named():
    imported = make.imported('indicator,state,year,value,source\ngdp,GEO,2030,"1.234,5",wdi\n')
    assert "is not a number with a point before the decimals" in told(imported)[0]


@pytest.mark.parametrize(
    ("encoding", "notice"),
    [("utf-8-sig", "byte order mark"), ("cp1251", "Windows-1251"), ("utf-16", "UTF-16")],
)
def test_usual_encodings_are_taken_with_a_notice(encoding, notice):
    imported = make.imported(f"{HEAD}\n{GOOD}Примечание\n".encode(encoding))
    assert any(notice in one for one in imported.said)
    assert imported.staged.get().note_ru == "Примечание"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty"),
        (b"\x00\x01\x02" * 50, "neither text nor a workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 50, "of the old kind"),
        (b"PK\x03\x04 nonsense", "damaged"),
        (HEAD.encode() + b'\n"' + b"a" * 200_000, "a cell does not end"),
    ],
)
def test_what_is_no_table_is_told_apart(content, message):
    try:
        said = told(make.imported(content))[0]  # found while it was read
    except RuleError as error:
        said = str(error)  # or at the door
    assert message in said


def test_a_file_of_100_mb_is_refused_by_its_size_alone():
    with pytest.raises(
        RuleError, match="The file has 100 MB; 80 are taken. Split it, or load it on the server"
    ):
        bring(io.BytesIO(b"indicator"), "large.csv", 100 * 1024 * 1024, by=None, reason="")


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
        archive.writestr("letter.txt", b"hello")
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
        datetime(2020, 1, 1),
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
            "Sheet “Figures”, row 2, column year: “2020-01-01” is a date. Write the year alone, for"
            " instance 2024."
        ),
        (
            "Sheet “Figures”, row 2, column value: “=B2*2” is a formula or its error. Copy the"
            " cells and paste them as values."
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
        " year;;\nindicator;state;year;value;source\ngdp;Грузия;2020;5;wdi\ngdp;XXX;2020;-;wdi\n"
    )
    content, _kind = with_errors(imported)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["indicator", "state", "year", "value", "source", "Errors"]
    assert rows[2] == ["gdp", "Грузия", "2020", "5", "wdi", ""]
    assert rows[3][-1].startswith("state: “XXX” is not known as a state. Write its ISO code")
    assert "value: “-” is not a number" in rows[3][-1]


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
    assert imported.said == [
        "2 rows of 2 countries and areas that the registry does not hold were left out: ABW, AFE."
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
    assert imported.said == [
        "1 rows hold neither a value nor a reason for its absence; they were left out.",
        "1 rows of 1 countries and areas that the registry does not hold were left out: EU27_2020.",
    ]


def test_other_countries_are_errors_unless_they_are_left_out():
    problems = told(make.imported(WORLD, source="wdi"))
    assert len(problems) == 2  # one a row, not one a year
    assert problems[0].startswith("Row 6, column Country Code: “ABW” is not known as a state.")
    assert "can be left out when the columns are matched" in problems[0]


def test_an_error_in_a_column_of_a_year_names_it():
    imported = make.imported(
        "country,2023 [YR2023],2024\nGEO,1,many\nMDA,:,…\n", indicator="population", source="wdi"
    )
    assert told(imported)[0].startswith("Row 2, column 2024: “many” is not a number")
    assert imported.said[-1].startswith("1 rows hold neither a value")


def test_what_was_told_of_a_reading_is_told_once():
    imported = make.imported(WORLD, source="wdi", others="left out")
    agree(imported, imported.columns, {"source": "wdi", "others": "left out"}, ".")
    read_on(imported)
    assert len(imported.said) == 1


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
    assert "2 rows of 2 countries and areas" in capsys.readouterr().out
    with pytest.raises(
        CommandError,
        match="--set region=1: write NAME=VALUE; a name is one of indicator, source, year",
    ):
        call_command("import_figures", str(path), "--set", "region=1")
