"""One indicator across states and years: every figure with what must be said of it, and the region's median.

The page, its downloads, the comparison and the map all read it. Two queries, however many states and years.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median

from django.utils.translation import gettext as _

from registry.common.numbers import grouped
from registry.figures.models import Indicator, Observation, Source
from registry.figures.series import INDICATORS, OTHER, OWN
from registry.states.models import State

ENOUGH = 0.5  # of the states that a median speaks for, and of the fullest year for the year that is shown first


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, or the reason for its absence. `instead_of`: what the international source says, where the state's own stands here."""

    value: Decimal | None
    gap: str
    gap_worded: str
    expected_in: int | None
    status: str
    source: Source
    is_own: bool
    note_en: str
    note_ru: str
    note: str
    instead_of: tuple[Decimal, Source] | None = None


@dataclass(slots=True)
class Panel:
    """`cells` by (state, year), states as primary keys; `states` in the order given."""

    indicator: Indicator
    states: dict[int, State]
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)

    @property
    def years(self) -> list[int]:
        """Years with a value, oldest first."""
        return sorted({year for (_state, year), cell in self.cells.items() if cell.value is not None})

    def values(self, year: int) -> dict[int, Decimal]:
        return {pk: cell.value for pk in self.states if (cell := self.cells.get((pk, year))) and cell.value is not None}

    def points(self, state: int) -> list[tuple[int, Decimal]]:
        found = [
            (year, cell.value) for (pk, year), cell in self.cells.items() if pk == state and cell.value is not None
        ]
        return sorted(found)

    def breaks(self, state: int) -> set[int]:
        """Years that cannot be compared with those before: marked so, or from another source."""
        found = {
            year for (pk, year), cell in self.cells.items() if pk == state and cell.status == Observation.Status.BREAK
        }
        years = [year for year, _value in self.points(state)]
        return found | {
            year
            for before, year in zip(years, years[1:], strict=False)
            if self.cells[state, before].source != self.cells[state, year].source
        }

    def medians(self) -> list[tuple[int, Decimal]]:
        """The middle value of all states, in years in which enough of them have one."""
        by_year = {year: self.values(year) for year in self.years}
        ever = {pk for values in by_year.values() for pk in values}
        return [
            (year, Decimal(median(values.values())))
            for year, values in by_year.items()
            if len(values) >= max(3, len(ever) * ENOUGH)
        ]

    def main_year(self) -> int | None:
        """The latest year in which at least half as many states have a figure as in the fullest one."""
        counts = {year: len(self.values(year)) for year in self.years}
        most = max(counts.values(), default=0)
        return max((year for year, count in counts.items() if count >= most * ENOUGH), default=None)

    def gap_year(self, state: int, year: int) -> int | None:
        """The year whose reason holds where there is no value: that year, else the nearest that has one; None where nobody said."""
        years = [at for (pk, at), cell in self.cells.items() if pk == state and cell.value is None]
        return min(years, key=lambda at: (abs(at - year), -at), default=None)

    def gap_of(self, state: int, year: int) -> str:
        """Why there is no value, in words."""
        at = self.gap_year(state, year)
        if at is not None:
            return self.cells[state, at].gap_worded
        return _("no figure for this year") if self.points(state) else _("no figure")

    def gap_kind(self, state: int, year: int) -> str:
        """As `gap_of`, the code of the reason."""
        at = self.gap_year(state, year)
        return self.cells[state, at].gap if at is not None else ""


def panel_of(indicator: Indicator, states: Iterable[State], on: date | None = None) -> Panel:
    """Totals of the states, as held `on` a day. Whose figure stands where several count the same: see `ranked`."""
    panel = Panel(indicator, {state.pk: state for state in states})
    found = Observation.versions.held_on(on).totals().filter(indicator=indicator, state__in=panel.states)
    rows = list(found.ranked().order_by("source").defer("created_at", "updated_at"))
    sources = Source.objects.in_bulk({row.source_id for row in rows})
    by_place: dict[tuple[int, int], dict[int, Observation]] = defaultdict(dict)
    for row in rows:
        row.source = sources[row.source_id]
        if row.rank != OTHER or indicator.source_id is None:
            by_place[row.state_id, row.year].setdefault(row.rank, row)
    for place, by_rank in by_place.items():
        panel.cells[place] = cell_of(by_rank)
    return panel


def cell_of(by_rank: dict[int, Observation]) -> Cell:
    """The state's own value comes first; a reason of its own never hides an international value."""
    ranks = sorted(by_rank)
    chosen = next((by_rank[rank] for rank in ranks if by_rank[rank].value is not None), by_rank[ranks[0]])
    international = by_rank.get(INDICATORS) or by_rank.get(OTHER)
    has_both = (
        chosen.rank == OWN
        and chosen.value is not None
        and international is not None
        and international.value is not None
    )
    return Cell(
        chosen.value, chosen.gap, chosen.gap_worded, chosen.expected_in, chosen.status, chosen.source, chosen.rank == OWN,
        chosen.note_en, chosen.note_ru, chosen.note, (international.value, international.source) if has_both else None,
    )  # fmt: skip


def remark(cell: Cell, indicator: Indicator, usual: str = Observation.Status.OFFICIAL) -> str:
    """What must be said beside a figure; "" where nothing must. `usual`: the status that all others have."""
    said = []
    if cell.is_own and cell.value is not None:
        said.append(_("the state’s own endorsed figure"))
    if cell.instead_of:
        value, source = cell.instead_of
        difference = cell.value - value
        words = {
            "source": source.title,
            "value": grouped(value, indicator.decimals),
            "difference": ("+" if difference > 0 else "") + grouped(difference, indicator.decimals),
        }
        said.append(_("%(source)s: %(value)s; difference %(difference)s") % words)
    elif cell.source.pk != indicator.source_id and not cell.is_own:
        said.append(_("source: %(source)s") % {"source": cell.source.title})
    if cell.value is not None and cell.status != usual:
        said.append(str(Observation.Status(cell.status).label))
    if cell.note:
        said.append(cell.note)
    return "; ".join(said)


class Footnotes:
    """Numbers for remarks; the same remark has the same number."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def mark(self, text: str) -> int | None:
        if not text:
            return None
        if text not in self.texts:
            self.texts.append(text)
        return self.texts.index(text) + 1

    @property
    def numbered(self) -> list[tuple[int, str]]:
        return list(enumerate(self.texts, start=1))
