"""Files that are too much, or that say something else than they seem to: each gets a sentence with
its place and what helps, in bounded memory."""

import csv
import gzip
import io
import tracemalloc
import zipfile

import openpyxl
import pytest

from registry.common.errors import RuleError
from registry.figure_imports.imports import LONGEST_SENTENCE
from tests.figure_imports.brought import told, tried, values_of

pytestmark = pytest.mark.django_db
HEAD = "indicator,state,year,value,source\n"
ROW = "population,GEO,2031,{},wdi\n"


def zipped(*names: str, within: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, within)
    return out.getvalue()


def workbook(*rows) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def said_of(content, name="figures.csv", **constants) -> str:
    """What is refused, or what is wrong with its rows."""
    try:
        return "\n".join(told(tried(content, name, **constants)))
    except RuleError as error:
        return str(error)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        pytest.param(
            "x" * 10_000_000 + f",{HEAD}",
            "a.csv",
            ["Row 1", "MB", "characters"],
            id="10 MB heading",
        ),
        pytest.param(
            ",".join(map(str, range(100_000))) + "\n",
            "a.csv",
            ["Row 1 has 100,000 cells", "Delete"],
            id="100,000 columns",
        ),
        pytest.param(
            HEAD + ROW.format("1" * 1_000_000), "a.csv", ["Row 2", "characters"], id="1 MB cell"
        ),
        pytest.param(
            workbook(["state", "year", "value"], ["GEO", 2031, "1" * 32_767]),
            "a.xlsx",
            ["1111"],
            id="a long cell of a workbook",
        ),
        pytest.param(
            zipped("inner.zip", within=zipped("inner.zip", within=zipped("a.csv"))),
            "a.zip",
            ["inner.zip"],
            id="archives within archives",
        ),
        pytest.param(
            gzip.compress(gzip.compress(b"a,b\n1,2\n")), "a.csv.gz", ["within another"], id="twice"
        ),
        pytest.param(
            gzip.compress(b"0" * 400_000_000), "a.csv.gz", ["unpacks to more than"], id="a bomb"
        ),
    ],
)
def test_what_is_too_much_is_refused_in_bounded_memory(content, name, words):
    size = len(content)
    tracemalloc.start()
    said = said_of(content, name, indicator="population", source="wdi")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert any(word in said for word in words), said[:500]
    assert len(said) < 20_000
    assert most < 60_000_000 + 3 * size


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("=1+1", "formula"),
        ("=HYPERLINK(1)", "formula"),
        ("#DIV/0!", "formula"),
        ("(1,234)", "brackets"),
        ("2031-01-01", "date"),
        ("12 000 or so", "not a number"),
        ("1" * 17, "16 places"),
        ("Ⅻ", "not a number"),
        ("inf", "not a number"),
        ("1e999", "not a number"),
        ("0x10", "not a number"),
        ("12,345.678,9", "not a number"),
    ],
)
def test_what_is_no_value_names_row_and_column(cell, words):
    out = io.StringIO()
    csv.writer(out).writerow(["population", "GEO", "2031", cell, "wdi"])
    said = said_of(HEAD + out.getvalue())
    assert said.startswith("Row 2, column value"), said
    assert words in said


@pytest.mark.parametrize("minus", "-−‐‑‒–—﹣－")
def test_every_minus_is_one(minus):
    line = f"net-migration,GEO,2031,{minus}4321,wdi\n"
    assert values_of(tried(HEAD + line)) == {("GEO", 2031, "t", ""): -4321.0}


@pytest.mark.parametrize("space", "\u00a0\u2009\u202f\u2007\u2002 ")
def test_every_space_groups(space):
    found = values_of(tried(HEAD + ROW.format(f"3{space}712{space}345")))
    assert found == {("GEO", 2031, "t", ""): 3712345.0}


@pytest.mark.parametrize("mark", ["*", "¹", " [1]", "†", " (a)"])
def test_a_mark_that_leads_to_a_footnote_is_no_digit(mark):
    imported = tried(HEAD + ROW.format(f"3712345{mark}"))
    assert values_of(imported) == {("GEO", 2031, "t", ""): 3712345.0}
    assert any("Marks beside numbers" in line for line in imported.said)


@pytest.mark.parametrize(
    "word", ["NaN", "nan", "NA", "N/A", "null", "None", "..", "н/д", "нет данных"]
)
def test_words_for_nothing_are_no_figure_and_are_counted(word):
    imported = tried(HEAD + ROW.format(word) + ROW.format("3712345").replace("2031", "2032"))
    assert values_of(imported) == {("GEO", 2032, "t", ""): 3712345.0}
    assert any("no figure" in line and word in line for line in imported.said)


@pytest.mark.parametrize("year", ["48214", "31.12.2031", "2031-06-30", "2101", "20 31", "MMXXXI"])
def test_what_is_no_year_is_asked(year):
    said = said_of(HEAD + ROW.format("3712345").replace("2031", year))
    assert said.startswith("Row 2, column year"), said
    assert "2024" in said


def test_days_beside_years_are_asked_about_with_the_way_to_say_so():
    days = ROW.format("3712345").replace("2031", "2031-01-01")
    assert "--dates-are-years" in said_of(HEAD + days + days.replace("2031-01-01", "2032"))


def test_a_column_of_first_days_of_a_year_is_read_as_years_and_said():
    imported = tried(HEAD + ROW.format("3712345").replace("2031", "2031-01-01"))
    assert values_of(imported) == {("GEO", 2031, "t", ""): 3712345.0}
    assert any("first day of a year" in line for line in [*imported.said, *told(imported)])


def test_a_heading_that_stands_twice_never_gives_its_second_value_unsaid():
    content = HEAD.replace("value", "value,value") + ROW.format("3712345,9")
    imported = tried(content)
    assert values_of(imported) == {("GEO", 2031, "t", ""): 3712345.0}
    assert any("value (2)" in text for text in [*imported.said, *told(imported)])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xef\xbb\xbf" + HEAD.encode() + "Грузия".encode("cp1251"), "UTF-8 and is not"),
        (b"\xff\xfe" + HEAD.encode("utf-16-be") + b"\xd8", "UTF-16"),
        (HEAD.encode() + b"\0\0\0", "neither text nor a workbook"),
        (b"PK\x03\x04" + b"x" * 200, ""),
    ],
)
def test_an_encoding_that_lies_is_told(content, words):
    said = said_of(content)
    assert said
    assert words in said


def test_a_sentence_about_a_long_heading_fits_into_its_column():
    heading = "y" * 300
    lines = [f"population,GEO,{year},3700000,wdi,{year % 3}" for year in range(2031, 2040)]
    imported = tried(f"{HEAD.strip()},{heading}\n" + "\n".join(lines))
    [problem] = [one for one in imported.problems.all() if "yyy" in one.problem]
    assert len(problem.remedy) <= LONGEST_SENTENCE
