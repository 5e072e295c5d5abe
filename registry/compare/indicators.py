"""One indicator of several states: a chart, a table, and a note wherever a year, a source or a
status differs."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.common.numbers import grouped
from registry.figures.indicator_chart import (
    ChartTable,
    Picture,
    View,
    picture_or_reason,
    table_of_lines,
)
from registry.figures.models import Indicator
from registry.figures.panel import Cell, Footnotes, Panel, panel_of, remark
from registry.figures.series import DECADE
from registry.states.designations import by_name
from registry.states.models import State


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """A state's latest figure. `mark`: number of its note; `before`: ten years earlier, where
    there is one for just that year."""

    state: State
    value: str
    year: int | None
    before: str
    gap: str
    mark: int | None
    cell: Cell | None


@dataclass(frozen=True, slots=True)
class IndicatorComparison:
    """`year`: the latest year of most of the states; the others have a note.
    `median`: of the region in that year; `reason`: why the chart is not
    the one asked for, "" where it is."""

    indicator: Indicator
    year: int | None
    rows: list[IndicatorRow]
    notes: Footnotes
    median: str
    picture: Picture | None
    lines: ChartTable | None
    reason: str
    panel: Panel
    view: View

    @property
    def places(self) -> list[tuple[int, int]]:
        """(state, year) of each figure shown, state by state."""
        return [place for place in self.panel.places(self.view.states) if self.view.has(place[1])]


def compare_indicator(
    indicator: Indicator, view: View, participating: list[State], on: date
) -> IndicatorComparison:
    """Of the states of `view`; its years and its scale are those of the chart and of the file, and
    the latest figure is the latest of these years."""
    states = list(view.states)
    panel = panel_of(indicator, by_name({*participating, *states}, on=on), on)
    points = {state.pk: view.points(panel.points(state.pk)) for state in states}
    latest = {pk: found[-1] if found else None for pk, found in points.items()}
    years = Counter(point[0] for point in latest.values() if point)
    year = max(years, key=lambda at: (years[at], at), default=None)
    notes = Footnotes()
    rows = [
        row_of(panel, state, latest[state.pk], year=year, on=on, notes=notes) for state in states
    ]
    picture, reason = picture_or_reason(panel, view, on)
    medians: dict[int, Decimal] = dict(panel.medians() if panel.has_middle else [])
    return IndicatorComparison(
        indicator=indicator,
        year=year,
        rows=rows,
        notes=notes,
        median=grouped(medians.get(year), indicator.decimals) if year else "",
        picture=picture,
        lines=table_of_lines(panel, picture, notes) if picture else None,
        reason=reason,
        panel=panel,
        view=view,
    )


def row_of(
    panel: Panel,
    state: State,
    point: tuple[int, Decimal] | None,
    *,
    year: int | None,
    on: date,
    notes: Footnotes,
) -> IndicatorRow:
    if point is None:
        gap = panel.gap_of(state.pk, on.year)
        return IndicatorRow(
            state=state, value="", year=None, before="", gap=gap, mark=None, cell=None
        )
    at, value = point
    cell = panel.cells[state.pk, at]
    before = panel.cells.get((state.pk, at - DECADE))
    differs = [str(at)] if at != year else []
    differs += filter(None, [remark(cell, panel.indicator)])
    return IndicatorRow(
        state=state,
        value=grouped(value, panel.indicator.decimals),
        year=at,
        before=grouped(before.value, panel.indicator.decimals) if before else "",
        gap="",
        mark=notes.mark("; ".join(differs)),
        cell=cell,
    )
