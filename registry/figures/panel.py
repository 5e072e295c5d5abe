"""One indicator across states and years: every figure with its remark, and the region's median.

The page, its downloads, the comparison and the map all read it. Two queries, however many states
and years.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median

from django.utils.translation import gettext as _

from registry.common.languages import active, text_in
from registry.common.numbers import grouped
from registry.figures.caveats import Caveats
from registry.figures.known import every_source
from registry.figures.models import Indicator, Observation, Source
from registry.figures.preferred import Claims, breaks_of, claims_by_state
from registry.states.models import State

# The share of states that a median needs, and of the fullest year's states that the year shown
# first needs
ENOUGH = 0.5
READ = (
    "indicator_id",
    "state_id",
    "sex",
    "year",
    "source_id",
    "rank",
    "value",
    "gap",
    "expected_in",
    "status",
    "note_en",
    "note_ru",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, or the reason for its absence. `instead_of`: value and source of the international
    figure that gives way to the state's own."""

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
    caveat: str
    instead_of: tuple[Decimal, Source] | None = None


@dataclass(slots=True)
class Panel:
    """`cells` by (state, year), states as primary keys; `states` in the order given."""

    indicator: Indicator
    states: dict[int, State]
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    breaks_by_state: dict[int, set[int]] = field(default_factory=dict)

    @property
    def years(self) -> list[int]:
        """Years with a value, oldest first."""
        return sorted(
            {year for (_state, year), cell in self.cells.items() if cell.value is not None}
        )

    def values(self, year: int) -> dict[int, Decimal]:
        return {
            pk: cell.value
            for pk in self.states
            if (cell := self.cells.get((pk, year))) and cell.value is not None
        }

    def points(self, state: int) -> list[tuple[int, Decimal]]:
        found = [
            (year, cell.value)
            for (pk, year), cell in self.cells.items()
            if pk == state and cell.value is not None
        ]
        return sorted(found)

    def places(self, states: Iterable[State]) -> list[tuple[int, int]]:
        """(state, year) of each value of these states, state by state."""
        found: list[tuple[int, int]] = []
        for state in states:
            found += [(state.pk, year) for year, _value in self.points(state.pk)]
        return found

    def breaks(self, state: int) -> set[int]:
        """Years that cannot be compared with those before: marked so, or from another source."""
        return self.breaks_by_state.get(state, set())

    @property
    def has_middle(self) -> bool:
        """Whether a middle value says something: that of numbers of persons tells no more than how
        large states are."""
        return not self.indicator.is_amount

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
        """The latest year in which at least half as many states have a figure as in the fullest
        year."""
        counts = {year: len(self.values(year)) for year in self.years}
        most = max(counts.values(), default=0)
        return max((year for year, count in counts.items() if count >= most * ENOUGH), default=None)

    def gap_year(self, state: int, year: int) -> int | None:
        """The year whose reason holds where there is no value: that year, else the nearest year
        with a reason; None where no source gives any."""
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
    """Totals of the states, as held `on` a day, of the sources that preferred.py chooses."""
    panel = Panel(indicator, {state.pk: state for state in states})
    found = (
        Observation.versions.held_on(on)
        .totals()
        .filter(indicator=indicator, state__in=panel.states)
    )
    # tuples, not models: a page has a thousand
    rows = found.for_choice().values_list(*READ, named=True)
    cells = Cells(every_source(), Caveats(indicator.pk), active())
    for (_indicator, state, _sex), by_year in claims_by_state(rows).items():
        for year, claims in by_year.items():
            panel.cells[state, year] = cells.of(claims)
        panel.breaks_by_state[state] = breaks_of(by_year)
    return panel


@dataclass(frozen=True, slots=True)
class Cells:
    sources: dict[int, Source]
    caveats: Caveats
    language: str

    def of(self, claims: Claims) -> Cell:
        row, replaced = claims.preferred, claims.instead_of
        return Cell(
            value=row.value,
            gap=row.gap,
            gap_worded=Observation.Gap(row.gap).worded(row.expected_in) if row.gap else "",
            expected_in=row.expected_in,
            status=row.status,
            source=self.sources[row.source_id],
            is_own=row is claims.own,
            note_en=row.note_en,
            note_ru=row.note_ru,
            note=text_in(row, "note", self.language)[0],
            caveat=self.caveats.of_row(row),
            instead_of=(replaced.value, self.sources[replaced.source_id]) if replaced else None,
        )


def remark(cell: Cell, indicator: Indicator, usual: str = Observation.Status.OFFICIAL) -> str:
    """The words that belong beside a figure, "" where none do. `usual`: the status that is given
    for all figures together."""
    parts = []
    if cell.is_own and cell.value is not None:
        parts.append(_("the state’s own endorsed figure"))
    if cell.instead_of and cell.value is not None:
        value, source = cell.instead_of
        difference = cell.value - value
        words = {
            "source": source.title,
            "value": grouped(value, indicator.decimals),
            "difference": ("+" if difference > 0 else "") + grouped(difference, indicator.decimals),
        }
        parts.append(_("%(source)s: %(value)s; difference %(difference)s") % words)
    elif cell.source.pk != indicator.source_id and not cell.is_own:
        parts.append(_("source: %(source)s") % {"source": cell.source.title})
    if cell.value is not None and cell.status != usual:
        parts.append(str(Observation.Status(cell.status).label))
    parts += filter(None, [cell.note, cell.caveat])
    return "; ".join(parts)


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
