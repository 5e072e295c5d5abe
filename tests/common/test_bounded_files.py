"""Files that somebody brings are read within limits, in memory and time that do not grow."""

import gzip
import io
import tracemalloc
import zipfile

import pytest

from registry.common import workbook_parts, workbooks
from registry.common.archives import CountedGzip, check_archive
from registry.common.errors import RuleError
from registry.common.import_formats import CSV, LIMITS, XLSX
from registry.common.sizes import MEGABYTE
from registry.common.workbooks import Limits
from registry.figure_imports.tables import receive
from registry.library import reading_office
from registry.word import judging as word_judging
from tests.common.packing import (
    data,
    many_parts,
    packed,
    rows_of,
    saved,
)
from tests.growth import assert_linear


def test_each_kept_part_has_a_limit(monkeypatch):
    for name, limit in (
        ("MOST_TEXTS", 3),
        ("LONGEST_TEXTS", 5),
        ("MOST_STYLES", 3),
        ("MOST_SHEETS", 0),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(workbook_parts, name, limit)
            strings = "<sst>" + "<si><t>text</t></si>" * 5 + "</sst>"
            styles = "<styleSheet><cellXfs>" + "<xf/>" * 5 + "</cellXfs></styleSheet>"
            with pytest.raises(RuleError, match="more than"):
                rows_of(packed(more={"xl/sharedStrings.xml": strings, "xl/styles.xml": styles}))
    monkeypatch.setattr(workbook_parts, "LARGEST_PART", 100)
    with pytest.raises(RuleError, match="other than its sheets"):
        rows_of(packed())


@pytest.mark.parametrize(
    "repeated",
    [
        '<mergeCell ref="A1:B2"/>',
        "<x/>",
        '<hyperlink ref="A1"/>',
        '<conditionalFormatting sqref="A1"><cfRule/></conditionalFormatting>',
        '<col min="1" max="16384" width="9"/>',
        '<dataValidation sqref="A1"/>',
    ],
)
def test_what_is_not_a_value_takes_no_memory(repeated):
    """A million tags of a kind that is passed over: what is held does not depend on how many."""
    held = []
    for count in (20_000, 200_000):
        source = packed(sheet=data('<row r="1"><c r="A1"><v>1</v></c></row>') + repeated * count)
        noise = zipfile.ZipFile(
            source, "a", zipfile.ZIP_STORED
        )  # so that its ratio is not what refuses it
        noise.writestr("xl/media/1.bin", bytes(range(256)) * 4096)
        noise.close()
        monkeyed = workbooks.check_archive
        workbooks.check_archive = lambda source: None
        tracemalloc.start()
        try:
            assert rows_of(source) == [(1, [1])]
            held.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
            workbooks.check_archive = monkeyed
    assert held[1] < held[0] * 1.5 + 200_000


def random_rows(count: int) -> str:
    return "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n * 7919 % 10_007}</v></c></row>'
        for n in range(1, count + 1)
    )


