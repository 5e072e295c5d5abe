"""Letters on paper: the rule, the day on which the three months end, names of the register."""

import hashlib
import io
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import translation
from docx import Document

from registry.common.errors import RuleError
from registry.contacts.traces import Look
from registry.packs.letters import LetterInput, letter_paper, make_letter
from registry.packs.models import PaperLetter
from registry.profiles.models import Edition
from tests import make
from tests.paper.reading import squeezed, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(georgia) -> Edition:
    row = make.edition(
        georgia, year=2031, status=Edition.Status.WITH_STATE, submitted_on=date(2026, 10, 12)
    )
    return Edition.objects.for_page().get(pk=row.pk)


def given(kind="submission", languages=("en",), dated=date(2026, 10, 12), form="pdf", **more):
    return LetterInput(kind=kind, languages=languages, dated=dated, form=form, **more)


def printed(edition: Edition, editor, letter: LetterInput) -> str:
    return squeezed("".join(texts(make_letter(edition, letter, by=editor)[1])))


def test_the_submission_names_the_rule_the_day_and_the_person(submitted, georgia, editor):
    person = make.contact_point(georgia)
    text = printed(submitted, editor, given(person=person, reference_number="PP-7/2026"))
    for words in (
        "Light Migration Profile 2031 (Georgia)",
        "three months end on 12 January 2027",
        "Budapest in July 2015",
        "Testa Personova",
        "Ministry of Testing",
        "Reference: PP-7/2026",
        "12 October 2026",
    ):
        assert squeezed(words) in text
    assert Look.objects.filter(contact_point=person, by=editor).exists()


def test_the_reminder_counts_the_days_or_says_that_they_are_over(submitted, editor):
    text = printed(submitted, editor, given("reminder", dated=date(2027, 1, 2)))
    assert squeezed("12 January 2027, 10 days from the date of this letter") in text
    text = printed(submitted, editor, given("reminder", dated=date(2027, 2, 1)))
    assert squeezed("ended on 12 January 2027. No answer is on record.") in text


def test_a_letter_in_both_languages_has_a_sheet_for_each(submitted, georgia, editor):
    person = make.contact_point(georgia)
    letter = given(
        languages=("en", "ru"),
        person=person,
        form="docx",
        own_words={"en": "We are glad to help.", "ru": "Будем рады помочь."},
    )
    row, made = make_letter(submitted, letter, by=editor)
    text = "\n".join(one.text for one in Document(io.BytesIO(made)).paragraphs)
    for words in ("We are glad to help.", "Будем рады помочь.", "Теста Персонова", "Грузия"):
        assert words in text
    assert "12 января 2027 года" in text
    assert row.languages == "en,ru"


def test_the_log_keeps_who_when_and_the_checksum_and_no_name(submitted, georgia, editor):
    person = make.contact_point(georgia)
    row, made = make_letter(submitted, given(person=person), by=editor)
    assert row.checksum == hashlib.sha256(made).hexdigest()
    assert row.made_by == editor
    kept = str(PaperLetter.objects.values().get())
    assert "Personova" not in kept
    assert person.email not in kept


@pytest.mark.parametrize("status", ["draft", "submitted", "withdrawn"])
def test_no_letter_about_an_edition_that_is_not_with_its_state(georgia, status):
    row = make.edition(georgia, year=2031, status=status, submitted_on=date(2026, 10, 12))
    with pytest.raises(RuleError, match="not with its state"):
        letter_paper(row, given())


def test_no_letter_is_older_than_the_submission(submitted):
    with pytest.raises(RuleError, match="older than the formal submission of 12 October 2026"):
        letter_paper(submitted, given(dated=date(2026, 10, 11)))


def test_the_footnote_of_a_designation_stands_on_the_letter(kosovo, editor):
    row = make.edition(
        kosovo, year=2031, status=Edition.Status.WITH_STATE, submitted_on=date(2026, 10, 12)
    )
    sheet = letter_paper(row, given())["sheets"][0]
    assert any("1244" in note for note in sheet["footnotes"])


def test_staff_make_a_letter(staff, submitted, georgia):
    person = make.contact_point(georgia)
    address = f"/admin/registry/paperletter/make/{submitted.pk}/"
    page = staff.get(address)
    assert "12 January 2027" in page.content.decode()
    data = {
        "kind": "submission",
        "person": person.pk,
        "languages": "ru",
        "dated": "2026-10-13",
        "form": "pdf",
        "reference_number": "PP-8",
    }
    answer = staff.post(address, data | {"dated": "2026-10-01"})
    assert "older than the formal submission" in answer.content.decode()
    assert "PP-8" in answer.content.decode()
    answer = staff.post(address, data)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    row = PaperLetter.objects.get()
    with translation.override("en"):
        entry = LogEntry.objects.filter(change_message__contains=row.checksum).get()
    assert "Personova" not in f"{entry.object_repr} {entry.change_message}"
    form = staff.get(f"/admin/registry/edition/{submitted.pk}/change/").content.decode()
    assert row.checksum in form
    assert "Personova" not in form
