"""One indicator across the states in one year, with the value of ten years before and the remark
on each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.common.languages import sort_key
from registry.common.numbers import grouped
from registry.common.required import required
from registry.figures.models import Observation
from registry.figures.panel import Footnotes, Panel, remark
from registry.figures.series import DECADE
from registry.states.designations import designation
from registry.states.models import State


@dataclass(frozen=True, slots=True)
class Bar:
    start: float = 0
    length: float = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """One for all bars of a table. Losses go to the left of `zero`, gains to the right; both are
    hundredths of the column."""

    zero: float
    hundredths_a_unit: float

    @classmethod
    def over(cls, values: Iterable[Decimal]) -> "Scale":
        known = [float(value) for value in values]
        lowest, highest = min([0.0, *known]), max([0.0, *known])
        unit = 100 / (highest - lowest or 1)
        return cls(zero=-lowest * unit, hundredths_a_unit=unit)

    def bar(self, value: Decimal) -> Bar:
        length = abs(float(value)) * self.hundredths_a_unit
        start = self.zero - length if value < 0 else self.zero
        return Bar(start=round(start, 1), length=round(length, 1))


@dataclass(frozen=True, slots=True)
class Row:
    """`bar`: where it begins and how long it is, in hundredths of the column; `gap`: why there is
    no value; `mark`: number of a note."""

    state: State
    value: str
    before: str
    bar: Bar
    is_negative: bool
    gap: str
    mark: int | None


@dataclass(frozen=True, slots=True)
class YearTable:
    """`status`: what all figures are, where it is the same and not "official"; `zero`: where the
    bars begin, 0 where no value is negative."""

    year: int
    years: list[int]
    rows: list[Row]
    notes: list[tuple[int, str]]
    status: str
    zero: float


def table_of(panel: Panel, year: int | None = None, on: date | None = None) -> YearTable | None:
    """The table for a year, or for the latest in which most states have a figure; None where no
    state has any (in that year)."""
    years = panel.years
    if not years or (year is not None and year not in years):
        return None
    year = year if year is not None else required(panel.main_year())
    now, then = panel.values(year), panel.values(year - DECADE)
    usual = usual_status(panel, year)
    notes = Footnotes()
    scale = Scale.over(now.values())
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
                bar=scale.bar(value) if value is not None else Bar(),
                is_negative=value is not None and value < 0,
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
        zero=round(scale.zero, 1),
    )


def usual_status(panel: Panel, year: int) -> str:
    """The status that most figures of the year have: given once, above the table."""
    counts = Counter(panel.cells[pk, year].status for pk in panel.values(year))
    return counts.most_common(1)[0][0] if counts else Observation.Status.OFFICIAL
