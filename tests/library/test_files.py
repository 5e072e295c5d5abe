"""Files of documents: judged by what they hold, kept whole, given to those who may have them."""

import hashlib
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from PIL import Image

from registry.common import backup
from registry.common.kept_folders import named_by_rows
from registry.library.file_models import DocumentFile, FilePage
from registry.library.judging import LARGEST
from registry.library.keeping import path_of
from registry.library.models import Document, DocumentVersion
from registry.reports.asking import Answer
from registry.reports.files import files_hard_to_read
from registry.reports.links import check_links
from registry.search.models import SearchEntry
from tests import documents
from tests.clients import Client, one_line
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/files/hb-readmission-en.pdf"
FIRST, SECOND = "Readmission in practice", "Second page on statistics"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def desk(editor):
    return signed_in(editor, second_factor=True)


@pytest.fixture
def handbook():
    return Document.objects.get(slug="hb-readmission")


def page_of(document: Document) -> str:
    return f"/admin/registry/document/{document.pk}/change/"


def posted(desk, document: Document, data: bytes, name="file.pdf", language="en", **values):
    """The form of the document as it is, with a file for a language."""
    page = page_of(document)
    typed = form_data(desk, page)
    known = list(document.versions.order_by("language"))
    place = next((n for n, row in enumerate(known) if row.language == language), len(known))
    prefix = f"versions-{place}-"
    typed |= {f"{prefix}language": language, f"{prefix}upload": SimpleUploadedFile(name, data)}
    typed["versions-TOTAL_FORMS"] = max(len(known), place + 1)
    return desk.post(page, typed | {f"{prefix}{key}": value for key, value in values.items()})


def brought(desk, document: Document, data: bytes, **options) -> DocumentFile:
    answer = posted(desk, document, data, **options)
    assert answer.status_code == 302, [
        inline.formset.errors for inline in answer.context["inline_admin_formsets"]
    ]
    return DocumentFile.objects.first()


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_pdf_is_kept_with_what_was_found_in_it(desk, handbook):
    data = documents.pdf(FIRST, SECOND, title="Handbook", catalog=documents.TAGGED)
    row = brought(desk, handbook, data)
    assert (row.kind, row.pages, row.size) == ("pdf", 2, len(data))
    assert row.sha256 == hashlib.sha256(data).hexdigest()
    assert (row.title, row.text_language, row.is_tagged) == ("Handbook", "en-GB", True)
    assert list(row.texts.values_list("number", "text")) == [(1, FIRST), (2, SECOND)]
    assert path_of(row).read_bytes() == data
    answer = Client().get(row.first_page)
    drawn = Image.open(io.BytesIO(body(answer)))
    assert (drawn.format, drawn.size) == ("WEBP", (row.width, row.height))
    assert max(drawn.size) <= 510
    assert handbook.versions.get(language="en").file == row


