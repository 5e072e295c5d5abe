"""A state's figures: what is impossible is refused, what is doubtful is asked about, what is
confirmed stays the source's."""

import json
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings

from registry.common.errors import RuleError
from registry.drafting import review, starting, writing
from registry.drafting.figure_checks import doubts_of
from registry.drafting.figure_forms import figure_forms
from registry.drafting.figure_rows import as_text
from registry.drafting.figure_writing import (
    as_typed,
    row_of,
    save_figures,
    stored_rows,
)
from registry.drafting.sections import Section, SectionFigure
from registry.figures.models import Indicator, Observation
from registry.profiles.models import Edition
from registry.publication.workflow import perform
from tests import make
from tests.conftest import TODAY
from tests.drafting.figures.entries import GOOD, address, entry, form, own
from tests.drafting.georgias_draft import PART

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return Indicator.objects.get(slug="area-km2")


def test_done_makes_no_open_figure_the_states_own(desk, edition):
    desk.post(address(edition), form(desk.get(address(edition))) | {"do": "done"})
    assert not SectionFigure.objects.exists()


def test_what_is_confirmed_stays_the_sources_figure(desk, edition, population):
    page = desk.get(address(edition))
    desk.post(address(edition), form(page) | {"do": "figures"})
    figure = SectionFigure.objects.get()
    assert (figure.indicator, figure.value, figure.is_confirmed) == (population, 3_699_557, True)
    assert "World Bank" in figure.source
    page = desk.get(address(edition))
    assert page.context["figures"][0].is_ticked
    unticked = form(page) | {"do": "save"}
    del unticked[f"figure-{population.pk}-confirmed"]
    desk.post(address(edition), unticked)
    assert not SectionFigure.objects.exists()


def test_a_figure_that_changed_since_it_was_shown_is_not_confirmed(
    desk, edition, georgia, population
):
    page = form(desk.get(address(edition)))
    page[f"figure-{population.pk}-confirmed"] = "2024:3699557"
    make.observation(georgia, "population", 2025, 3_690_000)
    desk.post(address(edition), page | {"do": "save"})
    assert not SectionFigure.objects.exists()
    assert "has changed since" in desk.get(address(edition)).content.decode()


def test_an_own_figure_takes_the_place_of_a_confirmed_one(desk, edition, population):
    desk.post(address(edition), form(desk.get(address(edition))) | {"do": "figures"})
    data = form(desk.get(address(edition))) | own(population, **GOOD)
    desk.post(address(edition), data | {"do": "save"})
    figure = SectionFigure.objects.get()
    assert (figure.value, figure.is_confirmed) == (3_700_100, False)


def test_a_correction_carries_reasons_and_confirmations(light_georgia, editor, population, area):
    section = make.section(make.edition(light_georgia.profile.state, year=2032), PART, "<p>x</p>")
    SectionFigure.objects.create(
        section=section,
        indicator=population,
        value=1,
        year=2024,
        source="S",
        note_en="Why.",
        is_confirmed=True,
    )
    made = Section(edition=make.edition(light_georgia.profile.state, year=2033))
    made.template_section, made.carried_from = section.template_section, section
    made.save()
    starting.carry_figures([made])
    carried = made.figures.get()
    assert (carried.note_en, carried.is_confirmed) == ("Why.", True)


# Plausible


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"year": "2100"}, "year", "The year 2100 has not begun yet."),
        ({"value": "-5"}, "value", "This figure cannot be negative."),
        ({"value": "3 000 000 000"}, "value", "This figure cannot be above 2,000,000,000."),
    ],
)
def test_what_is_impossible_is_refused_beside_the_field(
    desk, edition, population, typed, field, told
):
    note = {"note_en": "It is so."}
    data = form(desk.get(address(edition))) | own(population, **GOOD | note | typed)
    answer = desk.post(address(edition, "autosave/"), data).json()
    assert answer["figures"][f"figure-{population.pk}"]["errors"][field] == told
    text = desk.post(address(edition), data | {"do": "done"}).content.decode()
    assert told in text
    assert not SectionFigure.objects.exists()


@pytest.mark.parametrize("year", ["1950", "2025", "2099"])
def test_no_figure_is_expected_in_the_past_nor_in_another_age(desk, edition, population, year):
    data = form(desk.get(address(edition))) | own(population, gap="expected", year=year)
    answer = desk.post(address(edition, "autosave/"), data).json()
    assert year in answer["figures"][f"figure-{population.pk}"]["errors"]["year"]
    assert year in desk.post(address(edition), data | {"do": "done"}).content.decode()
    assert not SectionFigure.objects.exists()


def test_no_other_door_writes_a_figure_that_is_expected_in_the_past(
    edition, part, population, nino
):
    wanted = entry(population, gap="expected", year=1950)
    save_figures(part, [wanted], by=nino.account, on=TODAY)
    assert not part.figures.exists()
    assert stored_rows(part)[population.pk]["year"] == "1950"  # as it was typed, to be mended


