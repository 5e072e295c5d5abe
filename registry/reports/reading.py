"""How often a page was read: its address, its day, its language, and nothing of the reader.

Counted in memory, after the page has left, and written in bulk by a thread of its own, so that a
finished page waits for nothing. What it does not know: pages read from a copy elsewhere, by people
who are signed in, or by robots that do not say that they are; one person who reads a page twice
counts twice.
"""

import atexit
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from threading import Lock, Thread

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from registry.common import store
from registry.common.languages import LANGUAGES
from registry.reports.models import ReadCount

EVERY = 60.0  # seconds between two writings
YOUNG = 7  # days of a month that say little yet
MOST = 5_000  # pages in memory; beyond, they are written at once
ROBOT = re.compile(
    r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|java/|go-http|libwww|headless|scrapy"
    r"|feed|archive|lighthouse|http-?client|axios|okhttp|^$",
    re.IGNORECASE,
)
_counts: Counter[tuple[float, str]] = Counter()  # by the end of the day, and address
_lock = Lock()
_written_at = 0.0


def count_reading(environ: dict) -> None:
    """Of a finished page that was given out whole."""
    global _written_at
    path = environ.get("PATH_INFO", "")
    if path[1:3] not in LANGUAGES or not path.endswith("/") or len(path) > 200:
        return
    if "format=" in environ.get("QUERY_STRING", "") or is_robot(environ):
        return
    now = store.clock()
    with _lock:
        _counts[store.end_of_day(), path] += 1
        is_time = now - _written_at > EVERY or len(_counts) > MOST
        if is_time:
            _written_at = now
    if is_time:
        Thread(target=write_and_close, daemon=True).start()


def is_robot(environ: dict) -> bool:
    return ROBOT.search(environ.get("HTTP_USER_AGENT", "")) is not None


def write_and_close() -> None:
    """In a thread that has a connection of its own."""
    try:
        write_counts()
    except DatabaseError:  # it is away: the numbers of a minute are not worth a fault
        return
    finally:
        connection.close()


def write_counts() -> int:
    """Returns how many pages were written."""
    with _lock:
        taken = dict(_counts)
        _counts.clear()
    if not taken:
        return 0
    with transaction.atomic():
        for (end, path), number in taken.items():
            day = timezone.localtime(datetime.fromtimestamp(end - 1, UTC)).date()
            page = path[3:]
            row, _made = ReadCount.objects.get_or_create(
                day=day, page=page, language=path[1:3], defaults={"kind": kind_of(page)}
            )
            ReadCount.objects.filter(pk=row.pk).update(count=F("count") + number)
    return len(taken)


def kind_of(page: str) -> str:
    return page.strip("/").split("/")[0][:20] or "home"


def month_of(on: date) -> tuple[date, date]:
    return on.replace(day=1), on


def most_read(on: date, most: int = 200) -> list[tuple[str, str, int]]:
    """(page, kind, number) of this month, the most read first."""
    rows = ReadCount.objects.between(*month_of(on)).values_list("page", "kind")
    return list(rows.annotate(number=Sum("count")).order_by("-number", "page")[:most])


def most_read_addresses(on: date, most: int) -> list[str]:
    """Of this month and, while that is young, of the month before; the most read first."""
    first, last = month_of(on - timedelta(days=YOUNG))[0], on
    rows = ReadCount.objects.between(first, last).values_list("language", "page")
    found = rows.annotate(number=Sum("count")).order_by("-number", "page", "language")
    return [f"/{language}{page}" for language, page, _number in found[:most]]


def by_kind(on: date) -> list[tuple[str, int]]:
    rows = ReadCount.objects.between(*month_of(on)).values_list("kind")
    return list(rows.annotate(number=Sum("count")).order_by("-number", "kind"))


def readers_of(slug: str, on: date) -> list[tuple[str, int]]:
    """Pages of one state and of its profiles, this month: what its contact point is told."""
    rows = ReadCount.objects.between(*month_of(on))
    of_state = rows.filter(page__startswith=f"/states/{slug}/")
    of_profiles = rows.filter(page__startswith=f"/profiles/{slug}/")
    found = (of_state | of_profiles).values_list("page")
    return list(found.annotate(number=Sum("count")).order_by("-number", "page"))


atexit.register(write_and_close)
