"""One indicator across the states in one year, with the value of ten years before and the remark
on each."""

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
    """`share`: the bar's length, 0 to 100, of the largest absolute value; `gap`: why there is no
    value; `mark`: number of a note."""

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
    """The table for a year, or for the latest in which most states have a figure; None where no
    state has any (in that year)."""
    years = panel.years
    if not years or (year is not None and year not in years):
        return None
    year = year if year is not None else panel.main_year()
    now, then = panel.values(year), panel.values(year - DECADE)
    usual = usual_status(panel, year)
    notes = Footnotes()
    largest = max((abs(value) for value in now.values()), default=Decimal(1)) or Decimal(1)
    order = sorted(
        panel.states,
        key=lambda pk: (pk not in now, -now.get(pk, 0), sort_key(designation(pk, on).name)),
    )
    rows = []
    for pk in order:
        value, decimals = now.get(pk), panel.indicator.decimals
        is_there = value is not None
        text = remark(panel.cells[pk, year], panel.indicator, usual) if is_there else ""
        rows.append(
            Row(
                state=panel.states[pk],
                value=grouped(value, decimals),
                before=grouped(then.get(pk), decimals),
                share=round(float(abs(value) / largest) * 100, 1) if is_there else 0,
                is_negative=is_there and value < 0,
                gap="" if is_there else panel.gap_of(pk, year),
                mark=notes.mark(text),
            )
        )
    is_usual = usual == Observation.Status.OFFICIAL
    return YearTable(
        year=year,
        years=sorted(years, reverse=True),
        rows=rows,
        notes=notes.numbered,
        status="" if is_usual else str(Observation.Status(usual).label),
    )


def usual_status(panel: Panel, year: int) -> str:
    """The status that most figures of the year have: given once, above the table."""
    counts = Counter(panel.cells[pk, year].status for pk in panel.values(year))
    return counts.most_common(1)[0][0] if counts else Observation.Status.OFFICIAL
