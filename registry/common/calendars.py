"""Days as a calendar that programs read (iCalendar, RFC 5545). Whole days only: the registry keeps
no hours."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from registry.common.languages import active
from registry.common.xml_texts import clean

if TYPE_CHECKING:
    from icalendar import Event

TYPE = "text/calendar; charset=utf-8"
ASKED_AGAIN = timedelta(hours=12)  # how often a program may ask for news


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`key`: what it is, for ever, within the registry. `sequence` rises with each change.
    `status`: CONFIRMED, TENTATIVE or CANCELLED. `page`: an address within the registry."""

    key: str
    title: str
    first: date
    last: date
    page: str
    changed: datetime
    sequence: int = 0
    status: str = "CONFIRMED"
    place: str = ""
    text: str = ""


def written(name: str, entries: list[Entry]) -> bytes:
    from icalendar import Calendar  # 4 MB: where a calendar is written, only

    calendar = Calendar()
    calendar.add("prodid", f"-//Prague Process Registry//{active().upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", ASKED_AGAIN, {"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(event(entry))
    return calendar.to_ical()


def event(entry: Entry) -> "Event":
    """The end of a whole day is the morning after it."""
    from icalendar import Event, vUri

    found = Event()
    found.add("uid", f"{entry.key}@{urlsplit(settings.SITE_URL).hostname}")
    found.add("dtstamp", entry.changed)
    found.add("last-modified", entry.changed)
    found.add("sequence", entry.sequence)
    found.add("status", entry.status)
    found.add("transp", "TRANSPARENT")  # nobody is busy because of it
    found.add("dtstart", entry.first)
    found.add("dtend", entry.last + timedelta(days=1))
    found.add("summary", clean(entry.title))
    found.add("url", vUri(f"{settings.SITE_URL}{entry.page}"))
    if entry.place:
        found.add("location", clean(entry.place))
    if entry.text:
        found.add("description", clean(entry.text))
    return found
