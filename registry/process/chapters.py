"""What action plans call the co-operation areas."""

from django.db import models
from simple_history.models import HistoricalRecords

from registry.common.languages import Bilingual
from registry.common.records import Record, Sourced


class Chapter(Record, Sourced):
    """What an action plan itself calls a co-operation area; the area bears today's term."""

    reference_fields = ("plan", "area")

    plan = models.ForeignKey("registry.ActionPlan", models.CASCADE, related_name="chapters")
    area = models.ForeignKey("registry.CooperationArea", models.PROTECT, related_name="chapters")
    title_en = models.CharField("its wording", max_length=300)
    title_ru = models.CharField("its wording, in Russian", max_length=300, blank=True)
    title = Bilingual()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "chapter of an action plan"
        verbose_name_plural = "chapters of action plans"
        ordering = ["plan", "area"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "area"], name="chapter_once_per_plan")
        ]

    def __str__(self) -> str:
        return f"{self.area.number}. {self.title}"
