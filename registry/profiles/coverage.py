"""The matrix state by kind: which profiles exist, what they are, how old they are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from registry.profiles.models import Edition
from registry.profiles.templates import Kind
from registry.states.models import State

Standing = Literal["endorsed", "published", "figures", "none"]


@dataclass(slots=True)
class Coverage:
    """A state's public editions by kind, latest first."""

    state: State
    editions: dict[str, list[Edition]] = field(default_factory=lambda: defaultdict(list))

    @property
    def cells(self) -> list[tuple[str, list[Edition]]]:
        return [(kind, self.editions.get(kind, [])) for kind in Kind.values]

    @property
    def standing(self) -> Standing:
        """The best that the state has: a profile it endorsed, one that was published, or open figures only."""
        editions = [edition for found in self.editions.values() for edition in found]
        if any(edition.is_endorsed for edition in editions):
            return "endorsed"
        if any(not edition.is_compiled for edition in editions):
            return "published"
        return "figures" if editions else "none"


def coverage_of(states: Iterable[State], on: date | None = None) -> list[Coverage]:
    """One entry a state, in the order given; `on`: with the editions that were public on that day. One query."""
    found = {state.pk: Coverage(state) for state in states}
    editions = Edition.objects.standing_on(on) if on else Edition.objects.current()
    editions = editions.of_states(list(found)).for_page()
    for edition in editions:
        found[edition.profile.state_id].editions[edition.profile.kind].append(edition)
    return list(found.values())


def age_in_years(edition: Edition, on: date) -> int:
    return on.year - (edition.last_year or edition.year)
