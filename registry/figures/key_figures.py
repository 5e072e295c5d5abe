"""The few figures at the head of a state's page, and where the state stands among its neighbours."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.common.numbers import compact, grouped
from registry.figures.charts import runs
from registry.figures.models import Indicator
from registry.figures.series import Series, series_of, values_in
from registry.states.designations import designation
from registry.states.models import RegionalGroup, State

KEY_INDICATORS = (
    "population",
    "international-migrant-stock",
    "emigrant-stock",
    "refugees-hosted",
    "asylum-applications",
    "remittances-inflow-gdp",
)
COMPARED = "international-migrant-share"
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 100, 30, 3
STRIP_WIDTH = 300


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """`value` in short form ("3.7 m"); `spark`: the path of a small line in a box of 100 by 30; `gap`: why there is no value."""

    indicator: Indicator
    value: str
    year: int | None
    spark: str
    gap: str


def key_figures(state: State, on: date | None = None) -> list[KeyFigure]:
    """As held `on` a day."""
    indicators = sorted(
        Indicator.objects.for_page().by_slugs(KEY_INDICATORS), key=lambda one: KEY_INDICATORS.index(one.slug)
    )
    found = series_of(state, indicators, on)
    return [key_figure(found[indicator.pk]) for indicator in indicators]


def key_figure(series: Series) -> KeyFigure:
    indicator = series.indicator
    if series.latest is None:
        return KeyFigure(indicator, "", None, "", series.gap.gap_worded if series.gap else "")
    year, value = series.latest
    text = compact(value) if indicator.is_amount else grouped(value, indicator.decimals)
    percent = "\N{NO-BREAK SPACE}%" if indicator.unit_en.startswith("%") else ""
    return KeyFigure(indicator, text + percent, year, spark(series.points), "")


def spark(points: list[tuple[int, Decimal]]) -> str:
    """An SVG path, with gaps where years are missing; "" for fewer than three points."""
    if len(points) < 3:
        return ""
    years, values = zip(*points, strict=True)
    low, high = min(values), max(values)
    across = SPARK_WIDTH / (years[-1] - years[0])
    up = (SPARK_HEIGHT - 2 * SPARK_EDGE) / float(high - low or 1)

    def place(year: int, value: Decimal) -> str:
        return f"{across * (year - years[0]):.1f},{SPARK_HEIGHT - SPARK_EDGE - up * float(value - low):.1f}"

    pieces = ([place(*point) for point in run] for run in runs(points))
    return " ".join("M" + (" L".join(piece) if len(piece) > 1 else f"{piece[0]} h.01") for piece in pieces)


@dataclass(frozen=True, slots=True)
class Neighbour:
    state: State
    value: str
    x: float
    is_self: bool


@dataclass(frozen=True, slots=True)
class Region:
    """The group's states on one line, by their value in the same year."""

    indicator: Indicator
    year: int
    group: RegionalGroup
    neighbours: list[Neighbour]
    largest: str

    @property
    def own(self) -> Neighbour | None:
        return next((one for one in self.neighbours if one.is_self), None)


def in_the_region(state: State, group: RegionalGroup | None, on: date) -> Region | None:
    indicator = Indicator.objects.by_slugs([COMPARED]).first()
    if indicator is None or group is None:
        return None
    states = {one.pk: one for one in State.objects.participating(on).in_group(group, on)}
    by_year = values_in([indicator], states.values(), on)
    if not by_year:
        return None
    year = max(year for _indicator, year in by_year)
    values = by_year[indicator.pk, year]
    if len(values) < 2:
        return None
    largest = max(values.values())
    neighbours = [
        Neighbour(
            states[pk], grouped(value, 1), round(float(value / largest) * (STRIP_WIDTH - 20) + 10, 1), pk == state.pk
        )
        for pk, value in sorted(values.items(), key=lambda pair: (-pair[1], designation(pair[0]).name))
    ]
    return Region(indicator, year, group, neighbours, grouped(largest, 1))
