"""The phases of the Process."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.common.languages import Bilingual
from registry.common.records import Record, Sourced


class Phase(Record, Sourced):
    """A stretch of the Process between two courses that ministers set."""

    reference_fields = ("number",)

    number = models.PositiveSmallIntegerField(unique=True)
    title_en = models.CharField(max_length=120, help_text="What it followed, as its name.")
    title_ru = models.CharField(max_length=120, blank=True)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    title = Bilingual()
    history = HistoricalRecords()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    first_year__gte=2009, last_year__lte=2100, last_year__gte=F("first_year")
                ),
                name="phase_years_in_order",
                violation_error_message=_(
                    "The last year is before the first, or a year is out of range."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def years_worded(self) -> str:
        return f"{self.first_year}–{self.last_year}"