def test_a_year_that_was_to_come_when_it_was_typed_stands_in_its_edition(georgia, population):
    edition = make.edition(georgia, year=2024, status="draft")
    part = make.section(edition, PART, "<p>x</p>")
    figure = SectionFigure(section=part, indicator=population, gap="expected", year=2024)
    figure.save()
    assert doubts_of(edition, TODAY) == []
    figure.year = 1950
    figure.save()
    ((found, (reason,)),) = doubts_of(edition, TODAY)
    assert (found, reason.is_impossible) == (figure, True)


@pytest.mark.parametrize("note", [".", "-- !", "ok", "12"])
def test_a_full_stop_is_no_word_of_why(desk, edition, population, note):
    typed = GOOD | {"value": "37 000", "note_en": note}
    data = form(desk.get(address(edition))) | own(population, **typed)
    answer = desk.post(address(edition, "autosave/"), data).json()
    assert "Say why" in answer["figures"][f"figure-{population.pk}"]["errors"]["note_en"]
    assert not SectionFigure.objects.exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"year": "1960"}, "is much newer"),
        ({"value": "3 700 100,5"}, "Is the decimal mark right?"),
    ],
)
def test_a_year_long_ago_and_a_fraction_need_a_word_of_why(desk, edition, population, typed, told):
    data = form(desk.get(address(edition))) | own(population, **GOOD | typed)
    answer = desk.post(address(edition, "autosave/"), data).json()
    stands = answer["figures"][f"figure-{population.pk}"]
    assert told in stands["asks"]
    assert "Say why" in stands["errors"]["note_en"]
    assert not SectionFigure.objects.exists()


def test_a_year_outside_of_all_figures_is_told_as_that(desk, edition, population):
    data = form(desk.get(address(edition))) | own(population, **GOOD | {"year": "1825"})
    answer = desk.post(address(edition, "autosave/"), data).json()
    told = answer["figures"][f"figure-{population.pk}"]["errors"]["year"]
    assert told == "The registry has figures of the years 1900 to 2100."


def test_what_is_doubtful_needs_a_word_of_why(desk, edition, population):
    page = form(desk.get(address(edition)))
    data = page | own(population, **GOOD | {"value": "37 000"})
    answer = desk.post(address(edition, "autosave/"), data).json()
    stands = answer["figures"][f"figure-{population.pk}"]
    assert "World Development Indicators: 3,699,557 in 2024. Is yours right?" in stands["asks"]
    assert "Say why" in stands["errors"]["note_en"]
    assert not SectionFigure.objects.exists()
    data |= own(population, note_ru="Новая перепись.", before=stands["before"])
    desk.post(address(edition), data | {"do": "save"})
    figure = SectionFigure.objects.get()
    assert (figure.value, figure.note_ru, figure.note_in("en")) == (
        37_000,
        "Новая перепись.",
        "Новая перепись.",
    )


def test_a_part_is_compared_with_its_total(edition, georgia, part, population):
    idps = Indicator.objects.get(slug="idps")
    other = edition.sections.filter(template_section__indicators=idps).first()
    SectionFigure.objects.create(
        section=other, indicator=idps, value=4_000_000, year=2024, source="S"
    )
    [(figure, reasons)] = doubts_of(edition, TODAY)
    assert figure.indicator == idps
    assert any("more than the total it is a part of" in reason.text for reason in reasons)


def test_an_edition_has_one_value_for_an_indicator_and_year(georgia, population, nino):
    edition = make.written_edition(georgia, kind="extended")
    first = edition.sections.get(template_section__slug="front-general-information")
    second = edition.sections.get(template_section__slug="a-introduction")
    save_figures(first, [entry(population, **GOOD)], by=nino.account, on=TODAY)
    rows = {row.beside.indicator: row for row in figure_forms(second)}
    assert rows[population].beside.stands_elsewhere == [("0", "3,700,100 (2024)")]
    data = {
        **own(population, **GOOD | {"value": "3 700 101", "note_en": "Why not"}),
        f"figure-{population.pk}-before": "",
    }
    (form_,) = [row for row in figure_forms(second, data) if row.is_bound]
    assert "Part 0 says 3,700,100 for 2024" in str(form_.errors["value"])
    other = entry(population, **GOOD | {"value": 3_700_101, "note_en": "Why not"})
    save_figures(second, [other], by=nino.account, on=TODAY)
    assert not second.figures.exists()  # whoever calls: kept as typed, never a second value
    assert stored_rows(second)[population.pk]["value"] == "3700101"


def test_a_typed_row_comes_back_as_it_was_compared(edition, part, population):
    figure = SectionFigure(indicator=population, value=Decimal("3712345.6700"), year=2024)
    figure.source = "Geostat"
    row = row_of(figure)
    assert row["value"] == "3712345.67"
    assert as_typed(json.loads(as_text(row))) == row


