"""The nomination of a contact point: the form goes out, comes back, and counts once confirmed."""

import io
import shutil
import subprocess
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from registry.common.errors import RuleError
from registry.contacts.models import ContactPoint
from registry.contacts.traces import Handover
from registry.packs.nomination_files import docx, nomination_paper, pdf
from registry.packs.nomination_forms import form_of
from registry.packs.nomination_reading import Read, read_nomination
from registry.packs.nominations import day_in, language_in, role_in
from tests import make
from tests.conftest import need
from tests.databases import TODAY
from tests.paper.reading import squeezed, texts

pytestmark = pytest.mark.django_db
PAGE = "/admin/registry/paperletter/nomination/"
ANSWERS = {
    "role": "contact point",
    "authority": "Ministry of Testing",
    "name_latin": "Nova Personova",
    "name_cyrillic": "Нова Персонова",
    "function": "Head of Unit",
    "email": "nova@example.org",
    "phone": "+995 32 212 34 56",
    "language": "русский",
    "since": "1 декабря 2026 года",
    "succeeds": "no",
    "nominated_by": "The Minister",
}


def filled(state, within="en", **answers) -> bytes:
    with translation.override(within):
        return docx(nomination_paper(state, TODAY), ANSWERS | answers)


def read(content: bytes) -> Read:
    return read_nomination(io.BytesIO(content), len(content))


def changed(content: bytes, change) -> bytes:
    document = Document(io.BytesIO(content))
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_was_filled_in_is_read_back(georgia, language):
    found = read(filled(georgia, language))
    assert found.state == georgia
    assert found.answers == ANSWERS
    assert not found.has_changes


@pytest.mark.parametrize("language", ["en", "ru"])
def test_it_survives_libreoffice(georgia, language, tmp_path):
    office = need(shutil.which("soffice"), "libreoffice-writer")
    (tmp_path / "form.docx").write_bytes(filled(georgia, language))
    for kind, name in (("odt", "form.docx"), ("docx", "form.odt")):
        command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
        command += ["--convert-to", kind, "--outdir", str(tmp_path), str(tmp_path / name)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert read((tmp_path / "form.docx").read_bytes()).answers == ANSWERS


def without_bookmarks(document) -> None:
    for mark in list(document.element.body.iter(qn("w:bookmarkStart"))):
        mark.getparent().remove(mark)


def test_without_bookmarks_the_labels_tell(georgia):
    for language in ("en", "ru"):
        assert read(changed(filled(georgia, language), without_bookmarks)).answers == ANSWERS


def track_a_change(document) -> None:
    run = next(
        run
        for run in document.element.body.iter(qn("w:r"))
        if "nova@" in "".join(text.text or "" for text in run.iter(qn("w:t")))
    )
    inserted = OxmlElement("w:ins")
    run.addprevious(inserted)
    inserted.append(run)


def test_a_tracked_change_counts_as_accepted(georgia):
    found = read(changed(filled(georgia), track_a_change))
    assert found.answers["email"] == "nova@example.org"
    assert found.has_changes


def test_breaks_tabs_and_hyphens_of_the_keyboard_are_read(georgia):
    def typed(document):
        cells = {row.cells[0].paragraphs[0].text: row.cells[1] for row in document.tables[0].rows}
        run = cells["Authority"].paragraphs[0].runs[0]
        run.text = "Ministry\nof\tTesting"  # as Shift+Enter and Ctrl+Tab
        run = cells["Telephone"].paragraphs[0].runs[0]
        run.text = "+995 32"
        run._r.append(OxmlElement("w:noBreakHyphen"))
        run.add_text("212")

    found = read(changed(filled(georgia), typed)).answers
    assert found["authority"] == "Ministry of Testing"
    assert found["phone"] == "+995 32-212"


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def test_what_is_no_form_gets_a_sentence(georgia):
    good = filled(georgia)
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("a.txt", "a")
    for content, words in (
        (saved(Document()), "another document"),
        (b"%PDF-1.7", "no Word file"),
        (b"", "no Word file"),
        (empty.getvalue(), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "password"),
        (good[: len(good) // 2], "damaged"),
        (with_part(good, "word/vbaProject.bin", b"x"), "macros"),
        (with_part(good, "word/media/bomb.bin", b"0" * 30_000_000), "far more than its size"),
        (b"PK" + b"0" * 3_000_000, "larger than 2 MB"),
    ):
        with pytest.raises(RuleError, match=words):
            read(content)


def test_a_form_of_a_later_version_is_told(georgia):
    def rename(document) -> None:
        for line in document.paragraphs:
            for run in line.runs:
                run.text = run.text.replace("PP-NOMINATION-1", "PP-NOMINATION-2")

    with pytest.raises(RuleError, match="another version"):
        read(changed(filled(georgia), rename))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("31.12.2026", "2026-12-31"),
        ("2026-12-31", "2026-12-31"),
        ("31/12/2026 г.", "2026-12-31"),
        ("31 December 2026", "2026-12-31"),
        ("31 декабря 2026 г.", "2026-12-31"),
        ("soon", "soon"),
    ],
)
def test_days_are_read_as_people_write_them(typed, day):
    assert day_in(typed) == day


def test_words_for_role_and_language():
    assert role_in("Deputy contact point") == "deputy"
    assert role_in("национальный контактный пункт") == "contact_point"
    assert language_in("Английский") == "en"
    assert language_in("English or Russian") == ""


def test_what_is_wrong_is_named_at_its_field(georgia):
    make.contact_point(georgia)
    content = filled(
        georgia,
        authority="Ministry of Nothing",
        name_latin="Нова",
        email="nova at example.org",
        phone="212 34 56",
        language="French",
        since="soon",
        role="friend",
    )
    form = form_of(read(content))
    wrong = {"authority", "name_latin", "email", "phone", "language", "since", "role"}
    assert set(form.errors) == wrong
    typed = (("authority", "Ministry of Nothing"), ("since", "soon"), ("language", "French"))
    for name, text in typed:
        assert text in form.errors[name][0]


def posted(page) -> dict:
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in data.items() if value is not None} | {"do": "confirm"}


