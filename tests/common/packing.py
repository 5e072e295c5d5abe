"""Workbooks as tests bring them."""

import io
import zipfile

import openpyxl

from registry.common.workbooks import Limits, Workbook

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


def many_parts(count: int) -> io.BytesIO:
    return packed(more={f"xl/media/{number}.bin": b"" for number in range(count)})
