"""What a feed no longer holds, for readers of feeds that keep what they have read: records that
were public and were deleted, taken offline or withdrawn, or that have reached their end.

Nothing is said of them but which they were and when; what readers never saw is not among them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from registry.common.once_a_version import once_a_version
from registry.common.tombstones import of_records
from registry.following.topics import Kind, Topic
from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.process.models import Meeting
from registry.profiles.models import Edition

MOST = 100  # the latest
BEGINNING = datetime(2009, 1, 1, tzinfo=UTC)  # no record is older than the Process


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """`key`: as that of its entry was. `state`: whose edition it was, 0 for others."""

    key: str
    at: datetime
    state: int = 0


def withdrawn() -> Iterator[Removed]:
    for row in Edition.objects.withdrawn().for_page():
        yield Removed(key=f"edition/{row.pk}", at=row.updated_at, state=row.profile.state_id)


def gone(model: Any, name: str) -> Iterator[Removed]:
    for row in of_records(model, BEGINNING, key=("id",)):
        yield Removed(key=f"{name}/{row['id']}", at=row["removed_at"])


RECORDS: dict[Kind, tuple[Any, str]] = {
    Kind.NEWS: (NewsItem, "news"),
    Kind.DOCUMENTS: (Document, "document"),
    Kind.MEETINGS: (Meeting, "meeting"),
}


def removed_of(topic: Topic) -> list[Removed]:
    """The latest first. Of a state its editions alone: of what else was removed nobody knows any
    more which states it was about. Nothing of an indicator or a search."""
    if topic.kind in RECORDS:
        return read_once(topic.kind)
    if topic.kind == Kind.EDITIONS:
        return read_once(Kind.EDITIONS)
    if topic.kind == Kind.STATE:
        return [one for one in read_once(Kind.EDITIONS) if one.state == topic.record.pk]
    return []


def read_once(kind: Kind) -> list[Removed]:
    def read() -> list[Removed]:
        found = gone(*RECORDS[kind]) if kind in RECORDS else withdrawn()
        return sorted(found, key=attrgetter("at"), reverse=True)[:MOST]

    return once_a_version(("removed from feeds", str(kind)), read)
