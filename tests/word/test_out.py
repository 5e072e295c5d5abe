"""The draft as a file of Word: what it is called, what it holds, and for whom."""

import io
import zipfile

import pytest
from docx import Document

from registry.paper.word_package import MEDIA_TYPE
from registry.word.models import WordCopy
from tests import make
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def test_a_contact_point_takes_the_draft(client, draft, nino):
    client = signed_in(nino.account)
    address = f"/en/desk/editions/{draft.pk}/word/"
    assert client.get(address).status_code == 200
    response = client.post(f"{address}copy/", {"languages": "ru"})
    assert response["Content-Type"] == MEDIA_TYPE
    name = "georgia-light-2031-v1-draft-ru.docx"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "no-store" in response["Cache-Control"]
    copy = WordCopy.objects.get(edition=draft)
    assert len(copy.versions) == draft.sections.count()


def test_another_states_draft_is_not_there(client, nino, kosovo):
    other = make.edition(kosovo, year=2031)
    client = signed_in(nino.account)
    response = client.post(f"/en/desk/editions/{other.pk}/word/copy/", {"languages": "en"})
    assert response.status_code == 404


def test_what_is_submitted_is_not_written(client, plain_draft, nino):
    plain_draft.status = "submitted"
    plain_draft.save()
    client = signed_in(nino.account)
    response = client.post(f"/en/desk/editions/{plain_draft.pk}/word/copy/", {"languages": "en"})
    assert response.status_code == 302
    assert not WordCopy.objects.exists()


def test_word_opens_it_and_styles_say_what_is_what(draft, out):
    document = Document(io.BytesIO(out(draft)))
    names = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Heading 2", "Heading 3", "Heading 4", "List Paragraph", "Quote"} <= names
    assert document.core_properties.title.startswith("Georgia. Light Migration Profile 2031")


def test_a_language_is_marked_and_heads_of_tables_repeat(draft, out):
    archive = zipfile.ZipFile(io.BytesIO(out(draft, "both")))
    body = archive.read("word/document.xml").decode()
    assert '<w:lang w:val="ru-RU"/>' in body
    assert "<w:tblHeader/>" in body
    assert b'w:val="en-GB"' in archive.read("word/styles.xml")
    assert b"registry_copy" in archive.read("docProps/custom.xml")


def test_figures_have_a_cell_each_beside_the_open_source(plain_draft, out):
    document = Document(io.BytesIO(out(plain_draft)))
    heads = [
        [cell.text for cell in table.rows[0].cells]
        for table in document.tables
        if len(table.columns) > 6
    ]
    assert heads
    assert heads[0][:4] == ["Figure", "Last edition", "Open source", "Yours"]
