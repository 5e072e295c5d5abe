"""Files as people have them, and worse: a sentence and the columns, never a traceback."""

import io
import zipfile

import openpyxl
import pytest

from registry.process.models import CooperationArea, Meeting
from tests import importing

pytestmark = pytest.mark.django_db
HEAD = "slug,order,name_en,name_ru"
LINE = "asylum,{order},Asylum,Убежище"


def lines(*texts: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([HEAD, *texts]).encode(encoding)


def zipped(name: str = "a.txt", content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def workbook(*rows: list) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


CSV, XLSX = importing.CSV, importing.XLSX
# by what is wrong: (content, chosen format, what is told)
UNREADABLE = {
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x01\x02\xff\xfe", CSV, "Windows-1251"),
    "a workbook chosen as csv": (workbook(["slug"], ["asylum"]), CSV, "Choose “xlsx”"),
    "an archive": (zipped(), XLSX, "workbook"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, XLSX, ".xlsx"),
    "a page": (
        b"<html><body><table><tr><td>slug</td></tr></table></body></html>",
        CSV,
        "No valid data",
    ),
    "nothing but a mark": (b"\xef\xbb\xbf", CSV, "empty"),
    "blank rows": (b"\r\n,,\r\n", CSV, "empty"),
    "zeros": (b"\0" * 500, CSV, "No valid data"),
    "an open quotation": (b'slug,name_en\nasylum,"no end', CSV, "quotation mark"),
    "half a letter": (b"slug,name_ru\nasylum,\xd0", CSV, "Windows-1251"),
    "another encoding": ("slug,name_ru\nasylum,Убежище".encode("koi8-r"), CSV, "Windows-1251"),
    "utf-16 cut off": ("slug,name_ru\nasylum,У".encode("utf-16")[:-1], CSV, "Windows-1251"),
    "two headings alike": (b"slug,slug\na,b", CSV, "stand twice"),
    "no heading": (b"slug,,name_en\na,b,c", CSV, "Column 2 has no heading"),
    "headings of others": (b"title;date\na;b", CSV, "no column of these records"),
    "no key": (b"name_en\nAsylum", CSV, "Row 1 lacks slug"),
    "a row too long": (b"slug,name_en\nasylum,x,y,z", CSV, "Row 2 has more cells"),
}
# rows that are refused by column
REFUSED = {
    "a number beyond all": (lines(LINE.format(order="9" * 30)), "order"),
    "a word for a number": (lines(LINE.format(order="six")), "order"),
    "not a number": (lines(LINE.format(order="NaN")), "order"),
    "infinite": (lines(LINE.format(order="1e999")), "order"),
    "below nothing": (lines(LINE.format(order="-5")), "order"),
    "a sign that is no text": (lines("asylum,1,Asy\0lum,Убежище"), "name_en"),
    "an endless name": (lines(f"asylum,1,{'x' * 5000},Убежище"), "name_en"),
    "a sign in the key": (lines("asy\0lum,,New,Новое"), "slug"),
}


def well(response) -> str:
    assert response.status_code == 200
    text = response.content.decode()
    assert "Traceback" not in text
    assert "site-packages" not in text
    assert "/registry/common" not in text
    assert 'name="confirm"' not in text
    return text


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read(staff, name):
    content, form, told = UNREADABLE[name]
    text = well(importing.preview(staff, CooperationArea, content, form))
    assert told in text
    columns = text.partition("<code>")[2].partition("</code>")[0]
    assert {"slug", "name_en", "name_ru"} <= set(columns.split(", "))


@pytest.mark.parametrize("name", REFUSED)
def test_a_row_that_cannot_be_taken(staff, name):
    content, column = REFUSED[name]
    response = importing.preview(staff, CooperationArea, content)
    well(response)
    assert (2, column) in {(row, where) for row, where, _problem in importing.errors(response)}


def test_every_error_of_every_row_is_told_at_once(staff):
    content = lines(f"asylum,seven,{'x' * 5000},Убежище", "", "unknown-1,x,,", "asylum,1,,")
    response = importing.preview(staff, CooperationArea, content)
    found = {(row, where) for row, where, _problem in importing.errors(response)}
    assert {(2, "order"), (2, "name_en"), (4, "order"), (4, "name_en")} <= found
    assert (5, "name_en") in found
    assert response.context["result"].totals["invalid"] == 3
    assert "<b>3</b> refused" in response.content.decode()


def test_days_and_relations_that_are_none(staff):
    meeting = Meeting.objects.order_by("pk").first()
    row = importing.exported(meeting)
    days = [name for name in row if name in ("starts_on", "ends_on", "date", "begins_on")]
    cells = dict.fromkeys(days, "31.02.2020") | {"host": "Nowhere/99999999999999999999"}
    response = importing.preview(
        staff, Meeting, importing.as_csv({**row, **{k: v for k, v in cells.items() if k in row}})
    )
    well(response)
    found = {where for _row, where, _problem in importing.errors(response)}
    assert set(days) <= found
    problems = " ".join(problem for _row, _where, problem in importing.errors(response))
    assert "There is no such day: 31.02.2020." in problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_of_every_office_are_read(staff, encoding, delimiter):
    area = CooperationArea.objects.get(slug="asylum")
    row = importing.exported(area) | {"name_ru": "Убежище и защита"}
    content = importing.as_csv(row, delimiter=delimiter).decode().encode(encoding)
    response = importing.preview(staff, CooperationArea, content)
    assert importing.confirm(staff, CooperationArea, response).status_code == 302
    area.refresh_from_db()
    assert area.name_ru == "Убежище и защита"
