"""A Word file is judged at the door and read behind the request: what its page says meanwhile, and
what is kept of it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from registry.common.task_worker import work_off
from registry.secretariat.daily_work import forget_unread_word_files
from registry.word import bringing
from registry.word.models import KEPT_UNREAD, WordProposal
from tests import make
from tests.conftest import signed_in
from tests.word.reading import below, edited

pytestmark = pytest.mark.django_db


@pytest.fixture
def part(plain_draft):
    return plain_draft.sections.in_order().first()


@pytest.fixture
def file(plain_draft, out, part) -> bytes:
    name = f"section_{part.template_section_id}_en"
    return edited(out(plain_draft), lambda document: below(document, name)[0].add_run(" Mine."))


@pytest.fixture
def desk(nino):
    return signed_in(nino.account)


def post(desk, edition, data: bytes, language: str = "en"):
    address = f"/{language}/desk/editions/{edition.pk}/word/"
    return desk.post(address, {"file": SimpleUploadedFile("ours.docx", data)}, follow=True)


def test_the_page_asks_again_until_the_file_is_read(desk, plain_draft, file):
    answer = post(desk, plain_draft, file)
    proposal = WordProposal.objects.get()
    assert answer["Refresh"] == "2"
    assert "It is read and compared with the draft" in answer.content.decode()
    kept = proposal.file
    assert kept.size == len(file)
    address = answer.redirect_chain[-1][0]
    overview = desk.get(f"/en/desk/editions/{plain_draft.pk}/word/").content.decode()
    assert "Brought, and not read yet" in overview
    assert "A Word file waits" not in desk.get("/en/desk/").content.decode()
    work_off()
    page = desk.get(address)
    assert "Refresh" not in page
    assert "Mine." in page.content.decode()
    proposal.refresh_from_db()
    assert not proposal.file
    assert "A Word file waits" in desk.get("/en/desk/").content.decode()


def test_nothing_is_decided_before_it_is_read(desk, plain_draft, file, part):
    address = post(desk, plain_draft, file).redirect_chain[-1][0]
    desk.post(address, {"do": "all", "seen": 1})
    part.refresh_from_db()
    assert "Mine." not in part.text_en


def test_the_file_goes_when_it_is_read(desk, plain_draft, file, django_capture_on_commit_callbacks):
    post(desk, plain_draft, file)
    kept = WordProposal.objects.get().file
    assert kept.storage.exists(kept.name)
    with django_capture_on_commit_callbacks(execute=True):
        work_off()
    assert not kept.storage.exists(kept.name)


def test_what_is_wrong_with_it_is_told_in_the_language_of_who_brought_it(
    desk, plain_draft, out, georgia
):
    other = make.edition(georgia, year=2032)
    answer = post(desk, plain_draft, out(other), "ru")
    work_off()
    row = WordProposal.objects.get()
    assert (row.state, bool(row.file), row.content) == ("refused", False, [])
    page = desk.get(answer.redirect_chain[-1][0]).content.decode()
    assert row.problem in page
    assert "Это файл черновика другого профиля" in row.problem or "2032" in row.problem
    assert any("а" <= letter <= "я" for letter in row.problem)
    assert "Файл Word не принят: ours.docx" in desk.get("/ru/desk/").content.decode()
    desk.post(answer.redirect_chain[-1][0])
    assert not WordProposal.objects.exists()


def test_a_file_that_was_refused_may_be_brought_again(desk, plain_draft, out, file):
    post(desk, plain_draft, out(plain_draft))
    work_off()
    assert "nothing differs" in WordProposal.objects.get().problem
    post(desk, plain_draft, out(plain_draft))
    assert WordProposal.objects.count() == 2, "another copy is another file"
    post(desk, plain_draft, file)
    post(desk, plain_draft, file)
    assert WordProposal.objects.count() == 3


def test_an_error_of_the_program_loses_no_file(desk, staff, plain_draft, file, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(bringing, "open_file", lambda archive: 1 / 0)
        answer = post(desk, plain_draft, file)
        work_off()
    address = answer.redirect_chain[-1][0]
    page = desk.get(address)
    assert "Refresh" not in page
    assert "The file could not be read." in page.content.decode()
    assert WordProposal.objects.get().file
    listed = staff.get("/admin/registry/taskprogress/").content.decode()
    assert "Reading a Word file that came back" in listed
    assert "An error of the program." in listed
    assert "ours.docx" not in listed
    key = listed.partition('name="task" value="')[2].partition('"')[0]
    staff.post("/admin/registry/taskprogress/", {"task": key})
    work_off()
    assert "Mine." in desk.get(address).content.decode()


def test_what_nobody_could_read_is_not_kept_for_ever(desk, plain_draft, file):
    post(desk, plain_draft, file)
    almost = timezone.now() - KEPT_UNREAD + timedelta(hours=1)
    WordProposal.objects.update(at=almost)
    assert forget_unread_word_files(almost.date()) == 0
    WordProposal.objects.update(at=almost - timedelta(hours=2))
    assert forget_unread_word_files(almost.date()) == 1
    assert not WordProposal.objects.exists()
    work_off()


def test_a_deputy_sees_that_it_is_read(desk, plain_draft, file, dato):
    address = post(desk, plain_draft, file).redirect_chain[-1][0]
    assert "It is read and compared" in signed_in(dato.account).get(address).content.decode()


def test_comments_that_were_decided_come_back_once(desk, plain_draft, out, part, bring, nino):
    name = f"section_{part.template_section_id}_en"

    def edit(document):
        runs = below(document, name)[0].runs
        document.add_comment(runs, text="Is this so?", author="Line ministry")

    def edit_again(document):
        edit(document)
        below(document, name)[1].add_run(" More.")

    copy = out(plain_draft)
    first = bring(plain_draft, edited(copy, edit))
    assert [item["kind"] for item in first.content] == ["comment"]
    address = f"/en/desk/editions/{plain_draft.pk}/word/{first.pk}/"
    desk.post(address, {"do": "all", "seen": first.version})
    second = bring(plain_draft, edited(copy, edit_again))
    assert [item["kind"] for item in second.content] == ["text"]
    assert ["decided_before", 1] in second.told
    page = desk.get(address.replace(str(first.pk), str(second.pk))).content.decode()
    assert "Comments that were decided before, or wait in another file: 1." in page


def test_the_same_file_again_says_when_it_was_decided(desk, plain_draft, bring, file):
    first = bring(plain_draft, file)
    address = f"/en/desk/editions/{plain_draft.pk}/word/{first.pk}/"
    desk.post(address, {"do": "discard", "seen": first.version, "is_sure": "on"})
    again = bring(plain_draft, file)
    assert again.pk != first.pk
    assert ["same_file", f"{first.at:%d.%m.%Y}"] in again.told
