"""Counts for Prometheus: how many requests of which kind, how long they took, what waits.

For the operator alone, who shows METRICS_TOKEN; without that setting the address does not exist. No
label says who asked or for what: labels are from short lists of ours. All processes of a machine
count together, in files of STATE_DIR/metrics (the library's way for several processes); one that is
started anew goes on, and when none is alive the next one begins afresh. A process that has no room
for its files when it starts counts for itself, in memory.
"""

import os
import platform
from collections import Counter as Counting
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic

import django
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

DIRECTORY = Path(settings.STATE_DIR) / "metrics"
MOST_FILES = 60  # of processes that have ended
# Bytes, by what the library calls the file. More than all labels together take, so that it never
# grows beyond its blocks on the disk
ROOM = {"histogram": 1 << 20, "counter": 1 << 16}
TOGETHER = "PROMETHEUS_MULTIPROC_DIR"


def is_alive(process: str) -> bool:
    return Path("/proc", process).exists()


def begin_afresh() -> None:
    """What ended processes counted is kept as long as another goes on counting, so that sums do not
    fall."""
    DIRECTORY.mkdir(mode=0o700, exist_ok=True)
    files = {path: path.stem.rpartition("_")[2] for path in DIRECTORY.glob("*.db")}
    ended = [path for path, process in files.items() if not is_alive(process)]
    if len(ended) == len(files) or len(ended) > MOST_FILES:
        for path in ended:
            path.unlink(missing_ok=True)


def make_room() -> bool:
    """Whether the disk has kept the place for what this process counts. The library writes through
    memory; a hole in its file would end the process on a disk that is full by then."""
    files = {DIRECTORY / f"{kind}_{os.getpid()}.db": size for kind, size in ROOM.items()}
    try:
        for path, size in files.items():
            with path.open("ab") as file:
                os.posix_fallocate(file.fileno(), 0, size)
    except OSError:
        for path in files:
            path.unlink(missing_ok=True)
        return False
    return True


with suppress(OSError):
    begin_afresh()
if make_room():
    os.environ[TOGETHER] = str(DIRECTORY)
else:
    os.environ.pop(TOGETHER, None)

# The library reads the environment that is set above as it is imported
from prometheus_client import (  # noqa: E402
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import (  # noqa: E402
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)

from registry.common import outbox, tasks, version_file  # noqa: E402
from registry.common.faults import is_passing, is_silent_cache  # noqa: E402
from registry.common.logs import chain_of  # noqa: E402
from registry.common.request_ids import Note  # noqa: E402
from registry.operating import recent_errors  # noqa: E402
from registry.operating.version import VERSION  # noqa: E402

SECONDS = (0.0005, 0.002, 0.01, 0.05, 0.1, 0.25, 1, 5, 30)
# By the first part of an address; whatever else there is counts as a page
KINDS = {
    "admin": "admin",
    "api": "api",
    "calendar": "feed",
    "feeds": "feed",
    "files": "file",
    "healthz": "health",
    "metrics": "health",
    "oai": "harvest",
    "oembed": "harvest",
    "pictures": "file",
    "sdmx": "harvest",
    "static": "static",
}
PERSONAL = {"account": "account", "desk": "desk"}  # by the part after the language

requests = Histogram(
    "registry_request_seconds",
    "Time from a request to the head of its answer, by kind and status; without stored pages.",
    ("kind", "status"),
    buckets=SECONDS,
)
# A stored page costs less than its count in a file would: these are gathered for a second
stored = Counter("registry_stored_pages", "Finished pages given out, by status.", ("status",))
stored_seconds = Counter("registry_stored_pages_seconds", "Time spent on giving them out.")
errors = Counter("registry_errors", "Faults in the log, by what failed.", ("kind",))
_counted: dict[tuple[str, str], Histogram] = {}
_gathered: deque[tuple[str, float]] = deque()
GATHERED_FOR, MOST_GATHERED = 1.0, 1000  # seconds, pages
_written_at = 0.0


def kind_of(path: str) -> str:
    first, _slash, rest = path.lstrip("/").partition("/")
    if first in ("en", "ru"):
        return PERSONAL.get(rest.partition("/")[0], "page")
    return KINDS.get(first, "page")


def count_request(environ: dict, note: Note, seconds: float) -> None:
    if not note.is_made:
        _gathered.append((note.status, seconds))
        if len(_gathered) > MOST_GATHERED or monotonic() - _written_at > GATHERED_FOR:
            write_gathered()
        return
    key = (kind_of(environ.get("PATH_INFO", "")), note.status or "500")
    one = _counted.get(key)
    if one is None:
        one = _counted[key] = requests.labels(*key)
    one.observe(seconds)


def write_gathered() -> None:
    """Each page is taken by one thread, whichever it is."""
    global _written_at
    _written_at = monotonic()
    statuses: Counting[str] = Counting()
    time_spent = 0.0
    with suppress(IndexError):
        while True:
            status, seconds = _gathered.popleft()
            statuses[status or "500"] += 1
            time_spent += seconds
    for status, number in statuses.items():
        stored.labels(status).inc(number)
    stored_seconds.inc(time_spent)


def count_error(error: BaseException | None) -> None:
    errors.labels(what_failed(error)).inc()


def what_failed(error: BaseException | None) -> str:
    if any(isinstance(one, DatabaseError | InterfaceError) for one in chain_of(error)):
        return "database"
    if error is None or not is_passing(error):
        return "other"
    return "cache" if is_silent_cache(error) else "disk"


recent_errors.told.append(count_error)


class Now:
    """What is so at the time of asking. A database that does not answer is told as such, and the
    rest is given all the same."""

    def collect(self) -> Iterator[Metric]:
        yield about_the_build()
        changed = GaugeMetricFamily(
            "registry_content_changed_timestamp_seconds",
            "When the content that public pages show last changed; 0 before the first time.",
        )
        changed.add_metric([], version_file.changed_at())
        yield changed
        answers = GaugeMetricFamily("registry_database_up", "Whether the database answers.")
        mail = GaugeMetricFamily("registry_messages", "Mail, by where it is.", labels=["state"])
        work = GaugeMetricFamily("registry_tasks", "Work behind the requests.", labels=["state"])
        try:
            for gauge, numbers in ((mail, outbox.numbers()), (work, tasks.numbers())):
                for state, number in numbers.items():
                    gauge.add_metric([state], number)
        except DatabaseError:
            answers.add_metric([], 0)
        else:
            answers.add_metric([], 1)
            yield from (mail, work)
        yield answers


def about_the_build() -> Metric:
    about = {
        "version": VERSION,
        "python": platform.python_version(),
        "django": django.get_version(),
        "database": connection.vendor,
    }
    return InfoMetricFamily("registry_build", "What runs.", value=about)


def exposition() -> tuple[bytes, str]:
    """Of all processes of this machine; text, and its content type."""
    write_gathered()
    gathered = CollectorRegistry()
    if TOGETHER in os.environ:
        multiprocess.MultiProcessCollector(gathered)
    else:
        gathered.register(REGISTRY)
    gathered.register(Now())
    return generate_latest(gathered), CONTENT_TYPE_LATEST
