"""The matrix state by kind: which profiles exist, what they are, how old they are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from registry.profiles.models import Edition
from registry.profiles.templates import Kind
from registry.states.models import State

# From the most to the least that a state may have
STANDINGS = ("endorsed", "unconfirmed", "national", "published", "figures", "none")
Standing = Literal["endorsed", "unconfirmed", "national", "published", "figures", "none"]


@dataclass(slots=True)
class Coverage:
    """A state's public editions by kind, latest first."""

    state: State
    editions: dict[str, list[Edition]] = field(default_factory=lambda: defaultdict(list))

    @property
    def cells(self) -> list[tuple[str, list[Edition]]]:
        return [(kind, self.editions.get(kind, [])) for kind in Kind.values]

    @property
    def all_editions(self) -> list[Edition]:
        """Kind by kind, in the order of the kinds."""
        return [edition for _kind, editions in self.cells for edition in editions]

    @property
    def standing(self) -> Standing:
        """The best that the state has. What no source confirms is not counted as endorsed."""
        found = {standing_of_edition(edition) for edition in self.all_editions}
        return next((standing for standing in STANDINGS if standing in found), "none")


def standing_of_edition(edition: Edition) -> Standing:
    if edition.is_known_as_endorsed:
        return "endorsed"
    if edition.is_compiled:
        return "figures"
    if edition.origin == Edition.Origin.NATIONAL:
        return "national"
    is_open = edition.is_endorsed or edition.endorsement == Edition.Endorsement.NOT_STATED
    return "unconfirmed" if is_open else "published"


def coverage_of(states: Iterable[State], on: date | None = None) -> list[Coverage]:
    """An entry for each state, in the order given; `on`: with the editions that were public on that
    day. One query."""
    found = {state.pk: Coverage(state) for state in states}
    editions = Edition.objects.standing_on(on) if on else Edition.objects.current()
    editions = editions.of_states(list(found)).for_page()
    for edition in editions:
        found[edition.profile.state_id].editions[edition.profile.kind].append(edition)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Shared:
    """The edition that most states have alike: that of a year compiled from open figures.
    `editions`: theirs, in the order of the coverage; `lacking`: how many states have none."""

    kind: str
    year: int
    editions: list[Edition]
    lacking: int


def shared_by_most(covered: list[Coverage]) -> Shared | None:
    """None where half of the states or fewer have such an edition."""
    by_year: dict[tuple[str, int], list[Edition]] = defaultdict(list)
    for one in covered:
        for edition in one.all_editions:
            if edition.is_compiled:
                by_year[edition.profile.kind, edition.year].append(edition)
    if not by_year:
        return None
    (kind, year), editions = max(by_year.items(), key=how_many)
    if len(editions) * 2 <= len(covered):
        return None
    return Shared(kind, year, editions, len(covered) - len(editions))


def how_many(entry: tuple[tuple[str, int], list[Edition]]) -> tuple[int, int]:
    """Of as many, those of the latest year."""
    (_kind, year), editions = entry
    return len(editions), year


@dataclass(frozen=True, slots=True)
class Row:
    """A state's line of the overview, without the edition that most states have alike."""

    state: State
    cells: list[tuple[str, list[Edition]]]


def rows_by_standing(
    covered: list[Coverage], shared: Shared | None
) -> list[tuple[Standing, list[Row]]]:
    """States that have another edition than the shared one, by the best that they have."""
    alike = {edition.pk for edition in shared.editions} if shared else set()
    found: dict[Standing, list[Row]] = {standing: [] for standing in get_args(Standing)}
    for one in covered:
        cells = []
        for kind, editions in one.cells:
            cells.append((kind, [edition for edition in editions if edition.pk not in alike]))
        if any(editions for _kind, editions in cells):
            found[one.standing].append(Row(one.state, cells))
    return [(standing, rows) for standing, rows in found.items() if rows]


def age_in_years(edition: Edition, on: date) -> int:
    return on.year - (edition.last_year or edition.year)
