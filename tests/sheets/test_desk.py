"""The figures of a draft go out as a sheet and come back as differences that a person decides."""

import pytest

from registry.drafting.figure_writing import save_figures
from registry.drafting.sections import SectionFigure, TypedFigure
from registry.figures.models import Observation
from registry.profiles.models import Edition
from registry.sheets.layout import COLUMNS, FIRST_ROW, NAMES_ROW
from registry.sheets.models import FigureSheet
from tests import make
from tests.conftest import TODAY, signed_in
from tests.drafting.figures.entries import entry
from tests.sheets.books import (
    GOOD,
    KEY,
    PLACES,
    address,
    brought,
    decide,
    fill,
    page,
    row_of,
    said,
    sheet_of,
    taken,
)

pytestmark = pytest.mark.django_db
GAP = str(Observation.Gap.NOT_COLLECTED.label)


def test_the_sheet_has_a_row_for_each_figure(desk, edition):
    sheet = taken(desk, edition).worksheets[0]
    keys = [sheet.cell(number, 1).value for number in range(FIRST_ROW, sheet.max_row + 1)]
    asked = [
        f"{row.section.slug}/{row.indicator.slug}"
        for section in edition.template.sections.order_by("order")
        for row in section.section_indicators.order_by("order").select_related(
            "section", "indicator"
        )
    ]
    assert keys == asked
    assert [sheet.cell(NAMES_ROW, place).value for place in PLACES.values()] == list(PLACES)
    assert sheet.row_dimensions[NAMES_ROW].hidden


def test_what_stands_beside_is_locked_and_what_is_filled_in_is_open(desk, edition):
    sheet = taken(desk, edition).worksheets[0]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    for column in COLUMNS:
        cell = sheet.cell(FIRST_ROW, PLACES[column.name])
        assert cell.protection.locked is not column.is_open, column.name


