"""Dates as the Process records them: sometimes only the month or the year, and periods in which
something holds.

They are put into words by Django's formats. Babel would write March 12, 2026, and in Russian a
"г." after each year."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from registry.common.errors import RuleError
from registry.common.languages import active


class Precision(models.TextChoices):
    DAY = "day", "day"
    MONTH = "month", "month"
    YEAR = "year", "year"


def check_to_come(day: date | None, on: date) -> None:
    """Raises RuleError for a day by which something is wanted that is over already."""
    if day is not None and day < on:
        raise RuleError(_("This day is over. Give one that is to come."))


def today() -> date:
    return timezone.localdate()


def midnight_of(day: date) -> datetime:
    """When the day begins where the registry is."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def add_months(day: date, months: int) -> date:
    """The same day of the month, that many months on; the month's last day where it has no such
    day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def precision_field(start: str, end: str = "") -> models.CharField:
    """`start`, `end`: names of the dates of which it tells, of a first and of a last day; either
    may be "". Forms read a month or a year in them (known_dates.py)."""
    field: Any = models.CharField(
        max_length=5,
        choices=Precision,
        default=Precision.DAY,
        help_text="How much of the date is known.",
    )
    field.start, field.end = start, end
    return field


def worded(day: date | None, precision: str = Precision.DAY) -> str:
    """A date in words, as exactly as it is known: 12 March 2026, March 2026, 2026; "" for None."""
    if day is None:
        return ""
    if precision == Precision.YEAR:
        return str(day.year)
    if precision == Precision.MONTH:
        text = formats.date_format(day, pgettext("date format: month and year", "F Y"))
        return text if active() == "en" else text.lower()  # Russian months are written small
    return formats.date_format(day, pgettext("date format: day", "j F Y"))


def worded_in_text(day: date | None, precision: str = Precision.DAY) -> str:
    """The same inside of a sentence, after a preposition: "since December 2010", «с декабря 2010
    года»; "" for None."""
    if day is None or active() == "en":
        return worded(day, precision)
    forms = {Precision.YEAR: "Y", Precision.MONTH: "E Y", Precision.DAY: "j E Y"}
    return f"{formats.date_format(day, forms[Precision(precision)])} года"


def worded_span(start: date | None, end: date | None, precision: str = Precision.DAY) -> str:
    """From a first to a last day: 10–11 October 2013; one date where they are the same or the
    end is not known."""
    if (
        start is None
        or end is None
        or start == end
        or worded(start, precision) == worded(end, precision)
    ):
        return worded(start or end, precision)
    if precision == Precision.DAY and (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{worded(end)}"
    return f"{worded(start, precision)} – {worded(end, precision)}"


def worded_years(start: date | None, end: date | None) -> str:
    """2012–2014; "since 2023" while it runs; "" where no year is known."""
    if start and end:
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if start:
        return _("since %(year)s") % {"year": start.year}
    return _("until %(year)s") % {"year": end.year} if end else ""


Row = TypeVar("Row", bound=models.Model)


class PeriodQuerySet(models.QuerySet[Row]):
    def on(self, day: date) -> Self:
        """Rows whose period holds on that day; an open end holds for ever."""
        return self.filter(
            Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day)
        )


class Period(models.Model):
    """From the day `since` to the day `until`, both within it; null is open.

    `overlap_key` names the fields within which two periods may not overlap; the database holds that
    too (guards.py).
    """

    overlap_key: ClassVar[tuple[str, ...]] = ()
    is_compared_with_its_siblings = False  # by the form that holds them all (period_forms.py)

    since = models.DateField(
        null=True, blank=True, help_text="First day. Empty: from the beginning, or not known."
    )
    since_precision = precision_field("since")
    until = models.DateField(null=True, blank=True, help_text="Last day. Empty: it still holds.")
    until_precision = precision_field("", "until")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="%(class)s_ends_after_it_begins",
                violation_error_message=gettext_lazy("The last day is before the first."),
            )
        ]

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or self.until >= day
        )

    @property
    def since_worded(self) -> str:
        return worded(self.since, self.since_precision)

    @property
    def until_worded(self) -> str:
        return worded(self.until, self.until_precision)

    @property
    def until_in_text(self) -> str:
        return worded_in_text(self.until, self.until_precision)

    def clean(self) -> None:
        super().clean()
        if not self.overlap_key or any(
            getattr(self, f"{name}_id", getattr(self, name, None)) is None
            for name in self.overlap_key
        ):
            return
        if not self.is_compared_with_its_siblings:
            rivals = type(self)._default_manager.exclude(pk=self.pk)
            keys = {name: getattr(self, name) for name in self.overlap_key}
            self.refuse_overlap(rivals.filter(**keys))

    def refuse_overlap(self, rivals: Iterable[Self]) -> None:
        """Raises ValidationError with the first of them whose period overlaps with this one."""
        for rival in rivals:
            if self.overlaps(rival):
                message = _(
                    "This period overlaps with another one (%(since)s – %(until)s). End that one"
                    " first."
                )
                words = {
                    "since": rival.since_worded or "…",
                    "until": rival.until_worded or "…",
                }
                raise ValidationError(message % words)

    def overlaps(self, other: Self) -> bool:
        return (self.since or date.min) <= (other.until or date.max) and (
            other.since or date.min
        ) <= (self.until or date.max)


def clock_time(at: datetime | None = None) -> str:
    """The time of day, as pages say when something was saved: 14:05. Without a moment, that of
    now."""
    return timezone.localtime(at).strftime("%H:%M")
