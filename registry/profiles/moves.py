"""A move of an edition from status to status, logged. Whether it may happen is asked in workflow.py, before."""

from datetime import date

from registry.accounts.models import User
from registry.profiles.models import Edition, Transition


def move(
    edition: Edition, status: str, *, step: str, by: User | None, on: date, reason: str = "", on_behalf: bool = False, letter=None
) -> Transition:  # fmt: skip
    """Saves the edition with its new status. To be called in the transaction of the act."""
    row = Transition.objects.create(
        edition=edition, from_status=edition.status, to_status=status, step=step, by=by, on=on, reason=reason, on_behalf=on_behalf,
        letter=letter or "",
    )  # fmt: skip
    edition.status = status
    edition.version += 1
    edition._history_user = by
    edition.save()
    return row
