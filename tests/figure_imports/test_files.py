"""Files as people have them: headings, encodings, numbers; an error says where and what helps."""

import io
from decimal import Decimal

import pytest

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.figure_imports.importing import agree, bring, confirm, read_on
from registry.figures.models import Indicator, Source
from tests import make
from tests.figure_imports.brought import told, tried
from tests.figures.conftest import GOOD, HEAD, permits

pytestmark = pytest.mark.django_db


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


def test_a_file_says_of_no_new_figure_that_it_is_expected_in_the_past(georgia):
    row = "work-permits,GEO,2020,,,,expected in 2024,,pp-country-pages,,"
    imported = make.imported(f"{HEAD}\n{row}\n")
    assert told(imported) == [
        "Row 2, column gap: The year 2024 is over. In which year is the figure expected?"
    ]
    gap = {"gap": "expected", "expected_in": 2024}
    source = Source.objects.get(slug="pp-country-pages")
    make.observation(georgia, "work-permits", 2020, None, source=source, **gap)
    assert told(make.imported(f"{HEAD}\n{row}\n")) == []  # the registry says so already
    assert told(make.imported(f"{HEAD}\n{row[:-1]}A note,\n")) == []


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
            '"work-permits",Georgia,2020,"1,200.0",E,pp-country-pages',
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
        "state,year,value,unit\nGEO,2020,7,households\n", indicator="population", source="wdi"
    )
    assert told(imported) == [
        "Row 2, column unit: The unit is “households”, the registry’s is “persons”. Convert"
        " the values, and write the registry’s unit or leave the cell empty."
    ]


def test_a_unit_in_thousands_multiplies_the_values():
    imported = make.imported(
        "state,year,value,unit\nGEO,2020,7,thousand persons\n", indicator="population", source="wdi"
    )
    assert told(imported) == []
    assert imported.staged.get().value == 7000
    assert "1 values of column “value” were multiplied by 1,000." in imported.said


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
    content = 'indicator,state,year,value,source\ngdp,GEO,2030,"1.234,5",wdi\n'
    imported = tried(content, decimal=".")
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
