"""A day and a time of the clock, as staff type them: in the registry's own time, whatever the
browser's.

Once a year an hour of the clock does not exist, and once it comes twice. Whoever names a time in
one of them is told so, and which words settle it.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.appearing import clock_worded
from registry.common.dates import worded

FORMATS = (
    "%d %B %Y, %H:%M",
    "%d %B %Y %H:%M",
    "%d %b %Y, %H:%M",
    "%d %b %Y %H:%M",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y, %H:%M",
    "%Y-%m-%d",  # as a workbook gives the beginning of a day
)
LONGEST = 60
EARLIEST, LATEST = 2000, 2100  # years
NOT_READ = gettext_lazy("Write day and time as 26 November 2026, 14:00 or as 2026-11-26 14:00.")


def town() -> str:
    """Whose time it is: Vienna."""
    return settings.TIME_ZONE.rpartition("/")[2].replace("_", " ")


class ClockTimeField(forms.Field):
    """Empty, or a moment. What a file or another form gives as a datetime is taken as well."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.TextInput(attrs={"size": 26, "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return clock_worded(value) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value if timezone.is_aware(value) else settled(value, "")
        return read(str(value))


def read(text: str) -> datetime:
    """Raises ValidationError with what to write instead."""
    words = text.strip()[:LONGEST]
    exact = from_iso(words)
    if exact is not None:
        return exact
    zone = ""
    before, _space, last = words.rpartition(" ")
    if before and last.isalpha() and last.isupper():
        words, zone = before, last
    for form in FORMATS:
        try:
            naive = datetime.strptime(words, form)  # noqa: DTZ007  (settled below)
        except ValueError:
            continue
        if not EARLIEST <= naive.year <= LATEST:
            raise ValidationError(
                _("The year %(year)s is out of range.") % {"year": naive.year}, code="year"
            )
        return settled(naive, zone)
    raise ValidationError(NOT_READ, code="invalid")


def from_iso(text: str) -> datetime | None:
    """As files have it, with its distance from UTC: 2026-11-26T14:00:00+01:00."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if timezone.is_aware(found) and EARLIEST <= found.year <= LATEST else None


def settled(naive: datetime, zone: str) -> datetime:
    """The moment that the clock means. `zone`: what was written behind it, "CET" or "CEST"; "" for
    nothing."""
    here = timezone.get_default_timezone()
    first, second = (naive.replace(tzinfo=here, fold=fold) for fold in (0, 1))
    shown = _("%(time)s on %(day)s") % {"time": f"{naive:%H:%M}", "day": worded(naive.date())}
    if first.astimezone(UTC).astimezone(here).replace(tzinfo=None) != naive:
        later = first + timedelta(hours=1)
        raise ValidationError(
            _(
                "%(shown)s does not exist: the clocks are put forward that night. Write %(next)s"
                " or a later time."
            )
            % {"shown": shown, "next": f"{later.astimezone(UTC).astimezone(here):%H:%M}"},
            code="skipped",
        )
    if first.utcoffset() == second.utcoffset():
        if zone and zone != first.tzname():
            raise ValidationError(
                _("On that day %(town)s has %(first)s, not %(zone)s. Leave it out.")
                % {"town": town(), "first": first.tzname(), "zone": zone},
                code="zone",
            )
        return first.astimezone(UTC)
    for moment in (first, second):
        if zone == moment.tzname():
            return moment.astimezone(UTC)  # two times that only differ in which hour are one to ==
    raise ValidationError(
        _(
            "%(shown)s comes twice: the clocks are put back that night. Write %(time)s %(first)s"
            " for the first time or %(time)s %(second)s for the second."
        )
        % {
            "shown": shown,
            "time": f"{naive:%H:%M}",
            "first": first.tzname(),
            "second": second.tzname(),
        },
        code="repeated",
    )