@pytest.mark.parametrize(
    "source_of",
    [
        lambda size: packed(sheet=data(random_rows(size))),
        lambda size: packed(sheet=data("<row>" + "<c/>" * size + "</row>")),
        lambda size: packed(sheet=data("") + '<mergeCell ref="A1:B2"/>' * size),
        lambda size: packed(
            more={"xl/sharedStrings.xml": "<sst>" + "<si><t>a</t></si>" * size + "</sst>"}
        ),
        lambda size: packed(
            more={"xl/styles.xml": "<a><cellXfs>" + '<xf numFmtId="14"/>' * size + "</cellXfs></a>"}
        ),
        lambda size: many_parts(size // 10),
        lambda size: packed(sheet="<a>" * size + "</a>" * size),
    ],
    ids=["rows", "cells", "merged cells", "texts", "styles", "parts", "nesting"],
)
def test_reading_a_workbook_grows_no_faster_than_it(source_of):
    generous = Limits(columns=10**6, rows=10**6, cells=10**6, length=1000, instead="")
    sources = {size: source_of(size) for size in (300, 3000, 30_000)}
    assert_linear(lambda size: rows_of(sources[size], generous), (300, 3000, 30_000))


def test_a_compressed_file_is_counted_as_it_is_unpacked(tmp_path):
    path = tmp_path / "figures.csv.gz"
    path.write_bytes(gzip.compress(b"0" * 50 * MEGABYTE))
    with (
        CountedGzip(path, path.stat().st_size) as file,
        pytest.raises(RuleError, match="far more than its size"),
    ):
        list(iter(lambda: file.read(MEGABYTE), b""))
    path.write_bytes(gzip.compress(b"a,b\n" * 1000))
    with CountedGzip(path, path.stat().st_size) as file:
        assert file.read() == b"a,b\n" * 1000


def test_the_check_leaves_a_sound_file_at_its_start():
    source = saved(["a"])
    check_archive(source)
    assert source.tell() == 0


def test_figures_and_records_take_the_same_guard():
    """Two hundred kilobytes that unpack to sixty megabytes."""
    bomb = packed(sheet=data("<row>" + "<c><v>1</v></c>" * 4_000_000 + "</row>")).getvalue()
    assert len(bomb) < MEGABYTE
    with pytest.raises(RuleError, match="far more than its size"):
        XLSX().create_dataset(bomb)
    with pytest.raises(RuleError, match="far more than its size"):
        receive(io.BytesIO(bomb), io.BytesIO(), len(bomb))


def of_records(*rows: list) -> tuple:
    dataset = XLSX().create_dataset(saved(*rows).getvalue())
    return dataset.headers, [list(row) for row in dataset]


def test_rows_of_records_keep_their_place():
    headings, rows = of_records(["slug", "name"], ["a", 1], [], ["b"])
    assert headings == ["slug", "name"]
    assert rows == [["a", 1], ["", ""], ["b", ""]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The file is empty"),
        ("slug\n" + "a\n" * 1001, "more than 1,000 rows"),
        (",".join(["slug"] * 201), "200 columns are taken"),
        (f"slug\n{'a' * 120_000}{'b' * 90_000}\n", "holds more than 200,00"),
        ('slug\n"open\n' + "x\n" * 70_000, "a cell does not end"),
        ("slug\na,b\n", "Row 2 has more cells than there are headings in row 1"),
        ("\n".join([",".join(f"a{i}" for i in range(200))] * 1001), "more than 200,000 cells"),
        ("a" * (10 * MEGABYTE + 1), "10 are taken"),
    ],
)
def test_a_csv_of_records_is_bounded_before_it_is_read(text, words):
    for form in (text, text.encode()):
        with pytest.raises(RuleError, match=words):
            CSV().create_dataset(form)


def test_a_workbook_of_records_is_bounded():
    for rows, words in (
        ([["slug"], *[["a"]] * 1001], "rows are taken down to 1,001"),
        ([["slug"] * 201], "200 columns are taken"),
        ([["slug"], ["a", "b"]], "Row 2 has more cells"),
    ):
        with pytest.raises(RuleError, match=words):
            XLSX().create_dataset(saved(*rows).getvalue())


def test_reading_a_csv_of_records_grows_no_faster_than_it():
    assert_linear(lambda size: CSV().create_dataset("slug,name\n" + "a,b\n" * size), (90, 900))
    assert_linear(lambda size: CSV().create_dataset("slug\n" + '"' * size), (900, 9000, 90_000))
    assert LIMITS.rows > 900


def test_a_word_file_of_many_parts_is_not_opened(monkeypatch):
    """The library would make an object of each."""
    brought = many_parts(word_judging.MOST_PARTS + 1).getvalue()
    monkeypatch.setattr("registry.word.judging.zipfile.ZipFile", None)
    with pytest.raises(RuleError, match="far too many parts"):
        word_judging.judged(io.BytesIO(brought), len(brought))


def test_a_workbook_of_the_library_is_read_so_far(monkeypatch):
    """A sheet of numbers has no text at which reading ends."""
    blocks = []
    monkeypatch.setattr(reading_office, "parsed", lambda *_what: blocks_of(blocks))
    monkeypatch.setattr(reading_office, "MOST_BLOCKS", 5)
    archive = zipfile.ZipFile(packed())
    assert list(reading_office.sheets_texts(archive, "xl/workbook.xml", ["a", "b"])) == ["", ""]
    assert reading_office.words_in(archive, "a", 100) == ""
    assert len(blocks) == 10


def blocks_of(blocks: list):
    while True:
        blocks.append(None)
        yield
