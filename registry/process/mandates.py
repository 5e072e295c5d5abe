"""The offices that each state holds or held: read once until content changes. Nobody changes these
rows."""

from collections import defaultdict
from datetime import date

from registry.common.once_a_version import once_a_version
from registry.process.models import Mandate
from registry.states.models import State


def mandates_of(state: State, on: date | None = None) -> list[Mandate]:
    """Held on a day; without a day all of them. In the order of time."""
    rows = every_mandate().get(state.pk, [])
    return [row for row in rows if on is None or row.holds_on(on)]


def every_mandate() -> dict[int, list[Mandate]]:
    """By primary key of the state."""

    def read() -> dict[int, list[Mandate]]:
        found: dict[int, list[Mandate]] = defaultdict(list)
        for row in Mandate.objects.all():
            found[row.state_id].append(row)
        return dict(found)

    return once_a_version("mandates", read)
