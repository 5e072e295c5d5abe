"""One indicator across states and years, what is said beside a figure, and the pictures made of
it."""

from decimal import Decimal

import pytest

from registry.figures.caveats import reaches
from registry.figures.indicator_chart import View, picture_of, table_of_lines
from registry.figures.models import Indicator, Source
from registry.figures.panel import Footnotes, panel_of, remark
from registry.figures.year_table import Bar, Scale, table_of
from registry.pictures.line_charts import MOST_LINES
from registry.states.designations import by_name
from registry.states.models import State
from tests import make
from tests.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.charts]


@pytest.fixture
def population():
    return Indicator.objects.get(slug="population")


@pytest.fixture
def own_source():
    return Source.objects.create(slug="own", title_en="Profiles of the states", is_state_own=True)


def panel(indicator, on=None):
    return panel_of(indicator, by_name(State.objects.participating(TODAY)), on)


def test_an_indicator_across_the_states():
    table = table_of(panel(Indicator.objects.get(slug="hdi")))
    assert table.year == 2023
    assert table.rows[0].bar == Bar(start=0, length=100)
    assert [row.gap for row in table.rows if row.state.iso_alpha3 == "XKX"] == [
        "not published by the source"
    ]
    assert table_of(panel(Indicator.objects.get(slug="returns-forced"))) is None


def test_the_year_shown_first_is_a_late_one_even_if_fewer_states_have_it(georgia):
    displaced = panel(Indicator.objects.get(slug="idps"))
    assert len(displaced.values(1997)) > len(displaced.values(2025))
    assert displaced.main_year() == 2025
    make.observation(georgia, "idps", 2026, 1)
    assert panel(displaced.indicator).main_year() == 2025  # one state is too few


def test_the_states_own_figure_comes_first_and_the_difference_is_told(
    population, georgia, own_source
):
    make.observation(
        georgia,
        "population",
        2024,
        3_694_600,
        source=own_source,
        note_en="Light profile 2026; Geostat",
    )
    found = panel(population)
    cell = found.cells[georgia.pk, 2024]
    assert (cell.value, cell.is_own, cell.instead_of[0]) == (3_694_600, True, 3_699_557)
    assert (
        remark(cell, population)
        == "the state’s own endorsed figure; World Bank, World Development Indicators: 3,699,557;"
        " difference −4,957; Light profile 2026; Geostat"
    )
    table = table_of(found, 2024)
    row = next(one for one in table.rows if one.state == georgia)
    assert row.value == "3,694,600"
    assert dict(table.notes)[row.mark].startswith("the state’s own endorsed figure")


def test_a_figure_of_another_status_than_its_neighbours_has_a_note(population, georgia):
    make.observation(georgia, "population", 2030, 5, status="provisional", source=population.source)
    for other in State.objects.participating(TODAY).exclude(pk=georgia.pk)[:4]:
        make.observation(other, "population", 2030, 6, status="estimated", source=population.source)
    table = table_of(panel(population), 2030)
    assert table.status == "estimate of the source"  # said once, above the table
    assert [text for _number, text in table.notes] == ["provisional"]


def test_nothing_of_a_later_year_is_seen_on_an_earlier_day(population):
    from datetime import date

    assert max(panel(population, date(2010, 6, 1)).years) == 2010


def test_the_median_needs_enough_states(population):
    years = [year for year, _value in panel(population).medians()]
    assert 2020 in years
    one = panel_of(population, State.objects.filter(iso_alpha3="GEO"))
    assert one.medians() == []


def test_a_panel_costs_two_queries(population, django_assert_num_queries):
    states = list(State.objects.participating(TODAY))
    reaches()  # once for all panels
    with django_assert_num_queries(2):
        panel_of(population, states)


def test_a_median_stands_beside_rates_and_not_beside_numbers_of_persons(population, georgia):
    """The middle of absolute numbers says only how large the states are."""
    found = panel(population)
    assert not any(line.is_context for line in picture_of(found, View((georgia,))).lines)
    found.indicator.is_amount = False
    assert picture_of(found, View((georgia,))).lines[-1].is_context


def test_at_most_eight_lines(population):
    states = list(State.objects.filter(observations__indicator=population).distinct())
    picture = picture_of(panel(population), View(tuple(states)))
    assert len(picture.states) == min(len(states), MOST_LINES)
    assert not any(line.is_context for line in picture.lines)
    assert picture.words.description.startswith(
        f"Line chart of {len(picture.states)} states, 1990 to 2024."
    )


def test_a_picture_has_a_title_a_description_and_no_style(population, georgia):
    picture = picture_of(panel(population), View((georgia,)))
    for svg in picture.svg.values():
        assert 'role="img"' in svg
        assert "<title>Population</title>" in svg
        assert "Georgia: 4,802,000 in 1990, 3,699,557 in 2024" in svg
        assert "style=" not in svg
    assert "Source: World Bank, World Development Indicators (CC BY 4.0)." in picture.alone
    assert picture.alone.index("<title>") < picture.alone.index("<desc>")


def test_where_the_source_changes_the_series_breaks(population, georgia, own_source):
    make.observation(georgia, "population", 2024, 3_694_600, source=own_source)
    assert panel(population).breaks(georgia.pk) == {2024}


def test_the_table_twin_has_every_year_and_its_notes(population, georgia, own_source):
    make.observation(georgia, "population", 2024, 3_694_600, source=own_source)
    found, notes = panel(population), Footnotes()
    table = table_of_lines(found, picture_of(found, View((georgia,))), notes)
    assert table.headings == ["Georgia"]
    assert table.rows[0][0] == 2024
    assert table.rows[0][1][0] == ("3,694,600", 1)
    assert "difference" in notes.texts[0]


def test_losses_go_to_the_left_of_zero_and_gains_to_the_right():
    scale = Scale.over([Decimal(300), Decimal(-100), Decimal(0)])
    assert scale.zero == 25
    assert scale.bar(Decimal(300)) == Bar(start=25, length=75)
    assert scale.bar(Decimal(-100)) == Bar(start=0, length=25)
    assert Scale.over([Decimal(4), Decimal(1)]).bar(Decimal(1)) == Bar(start=0, length=25)
    assert Scale.over([Decimal(-4)]).bar(Decimal(-1)) == Bar(start=75, length=25)
    assert Scale.over([]).bar(Decimal(0)) == Bar(start=0, length=0)