def test_it_is_given_for_keeping_and_runs_nowhere(desk, handbook):
    data = documents.pdf(FIRST)
    brought(desk, handbook, data)
    answer = Client().get(ADDRESS)
    assert body(answer) == data
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="hb-readmission-en.pdf"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Cookie" not in answer.get("Vary", "")
    same = Client().get(ADDRESS, headers={"If-None-Match": answer["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    head = Client().head(ADDRESS)
    assert (head.status_code, head["Content-Length"]) == (200, str(len(data)))
    assert head.content == b""
    assert Client().post(ADDRESS).status_code == 405


PARTS = {
    "bytes=0-3": (206, slice(0, 4)),
    "bytes=10-": (206, slice(10, None)),
    "bytes=-5": (206, slice(-5, None)),
    "bytes=5-999999": (206, slice(5, None)),
    "bytes=5-2": (200, slice(None)),
    "bytes=0-1,4-5": (200, slice(None)),
    "lines=1-2": (200, slice(None)),
    "bytes=-": (200, slice(None)),
    "bytes=999999-": (416, None),
    "bytes=-0": (416, None),
}


@pytest.mark.parametrize("asked", PARTS)
def test_a_part_of_it_is_given(desk, handbook, asked):
    data = documents.pdf(FIRST)
    brought(desk, handbook, data)
    status, part = PARTS[asked]
    answer = Client().get(ADDRESS, headers={"Range": asked})
    assert answer.status_code == status
    if part:
        assert body(answer) == data[part]
        assert answer["Content-Length"] == str(len(data[part]))
    else:
        assert answer["Content-Range"] == f"bytes */{len(data)}"
    other = {"Range": asked, "If-Range": '"of another file"'}
    assert Client().get(ADDRESS, headers=other).status_code == 200


def test_a_replaced_file_keeps_its_own_address(desk, handbook):
    old_data, new_data = documents.pdf("The old one"), documents.pdf("The new one")
    old = brought(desk, handbook, old_data)
    new = brought(desk, handbook, new_data)
    assert body(Client().get(ADDRESS)) == new_data
    earlier = old.address_of("hb-readmission")
    assert body(Client().get(earlier)) == old_data
    text = one_line(Client().get("/en/library/hb-readmission/").content.decode())
    assert earlier in text
    assert new.address_of("hb-readmission") not in text
    assert brought(desk, handbook, old_data, file=new.pk) == new  # known by its content: no copy
    assert DocumentFile.objects.count() == 2
    assert body(Client().get(ADDRESS)) == old_data
    assert body(Client().get(new.address_of("hb-readmission"))) == new_data


def test_another_kind_leaves_the_old_address_working(desk, handbook):
    brought(desk, handbook, documents.pdf(FIRST))
    brought(desk, handbook, documents.docx(FIRST), name="file.docx")
    answer = Client().get(ADDRESS)
    assert (answer.status_code, answer["Location"]) == (302, "/files/hb-readmission-en.docx")
    Document.objects.filter(pk=handbook.pk).update(slug="handbook-on-readmission")
    answer = Client().get("/files/hb-readmission-en.docx")
    assert (answer.status_code, answer["Location"]) == (
        301,
        "/files/handbook-on-readmission-en.docx",
    )


@pytest.mark.parametrize("how", ["draft", "offline", "to come", "gone"])
def test_readers_get_no_file_of_what_they_do_not_see(desk, handbook, nino, how):
    row = brought(desk, handbook, documents.pdf(FIRST))
    addresses = [ADDRESS, row.address_of("hb-readmission"), row.first_page]
    hour = timedelta(hours=1)
    values = {
        "draft": {"stage": "draft"},
        "offline": {"stage": "offline"},
        "to come": {"appears_at": timezone.now() + hour},
        "gone": {"goes_at": timezone.now() - hour},
    }
    Document.objects.filter(pk=handbook.pk).update(**values[how])
    for address in addresses:
        assert Client().get(address).status_code == 404
        assert signed_in(nino.account).get(address).status_code == 404
        answer = desk.get(address)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"


def test_staff_without_rights_or_second_factor_get_none_of_a_draft(
    desk, handbook, without_rights, editor
):
    brought(desk, handbook, documents.pdf(FIRST))
    Document.objects.filter(pk=handbook.pk).update(stage="draft")
    assert signed_in(without_rights, second_factor=True).get(ADDRESS).status_code == 404
    assert signed_in(editor).get(ADDRESS).status_code == 404


def test_a_file_that_is_no_longer_shown_is_given_to_nobody(desk, handbook):
    row = brought(desk, handbook, documents.pdf(FIRST))
    page = page_of(handbook)
    typed = form_data(desk, page) | {"versions-0-file": ""}
    assert desk.post(page, typed | {"versions-0-url": "https://example.org/x"}).status_code == 302
    assert Client().get(ADDRESS).status_code == 404
    assert Client().get(row.address_of("hb-readmission")).status_code == 404
    typed = form_data(desk, page) | {"versions-0-file": row.pk}
    assert desk.post(page, typed).status_code == 302
    assert Client().get(ADDRESS).status_code == 200


def test_the_form_says_so_at_its_field_and_keeps_what_was_typed(desk, handbook):
    answer = posted(desk, handbook, documents.SVG, url="https://example.org/typed")
    form = answer.context["inline_admin_formsets"][0].formset.forms[0]
    assert "no PDF, DOCX" in str(form.errors["upload"])
    assert "https://example.org/typed" in answer.content.decode()
    answer = posted(desk, handbook, b"%PDF-" + b"\0" * LARGEST)
    assert "more than 40 MB" in answer.content.decode()
    answer = posted(desk, handbook, b"", url="")
    assert "This file is empty" in one_line(answer.content.decode()) or (
        "The submitted file is empty" in answer.content.decode()
    )
    assert not DocumentFile.objects.exists()


def test_a_file_that_a_refused_form_lost_is_asked_for_again(desk, handbook):
    page = page_of(handbook)
    typed = form_data(desk, page) | {"published_on": "bad"}
    typed["versions-0-upload"] = SimpleUploadedFile("file.pdf", documents.pdf(FIRST))
    answer = desk.post(page, typed)
    form = answer.context["inline_admin_formsets"][0].formset.forms[0]
    assert form.errors["upload"] == ["Choose the file again: a refused form cannot keep it."]
    places = re.findall(r'<a href="#(id_[\w-]+)">', answer.content.decode())
    assert places == ["id_published_on", "id_versions-0-upload"]
    del typed["versions-0-upload"]
    answer = desk.post(page, typed)
    assert not answer.context["inline_admin_formsets"][0].formset.forms[0].errors


def test_a_version_has_a_file_or_an_address(desk, handbook):
    page = page_of(handbook)
    answer = desk.post(page, form_data(desk, page) | {"versions-0-url": ""})
    assert "Bring a file, or write the address" in answer.content.decode()
    brought(desk, handbook, documents.pdf(FIRST), url="")
    assert handbook.versions.get(language="en").url == ""
    answer = desk.post(page, form_data(desk, page) | {"versions-0-language": "ru"})
    assert "keeps its language" in answer.content.decode()


def test_the_search_finds_the_page(desk, handbook, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        brought(desk, handbook, documents.pdf(FIRST, "Something about zymurgy"))
    found = SearchEntry.objects.get(key="document:hb-readmission#en/2")
    assert (found.detail_en, found.detail_ru) == ("page 2", "страница 2")
    text = one_line(Client().get("/en/search/?q=zymurgy").content.decode())
    assert "page 2" in text
    assert "/en/library/hb-readmission/#file-en" in text
    with django_capture_on_commit_callbacks(execute=True):
        Document.objects.filter(pk=handbook.pk).update(stage="draft")
    assert (
        "/en/library/hb-readmission/" not in Client().get("/en/search/?q=zymurgy").content.decode()
    )


@pytest.mark.parametrize("language", ["en", "ru"])
def test_page_and_list_say_what_a_file_is(desk, handbook, language):
    row = brought(desk, handbook, documents.pdf(FIRST, SECOND, catalog=documents.TAGGED))
    for address in ("library/hb-readmission/", "library/?q=readmission"):
        text = one_line(Client().get(f"/{language}/{address}").content.decode())
        with translation.override(language):
            assert one_line(row.worded) in text
            assert f'src="{row.first_page}"' in text
            version = handbook.versions.get(language="en")
            assert f'alt="{version.first_page_worded}"' in text
    with translation.override(language):
        assert row.length == {"en": "2 pages", "ru": "2 страницы"}[language]


def test_the_api_says_the_same(desk, handbook):
    row = brought(desk, handbook, documents.pdf(FIRST, SECOND))
    said = Client().get("/api/v1/documents/hb-readmission/").json()
    version = next(one for one in said["versions"] if one["language"] == "en")
    assert version["url"].endswith(ADDRESS)
    assert version["file"]["sha256"] == row.sha256
    assert (version["file"]["pages"], version["file"]["size"]) == (2, row.size)
    assert version["file"]["first_page"].endswith(row.first_page)
    table = Client().get("/en/library/?format=csv&q=readmission").content.decode()
    assert ADDRESS in table


def test_the_form_shows_what_is_there_and_what_it_lacks(desk, handbook):
    row = brought(desk, handbook, documents.pdf(""))
    text = one_line(desk.get(page_of(handbook)).content.decode())
    assert row.first_page in text
    assert ADDRESS in text
    assert "The PDF has no tags" in text
    assert "No text was found" in text
    assert "The file has no title" in text
    reported = [line.what for line in files_hard_to_read(timezone.localdate())]
    assert any("The PDF has no tags" in what for what in reported)
    whole = documents.pdf(FIRST, title="Handbook", catalog=documents.TAGGED)
    brought(desk, handbook, whole)
    assert not files_hard_to_read(timezone.localdate())
    text = one_line(desk.get(page_of(handbook)).content.decode())
    assert "It has tags, a title and a language" in text


def test_what_a_deletion_took_comes_back_with_its_file(
    desk, administrator, django_capture_on_commit_callbacks
):
    brief = Document.objects.create(slug="a-brief", kind="policy_brief", title_en="A brief")
    data = documents.pdf(FIRST)
    row = brought(desk, brief, data)
    boss = signed_in(administrator, second_factor=True)
    with django_capture_on_commit_callbacks(execute=True):
        boss.post(f"/admin/registry/document/{brief.pk}/delete/", {"post": "yes"})
    assert not Document.objects.filter(slug="a-brief").exists()
    for address in ("/files/a-brief-en.pdf", row.address_of("a-brief")):
        assert Client().get(address).status_code in (404, 410)
    entry = Document.history.filter(id=brief.pk, history_type="-").first()
    answer = boss.post(
        f"/admin/registry/document/deleted/{entry.pk}/", {"reason": "it was a mistake"}
    )
    assert answer.status_code == 302
    assert body(Client().get("/files/a-brief-en.pdf")) == data


def test_a_file_that_should_never_have_come_goes_for_good(
    desk, administrator, handbook, django_capture_on_commit_callbacks
):
    row = brought(desk, handbook, documents.pdf(FIRST))
    path = path_of(row)
    boss = signed_in(administrator, second_factor=True)
    with django_capture_on_commit_callbacks(execute=True):
        boss.post(f"/admin/registry/documentfile/{row.pk}/delete/", {"post": "yes"})
    assert not path.exists()
    assert not FilePage.objects.exists()
    assert handbook.versions.get(language="en").file is None
    assert Client().get("/en/library/hb-readmission/").status_code == 200


def test_a_preview_keeps_nothing(desk, handbook):
    page = f"/admin/registry/document/{handbook.pk}/preview/"
    typed = form_data(desk, page_of(handbook))
    typed["versions-0-upload"] = SimpleUploadedFile("file.pdf", documents.pdf(FIRST))
    answer = desk.post(page, typed)
    assert answer.status_code == 200
    assert "PDF, " in answer.content.decode()
    assert not DocumentFile.objects.exists()


def test_an_address_elsewhere_bears_the_day_it_last_answered(desk, handbook):
    day = timezone.localdate()
    version = handbook.versions.get(language="en")
    asked = []

    def answers(url: str) -> Answer:
        asked.append(url)
        return Answer(200, "") if url == version.url else Answer(404, "404")

    check_links(most=5000, seconds=30, on=day, asks=answers, sleep=lambda seconds: None)
    version.refresh_from_db()
    assert version.answered_on == day
    others = DocumentVersion.objects.exclude(url=version.url)
    assert not others.filter(answered_on__isnull=False).exists()
    assert (
        "The address last answered on"
        in Client().get("/en/library/hb-readmission/").content.decode()
    )
    page = page_of(handbook)
    typed = form_data(desk, page) | {"versions-0-url": "https://example.org/another"}
    assert desk.post(page, typed).status_code == 302
    version.refresh_from_db()
    assert version.answered_on is None


def test_a_backup_holds_the_files_and_knows_which_are_missing(desk, handbook, tmp_path, settings):
    row = brought(desk, handbook, documents.pdf(FIRST))
    kept = backup.pack(Path(settings.MEDIA_ROOT), tmp_path / "media.tar")
    assert {f"documents/{row.folder}/content", f"documents/{row.folder}/first-page.webp"} <= kept
    assert f"documents/{row.folder}" in set(named_by_rows())
