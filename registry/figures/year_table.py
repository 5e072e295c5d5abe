"""One indicator across the states in one year, with the value of ten years before and what must be said beside each."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.common.numbers import grouped
from registry.figures.models import Observation
from registry.figures.panel import Footnotes, Panel, remark
from registry.figures.series import DECADE
from registry.states.designations import designation, sort_key
from registry.states.models import State


@dataclass(frozen=True, slots=True)
class Row:
    """`share`: the bar's length, 0 to 100, of the largest absolute value; `gap`: why there is no value; `mark`: number of a note."""

    state: State
    value: str
    before: str
    share: float
    is_negative: bool
    gap: str
    mark: int | None


@dataclass(frozen=True, slots=True)
class YearTable:
    """`status`: what all figures are, where it is the same and not "official"."""

    year: int
    years: list[int]
    rows: list[Row]
    notes: list[tuple[int, str]]
    status: str


def table_of(panel: Panel, year: int | None = None, on: date | None = None) -> YearTable | None:
    """The table for a year, or for the latest in which most states have a figure; None where no state has any (in that year)."""
    years = panel.years
    if not years or (year is not None and year not in years):
        return None
    year = year if year is not None else panel.main_year()
    now, then = panel.values(year), panel.values(year - DECADE)
    usual = usual_status(panel, year)
    notes = Footnotes()
    largest = max((abs(value) for value in now.values()), default=Decimal(1)) or Decimal(1)
    order = sorted(panel.states, key=lambda pk: (pk not in now, -now.get(pk, 0), sort_key(designation(pk, on).name)))
    rows = [
        Row(
            panel.states[pk],
            grouped(now.get(pk), panel.indicator.decimals),
            grouped(then.get(pk), panel.indicator.decimals),
            round(float(abs(now[pk]) / largest) * 100, 1) if pk in now else 0,
            pk in now and now[pk] < 0,
            "" if pk in now else panel.gap_of(pk, year),
            notes.mark(remark(panel.cells[pk, year], panel.indicator, usual)) if pk in now else None,
        )
        for pk in order
    ]
    told = "" if usual == Observation.Status.OFFICIAL else str(Observation.Status(usual).label)
    return YearTable(year, sorted(years, reverse=True), rows, notes.numbered, told)


def usual_status(panel: Panel, year: int) -> str:
    """The status that most figures of the year have: said once, above the table."""
    counts = Counter(panel.cells[pk, year].status for pk in panel.values(year))
    return counts.most_common(1)[0][0] if counts else Observation.Status.OFFICIAL
