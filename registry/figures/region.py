"""The region in a few figures: what all states that take part have together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from registry.common.numbers import compact
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
    states: Iterable[State], on: date | None = None, among: Iterable[Indicator] | None = None
) -> list[RegionFigure]:
    """As held `on` a day. One query for the figures, whatever the number of states. `among`:
    indicators that were read before."""
    everyone = list(states)
    if among is None:
        among = Indicator.objects.for_page().by_slugs(SUMMED)
    indicators = {row.slug: row for row in among if row.slug in SUMMED}
    values = values_in(indicators.values(), everyone, on)
    found = []
    for slug in SUMMED:
        indicator = indicators.get(slug)
        if indicator is None:
            continue
        by_year = {year: rows for (pk, year), rows in values.items() if pk == indicator.pk}
        year = year_to_sum(by_year)
        if year is not None:
            rows = by_year[year]
            found.append(
                RegionFigure(
                    indicator=indicator,
                    year=year,
                    value=compact(sum(rows.values(), Decimal(0))),
                    states=len(rows),
                    of=len(everyone),
                )
            )
    return found


def year_to_sum(by_year: dict[int, dict[int, Decimal]]) -> int | None:
    """The latest year in which nearly as many states have a figure as in the fullest one."""
    most = max(map(len, by_year.values()), default=0)
    return max((year for year, rows in by_year.items() if len(rows) >= most * ENOUGH), default=None)