def test_open_sources_and_lists_to_choose_from_stand_in_it(desk, edition):
    book = taken(desk, edition, "ru")
    sheet, number = book.worksheets[0], row_of(book)
    assert sheet.title == "Данные"
    assert sheet.cell(number, PLACES["open_value"]).value == 3_699_557
    assert "Всемирн" in sheet.cell(number, PLACES["open_source"]).value
    rules = {rule.type: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {"list", "whole"}
    assert book.worksheets[1].sheet_state == "hidden"
    words = [cell.value for cell in book.worksheets[1]["A"]]
    assert "не публикует" in " ".join(words)
    assert len(book.worksheets[2]["A"]) >= 6


def test_the_edition_stands_in_the_properties_and_in_the_name(desk, edition):
    answer = desk.get(address(edition, ".xlsx", "ru"))
    assert "georgia-light-2031-v" in answer["Content-Disposition"]
    assert "-figures-ru.xlsx" in answer["Content-Disposition"]
    properties = taken(desk, edition).custom_doc_props
    assert properties["ppr-figures"].value.startswith("ppr-figures/georgia/light/2031/")
    assert properties["edition-version"].value == edition.number


def test_doubts_stand_in_words_and_colour(desk, edition, part, population, nino):
    doubted = entry(population, value="37000", year="2024", source="Geostat")
    TypedFigure.objects.create(section=part, indicator=population, typed=doubted.typed)
    book = taken(desk, edition)
    cell = book.worksheets[0].cell(row_of(book), PLACES["doubts"])
    assert "Is yours right?" in cell.value
    assert cell.fill.fgColor.rgb.endswith("FFE8B3")


def test_text_is_never_a_formula(desk, edition, part, population):
    SectionFigure.objects.create(
        section=part, indicator=population, value=3_700_000, year=2024, source="=1+1"
    )
    book = taken(desk, edition)
    cell = book.worksheets[0].cell(row_of(book), PLACES["source"])
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_sheet_without_edits_changes_nothing(desk, edition, part, population):
    SectionFigure.objects.create(
        section=part, indicator=population, value="3700000.25", year=2024, source="=1+1"
    )
    answer = brought(desk, edition, taken(desk, edition))
    assert answer["Location"] == address(edition)
    assert not FigureSheet.objects.exists()


def test_nothing_is_written_before_somebody_takes_it(desk, edition, population):
    sheet = sheet_of(desk, edition, fill(taken(desk, edition), **GOOD))
    (line,) = page(desk, sheet).context["waiting"]
    assert (line.before, line.proposed) == ("", "3,700,100 (2024; Geostat)")
    assert not SectionFigure.objects.exists()
    decide(desk, sheet)
    figure = SectionFigure.objects.get()
    assert (figure.indicator, figure.value, figure.year) == (population, 3_700_100, 2024)
    sheet.refresh_from_db()
    assert not sheet.is_open
    assert page(desk, sheet).context["taken"]


def test_figures_are_taken_one_by_one(desk, edition):
    book = fill(taken(desk, edition), **GOOD)
    other = next(
        row for row in book.worksheets[0].iter_rows(min_row=FIRST_ROW) if row[0].value != KEY
    )
    fill(book, other[0].value, gap=GAP)
    sheet = sheet_of(desk, edition, book)
    lines = page(desk, sheet).context["waiting"]
    assert len(lines) == 2
    (chosen,) = [line for line in lines if line.typed["gap"]]
    decide(desk, sheet, do=f"one:{chosen.number}")
    assert SectionFigure.objects.get().gap == "not_collected"
    assert len(page(desk, sheet).context["waiting"]) == 1


def test_a_figure_that_is_expected_in_the_past_is_not_taken(desk, edition):
    expected = str(Observation.Gap.EXPECTED.label)
    sheet = sheet_of(desk, edition, fill(taken(desk, edition), gap=expected, year=1950))
    (line,) = page(desk, sheet).context["blocked"]
    assert line.blocked == ["The year 1950 is over. In which year is the figure expected?"]
    decide(desk, sheet)
    assert not SectionFigure.objects.exists()


def test_a_line_without_a_tick_is_not_taken(desk, edition):
    sheet = sheet_of(desk, edition, fill(taken(desk, edition), **GOOD))
    desk.post(address(edition, f"/{sheet.pk}/"), {"do": "take"})
    assert not SectionFigure.objects.exists()


def test_what_is_doubtful_needs_a_word_of_why(desk, edition):
    sheet = sheet_of(desk, edition, fill(taken(desk, edition), **GOOD | {"value": 37_000}))
    (line,) = page(desk, sheet).context["waiting"]
    assert line.asks
    decide(desk, sheet)
    assert not SectionFigure.objects.exists()
    decide(desk, sheet, **{f"line-{line.number}-note_en": "A census."})
    figure = SectionFigure.objects.get()
    assert (figure.value, figure.note_en) == (37_000, "A census.")


def test_what_is_impossible_stays_in_the_sheet_with_the_reason(desk, edition):
    sheet = sheet_of(desk, edition, fill(taken(desk, edition), **GOOD | {"value": -5}))
    shown = page(desk, sheet)
    assert not shown.context["waiting"]
    assert "cannot be negative" in shown.content.decode()
    (line,) = shown.context["blocked"]
    forced = {"do": "take", f"tick-{line.number}": "1", f"mark-{line.number}": line.mark}
    desk.post(address(edition, f"/{sheet.pk}/"), forced)
    assert not SectionFigure.objects.exists()
    assert not TypedFigure.objects.exists()


def test_a_figure_that_moved_at_the_desk_is_shown_and_not_overwritten_unseen(
    desk, edition, part, population, editor
):
    sheet = sheet_of(desk, edition, fill(taken(desk, edition), **GOOD))
    (line,) = page(desk, sheet).context["waiting"]
    seen = {"do": "take", f"tick-{line.number}": "1", f"mark-{line.number}": line.mark}
    theirs = entry(population, value="3699000", year="2024", source="Office")
    save_figures(part, [theirs], by=editor, on=TODAY)
    desk.post(address(edition, f"/{sheet.pk}/"), seen)
    assert SectionFigure.objects.get().value == 3_699_000
    shown = page(desk, sheet)
    assert shown.context["waiting"][0].has_moved
    assert "3,699,000" in shown.content.decode()
    decide(desk, sheet)
    assert SectionFigure.objects.get().value == 3_700_100


def test_a_deleted_figure_is_asked_about(desk, edition, part, population):
    SectionFigure.objects.create(
        section=part, indicator=population, value=3_700_000, year=2024, source="S"
    )
    book = fill(taken(desk, edition), value=None, year=None, source=None)
    sheet = sheet_of(desk, edition, book)
    (line,) = page(desk, sheet).context["waiting"]
    assert line.proposed == ""
    decide(desk, sheet)
    assert not SectionFigure.objects.exists()


def test_yes_confirms_the_open_figure(desk, edition):
    sheet = sheet_of(desk, edition, fill(taken(desk, edition), confirmed="Да"))
    decide(desk, sheet)
    figure = SectionFigure.objects.get()
    assert (figure.value, figure.is_confirmed) == (3_699_557, True)
    assert brought(desk, edition, taken(desk, edition))["Location"] == address(edition)


def test_a_sheet_is_put_aside(desk, edition):
    sheet = sheet_of(desk, edition, fill(taken(desk, edition), **GOOD))
    assert "A sheet of figures waits" in desk.get("/en/desk/").content.decode()
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.SUBMITTED)
    assert "A sheet of figures waits" not in desk.get("/en/desk/").content.decode()
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.RETURNED)
    decide(desk, sheet, do="aside")
    assert "A sheet of figures waits" not in desk.get("/en/desk/").content.decode()
    assert not SectionFigure.objects.exists()
    decide(desk, sheet)
    assert not SectionFigure.objects.exists()


