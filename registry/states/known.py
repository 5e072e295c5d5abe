"""The states as nearly every page needs them, with their groups and participations: read once
until states change. Nobody changes these rows."""

from collections.abc import Iterable
from datetime import date

from registry.common.once_a_version import once_a_version
from registry.states.models import Participation, RegionalGroup, State


def every_state() -> list[State]:
    return once_a_version("states", lambda: list(State.objects.for_page()), of=("states",))


def taking_part(day: date) -> list[State]:
    """As `StateQuerySet.participating`."""
    return [state for state in every_state() if takes_part(state, day)]


def takes_part(state: State, day: date) -> bool:
    participation = state.participation_on(day)
    return participation is not None and participation.status in Participation.TAKING_PART


def members_of(
    group: RegionalGroup | None, participating: Iterable[State], day: date
) -> list[State]:
    """Of those that take part; none of no group."""
    return [state for state in participating if group and state.group_on(day) == group]


def state_by_slug(slug: str) -> State | None:
    return next((state for state in every_state() if state.slug == slug), None)
