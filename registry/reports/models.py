"""What reports keep: whether an address still answers, and how often a page was read."""

from datetime import date
from typing import Self

from django.db import models


class LinkCheckQuerySet(models.QuerySet):
    def broken(self) -> Self:
        return self.exclude(problem="")


class LinkCheck(models.Model):
    """An address that a text of the registry names, as it last answered. `problem` is empty where
    it does."""

    url = models.CharField(max_length=500, unique=True)
    checked_at = models.DateTimeField(null=True, db_index=True)
    status = models.PositiveSmallIntegerField(
        null=True, help_text="Of HTTP; null where nobody answered."
    )
    problem = models.CharField(max_length=200, blank=True)
    broken_since = models.DateField(null=True)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        ordering = ["url"]

    def __str__(self) -> str:
        return self.url


class ReadCountQuerySet(models.QuerySet):
    def between(self, first: date, last: date) -> Self:
        return self.filter(day__gte=first, day__lte=last)


class ReadCount(models.Model):
    """How often a page was read on a day: neither by whom nor from where."""

    day = models.DateField()
    kind = models.CharField(max_length=20)
    page = models.CharField(max_length=200, help_text="The address without its language.")
    language = models.CharField(max_length=2)
    count = models.PositiveIntegerField(default=0)

    objects = ReadCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "page", "language"], name="read_count_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.day}: {self.count}"


class ReportCount(models.Model):
    """How many lines a report had when it was last counted, for the front page of the admin."""

    slug = models.SlugField(unique=True)
    count = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.slug}: {self.count}"
