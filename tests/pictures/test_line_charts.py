"""The geometry of a chart of several lines: no text over another, gaps, breaks, scales; and how
heavy it is."""

import csv
import gzip
from collections import defaultdict
from decimal import Decimal
from io import BytesIO
from itertools import combinations

import pytest
from django.conf import settings
from PIL import Image

from registry.figures.indicator_chart import View, picture_of
from registry.figures.models import Indicator
from registry.figures.panel import panel_of
from registry.pictures.charts import HEAVIEST, as_png, with_few_colours, year_ticks
from registry.pictures.line_charts import MOST_LINES, Chart, ChartLine, Words, draw, draw_alone
from registry.pictures.line_geometry import (
    SIZES,
    arranged,
    bounds,
    log_axis,
    spread,
    wrapped_name,
)
from registry.states.designations import by_name
from registry.states.models import State
from tests.conftest import TODAY

YEARS = range(1990, 2025)
GAP_AND_BREAK = ChartLine(
    "A",
    [
        (2000, Decimal(1)),
        (2001, Decimal(2)),
        (2002, Decimal(2)),
        (2006, Decimal(3)),
        (2007, Decimal(3)),
    ],
    {2001},
)


def chart_of(*lines, scale="linear"):
    return Chart(lines=list(lines), words=Words("T", "D"), scale=scale)


def line(name, *points):
    return ChartLine(name, [(year, Decimal(value)) for year, value in points])


def collisions(layout):
    """Texts over one another, over the plot where they may not be, or outside the picture."""
    met = [
        (one.rows, other.rows)
        for one, other in combinations(layout.labels, 2)
        if one.box.meets(other.box)
    ]
    outside = [
        label.rows
        for label in layout.labels
        if label.box.left < 0
        or label.box.right > layout.width
        or label.box.top < -1
        or label.box.bottom > layout.height + 1
    ]
    return met + outside


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_label_of_any_indicator_meets_another(language):
    """All indicators, several choices of states, each scale, each size, both languages."""
    from django.utils import translation

    states = by_name(State.objects.participating(TODAY))
    choices = [(), *(tuple(states[at : at + MOST_LINES]) for at in range(0, len(states), 16))]
    tried = 0
    with translation.override(language):
        for indicator in Indicator.objects.with_figures():
            panel = panel_of(indicator, states)
            for chosen in choices:
                for scale in ("linear", "log"):
                    picture = picture_of(panel, View(chosen, scale=scale))
                    for size in SIZES.values() if picture else ():
                        tried += 1
                        layout = picture.chart.arranged(size)
                        assert not collisions(layout), (indicator.slug, chosen, scale)
    assert tried > 500


def test_many_lines_that_end_at_one_place_keep_their_names_apart():
    names = [f"The state of the long name of number {number}" for number in range(MOST_LINES)]
    lines = [[(2000, 1.0), (2001, 1.0)] for _name in names]
    for size in SIZES.values():
        layout = arranged([(name, True) for name in names], lines, size, "linear")
        assert not collisions(layout)
        assert layout.left < layout.right - 50


def test_names_stay_as_near_to_their_lines_as_there_is_room():
    placed = spread([100, 101, 99, 299, 298], [16] * 5, top=0, bottom=300)
    assert placed[2] < placed[0] < placed[1] < placed[4] < placed[3] == 292
    assert spread([50], [16], top=0, bottom=300) == [50]


def test_a_name_is_wrapped_between_its_words():
    assert wrapped_name("Bosnia and Herzegovina", 13, 120, is_bold=True) == [
        "Bosnia and",
        "Herzegovina",
    ]
    assert wrapped_name("Turkmenistan", 13, 20, is_bold=True) == ["Turkmenistan"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3, 97], (0, 100)),
        ([-40, 97], (-50, 100)),
        ([-3, -97], (-100, 0)),
        ([0], (0, 1)),
        ([0.2, 0.81], (0, 1.0)),
    ],
)
def test_axes_begin_at_zero_and_end_at_a_round_figure(values, expected):
    assert bounds(values) == pytest.approx(expected)


def test_an_index_needs_no_zero():
    assert bounds([80, 104], includes=100) == (80, 105)


def test_a_logarithmic_axis_begins_and_ends_at_round_figures():
    axis = log_axis([3, 97])
    assert (axis.low, axis.high) == (2, 100)
    assert axis.share(2) == 0
    assert axis.share(100) == 1
    assert log_axis([0.0004, 0.3]).low == pytest.approx(0.0002)
    assert log_axis([1, 100_000]).ticks == [1, 10, 100, 1000, 10_000, 100_000]


