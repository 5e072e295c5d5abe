"""Who looked at details that not everybody may see. The only thing that a GET writes, because the
look itself is the act."""

from collections.abc import Iterable

from registry.accounts.models import User
from registry.contacts.models import ContactPoint
from registry.contacts.traces import Look

SHOWN = 20  # the last ones


def remember_look(rows: Iterable[ContactPoint], *, by: User, where: str) -> None:
    """One's own details are no look."""
    Look.objects.bulk_create(
        Look(contact_point_id=row.pk, by=by, where=where) for row in rows if row.account_id != by.pk
    )


def looks_at(contact_point: ContactPoint) -> list[Look]:
    return list(contact_point.looks.select_related("by")[:SHOWN])
