"""The matrix state by kind: which profiles exist, what they are, how old they are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

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


def age_in_years(edition: Edition, on: date) -> int:
    return on.year - (edition.last_year or edition.year)
