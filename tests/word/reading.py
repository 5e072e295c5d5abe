"""Files of Word in tests: made, edited by python-docx, converted by LibreOffice."""

import io
import subprocess
from collections.abc import Callable
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.table import Table
from docx.text.paragraph import Paragraph

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def edited(data: bytes, edit: Callable[[WordDocument], Any]) -> bytes:
    document = Document(io.BytesIO(data))
    edit(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_bookmark(document: WordDocument, name: str) -> Any:
    """The XML of the paragraph that holds it."""
    for mark in document.element.body.iter(f"{W}bookmarkStart"):
        if mark.get(f"{W}name") == name:
            return mark.getparent()
    raise KeyError(name)


def below(document: WordDocument, name: str) -> list[Paragraph]:
    """The paragraphs of the text under a marked heading, up to the next heading of a part."""
    found, element = [], with_bookmark(document, name).getnext()
    while element is not None and element.tag in (f"{W}p", f"{W}tbl"):
        marks = [one.get(f"{W}name") for one in element.iter(f"{W}bookmarkStart")]
        if any(mark.startswith("part_") for mark in marks):
            break
        if element.tag == f"{W}p":
            found.append(Paragraph(element, document._body))
        element = element.getnext()
    return found


def table_with(document: WordDocument, name: str) -> tuple[Table, int]:
    """The table that holds a marked cell, and the number of its row."""
    for table in document.tables:
        for number, row in enumerate(table.rows):
            marks = [one.get(f"{W}name") for one in row._tr.iter(f"{W}bookmarkStart")]
            if name in marks:
                return table, number
    raise KeyError(name)


def converted(soffice: str, data: bytes, folder, *ways: str) -> bytes:
    """Through LibreOffice, into each of the kinds in turn."""
    path = folder / "file.docx"
    path.write_bytes(data)
    for number, way in enumerate(ways):
        out = folder / f"out{number}"
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [soffice, profile, "--headless", "--convert-to", way, "--outdir", str(out)]
        subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=600)
        path = out / f"file.{way}"
    return path.read_bytes()
