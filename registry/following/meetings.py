"""Meetings as a calendar. Only those whose day is known: a month is no day."""

from datetime import date

from django.utils.translation import gettext as _

from registry.common.calendars import Entry, written
from registry.common.dates import Precision
from registry.following.entries import first_words, place_of
from registry.process.models import Meeting

MOST = 500  # the latest


def calendar_of_meetings() -> bytes:
    """In the active language."""
    rows = Meeting.objects.public().filter(date_precision=Precision.DAY, starts_on__isnull=False)
    found = [entry_of(row, row.starts_on) for row in rows.for_page()[:MOST] if row.starts_on]
    return written(_("Meetings of the Prague Process"), found)


def entry_of(row: Meeting, first: date) -> Entry:
    """Where the sources are not sure, it is tentative."""
    shown = [row.get_kind_display(), first_words(row.summary), row.note]
    return Entry(
        key=f"meeting-{row.pk}",
        title=row.title,
        first=first,
        last=row.ends_on or first,
        page=row.get_absolute_url(),
        changed=row.updated_at,
        sequence=row.version,
        status=status_of(row),
        place=place_of(row),
        text="\n".join(filter(None, shown)),
    )


def status_of(row: Meeting) -> str:
    if row.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if row.is_uncertain else "CONFIRMED"
