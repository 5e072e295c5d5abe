"""Whom a reader may want to put beside the chosen states: neighbours first, then states of the
same regional group."""

from collections.abc import Iterable
from datetime import date

from registry.imap.shapes import neighbours_of
from registry.states.designations import by_name
from registry.states.models import State

MOST = 2


def peers_of(chosen: list[State], participating: Iterable[State], on: date) -> list[State]:
    """At most two, of those that take part; none of the chosen ones. `participating` needs
    `for_page()`."""
    others = [state for state in participating if state not in chosen]
    beside = {code for state in chosen for code in neighbours_of(state)}
    groups = {state.group_on(on) for state in chosen} - {None}
    near = by_name([state for state in others if state.iso_alpha2 in beside], on=on)
    alike = by_name([state for state in others if state.group_on(on) in groups], on=on)
    return list(dict.fromkeys([*near, *alike]))[:MOST]
