"""Archives and workbooks that somebody brings: opened within limits, read in memory that does
not grow, refused in words."""

import gzip
import io
import struct
import tracemalloc
import zipfile
from datetime import datetime, timedelta

import openpyxl
import pytest
from openpyxl.styles import numbers

from registry.common import archives, workbook_parts, workbooks
from registry.common.archives import CountedGzip, check_archive
from registry.common.errors import RuleError
from registry.common.import_formats import CSV, LIMITS, XLSX
from registry.common.sizes import MEGABYTE
from registry.common.workbooks import Limits, Workbook
from registry.figure_imports.tables import receive
from tests.growth import assert_linear

SMALL = Limits(columns=20, rows=1000, cells=5000, length=1000, instead="Split it.")
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENTS = (
    f'<workbook {MAIN} xmlns:r="{TYPES}"><sheets><sheet name="One" sheetId="1"'
    ' r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    f'<Relationships><Relationship Id="rId1" Type="{TYPES}/worksheet"'
    ' Target="worksheets/sheet1.xml"/></Relationships>'
)


def packed(
    *, sheet: str = "", more: dict[str, str | bytes] | None = None, contents: str = CONTENTS
) -> io.BytesIO:
    """A workbook by hand, so that it may say of itself what no program would."""
    parts = {
        "xl/workbook.xml": contents,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}>{sheet}</worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | (more or {})).items():
            archive.writestr(name, content)
    return out


def rows_of(source: io.BytesIO, limits: Limits = SMALL, **options) -> list:
    book = Workbook(source, limits, **options)
    return list(book.rows(book.active))


def data(rows: str) -> str:
    return f"<sheetData>{rows}</sheetData>"


def saved(*rows: list) -> io.BytesIO:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out


def test_values_come_as_the_library_reads_them():
    """Against openpyxl, cell by cell: texts, numbers, dates, lengths of time, truth, errors and
    nothing."""
    rows = [
        ["text", "Текст & <b>", 'a "quoted" one', " spaces ", "line\nbreak"],
        [1, -2.5, 1e21, 0, 10**15],
        [datetime(2024, 2, 29), datetime(1999, 12, 31, 23, 59), timedelta(hours=30), None, True],
        ["#REF!", None, None, None, False],
    ]
    source = saved(*rows)
    sheet = openpyxl.load_workbook(source, data_only=True).active
    expected = [list(row) for row in sheet.iter_rows(values_only=True)]
    found = rows_of(source)
    assert [number for number, _row in found] == [1, 2, 3, 4]
    assert [row + [None] * (5 - len(row)) for _number, row in found] == expected


def test_formats_of_dates_are_known_by_number_and_by_code():
    book = openpyxl.Workbook()
    book.active.append([45_000, 45_000, 45_000, 45_000.5])
    for cell, code in zip(
        book.active[1], ("0", numbers.FORMAT_DATE_XLSX14, "dd. mmm yyyy", "[h]:mm"), strict=True
    ):
        cell.number_format = code
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    out = io.BytesIO()
    book.save(out)
    expected = [cell.value for cell in openpyxl.load_workbook(out).active[1]]
    assert rows_of(out)[0][1] == expected


def test_formulas_as_such_or_as_their_last_result():
    cell = (
        '<row r="1"><c r="A1"><f>B1*2</f><v>8</v></c><c r="B1"><f t="shared"'
        ' si="0"/><v>4</v></c></row>'
    )
    assert rows_of(packed(sheet=data(cell)))[0][1] == [8, 4]
    assert rows_of(packed(sheet=data(cell)), has_formulas=True)[0][1] == ["=B1*2", "=…"]


def test_prefixes_rich_text_and_how_a_word_is_read():
    strings = (
        "<x:sst xmlns:x='m'><x:si><x:r><x:t>one </x:t></x:r><x:r><x:t>two</x:t></x:r>"
        "<x:rPh><x:t>aside</x:t></x:rPh></x:si></x:sst>"
    )
    sheet = data(
        '<row><c t="s"><v>0</v></c><c'
        ' t="inlineStr"><is><t>in</t><rPh><t>no</t></rPh></is></c></row>'
    )
    source = packed(sheet=sheet, more={"xl/sharedStrings.xml": strings})
    assert rows_of(source) == [(1, ["one two", "in"])]


