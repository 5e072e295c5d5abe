"""A collection round: many states are asked for an edition of one kind and year, by a day."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.common.languages import Bilingual
from registry.common.records import Record
from registry.profiles.models import Edition
from registry.profiles.templates import Kind, ProfileTemplate


class CollectionRoundQuerySet(models.QuerySet):
    def running(self) -> Self:
        return self.filter(opened_on__isnull=False, closed_on__isnull=True)

    def with_counts(self) -> Self:
        not_submitted = models.Q(editions__status__in=Edition.WRITABLE)
        return self.annotate(not_submitted=models.Count("editions", filter=not_submitted))


class CollectionRound(Record):
    reference_fields = ("kind", "year")

    kind = models.CharField(max_length=10, choices=Kind)
    template = models.ForeignKey(ProfileTemplate, models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField()
    deadline = models.DateField(help_text="The day by which drafts are wanted.")
    states = models.ManyToManyField(
        "registry.State",
        blank=True,
        related_name="rounds",
        help_text="Empty: all participating states, when it opens.",
    )
    note_en = models.TextField(
        blank=True, max_length=2000, help_text="Stands in the message to the contact points."
    )
    note_ru = models.TextField(blank=True, max_length=2000)
    opened_on = models.DateField(null=True, blank=True, editable=False)
    closed_on = models.DateField(null=True, blank=True, editable=False)
    note = Bilingual()

    objects = CollectionRoundQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-year", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year"],
                name="collection_round_once_per_kind_and_year",
                violation_error_message=_("There is a round of this kind and year already."),
            ),
            models.CheckConstraint(
                condition=models.Q(year__gte=2000, year__lte=2100),
                name="collection_round_year_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"

    def clean(self) -> None:
        super().clean()
        if self.template_id and self.template.kind != self.kind:
            raise ValidationError({"template": _("This template is of the other kind.")})
        if self.template_id and self.year and self.template.why_not_for(self.year):
            raise ValidationError({"template": self.template.why_not_for(self.year)})

    @property
    def is_running(self) -> bool:
        return self.opened_on is not None and self.closed_on is None

    def days_left(self, on: date) -> int:
        return (self.deadline - on).days
