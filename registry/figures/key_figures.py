"""The few figures at the head of a state's page, and the state's place among its neighbours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.common.numbers import compact, grouped
from registry.common.once_a_version import once_a_version
from registry.figures.coverage import not_held
from registry.figures.models import Indicator, Source
from registry.figures.series import Series, series_of, values_in
from registry.pictures.sparklines import spark
from registry.states.designations import designation
from registry.states.known import members_of, taking_part
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
STRIP_WIDTH = 300


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """`value` in short form ("3.7 m"); `spark`: the path of a small line in a box of 100 by 30;
    `gap`: why there is no value; `caveat`: what a reader must know beside it."""

    state: State
    indicator: Indicator
    value: str
    year: int | None
    spark: str
    gap: str
    caveat: str = ""
    source: Source | None = None

    @property
    def address(self) -> str:
        """Of the indicator, with this state chosen."""
        return f"{self.indicator.get_absolute_url()}?state={self.state.slug}"


def of_a_states_page() -> dict[str, Indicator]:
    """All indicators that it has, by slug. Read once until one changes."""

    def read() -> dict[str, Indicator]:
        found = Indicator.objects.for_page().by_slugs([*KEY_INDICATORS, COMPARED])
        return {indicator.slug: indicator for indicator in found}

    return once_a_version("indicators of a state's page", read, of=("indicators",))


def key_figures(state: State, on: date | None = None) -> list[KeyFigure]:
    """As held `on` a day."""
    read = of_a_states_page()
    indicators = [read[slug] for slug in KEY_INDICATORS if slug in read]
    found = series_of(state, indicators, on)
    return [key_figure(state, found[indicator.pk]) for indicator in indicators]


def key_figure(state: State, series: Series) -> KeyFigure:
    indicator = series.indicator
    if series.latest is None:
        gap = series.gap.gap_worded if series.gap else not_held(indicator)
        return KeyFigure(state=state, indicator=indicator, value="", year=None, spark="", gap=gap)
    year, value = series.latest
    text = compact(value) if indicator.is_amount else grouped(value, indicator.decimals)
    percent = "\N{NO-BREAK SPACE}%" if indicator.unit_en.startswith("%") else ""
    return KeyFigure(
        state=state,
        indicator=indicator,
        value=text + percent,
        year=year,
        spark=spark(series.points),
        gap="",
        caveat=series.caveat,
        source=series.latest_source,
    )


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
        return next((neighbour for neighbour in self.neighbours if neighbour.is_self), None)


def in_the_region(
    state: State,
    group: RegionalGroup | None,
    on: date,
    participating: Iterable[State] | None = None,
) -> Region | None:
    """`participating`: on that day, where they were read before."""
    indicator = of_a_states_page().get(COMPARED)
    if indicator is None or group is None:
        return None
    if participating is None:
        participating = taking_part(on)
    states = {member.pk: member for member in members_of(group, participating, on)}
    by_year = values_in([indicator], states.values(), on)
    if not by_year:
        return None
    year = max(year for _indicator, year in by_year)
    values = by_year[indicator.pk, year]
    if len(values) < 2:
        return None
    largest = max(values.values())

    def largest_first(pk: int) -> tuple[Decimal, str]:
        return -values[pk], designation(pk).name

    neighbours = []
    for pk in sorted(values, key=largest_first):
        x = round(float(values[pk] / largest) * (STRIP_WIDTH - 20) + 10, 1)
        value = grouped(values[pk], 1)
        neighbours.append(Neighbour(state=states[pk], value=value, x=x, is_self=pk == state.pk))
    return Region(
        indicator=indicator,
        year=year,
        group=group,
        neighbours=neighbours,
        largest=grouped(largest, 1),
    )