def forged(source: io.BytesIO, *, size: int) -> io.BytesIO:
    """Every entry of the directory claims that its part unpacks to `size`."""
    content = bytearray(source.getvalue())
    place = content.find(archives.ENTRY)
    while place >= 0:
        content[place + 24 : place + 28] = struct.pack("<I", size)
        place = content.find(archives.ENTRY, place + 4)
    return io.BytesIO(bytes(content))


def many_parts(count: int) -> io.BytesIO:
    return packed(more={f"xl/media/{number}.bin": b"" for number in range(count)})


def with_method(method: int) -> io.BytesIO:
    out = packed()
    with zipfile.ZipFile(out, "a", method) as archive:
        archive.writestr("xl/media/1.bin", b"0" * 100)
    return out


REFUSED = {
    "a part that is far larger than its size": (
        packed(more={"xl/a.xml": b"0" * 2 * MEGABYTE}),
        "unpacks to 2 MB",
    ),
    "many parts, each small, together far larger": (
        packed(more={f"xl/{number}.xml": b"0" * 450_000 for number in range(90)}),
        "far more than its size",
    ),
    "parts that claim to be small": (
        forged(packed(more={"xl/a.xml": b"0" * 2 * MEGABYTE}), size=10),
        "damaged",
    ),
    "parts that claim to be large": (forged(packed(), size=2**31), "far more than its size"),
    "more parts than anybody's workbook": (many_parts(600), "more than 500 parts"),
    "a packing that unpacks without measure": (
        with_method(zipfile.ZIP_BZIP2),
        "packed in an unusual way",
    ),
    "another such packing": (with_method(zipfile.ZIP_LZMA), "packed in an unusual way"),
    "no archive": (io.BytesIO(b"PK\x03\x04 and then nothing"), "damaged"),
    "an archive that is cut off": (io.BytesIO(packed().getvalue()[:-40]), "damaged"),
    "an archive of something else": (io.BytesIO(b"PK\x05\x06" + b"\0" * 18), "not a workbook"),
    "entities": (
        packed(
            more={
                "xl/sharedStrings.xml": (
                    '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c'
                    ' "&b;&b;">]><sst><si><t>&c;</t></si></sst>'
                )
            }
        ),
        "declares a document type",
    ),
    "entities in another encoding": (
        packed(
            more={
                "xl/sharedStrings.xml": (
                    '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><sst/>'.encode("utf-16")
                )
            }
        ),
        "declares a document type",
    ),
    "a tag without an end": (
        packed(sheet="<sheetData " + " ".join(f'a{n}="{n}"' for n in range(60_000))),
        "tag without an end",
    ),
    "a cell at the end of the world": (
        packed(
            sheet='<dimension ref="A1:XFD1048576"/>'
            + data('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
        ),
        "row 1048576",
    ),
    "a row that no sheet has": (
        packed(sheet=data(f'<row r="{10**30}"><c><v>1</v></c></row>')),
        "not in order",
    ),
    "a row whose number has 5,000 digits": (
        packed(sheet=data(f'<row r="{"9" * 5000}"/>')),
        "damaged",
    ),
    "the same row again": (packed(sheet=data('<row r="1"/><row r="1"/>')), "not in order"),
    "a column too far": (
        packed(sheet=data('<row r="1"><c r="XFD1"><v>1</v></c></row>')),
        "20 columns are taken",
    ),
    "cells that go back": (
        packed(sheet=data('<row r="1"><c r="C1"><v>1</v></c><c r="A1"><v>1</v></c></row>')),
        "not in order",
    ),
    "more cells than are taken": (
        packed(sheet=data("<row>" + "<c/>" * 6000 + "</row>")),
        "more than 5,000 cells",
    ),
    "more rows than are taken": (packed(sheet=data("<row/>" * 6000)), "more than 5,000 cells"),
    "a cell that is too long": (
        packed(sheet=data(f'<row><c t="str"><v>{"long " * 300}</v></c></row>')),
        "more than 1,000 characters",
    ),
    "a text that is not there": (
        packed(sheet=data('<row><c t="s"><v>7</v></c></row>')),
        "text is missing",
    ),
    "a sheet that is no markup": (packed(more={"xl/worksheets/sheet1.xml": b"0"}), "damaged"),
    "one part for two sheets": (
        packed(
            contents=CONTENTS.replace(
                "</sheets>", '<sheet name="Two" sheetId="2" r:id="rId1"/></sheets>'
            )
        ),
        "same part",
    ),
    "no sheet at all": (packed(contents=f"<workbook {MAIN}/>"), "has no sheet"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_says_why(what):
    source, words = REFUSED[what]
    with pytest.raises(RuleError, match=words):
        rows_of(source)


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