@pytest.mark.parametrize(
    ("first", "last"), [(1990, 2023), (1990, 2024), (2019, 2021), (1960, 2025)]
)
@pytest.mark.parametrize("count", [3, 4, 8, 20])
def test_years_on_the_axis_have_room(first, last, count):
    ticks = year_ticks(first, last, count, nearest=(last - first) / count)
    assert (ticks[0], ticks[-1]) == (first, last)
    between = [after - before for before, after in zip(ticks, ticks[1:], strict=False)]
    assert min(between) >= min((last - first) / count, last - first)


def test_a_gap_interrupts_the_line_and_a_break_has_a_bar():
    svg = draw(chart_of(GAP_AND_BREAK))["large"]
    path = svg.split("data-line")[0].rpartition(' d="')[2].split('"')[0]
    assert path.count("M") == 2  # two pieces
    assert path.count("L") == 3
    assert svg.count('stroke-width="2.5"') == 1
    assert svg.count("<circle") == 5  # a short line shows each value


def test_a_year_alone_between_gaps_is_a_dot():
    years = [*range(2000, 2008), 2010, *range(2012, 2020)]
    svg = draw(chart_of(line("A", *((year, 1) for year in years))))["small"]
    assert svg.count("<circle") == 1


def test_values_below_zero_are_below_the_line_of_zero():
    layout = chart_of(line("A", (2000, -5), (2001, 5))).arranged(SIZES["medium"])
    assert layout.y(-5) > layout.y(0) > layout.y(5)


def test_what_the_script_reads_is_in_the_picture():
    for svg in draw(chart_of(GAP_AND_BREAK)).values():
        assert 'data-years="2000 2007"' in svg
        assert svg.count("data-line=") == 1
        assert "style=" not in svg


@pytest.mark.charts
def test_a_file_has_its_density_and_weighs_little():
    lines = [
        line(f"State {place}", *((year, (year * place) % 7 + place * 9) for year in YEARS))
        for place in range(MOST_LINES)
    ]
    svg = draw_alone(chart_of(*lines))
    content = as_png(svg)
    picture = Image.open(BytesIO(content))
    assert picture.info["dpi"] == pytest.approx((192, 192), abs=0.1)
    assert picture.width == 2 * (SIZES["medium"].width + 40)
    assert len(content) < HEAVIEST
    assert all(len(one) < HEAVIEST for one in [svg, *draw(chart_of(*lines)).values()])


def fullest_series(indicator: str) -> list[ChartLine]:
    """Of the eight states with the most figures above zero, as the fixtures have them."""
    points = defaultdict(list)
    with gzip.open(settings.BASE_DIR / "fixtures/figures.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            is_total = row["sex"] == "total" and not row["counterpart"]
            if row["indicator"] == indicator and is_total and float(row["value"] or 0) > 0:
                points[row["state"]].append((int(row["year"]), Decimal(row["value"])))
    fullest = sorted(points, key=lambda state: (-len(points[state]), state))[:MOST_LINES]
    return [ChartLine(f"Republic of {state}", sorted(points[state])) for state in fullest]


def dense(indicator: str) -> str:
    """As it is downloaded: a logarithmic scale, long names, notes below."""
    words = Words(
        title="Persons who wait for a decision on asylum, at the end of the year",
        description="Eight states",
        unit="persons, logarithmic scale",
        below=(
            "Source: UNHCR, Refugee Population Statistics Database (CC BY 4.0). registry.example",
            "On a logarithmic scale equal distances are equal rates of growth; it has no zero.",
            "Where a line is interrupted, there is no figure for those years.",
        ),
    )
    return draw_alone(Chart(lines=fullest_series(indicator), words=words, scale="log"))


@pytest.mark.charts
@pytest.mark.parametrize(
    "indicator",
    ["asylum-seekers-pending", "asylum-applications", "refugees-originating", "refugees-hosted"],
)
def test_a_file_of_eight_restless_lines_weighs_little_and_keeps_its_size(indicator):
    svg = dense(indicator)
    smooth, content = with_few_colours(svg, 2), as_png(svg)
    assert len(content) <= min(len(smooth), HEAVIEST)
    picture = Image.open(BytesIO(content))
    assert picture.size == Image.open(BytesIO(smooth)).size
    assert picture.info["dpi"] == pytest.approx((192, 192), abs=0.1)


@pytest.mark.charts
def test_only_a_picture_that_would_be_too_heavy_gets_hard_edges():
    svg = dense("asylum-seekers-pending")
    assert len(with_few_colours(svg, 2)) > HEAVIEST > len(as_png(svg))
    light = draw_alone(chart_of(GAP_AND_BREAK))
    assert as_png(light) == with_few_colours(light, 2)