def test_the_same_sheet_brought_twice_waits_once(desk, edition):
    book = fill(taken(desk, edition), **GOOD)
    first = sheet_of(desk, edition, book)
    assert brought(desk, edition, book)["Location"] == address(edition, f"/{first.pk}/")
    brought(desk, edition, fill(book, value=3_700_200))
    assert FigureSheet.objects.count() == 2
    decide(desk, first, do="aside")
    assert brought(desk, edition, fill(book, **GOOD))["Location"] != address(
        edition, f"/{first.pk}/"
    )


def test_another_states_desk_sees_nothing_of_it(desk, edition, ion):
    sheet = sheet_of(desk, edition, fill(taken(desk, edition), **GOOD))
    other = signed_in(ion.account)
    for rest in ("/", ".xlsx", f"/{sheet.pk}/"):
        assert other.get(address(edition, rest)).status_code == 404


def test_what_is_not_written_now_takes_no_sheet(desk, edition):
    book = fill(taken(desk, edition), **GOOD)
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.SUBMITTED)
    assert "figures do not change now" in said(brought(desk, edition, book))


def test_parts_that_change_to_the_same_are_taken_together(georgia, nino, editor, population):
    edition = make.edition(georgia, kind="extended", year=2032)
    sections = [
        make.section(edition, row.section.slug)
        for row in population.section_indicators.filter(section__template=edition.template)
    ]
    assert len(sections) > 1
    for section in sections:
        SectionFigure.objects.create(
            section=section, indicator=population, value=3_700_000, year=2024, source="S"
        )
    desk = signed_in(nino.account)
    book = taken(desk, edition)
    for section in sections:
        key = f"{section.template_section.slug}/population"
        fill(book, key, value=3_700_500)
    sheet = sheet_of(desk, edition, book)
    assert len(page(desk, sheet).context["waiting"]) == len(sections)
    decide(desk, sheet)
    figures = SectionFigure.objects.filter(value=3_700_500)
    assert figures.count() == len(sections)


def test_neither_page_nor_sheet_asks_more_for_more_figures(
    desk, edition, django_assert_max_num_queries
):
    book = taken(desk, edition)
    keys = [row[0].value for row in book.worksheets[0].iter_rows(min_row=FIRST_ROW)]
    for key in keys:
        fill(book, key, gap=GAP)
    sheet = sheet_of(desk, edition, book)
    with django_assert_max_num_queries(40):
        assert len(page(desk, sheet).context["waiting"]) == len(keys)
    with django_assert_max_num_queries(40):
        taken(desk, edition)
    decide(desk, sheet)
    assert SectionFigure.objects.count() == len(keys)
