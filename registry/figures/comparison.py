"""One indicator across the states in one year, with the value of ten years before."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from registry.common.numbers import grouped
from registry.figures.models import Indicator, Observation
from registry.figures.series import DECADE, values_in
from registry.states.designations import designation, sort_key
from registry.states.models import State


@dataclass(frozen=True, slots=True)
class Row:
    """`share`: the bar's length, 0 to 100, of the largest absolute value; `gap`: why there is no value."""

    state: State
    value: str
    before: str
    share: float
    is_negative: bool
    gap: str


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    year: int
    years: list[int]
    rows: list[Row]


def table_of(indicator: Indicator, states: Iterable[State], year: int | None = None) -> IndicatorTable | None:
    """The table for a year, or for the latest in which most states have a figure; None where no state has any (in that year)."""
    by_pk = {state.pk: state for state in states}
    values = {at: found for (_pk, at), found in values_in([indicator], by_pk.values()).items()}
    if not values or (year is not None and year not in values):
        return None
    most = max(Counter({at: len(found) for at, found in values.items()}).values())
    year = year if year is not None else max(at for at, found in values.items() if len(found) >= most * 0.9)
    now, then = values.get(year, {}), values.get(year - DECADE, {})
    gaps = {row.state_id: row.gap_worded for row in Observation.objects.totals().gaps_of(indicator)}
    largest = max((abs(value) for value in now.values()), default=Decimal(1)) or Decimal(1)
    order = sorted(by_pk, key=lambda pk: (pk not in now, -now.get(pk, 0), sort_key(designation(pk).name)))
    rows = [
        Row(
            by_pk[pk],
            grouped(now.get(pk), indicator.decimals),
            grouped(then.get(pk), indicator.decimals),
            round(float(abs(now[pk]) / largest) * 100, 1) if pk in now else 0,
            pk in now and now[pk] < 0,
            "" if pk in now else gaps.get(pk, ""),
        )
        for pk in order
    ]
    return IndicatorTable(year, sorted(values, reverse=True), rows)
