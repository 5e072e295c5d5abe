"""Rows that say what an earlier row said, but for year and value: most rows of a large file.

Of such a row only year and value are read. It gives the same figure as the long way (rows.py): a
row is remembered only where that way found one figure, nothing wrong, and nothing to count.
"""

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from registry.figure_imports.values import CellError, value_in
from registry.figures.plausibility import out_of_range

if TYPE_CHECKING:
    from registry.figure_imports.rows import Figure, Plan
    from registry.figures.models import Indicator

MOST = 100_000  # rows remembered
READ_ANEW = ("year", "note_en", "note_ru")


class PlainRows:
    def __init__(self, plan: "Plan", indicators: dict[int, "Indicator"]) -> None:
        self.indicators = indicators
        self.measure = plan.measures[0] if len(plan.measures) == 1 else None
        places = dict(plan.places)
        self.year = places.get("year", -1)
        self.notes = [places[name] for name in READ_ANEW[1:] if name in places]
        frame = [place for name, place in places.items() if name not in READ_ANEW]
        self.is_possible = bool(self.measure and self.year >= 0 and frame and not self.measure.year)
        self.frame_of: Any = itemgetter(*frame) if frame else None
        self.known: dict[Any, Figure] = {}
        self.years: dict[str, int] = {}

    def read(self, cells: list[str]) -> "Figure | None":
        """Nothing where the row is to be read the long way."""
        if not self.is_possible:
            return None
        assert self.measure
        try:
            before = self.known.get(self.frame_of(cells))
            year = self.years.get(cells[self.year])
            if before is None or year is None or self.has_note(cells):
                return None
            raw = cells[self.measure.place].strip()
            value = value_in(raw, self.measure.mark, self.measure.usual_mark)
        except (IndexError, CellError):
            return None
        number = value.number
        if number is None or value.flag or value.marks or value.is_percent:
            return None
        number = round(number, 4)
        is_total = before.counterpart is None and before.sex == "total"
        if out_of_range(self.indicators[before.indicator], number, is_total=is_total):
            return None
        return before.of_another(year, number)

    def remember(self, cells: list[str], figure: "Figure") -> None:
        """A row that was read the long way, where that counted nothing beside it."""
        if not self.is_possible or figure.value is None or len(self.known) >= MOST:
            return
        try:
            if not self.has_note(cells):
                self.years[cells[self.year]] = figure.year
                self.known[self.frame_of(cells)] = figure
        except IndexError:
            return

    def has_note(self, cells: list[str]) -> bool:
        return bool(self.notes) and any(cells[place] for place in self.notes)
