"""Workbooks (.xlsx) of texts and numbers alone, written row by row.

The library of our other workbooks takes 25 MB of memory, for formats, drawings and charts; the
files that readers take have none of these.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from html import escape

Cell = str | int | float | Decimal
LONGEST_TEXT = 32_767  # characters of a cell, as the format has it
LONGEST_TITLE = 31  # of a sheet
NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OF_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def written(sheets: dict[str, Iterable[Iterable[Cell]]]) -> bytes:
    """Rows by the title of their sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts_around(list(sheets)):
            archive.writestr(name, HEAD + text)
        for number, rows in enumerate(sheets.values(), start=1):
            with archive.open(path_of(number), "w") as part:
                part.writelines(piece.encode() for piece in pieces_of(rows))
    return out.getvalue()


def path_of(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def parts_around(titles: list[str]) -> Iterator[tuple[str, str]]:
    """(name, text) of what says where the sheets are, and what each part is."""
    numbers = range(1, len(titles) + 1)
    kinds = {"xl/workbook.xml": "sheet.main"} | {path_of(one): "worksheet" for one in numbers}
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{TYPES}">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/{name}" ContentType="{OF_SHEETS}.{kind}+xml"/>'
            for name, kind in kinds.items()
        )
        + "</Types>",
    )
    yield "_rels/.rels", relations([("officeDocument", "xl/workbook.xml")])
    yield (
        "xl/_rels/workbook.xml.rels",
        relations([("worksheet", path_of(one).removeprefix("xl/")) for one in numbers]),
    )
    told = "".join(
        f'<sheet name="{title_in_xml(title)}" sheetId="{one}" r:id="rId{one}"/>'
        for one, title in enumerate(titles, start=1)
    )
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{told}</sheets></workbook>',
    )


def relations(targets: list[tuple[str, str]]) -> str:
    """(kind, where it is) of each, numbered from 1."""
    told = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{RELATIONS}">{told}</Relationships>'


def title_in_xml(title: str) -> str:
    return escape(title.translate(NOT_IN_TITLES)[:LONGEST_TITLE])


def pieces_of(rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    """Of the part that is a sheet."""
    yield f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'
    for row in rows:
        yield f"<row>{''.join(map(in_xml, row))}</row>"
    yield "</sheetData></worksheet>"


def in_xml(value: Cell) -> str:
    """A cell. An empty one keeps its place."""
    if not isinstance(value, str):
        return f"<c><v>{value}</v></c>"
    text = escape(value[:LONGEST_TEXT], quote=False).replace("\r", "&#13;")  # else read as \n
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else "<c/>"
