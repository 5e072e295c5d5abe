"""One indicator of several states: one chart, one table, and a note wherever a year, a source or a status differs."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.common.numbers import grouped
from registry.figures.models import Indicator
from registry.figures.panel import Cell, Footnotes, Panel, panel_of, remark
from registry.figures.pictures import ChartTable, Picture, picture_of, table_of_lines
from registry.figures.series import DECADE
from registry.states.designations import by_name
from registry.states.models import State


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """A state's latest figure. `mark`: number of its note; `before`: ten years earlier, where there is one for just that year."""

    state: State
    value: str
    year: int | None
    before: str
    gap: str
    mark: int | None
    cell: Cell | None


@dataclass(frozen=True, slots=True)
class IndicatorComparison:
    """`year`: the one that most of the states have as their latest; the others have a note. `median`: of the region in that year."""

    indicator: Indicator
    year: int | None
    rows: list[IndicatorRow]
    notes: Footnotes
    median: str
    picture: Picture | None
    lines: ChartTable | None
    panel: Panel


def compare_indicator(indicator: Indicator, states: list[State], participating, on: date) -> IndicatorComparison:
    panel = panel_of(indicator, by_name({*participating, *states}, on=on), on)
    latest = {state.pk: (panel.points(state.pk) or [None])[-1] for state in states}
    years = Counter(point[0] for point in latest.values() if point)
    year = max(years, key=lambda at: (years[at], at), default=None)
    notes = Footnotes()
    rows = [row_of(panel, state, latest[state.pk], year, on, notes) for state in states]
    picture = picture_of(panel, states, on)
    medians: dict[int, Decimal] = dict(panel.medians())
    return IndicatorComparison(
        indicator, year, rows, notes, grouped(medians.get(year), indicator.decimals) if year else "",
        picture, table_of_lines(panel, picture, notes) if picture else None, panel,
    )  # fmt: skip


def row_of(panel: Panel, state: State, point, year: int | None, on: date, notes: Footnotes) -> IndicatorRow:
    if point is None:
        return IndicatorRow(state, "", None, "", panel.gap_of(state.pk, on.year), None, None)
    at, value = point
    cell = panel.cells[state.pk, at]
    before = panel.cells.get((state.pk, at - DECADE))
    said = [str(at)] if at != year else []
    said += filter(None, [remark(cell, panel.indicator)])
    return IndicatorRow(
        state, grouped(value, panel.indicator.decimals), at, grouped(before.value, panel.indicator.decimals) if before else "", "",
        notes.mark("; ".join(said)), cell,
    )  # fmt: skip
