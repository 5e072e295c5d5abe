"""Days and times as addresses say them: one rule for `as_of` and `changed_since`, pages and API
alike.

A day (2015-12-31) or a day with a time of day, with an offset or without (2015-12-31T14:00:00Z).
Without an offset it is the registry's own time; of a time that the clock shows twice, the first.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _

NOT_A_DAY = _("The day in the address is not a date. A date has the form 2015-12-31.")
EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)
# A plus sign that nobody encoded comes as a space
FORM = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
    r"(?P<offset>[Zz]|[ +-][0-9]{2}:?[0-9]{2})?)?"
)


def parsed_moment(text: str) -> datetime:
    """In UTC; what lies before the year 1 or after 9999 there is the first or the last moment.

    Raises ValidationError where the text is no day or time of the calendar.
    """
    found = FORM.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        day = date.fromisoformat(found["day"])
        at = datetime.combine(day, datetime.min.time()) + time_of_day(found)
        zone = zone_of(found["offset"])
    except (ValueError, OverflowError):
        raise ValidationError(NOT_A_DAY, code="invalid") from None
    try:
        return at.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return EARLIEST if day.year == 1 else LATEST


def time_of_day(found: re.Match[str]) -> timedelta:
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 60:
        raise ValueError(found[0])
    # the second that is put in now and then is the one before it
    microseconds = int((found["fraction"] or "").ljust(6, "0")[:6])
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59), microseconds=microseconds)


def zone_of(offset: str | None) -> tzinfo:
    if offset is None:
        return get_default_timezone()
    if offset in "Zz":
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    if minutes > 59:
        raise ValueError(offset)
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if offset[0] == "-" else ahead)


def day_named(text: str) -> date:
    """The day of a moment where the registry is. Raises ValidationError as `parsed_moment`."""
    moment = parsed_moment(text)
    found = FORM.fullmatch(text)
    if found and found["hour"] is None:
        return date.fromisoformat(found["day"])
    return day_of(moment)


def day_of(moment: datetime) -> date:
    """Where the registry is."""
    try:
        return moment.astimezone(get_default_timezone()).date()
    except OverflowError:
        return moment.date()


def utc_stamp(moment: datetime) -> str:
    """For machines: 2015-12-31T13:00:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class MomentField(forms.Field):
    """A moment in the form of a filter."""

    def to_python(self, value: str | datetime | None) -> datetime | None:
        if value in self.empty_values or isinstance(value, datetime):
            return value if isinstance(value, datetime) else None
        return parsed_moment(str(value))
