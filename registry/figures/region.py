"""The region in a few figures: what all states that take part have together."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from registry.common.numbers import compact
from registry.common.once_a_version import once_a_version
from registry.figures.models import Indicator
from registry.figures.series import values_in
from registry.states.models import State

SUMMED = (
    "population",
    "international-migrant-stock",
    "emigrant-stock",
    "refugees-hosted",
    "asylum-applications",
    "remittances-inflow",
)
ENOUGH = 0.9  # of the states of the fullest year: a sum over fewer would tell less each year


@dataclass(frozen=True, slots=True)
class RegionFigure:
    """The sum of a year over the states that have a figure for it. `of`: states that take part."""

    indicator: Indicator
    year: int
    value: str
    states: int
    of: int

    @property
    def address(self) -> str:
        return f"{self.indicator.get_absolute_url()}?year={self.year}"

    @property
    def unit(self) -> str:
        """To be told beside the title; "" for persons, which the title names."""
        return _("US$") if self.indicator.unit_en.endswith("US$") else ""


def region_figures(
    states: Iterable[State], among: Iterable[Indicator] | None = None
) -> list[RegionFigure]:
    """`among`: indicators that were read before."""
    everyone = list(states)
    if among is None:
        among = Indicator.objects.for_page().by_slugs(SUMMED)
    indicators = {row.slug: row for row in among if row.slug in SUMMED}
    ordered = [indicators[slug] for slug in SUMMED if slug in indicators]
    sums = sums_of(ordered, everyone)
    return [
        RegionFigure(
            indicator=indicator,
            year=found.year,
            value=compact(found.value),
            states=found.states,
            of=len(everyone),
        )
        for indicator in ordered
        if (found := sums.get(indicator.pk))
    ]


class Sum(NamedTuple):
    """`states`: how many have a figure in that year."""

    year: int
    value: Decimal
    states: int


def sums_of(indicators: list[Indicator], states: list[State]) -> dict[int, Sum]:
    """By indicator, as primary key. One query, whatever the number of states; once until figures
    or their sources change."""

    def read() -> dict[int, Sum]:
        values = values_in(indicators, states)
        found = {}
        for pk in {indicator.pk for indicator in indicators}:
            by_year = {year: rows for (of, year), rows in values.items() if of == pk}
            year = year_to_sum(by_year)
            if year is not None:
                rows = by_year[year]
                found[pk] = Sum(year, sum(rows.values(), Decimal(0)), len(rows))
        return found

    asked = frozenset(row.pk for row in indicators), frozenset(row.pk for row in states)
    return once_a_version(("sums", *asked), read, of=("figures", "indicators"))


def year_to_sum(by_year: dict[int, dict[int, Decimal]]) -> int | None:
    """The latest year in which nearly as many states have a figure as in the fullest one."""
    most = max(map(len, by_year.values()), default=0)
    return max((year for year, rows in by_year.items() if len(rows) >= most * ENOUGH), default=None)
