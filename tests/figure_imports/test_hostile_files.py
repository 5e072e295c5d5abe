"""Files that are damaged, lie about themselves or are far too large: a sentence with the place and
what helps, in bounded memory, never a traceback."""

import gzip
import io
import re
import tracemalloc
import zipfile

import pytest

from registry.common.errors import RuleError
from registry.figure_imports.numbers import readings
from registry.figure_imports.values import CellError, value_in
from tests.figure_imports.brought import told, tried, values_of

pytestmark = pytest.mark.django_db
PERMITS = {"indicator": "work-permits", "source": "pp-country-pages"}
HEAD = b"Country,Year,Value\n"
ROW = b"Georgia,2030,5\n"


def packed(*parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"a" * 10_000_000, "wide.csv", "Row 1 holds more than 4 MB"),
        (b"," * 100_000 + b"\n" + ROW, "wide.csv", "The file is empty|Row 1 has 100,001 cells"),
        (b"a," * 100_000 + b"\n" + ROW, "wide.csv", "Row 1 has 100,001 cells; 1,000 are taken"),
        (HEAD + b"Georgia,2030," + b"9" * 1_000_000 + b"\n", "cell.csv", "Row 2: a cell does not"),
        (b"\xef\xbb\xbf" + HEAD + b"\xc3\xee\xf0\xe0,2030,5\n", "lie.csv", "begins as UTF-8"),
        (b"\xff\xfe" + HEAD + b"x", "lie.csv", "UTF-16|neither text|No row|chosen"),
        (b"<!DOCTYPE html><html><table></table></html>", "page.csv", "This is a web page"),
        (b'{"data": [1, 2]}', "data.csv", "This is JSON"),
        (gzip.compress(gzip.compress(HEAD + ROW)), "twice.csv.gz", "lies within another"),
        (gzip.compress(b"0" * 50_000_000), "bomb.csv.gz", "far more than its size"),
        (gzip.compress(HEAD + ROW)[:20], "cut.csv.gz", "damaged"),
        (
            packed(("inner.zip", packed(("a.csv", HEAD + ROW)))),
            "n.zip",
            "unpack it and bring inner",
        ),
        (packed(("a.csv", b"0" * 40_000_000)), "bomb.zip", "far more than its size"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x07" * 5000,
            "old.xls",
            "damaged, or has a password",
        ),
        (packed(("content.xml", b"<a><b></a>"), ("mimetype", b"ods")), "x.ods", "damaged"),
    ],
    ids=range(15),
)
def test_what_cannot_be_read_is_refused_in_words(content, name, message):
    tracemalloc.start()
    try:
        try:
            said = " ".join(told(tried(content, name, **PERMITS)))
        except RuleError as error:
            said = str(error)
        assert re.search(message, said), said
        assert tracemalloc.get_traced_memory()[1] < 120_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("\u22125", -5),
        ("–5", -5),
        ("—5", -5),
        ("5-", -5),
        ("- 5", -5),
        ("+5", 5),
        ("1\u2009234", 1234),
        ("1\u202f234", 1234),
        ("1\u00a0234\u00a0567", 1234567),
        ("1'234", 1234),
        ("1’234", 1234),
        ("12 345 b", 12345),
        ("12345b", 12345),
        ("1 234*", 1234),
        ("1234¹", 1234),
        ("1234 (2)", 1234),
        ("1.5e+06", 1500000),
        ("1.125E0", 1.125),  # as workbooks give it
        ("16.125E0%", 16.125),
        ("0.789", 0.789),
        (".5", 0.5),
        ("9.0 %", 9),
        (":", None),
        ("..", None),
        (": c", None),
        ("n/a", None),
        ("-", None),
        ("–", None),
        ("NaN", None),
        ("н/д", None),
    ],
)
def test_numbers_as_people_write_them(text, value):
    found = value_in(text, "").number
    assert (found is None) == (value is None)
    assert found is None or float(found) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "(1,234)",
        "1,234",
        "73.125",
        "12 3456",
        "1,23,456",
        "1.2.3",
        "--5",
        "five",
        "=A1",
        "#REF!",
        "1e40",
    ],
)
def test_what_is_no_number_or_two_is_asked(text):
    with pytest.raises(CellError):
        value_in(text, "")


def test_a_zero_before_the_mark_is_never_grouping():
    assert set(readings("0.789")) == {"."}
    assert set(readings("0,789")) == {","}


@pytest.mark.parametrize(
    "content",
    [
        b"Country,Year,Value\rGeorgia,2030,5\rArmenia,2030,6\r",
        b"\xef\xbb\xbfCountry,Year,Value\r\nGeorgia,2030,5\r\nArmenia,2030,6",
        b"sep=;\nCountry;Year;Value\nGeorgia;2030;5\nArmenia;2030;6\n",
        b"Country|Year|Value\nGeorgia|2030|5\nArmenia|2030|6\n",
        b"A table, with a title\n\nCountry;Year;Value\nGeorgia;2030;5\nArmenia;2030;6\n",
        gzip.compress(HEAD + b"Georgia,2030,5\nArmenia,2030,6\n"),
        packed(("a.csv", HEAD + b"Georgia,2030,5\nArmenia,2030,6\n")),
    ],
    ids=range(7),
)
def test_line_ends_marks_and_packing(content):
    imported = tried(content, **PERMITS)
    assert told(imported) == []
    assert values_of(imported) == {("GEO", 2030, "t", ""): 5, ("ARM", 2030, "t", ""): 6}


def test_headings_that_stand_twice_are_told_by_their_number():
    imported = tried(b"Country,Year,Value,Value\nGeorgia,2030,5,6\n", **PERMITS)
    assert imported.layout[""]["headings"] == ["Country", "Year", "Value", "Value (2)"]
    assert any("“Value (2)”" in one for one in [*imported.said, *told(imported)])


def test_western_letters_are_not_taken_for_cyrillic():
    imported = tried("Country,Year,Value\nTürkiye,2030,5\n".encode("cp1252"), **PERMITS)
    assert values_of(imported) == {("TUR", 2030, "t", ""): 5}
    assert any("Windows-1252" in one for one in imported.said)


def test_a_year_before_1900_names_its_row():
    from tests import make

    imported = make.imported("Country,Year,Value\nGeorgia,1850,5\n", **PERMITS)
    assert told(imported)[0].startswith("Row 2, column Year: “1850” is not a year between 1900")
