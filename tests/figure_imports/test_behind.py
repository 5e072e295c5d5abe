"""What of an import takes long is done behind its page, which asks again by itself."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registry.common.task_worker import work_off
from registry.figure_imports import behind, importing, imports
from registry.figure_imports.imports import FigureImport
from registry.figures.models import Observation
from tests.figure_imports.test_import_pages import address_of, bring, matched, permits

pytestmark = pytest.mark.django_db
Status = FigureImport.Status
ROWS = "Country,Year,Value\n" + "".join(
    f"{state},{year},{year}\n" for year in range(1990, 2030) for state in ("GEO", "MDA")
)


@pytest.fixture
def patient(monkeypatch) -> None:
    """A stretch ends before the file does."""
    monkeypatch.setattr(behind, "A_MOMENT", 0)
    monkeypatch.setattr("registry.figure_imports.reading.A_BATCH", 10, raising=False)
    monkeypatch.setattr(importing, "A_STRETCH", 0)


def workbook(rows: int = 3) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Country", "Year", "Value"], ["GEO", 2020, 1200], ["MDA", 2020, 900])[:rows]:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def now() -> FigureImport:
    return FigureImport.objects.latest("pk")


def test_a_large_workbook_is_unpacked_behind(staff, monkeypatch):
    monkeypatch.setattr(behind, "MOST_AT_ONCE", 10)
    data = workbook()
    answer = bring(staff, data, "permits.xlsx")
    assert answer["Refresh"]
    assert "A large workbook is unpacked behind." in answer.content.decode()
    packed = now().file
    assert packed.size == len(data)
    work_off()
    page = staff.get(address_of())
    assert "Refresh" not in page
    assert "Match the columns" in page.content.decode()
    assert not packed.storage.exists(packed.name), "the workbook itself"
    assert matched(staff, address_of()).content.decode().count("<ins>1,200</ins>") == 1


def test_why_a_large_workbook_was_not_taken_is_told_in_the_persons_language(
    staff, editor, monkeypatch
):
    monkeypatch.setattr(behind, "MOST_AT_ONCE", 10)
    editor.language = "ru"
    editor.save()
    bring(staff, workbook(rows=0), "empty.xlsx")
    work_off()
    assert now().status == Status.DISCARDED
    assert not now().file
    assert now().notices[0] in staff.get(address_of()).content.decode()
    assert any("а" <= letter <= "я" for letter in now().notices[0])


def test_a_workbook_that_was_given_up_meanwhile_is_not_taken_in(staff, monkeypatch):
    monkeypatch.setattr(behind, "MOST_AT_ONCE", 10)
    bring(staff, workbook(), "permits.xlsx")
    staff.post(address_of(), {"do": "give_up"})
    work_off()
    assert (now().status, now().layout) == (Status.DISCARDED, {})
    assert not now().file


def test_a_long_file_is_read_behind(staff, patient):
    bring(staff, ROWS)
    page = matched(staff, address_of())
    if now().status == Status.READING:
        assert page["Refresh"]
        assert "Reading the file" in page.content.decode()
    work_off()
    assert now().status == Status.READ
    assert "<b>80</b> new" in staff.get(address_of()).content.decode()


def test_what_stopped_says_why_and_goes_on_by_a_button(staff, patient, monkeypatch):
    bring(staff, ROWS)
    with monkeypatch.context() as broken:
        broken.setattr(behind, "begin_reading", lambda imported: behind.begin_again(imported))
        matched(staff, address_of())
        broken.setattr(importing, "read_on", lambda imported: 1 / 0)
        work_off()
    page = staff.get(address_of())
    assert "Refresh" not in page
    assert "An error of the program." in page.content.decode()
    staff.post(address_of(), {"do": "read"})
    work_off()
    assert now().status == Status.READ


def test_very_many_figures_are_written_and_undone_behind(staff, editor, monkeypatch):
    monkeypatch.setattr(imports, "LONG", 1)
    bring(staff)
    matched(staff, address_of())
    page = staff.post(address_of(), {"do": "confirm"}, follow=True)
    assert page["Refresh"]
    assert "Written." not in page.content.decode()
    assert not permits().exists()
    work_off()
    assert permits().count() == 2
    assert now().by == editor
    page = staff.post(address_of(), {"do": "undo", "reason": "wrong year"}, follow=True)
    assert page["Refresh"]
    work_off()
    assert not permits().exists()
    assert "wrong year" in staff.get(address_of()).content.decode()


def test_what_changed_meanwhile_is_told_and_nothing_is_written(staff, monkeypatch):
    monkeypatch.setattr(imports, "LONG", 1)
    bring(staff)
    matched(staff, address_of())
    staff.post(address_of(), {"do": "confirm"})
    bring(staff, name="same.csv")
    matched(staff, address_of())
    importing.confirm(now(), by=None, on=now().at.date())
    work_off()
    first = FigureImport.objects.earliest("pk")
    assert first.status == Status.READ
    page = staff.get(f"/admin/registry/figureimport/{first.pk}/").content.decode()
    assert "Nothing was written: figures of this file were changed" in page


def test_later_edits_are_told_after_a_large_undoing(staff, monkeypatch):
    monkeypatch.setattr(imports, "LONG", 1)
    bring(staff)
    matched(staff, address_of())
    staff.post(address_of(), {"do": "confirm"})
    work_off()
    Observation.objects.filter(pk=permits()[0].pk).update(value=7)
    staff.post(address_of(), {"do": "undo", "reason": "x"})
    work_off()
    assert now().status == Status.APPLIED
    assert "Not undone" in staff.get(address_of()).content.decode()


def test_a_damaged_workbook_is_refused_on_the_spot(staff):
    upload = SimpleUploadedFile("x.xlsx", b"PK\x03\x04" + bytes(5_000_000))
    page = staff.post(
        "/admin/registry/figureimport/bring/", {"file": upload, "reason": "x"}
    ).content.decode()
    assert "The workbook is damaged." in page
    assert not FigureImport.objects.exists()