def test_doubts_cost_no_more_queries_for_more_figures(
    edition, part, population, area, django_assert_max_num_queries
):
    rows = [(population, 5_000_000), (area, 1)]
    for indicator, value in rows:
        SectionFigure.objects.create(
            section=part, indicator=indicator, value=value, year=2024, source="S"
        )
    with django_assert_max_num_queries(8):
        assert len(doubts_of(edition, TODAY)) == 1


# Review


def test_a_figure_in_an_accepted_part_has_it_reviewed_again(edition, part, population, nino):
    Section.objects.filter(pk=part.pk).update(review="accepted")
    save_figures(part, [entry(population, **GOOD)], by=nino.account, on=TODAY)
    part.refresh_from_db()
    assert (part.review, part.progress) == ("", "written")


def test_a_typed_point_is_no_answer_to_what_was_returned(edition, part, population, nino):
    Section.objects.filter(pk=part.pk).update(review="returned")
    saved = writing.save_section(
        part, {"text_en": part.text_en + "<p>.</p>"}, by=nino.account, on=TODAY, seen=part.version
    )
    assert saved.review == "returned"
    save_figures(saved, [entry(population, **GOOD)], by=nino.account, on=TODAY)
    saved.refresh_from_db()
    assert saved.review == "returned"
    assert writing.finish_section(saved, by=nino.account, on=TODAY).review == ""


def test_the_review_lists_doubtful_figures_with_the_states_word(staff, edition, part, population):
    SectionFigure.objects.create(
        section=part,
        indicator=population,
        value=37_000,
        year=2024,
        source="Geostat",
        note_en="A new census.",
    )
    text = staff.get(f"/admin/registry/edition/{edition.pk}/review/").content.decode()
    assert "Figures to look at" in text
    assert "3,699,557 in 2024" in text
    assert "A new census." in text


def test_a_doubtful_figure_without_a_word_stops_each_step_on_the_way_out(
    georgia, population, nino, editor
):
    edition = make.written_edition(georgia)
    part = edition.sections.get(template_section__slug=PART)
    figure = SectionFigure.objects.create(
        section=part, indicator=population, value=37_000, year=2024, source="Geostat"
    )
    with pytest.raises(RuleError, match="cannot be right, or needs a word of why"):
        perform(edition, "submit", by=nino.account, on=TODAY)
    Edition.objects.filter(pk=edition.pk).update(status="submitted")
    review.accept_rest(edition, by=editor)
    with pytest.raises(RuleError, match="cannot be right, or needs a word of why"):
        perform(edition, "ask_endorsement", by=editor, on=TODAY)
    Edition.objects.filter(pk=edition.pk).update(status="endorsed", submitted_on=TODAY)
    with pytest.raises(RuleError, match="cannot be right, or needs a word of why"):
        perform(edition, "publish", by=editor, on=TODAY)
    figure.note_en = "A new census."
    figure.save()
    assert perform(edition, "publish", by=editor, on=TODAY).status == "published"


def test_the_script_says_that_figures_are_not_finished(desk, edition, population):
    data = form(desk.get(address(edition))) | own(population, value="many")
    answer = desk.post(address(edition, "autosave/"), data).json()
    assert "figures that are marked are not finished" in answer["saved"]
    text = desk.post(address(edition), data | {"do": "save"}, follow=True).content.decode()
    assert "Figures that are not finished are marked below." in text


def test_open_figures_that_an_old_button_made_own_ones_are_confirmed(
    edition, part, population, area
):
    """By the migration that brought the mark: rounded as the form showed them then."""
    (path,) = (settings.BASE_DIR / "registry/migrations").glob("*_figures_are_expected.py")
    migration = import_module(f"registry.migrations.{path.stem}")
    Observation.objects.filter(indicator=population, year=2024).update(value=Decimal("3699557.4"))
    wdi = population.source
    for indicator, value, source in (
        (population, 3_699_557, wdi.title_en),
        (area, 69_700, "Geostat"),
    ):
        SectionFigure.objects.create(
            section=part, indicator=indicator, value=value, year=2024, source=source
        )
    migration.mark_confirmed(apps, None)
    found = {row.indicator.slug: (row.is_confirmed, row.value) for row in part.figures.all()}
    assert found == {
        "population": (True, Decimal("3699557.4")),
        "area-km2": (False, Decimal(69_700)),
    }


def test_who_endorses_reads_the_words_of_why_and_what_was_confirmed(
    desk, edition, part, population, area
):
    SectionFigure.objects.create(
        section=part,
        indicator=population,
        value=Decimal("3700100.5"),
        year=2024,
        source="Geostat",
        note_ru="Новая перепись.",
    )
    SectionFigure.objects.create(
        section=part, indicator=area, value=69_700, year=2024, source="S", is_confirmed=True
    )
    text = desk.get(f"/en/desk/editions/{edition.pk}/read/").content.decode()
    for told in ("3,700,100.5 (2024; Geostat)", "Новая перепись.", "confirmed by the state"):
        assert told in text
