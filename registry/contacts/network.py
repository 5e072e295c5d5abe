"""The network as the public sees it: offices and authorities, and persons only where they consented."""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.common.languages import active
from registry.contacts.models import ContactPoint, Visibility
from registry.contacts.visibility import VisibleDetails, visible_details


@dataclass(frozen=True, slots=True)
class PublicContactPoint:
    """Only what may be shown; the row itself, with its personal details, stays behind."""

    state_id: int
    role: str
    authority: str
    confirmed_on: object
    details: VisibleDetails


def public_contact_points(rows: Iterable[ContactPoint]) -> list[PublicContactPoint]:
    return [
        PublicContactPoint(
            row.state_id,
            row.get_role_display(),
            row.authority.name,
            row.confirmed_on,
            visible_details(row, Visibility.PUBLIC, active()),
        )
        for row in rows
    ]
