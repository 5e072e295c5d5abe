from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models

from registry.profiles.models import Edition


class FigureSheetQuerySet(models.QuerySet["FigureSheet"]):
    def waiting(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def brought_before(self, moment: datetime) -> Self:
        return self.filter(brought_at__lt=moment).for_page()

    def for_asks(self, states: list[int]) -> Self:
        """Of drafts that are written now: elsewhere nothing of them can be taken."""
        rows = self.waiting().filter(edition__status__in=Edition.WRITABLE)
        return rows.filter(edition__profile__state__in=states)

    def of_edition(self, edition: Edition) -> Self:
        return self.filter(edition=edition).for_page()

    def numbered(self, pk: int) -> "FigureSheet | None":
        return self.filter(pk=pk).first()

    def for_page(self) -> Self:
        return self.select_related("edition__profile__state")


class FigureSheet(models.Model):
    """A sheet of figures that somebody brought to the desk.

    `rows`: what it would change, in its order, each with the keys of reading.Row and `standing`;
    `notices`: what is to be known of the whole, as [code, text] (notices.py has the words).
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="figure_sheets")
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    brought_at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=100)
    rows = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    closed_at = models.DateTimeField(null=True)
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text="Of who brought what, until something of it is taken."
    )

    objects = FigureSheetQuerySet.as_manager()

    class Meta:
        ordering = ["-brought_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "fingerprint"],
                condition=models.Q(closed_at=None) & ~models.Q(fingerprint=""),
                name="sheet_waits_once",
            )
        ]

    def __str__(self) -> str:
        return f"sheet {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def waiting_rows(self) -> int:
        return sum(not row["standing"] for row in self.rows)
