"""What comes back: each kind of edit, and what becomes of it."""

import io

import pytest
from docx.oxml.parser import parse_xml
from docx.text.paragraph import Paragraph
from PIL import Image

from registry.word.models import WordProposal
from tests.word.edits import TEXT_EDITS, W, agrees
from tests.word.reading import below, converted, edited, table_with, with_bookmark

pytestmark = pytest.mark.django_db


def items(proposal: WordProposal, kind: str) -> list[dict]:
    return [item for item in proposal.content if item["kind"] == kind]


def codes(proposal: WordProposal) -> list[str]:
    return [row[0] for row in proposal.told]


def first_part(edition) -> int:
    return edition.sections.in_order().first().template_section_id


@pytest.fixture
def brought(plain_draft, out, bring):
    """brought(edit): the proposal, after an edit of the file in English."""

    def made(edit, languages: str = "en", words: str = "en") -> WordProposal:
        return bring(plain_draft, edited(out(plain_draft, languages, words), edit))

    return made


@pytest.mark.parametrize("edit", TEXT_EDITS)
def test_each_edit_of_a_text_is_proposed(plain_draft, brought, edit):
    wanted: list[str] = []
    name = f"section_{first_part(plain_draft)}_en"
    proposal = brought(lambda document: wanted.extend(edit(document, below(document, name))))
    (item,) = items(proposal, "text")
    assert agrees(item["texts"]["en"], wanted), (wanted, item["texts"])
    assert proposal.content == [item]


@pytest.mark.slow
def test_libreoffice_keeps_each_edit_of_a_text(soffice, plain_draft, out, bring, tmp_path):
    """Each in a part of its own, as many as there are; then the rest."""
    sections = list(plain_draft.sections.in_order())
    left = list(TEXT_EDITS)
    while left:
        now, left = left[: len(sections)], left[len(sections) :]
        wanted = {}

        def edit(document, now=now, wanted=wanted):
            for one, section in zip(now, sections, strict=False):
                name = f"section_{section.template_section_id}_en"
                wanted[section.pk] = one(document, below(document, name))

        folder = tmp_path / str(len(left))
        folder.mkdir()
        data = converted(soffice, edited(out(plain_draft), edit), folder, "docx")
        found = {item["section"]: item for item in items(bring(plain_draft, data), "text")}
        for one, section in zip(now, sections, strict=False):
            html = found[section.pk]["texts"]["en"]
            assert agrees(html, wanted[section.pk]), (one.__name__, html)


def test_what_nobody_touched_stays_to_the_letter(draft, out, bring):
    part = draft.sections.in_order().first()

    def edit(document):
        mark = with_bookmark(document, f"section_{part.template_section_id}_en")
        made = parse_xml(f"<w:p {W}><w:r><w:t>At the top.</w:t></w:r></w:p>")
        mark.addnext(made)

    proposal = bring(draft, edited(out(draft), edit))
    (item,) = proposal.content
    assert item["texts"]["en"] == f"<p>At the top.</p>{part.text_en}"


def test_tracked_changes_are_told(plain_draft, brought):
    name = f"section_{first_part(plain_draft)}_en"
    edit = next(one for one in TEXT_EDITS if one.__name__ == "tracked")
    proposal = brought(lambda document: edit(document, below(document, name)))
    assert ["tracked", 2] in proposal.told


def test_a_picture_is_left_out_and_told(plain_draft, brought):
    name = f"section_{first_part(plain_draft)}_en"
    picture = io.BytesIO()
    Image.new("RGB", (20, 20)).save(picture, "PNG")
    picture.seek(0)

    def edit(document):
        below(document, name)[0].add_run(" With a picture.").add_picture(picture)

    proposal = brought(edit)
    assert "left_picture" in codes(proposal)
    assert "With a picture." in items(proposal, "text")[0]["texts"]["en"]


def test_a_comment_becomes_one_with_author_and_place(plain_draft, brought):
    part = plain_draft.sections.in_order()[1]

    def edit(document):
        runs = below(document, f"section_{part.template_section_id}_en")[1].runs
        document.add_comment(runs, text="Is this so?", author="Line ministry")

    (item,) = brought(edit).content
    assert (item["kind"], item["section"]) == ("comment", part.pk)
    assert (item["author"], item["text"]) == ("Line ministry", "Is this so?")
    assert item["quote"].startswith("Sentence 2 of")


def test_a_deleted_heading_is_told_and_empties_nothing(plain_draft, brought):
    first, second = plain_draft.sections.in_order()[:2]

    def edit(document):
        mark = with_bookmark(document, f"section_{second.template_section_id}_en")
        mark.getparent().remove(mark)

    proposal = brought(edit)
    assert "no_heading" in codes(proposal)
    assert not items(proposal, "emptied")
    assert all(item["section"] != second.pk or item["kind"] == "loose" for item in proposal.content)
    assert "Sentence 1 of" in items(proposal, "loose")[0]["html"]