def upload(staff, content: bytes):
    file = SimpleUploadedFile("form.docx", content)
    return staff.post(PAGE, {"do": "read", "file": file})


def test_staff_confirm_a_new_contact_point_and_nothing_was_written_before(staff, georgia, post):
    make.contact_point(georgia)
    page = upload(staff, filled(georgia, role="deputy"))
    assert page.context["is_whole"]
    assert ContactPoint.objects.count() == 1
    data = posted(page) | {"since": "2026-01-02"}
    answer = staff.post(PAGE, data)
    row = ContactPoint.objects.get(email="nova@example.org")
    assert answer.url == f"/admin/registry/contactpoint/{row.pk}/change/"
    assert (row.role, row.language, row.since) == ("deputy", "ru", date(2026, 1, 2))
    assert row.phone == "+995 32 212 34 56"
    assert row.phone_visibility == "secretariat"
    again = staff.post(PAGE, data)
    assert ContactPoint.objects.filter(email="nova@example.org").count() == 1
    assert again.status_code == 200


def test_a_handover_waits_for_its_confirmation(staff, georgia, post):
    predecessor = make.contact_point(georgia)
    page = upload(staff, filled(georgia, succeeds="yes"))
    data = posted(page)
    assert int(data["predecessor"]) == predecessor.pk
    staff.post(PAGE, data)
    row = Handover.objects.get()
    assert row.is_open
    assert row.email == "nova@example.org"
    assert "Head of Unit" in row.note
    assert ContactPoint.objects.count() == 1


def test_a_handover_before_the_predecessors_office_is_refused_at_its_field(staff, georgia, post):
    make.contact_point(georgia)
    data = posted(upload(staff, filled(georgia, succeeds="yes"))) | {"since": "2020-01-01"}
    errors = staff.post(PAGE, data).context["form"].errors
    assert list(errors) == ["since"]
    assert "began on 01.01.2025" in errors["since"][0]
    assert not Handover.objects.exists()


def test_a_bad_file_is_told_on_the_page(staff, georgia):
    assert "no Word file" in upload(staff, b"%PDF-1.7").content.decode()


def test_the_empty_form_comes_in_both_languages_and_kinds(staff, georgia, kosovo):
    for language, words in (("en", "Personal e-mail"), ("ru", "Личный")):
        data = {"do": "blank", "state": kosovo.pk, "language": language, "form": "pdf"}
        answer = staff.post(PAGE, data)
        text = squeezed("".join(texts(answer.content)))
        assert squeezed(words) in text
        assert "PP" in text
        assert "1244" in text
        answer = staff.post(PAGE, data | {"form": "docx"})
        assert read(answer.content).state == kosovo
    with translation.override("en"):
        assert pdf(nomination_paper(georgia, TODAY)).startswith(b"%PDF")
