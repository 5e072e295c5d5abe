from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from registry.figures.key_figures import in_the_region, key_figures
from registry.figures.models import Indicator, Observation, Source
from registry.figures.pairs import largest_counterparts
from registry.figures.series import series_of
from registry.pictures.charts import dots, line_chart, localised, with_breaks, year_ticks
from registry.pictures.sparklines import spark
from tests import make
from tests.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.charts]


def series(state, slug):
    indicator = Indicator.objects.get(slug=slug)
    return series_of(state, [indicator])[indicator.pk]


def test_a_figure_has_either_a_value_or_a_reason(georgia):
    for fields in ({"value": 1, "gap": "not_collected"}, {}):
        with (
            pytest.raises(IntegrityError, match="observation_is_a_value_or_a_gap"),
            transaction.atomic(),
        ):
            make.observation(georgia, "work-permits", 2020, **fields)


def test_a_total_stands_once(georgia):
    make.observation(georgia, "work-permits", 2020, 5)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.observation(georgia, "work-permits", 2020, 6)


@pytest.mark.parametrize("year", [1899, 2101])
def test_years_are_in_range(georgia, year):
    with pytest.raises(IntegrityError, match="observation_year_in_range"), transaction.atomic():
        make.observation(georgia, "work-permits", year, 5)


def test_the_latest_value_and_that_of_ten_years_before(georgia):
    found = series(georgia, "population")
    assert found.latest == (2024, Decimal(3699557))
    assert found.decade_before == (2014, Decimal(3719414))
    assert found.source.slug == "wdi"


def test_a_gap_has_its_reason(kosovo):
    found = series(kosovo, "international-migrant-stock")
    assert found.latest is None
    assert found.gap.gap == Observation.Gap.INCLUDED_ELSEWHERE
    assert found.gap.note_en


def test_women_and_men_where_there_is_no_total(georgia):
    assert series(georgia, "unemployment-modelled").by_sex == {
        "female": (2019, Decimal("10.15")),
        "male": (2019, Decimal("12.79")),
    }


def test_the_indicators_own_source_comes_first(georgia):
    other = Source.objects.get(slug="pp-country-pages")
    make.observation(georgia, "population", 2025, 1, source=other)
    assert series(georgia, "population").latest[0] == 2024
    make.observation(georgia, "immigration-flow", 2020, 7, source=other)
    assert series(georgia, "immigration-flow").latest == (2020, Decimal(7))


def test_all_series_of_a_state_cost_two_queries(georgia, django_assert_num_queries):
    indicators = list(Indicator.objects.all())
    with django_assert_num_queries(2):
        series_of(georgia, indicators)


def test_the_largest_counterparts(georgia):
    found = largest_counterparts(
        georgia, Indicator.objects.get(slug="emigrant-stock"), 2020, count=3
    )
    assert [row.counterpart.code for row in found] == ["RU", "GR", "UA"]


def test_a_missing_year_breaks_the_line_but_a_rhythm_does_not():
    yearly = with_breaks([(2000, 1), (2001, 2), (2002, 2), (2005, 3), (2006, 3)])
    assert [mark["is_known"] for mark in yearly] == [True, True, True, False, True, True]
    assert [
        dot["year"]
        for dot in dots(with_breaks([(year, 1) for year in [*range(2000, 2014), 2020, 2022, 2023]]))
    ] == [2020, 2023]
    assert all(mark["is_known"] for mark in with_breaks([(1990, 1), (1995, 2), (2000, 3)]))


def test_ticks_do_not_touch():
    assert year_ticks(1990, 2024, 7) == [1990, 1995, 2000, 2005, 2010, 2015, 2020, 2024]
    assert year_ticks(2000, 2025, 4)[0] == 2000


def test_a_chart_is_drawn_for_both_widths_and_both_languages():
    drawn = line_chart([(year, Decimal(year) * 1000) for year in range(2010, 2021)], 1000)
    assert 'width="600"' in drawn["wide"]
    assert 'width="320"' in drawn["narrow"]
    for svg in drawn.values():
        assert 'aria-hidden="true"' in svg
        assert "style=" not in svg
    assert ">2,020<" in drawn["wide"]
    assert ">2\xa0020<" in localised(drawn["wide"], "ru")


def test_key_figures(georgia, kosovo):
    found = {figure.indicator.slug: figure for figure in key_figures(georgia)}
    assert found["population"].value == "3.7\xa0m"
    assert found["remittances-inflow-gdp"].value == "13.8\xa0%"
    assert found["population"].spark.startswith("M0.0,")
    missing = {figure.indicator.slug: figure for figure in key_figures(kosovo)}["refugees-hosted"]
    assert (missing.value, missing.gap) == ("", "counted by the source with another state")


def test_a_flat_line_can_be_drawn():
    assert (
        spark([(2000, Decimal(1)), (2001, Decimal(1)), (2002, Decimal(1))])
        == "M0.0,27.0 L50.0,27.0 L100.0,27.0"
    )
    with_gaps = [(2000, Decimal(0)), (2001, Decimal(0)), (2003, Decimal(1)), (2010, Decimal(1))]
    assert spark(with_gaps) == "M0.0,27.0 L10.0,27.0 M30.0,3.0 h.01 M100.0,3.0 h.01"


def test_a_state_among_its_neighbours(georgia):
    region = in_the_region(georgia, georgia.group_on(TODAY), TODAY)
    assert region.own.value == "2.0"
    assert len(region.neighbours) == 6
    assert all(0 <= one.x <= 300 for one in region.neighbours)
