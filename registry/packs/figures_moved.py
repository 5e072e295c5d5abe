"""The figures that moved most between their last two years, of the few indicators that stand at the
head of each state's page.

Only like is compared with like: the same source, no break between the years, no gap of more than
three years, no small numbers that change by chance. A change in percent is told up to a doubling;
beyond it the two values speak for themselves. What the registry would doubt in an import is marked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from registry.common.languages import active, text_in
from registry.common.numbers import NBSP, grouped
from registry.figures.caveats import Caveats
from registry.figures.key_figures import KEY_INDICATORS
from registry.figures.models import Indicator, Observation, Source
from registry.figures.plausibility import YEARS_TO_COMPARE, Reference, differs_much, is_small
from registry.figures.preferred import Claims, breaks_of, claims_by_state
from registry.states.models import State

MOST_OF_ONE = 3  # of an indicator
COLUMNS = ("indicator_id", "state_id", "sex", "year", "source_id", "value", "status", "rank")
LEAST = Decimal("-99.5")  # percent: what is left beyond it would look like nothing
OLDEST = 5  # years: what moved so long ago is no news


@dataclass(frozen=True, slots=True)
class Move:
    indicator: Indicator
    state: int
    before: Any  # rows of observations
    after: Any

    @property
    def size(self) -> Decimal:
        """Between 0 and 1, the same for a rise and for the fall that undoes it."""
        old, new = self.before.value, self.after.value
        return abs(new - old) / max(abs(old), abs(new))

    @property
    def is_doubtful(self) -> bool:
        other = Reference(self.before.year, self.before.value, "")
        return differs_much(self.indicator, self.after.value, self.after.year, other)

    @property
    def change(self) -> str:
        """ "+1,200 (+12 %)"; without percent beyond a doubling, and for what is a share itself."""
        old, new = self.before.value, self.after.value
        difference = new - old
        sign = "+" if difference > 0 else ""
        text = f"{sign}{grouped(difference, self.indicator.decimals)}"
        percent = difference / abs(old) * 100 if old else None
        if not self.indicator.is_amount or percent is None or not LEAST < percent <= 100:
            return text
        return f"{text} ({sign}{grouped(percent)}{NBSP}%)"

    def notes(self, caveats: Caveats) -> str:
        status = Observation.Status(self.after.status)
        found = [_("Doubtful: to be checked with the source.")] if self.is_doubtful else []
        if status in (Observation.Status.ESTIMATED, Observation.Status.PROVISIONAL):
            found.append(f"{str(status.label).capitalize()}.")
        told = caveats.of(source=self.after.source_id, state=self.state, year=self.after.year)
        return " ".join([*found, told] if told else found)


def moves(states: Iterable[State], on: date) -> list[Move]:
    """Indicator by indicator in their order, of each the largest first. Two queries."""
    by_slug = {row.slug: row for row in Indicator.objects.for_page().by_slugs(KEY_INDICATORS)}
    indicators = {by_slug[slug].pk: by_slug[slug] for slug in KEY_INDICATORS if slug in by_slug}
    rows = Observation.versions.held_on(on).totals()
    rows = rows.filter(indicator__in=list(indicators), state__in=list(states)).for_choice()
    found: dict[int, list[Move]] = {pk: [] for pk in indicators}
    claimed = claims_by_state(rows.values_list(*COLUMNS, named=True))
    for (indicator, state, _sex), by_year in claimed.items():
        move = move_of(indicators[indicator], state, by_year, on)
        if move:
            found[indicator].append(move)
    kept = []
    for of_one in found.values():
        largest = sorted(of_one, key=attrgetter("size"), reverse=True)
        kept += largest[:MOST_OF_ONE]
    return kept


def move_of(indicator: Indicator, state: int, by_year: dict[int, Claims], on: date) -> Move | None:
    """Between the last two years with a value; None where they cannot be compared, or nothing
    moved."""
    rows = [claims.preferred for claims in by_year.values()]
    valued = [row for row in rows if row.value is not None and row.year <= on.year]
    if len(valued) < 2:
        return None
    before, after = valued[-2:]
    is_far = after.year - before.year > YEARS_TO_COMPARE or on.year - after.year > OLDEST
    if is_far or after.year in breaks_of(by_year) or before.value == after.value:
        return None
    if is_small(indicator, after.value, before.value):
        return None
    return Move(indicator, state, before, after)


def sources_named(found: list[Move]) -> dict[int, str]:
    """Titles by number, in the active language."""
    rows = Source.objects.in_bulk({move.after.source_id for move in found})
    return {pk: text_in(row, "title", active())[0] for pk, row in rows.items()}
