"""Which source is read where several count the same.

- A state's own endorsed value comes first, year by year. A reason why the state has none never
  hides another source's value.
- Else the indicator's own source is read.
- A further source is read only where the indicator's own has nothing for that state, neither a
  value nor a reason; then it is the first by its slug, for all years: a line never mixes two
  international sources.

Pages, panels, the map, comparisons, downloads and first texts of profiles all ask here. The API
gives every row with its source.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from registry.figures.models import Observation, Rank


@dataclass(frozen=True, slots=True)
class Claims:
    """What is counted for one place: by the state itself, and by the international source that is
    read. A row needs `value`."""

    own: Any | None = None
    international: Any | None = None

    @property
    def preferred(self) -> Any:
        """The first row with a value; where there is none, the first with a reason."""
        rows = [row for row in (self.own, self.international) if row is not None]
        return next((row for row in rows if row.value is not None), rows[0])

    @property
    def is_own(self) -> bool:
        return self.preferred is self.own

    @property
    def instead_of(self) -> Any | None:
        """The international row whose value gives way to the state's own."""
        is_replaced = (
            self.own is not None
            and self.preferred is self.own
            and self.own.value is not None
            and self.international is not None
            and self.international.value is not None
        )
        return self.international if is_replaced else None


@dataclass(slots=True)
class Counted:
    """Rows of one state, indicator and sex: `own` by year, of other sources by rank."""

    own: dict[int, Any] = field(default_factory=dict)
    others: dict[Rank, list[Any]] = field(default_factory=lambda: defaultdict(list))

    def add(self, row: Any) -> None:
        """Rows come in the order of their sources' slugs."""
        if row.rank != Rank.OWN:
            self.others[Rank(row.rank)].append(row)
        elif row.year not in self.own or self.own[row.year].value is None:
            self.own[row.year] = row

    @property
    def international(self) -> list[Any]:
        """The rows of the source that is read beside the state's own."""
        rows = self.others.get(Rank.INDICATORS) or self.others.get(Rank.OTHER, [])
        return [row for row in rows if row.source_id == rows[0].source_id]

    @property
    def by_year(self) -> dict[int, Claims]:
        """Oldest first."""
        international = {row.year: row for row in self.international}
        years = sorted({*self.own, *international})
        return {
            year: Claims(own=self.own.get(year), international=international.get(year))
            for year in years
        }


def claims_by_state(rows: Iterable[Any]) -> dict[tuple[int, int, str], dict[int, Claims]]:
    """{(indicator, state, sex): {year: claims}}, keys as primary keys.

    The rows come from `ObservationQuerySet.for_choice`, whole or as named tuples; all years and
    reasons of a state must be among them.
    """
    counted: dict[tuple[int, int, str], Counted] = defaultdict(Counted)
    for row in rows:
        counted[row.indicator_id, row.state_id, row.sex].add(row)
    return {key: found.by_year for key, found in counted.items()}


def breaks_of(by_year: dict[int, Claims]) -> set[int]:
    """Years whose figure cannot be compared with those before: marked so, or of another source."""
    rows = [claims.preferred for claims in by_year.values()]
    valued = [row for row in rows if row.value is not None]
    return {row.year for row in rows if row.status == Observation.Status.BREAK} | {
        later.year for earlier, later in pairwise(valued) if earlier.source_id != later.source_id
    }
