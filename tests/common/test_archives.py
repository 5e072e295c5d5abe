"""Archives and workbooks that somebody brings: read as they are, refused in words."""

import io
import struct
import zipfile
from datetime import datetime, timedelta

import openpyxl
import pytest
from openpyxl.styles import numbers

from registry.common import archives
from registry.common.errors import RuleError
from registry.common.sizes import MEGABYTE
from tests.common.packing import (
    CONTENTS,
    MAIN,
    data,
    many_parts,
    packed,
    rows_of,
    saved,
)


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
