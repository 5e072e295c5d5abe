"""Reasons in the Word file: lists that drop down, read back however they were chosen or typed."""

import io

import pytest
from docx import Document

from registry.drafting.sections import Section
from registry.figures.models import Observation
from registry.word.word_cells import FIGURE_GAPS, TEXT_GAPS, choice_of
from tests.word.reading import W, converted, edited, table_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def part(plain_draft) -> Section:
    rows = plain_draft.sections.in_order()
    return next(row for row in rows if row.template_section.section_indicators.exists())


@pytest.fixture
def indicator(part) -> int:
    return part.template_section.section_indicators.order_by("order").first().indicator_id


def lists_in(element) -> list:
    return list(element.iter(f"{W}sdt"))


def choose(control, label: str) -> None:
    """As Word does it: the words of the control become those of the chosen line."""
    shown = [one.get(f"{W}displayText") for one in control.iter(f"{W}listItem")]
    assert label in shown, shown
    (text,) = control.iter(f"{W}t")
    text.text = label


def choose_both(document, part, indicator) -> None:
    table, row = table_with(document, f"figure_{part.template_section_id}_{indicator}")
    (control,) = lists_in(table.rows[row]._tr)
    choose(control, str(Observation.Gap.NOT_COLLECTED.label))
    table, row = table_with(document, f"gap_{part.template_section_id}")
    (control,) = lists_in(table.rows[row]._tr)
    choose(control, str(TEXT_GAPS[1].label))


def agrees(proposal) -> None:
    found = {item["kind"]: item for item in proposal.content}
    assert found["figure"]["typed"]["gap"] == Observation.Gap.NOT_COLLECTED
    assert found["gap"]["gap"] == TEXT_GAPS[1].value
    assert set(found) == {"figure", "gap"}


def test_every_reason_can_be_chosen(plain_draft, out):
    document = Document(io.BytesIO(out(plain_draft)))
    controls = lists_in(document.element.body)
    assert controls
    sizes = {len(list(one.iter(f"{W}listItem"))) for one in controls}
    assert sizes == {len(FIGURE_GAPS) + 1, len(TEXT_GAPS) + 1}
    numbers = [one.get(f"{W}val") for one in document.element.body.iter(f"{W}id")]
    assert len(set(numbers)) == len(numbers)


def test_what_is_chosen_comes_back(plain_draft, out, bring, part, indicator):
    data = edited(out(plain_draft), lambda document: choose_both(document, part, indicator))
    agrees(bring(plain_draft, data))


@pytest.mark.slow
@pytest.mark.parametrize("ways", [("docx",), ("odt", "docx")], ids="+".join)
def test_libreoffice_keeps_the_lists_and_what_is_chosen(
    soffice, plain_draft, out, bring, part, indicator, tmp_path, ways
):
    """It shows them as lists, and writes them back."""
    plain = converted(soffice, out(plain_draft), tmp_path, *ways)
    controls = lists_in(Document(io.BytesIO(plain)).element.body)
    assert any(list(one.iter(f"{W}listItem")) for one in controls)
    data = edited(plain, lambda document: choose_both(document, part, indicator))
    agrees(bring(plain_draft, data))


def test_what_stood_is_chosen_in_the_list(plain_draft, out, part):
    Section.objects.filter(pk=part.pk).update(gap=TEXT_GAPS[0].value)
    document = Document(io.BytesIO(out(plain_draft)))
    table, _row = table_with(document, f"gap_{part.template_section_id}")
    (control,) = lists_in(table._tbl)
    assert "".join(one.text for one in control.iter(f"{W}t")) == TEXT_GAPS[0].label


@pytest.mark.parametrize("typed", ["— 1", "1 —", "not collected by the state—", "–not_collected"])
def test_what_is_typed_beside_the_list_counts(typed):
    assert choice_of(typed, FIGURE_GAPS) == Observation.Gap.NOT_COLLECTED
