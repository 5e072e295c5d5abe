"""The network as a circle of readers sees it: offices and authorities, and of persons what they
let that circle see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registry.common.languages import active
from registry.contacts.models import ContactPoint, Visibility
from registry.contacts.visibility import VisibleDetails, visible_details
from registry.states.models import State


@dataclass(frozen=True, slots=True)
class ShownContactPoint:
    """Only what may be shown; the row itself, with its personal details, stays behind."""

    pk: int
    state: State
    role: str
    authority: str
    since: date | None
    confirmed_on: date | None
    details: VisibleDetails


def shown_people(
    rows: Iterable[ContactPoint], circle: str = Visibility.PUBLIC
) -> list[ShownContactPoint]:
    return [shown_to(row, circle) for row in rows]


def shown_to(row: ContactPoint, circle: str) -> ShownContactPoint:
    return ShownContactPoint(
        pk=row.pk,
        state=row.state,
        role=row.get_role_display(),
        authority=row.authority.name,
        since=row.since,
        confirmed_on=row.confirmed_on,
        details=visible_details(row, circle, active()),
    )
