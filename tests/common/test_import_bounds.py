"""Files of records at the admin's door: refused in words at the field."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registry.process.models import CooperationArea
from tests.common.packing import data, packed, saved

pytestmark = pytest.mark.django_db
HEAD = "slug,number,order,name_en,name_ru,note_en,note_ru,source_url,certainty,editor_note"


def bring(staff, content: bytes, *, is_workbook: bool):
    name = "rows.xlsx" if is_workbook else "rows.csv"
    return staff.post(
        "/admin/registry/cooperationarea/import/",
        {
            "format": "0" if is_workbook else "1",
            "import_file": SimpleUploadedFile(name, content),
            "resource": "0",
        },
    )


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 3 * 1024 * 1024)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "is_workbook", "words"),
    [
        (bomb(), True, "unpacks to 3 MB, far more than its size"),
        (b"PK\x03\x04", True, "The workbook is damaged"),
        (
            packed(sheet=data('<row r="99999"><c><v>1</v></c></row>')).getvalue(),
            True,
            "rows are taken down to",
        ),
        (
            saved(["slug"], *[[f"a{n}"] for n in range(1500)]).getvalue(),
            True,
            "rows are taken down to",
        ),
        (f"{HEAD}\n".encode() + b"a,,,,,,,,,\n" * 1500, False, "The file has more than 1,000 rows"),
        (b"x" * (11 * 1024 * 1024), False, "The file has 11 MB; 10 are taken"),
    ],
    ids=["bomb", "damaged", "far row", "many rows", "many lines", "large"],
)
def test_a_file_that_is_too_much_is_refused_at_the_field(staff, content, is_workbook, words):
    response = bring(staff, content, is_workbook=is_workbook)
    assert response.status_code == 200
    assert words in "".join(response.context["form"].errors["import_file"])
    assert words in response.content.decode()
    assert "confirm_form" not in response.context


def test_a_sheet_that_claims_sixteen_thousand_columns_has_those_with_values(staff):
    rows = "".join(
        f'<row r="{n}"><c t="str"><v>{text}</v></c></row>'
        for n, text in ((1, "slug"), (2, "asylum"))
    )
    content = packed(sheet='<dimension ref="A1:XFD1048576"/>' + data(rows)).getvalue()
    response = bring(staff, content, is_workbook=True)
    assert response.context["result"].total_rows == 1


def test_the_form_says_what_it_takes(staff):
    text = staff.get("/admin/registry/cooperationarea/import/").content.decode()
    assert "up to 10 MB and 1,000 rows" in text


def test_an_import_within_the_limits_goes_as_before(staff):
    area = CooperationArea.objects.get(slug="asylum")
    line = f"asylum,{area.number},{area.order},Asylum anew,{area.name_ru},,,,{area.certainty},"
    response = bring(staff, f"{HEAD}\n{line}\n".encode(), is_workbook=False)
    assert response.context["result"].totals["update"] == 1
    assert "anew" in response.content.decode()