def test_a_heading_without_its_mark_is_known_by_its_words(plain_draft, out, bring):
    number = first_part(plain_draft)

    def edit(document):
        mark = with_bookmark(document, f"section_{number}_en")
        for child in list(mark):
            if "bookmark" in child.tag:
                mark.remove(child)
        below_first = mark.getnext()
        Paragraph(below_first, None).add_run(" More.")

    (item,) = bring(plain_draft, edited(out(plain_draft), edit)).content
    assert "More." in item["texts"]["en"]


def test_a_part_emptied_on_purpose_is_asked_about(plain_draft, brought):
    part = plain_draft.sections.in_order().first()

    def edit(document):
        for paragraph in below(document, f"section_{part.template_section_id}_en"):
            paragraph._p.getparent().remove(paragraph._p)

    (item,) = brought(edit).content
    assert (item["kind"], item["section"], item["language"]) == ("emptied", part.pk, "en")


def test_words_before_the_first_part_are_loose(brought):
    def edit(document):
        document.paragraphs[0].insert_paragraph_before("Dear colleagues,")

    (item,) = brought(edit).content
    assert (item["kind"], item["section"], item["html"]) == ("loose", 0, "<p>Dear colleagues,</p>")


def test_a_column_of_two_languages_belongs_to_its_heading(plain_draft, brought):
    part = plain_draft.sections.in_order().first()

    def edit(document):
        table, row = table_with(document, f"section_{part.template_section_id}_en")
        table.rows[row + 1].cells[1].paragraphs[0].add_run(" Ещё слова.")

    (item,) = brought(edit, "both").content
    assert list(item["texts"]) == ["ru"]
    assert "Ещё слова." in item["texts"]["ru"]


def figure_part(edition):
    rows = edition.sections.in_order()
    return next(row for row in rows if row.template_section.section_indicators.exists())


def fill(document, part, **cells: str):
    first = part.template_section.section_indicators.order_by("order").first().indicator_id
    table, row = table_with(document, f"figure_{part.template_section_id}_{first}")
    names = ["value", "year", "gap", "source", "note_en"]
    for name, text in cells.items():
        table.rows[row].cells[3 + names.index(name)].text = text
    return first


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("1 234,5", "ru", "1234.5"),
        ("1\N{NO-BREAK SPACE}234,5", "en", "1234.5"),
        ("1\N{THIN SPACE}234.5", "en", "1234.5"),
        ("1\N{NARROW NO-BREAK SPACE}234", "ru", "1234"),
        ("1,234", "en", "1234"),
        ("1,234", "ru", "1.234"),
        ("\N{MINUS SIGN}2,1", "ru", "-2.1"),
        ("many", "en", "many"),
    ],
)
def test_a_figure_of_any_keyboard(plain_draft, brought, text, words, value):
    part = figure_part(plain_draft)

    def edit(document):
        fill(document, part, value=text, year="2025", source="Office")

    (item,) = brought(edit, words=words).content
    assert item["kind"] == "figure"
    assert (item["typed"]["value"], item["typed"]["year"]) == (value, "2025")


@pytest.mark.parametrize("text", ["1", "1.", "not collected by the state", "not_collected"])
def test_a_reason_by_number_or_words(plain_draft, brought, text):
    part = figure_part(plain_draft)
    (item,) = brought(lambda document: fill(document, part, gap=text)).content
    assert item["typed"]["gap"] == "not_collected"


def test_the_open_figure_is_confirmed_by_a_word(plain_draft, brought):
    part = figure_part(plain_draft)
    (item,) = brought(lambda document: fill(document, part, value="Подтверждаем")).content
    assert ":" in item["typed"]["confirmed"] or item["typed"]["value"] == "Подтверждаем"


def test_a_reason_for_no_text(plain_draft, brought):
    part = plain_draft.sections.in_order().first()

    def edit(document):
        table, _row = table_with(document, f"gap_{part.template_section_id}")
        table.rows[0].cells[1].text = "2"

    (item,) = brought(edit).content
    assert (item["kind"], item["gap"]) == ("gap", "not_applicable")


def test_a_row_of_ones_own_in_a_table_of_figures_is_loose(plain_draft, brought):
    part = figure_part(plain_draft)

    def edit(document):
        first = part.template_section.section_indicators.order_by("order").first().indicator_id
        table, _row = table_with(document, f"figure_{part.template_section_id}_{first}")
        table.add_row().cells[0].text = "Beavers"

    (item,) = brought(edit).content
    assert item["kind"] == "loose"
    assert "Beavers" in item["html"]
