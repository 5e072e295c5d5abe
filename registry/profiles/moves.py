"""A change of an edition's status, logged. Only steps.py calls it, which asks before whether the
step may be taken."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models

from registry.accounts.models import User
from registry.common.history import save_version
from registry.contacts.letters import letter_name, letter_storage
from registry.profiles.models import Edition


class Transition(models.Model):
    """Who moved an edition from where to where, when and why.

    `on_behalf`: staff recorded what a state did; then `letter` holds its answer.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="transitions")
    from_status = models.CharField(max_length=12, blank=True, choices=Edition.Status)
    to_status = models.CharField(max_length=12, choices=Edition.Status)
    on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    step = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    on_behalf = models.BooleanField(default=False)
    letter = models.FileField(
        upload_to=letter_name, storage=letter_storage, blank=True, max_length=100
    )
    checksum = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the text that the step vouches for."
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["edition", "recorded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.from_status or '…'} to {self.to_status}"

    @property
    def is_of_state(self) -> bool:
        """A contact point took the step, or staff recorded what the state did."""
        return self.on_behalf or (self.by is not None and not self.by.is_staff)


def move(
    edition: Edition,
    status: str,
    *,
    step: str,
    by: User | None,
    on: date,
    reason: str = "",
    on_behalf: bool = False,
    letter: Any = None,
    checksum: str = "",
) -> Transition:
    """Saves the edition with its new status. To be called in the transaction of the act."""
    row = Transition.objects.create(
        edition=edition,
        from_status=edition.status,
        to_status=status,
        step=step,
        by=by,
        on=on,
        reason=reason,
        on_behalf=on_behalf,
        letter=letter or "",
        checksum=checksum,
    )
    edition.status = status
    save_version(edition, by=by)
    return row
