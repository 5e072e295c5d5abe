"""The packed copy that the site offers: what is there, and since when. The operator makes it
(README, "Take-away copy"); where it is not made, no page speaks of it."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

NAME = "prague-process-registry.zip"


@dataclass(frozen=True, slots=True)
class Offered:
    """`size`: bytes."""

    made_on: date
    size: int
    mark: str


def offered() -> Offered | None:
    path = archive()
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    if found is None:
        return None
    made_at = datetime.fromtimestamp(found.st_mtime, timezone.get_current_timezone())
    return Offered(made_at.date(), found.st_size, f"{found.st_mtime_ns:x}-{found.st_size:x}")


def archive() -> Path | None:
    return Path(settings.TAKEAWAY_ARCHIVE) if settings.TAKEAWAY_ARCHIVE else None
