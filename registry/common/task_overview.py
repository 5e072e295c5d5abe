"""What is done behind the requests, as staff see it: what runs, waits, failed and was done."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django_tasks_db.models import DBTaskResult, get_date_max

from registry.common.models import SentMessage
from registry.common.tasks import Status, declared, progress_of

MOST_SHOWN = 100  # of each kind
IDLE_AFTER = timedelta(minutes=2)  # something waits that long, and nobody takes it


@dataclass(frozen=True, slots=True)
class ShownTask:
    """`address`: where what it is about is found; `next_at`: when it is tried again."""

    pk: str
    label: str | Promise
    address: str
    since: datetime
    tries: int
    percent: int | None
    problem: str
    error: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """`done`: label and number, of the last days. `is_idle`: work waits, and nobody does it."""

    running: list[ShownTask]
    waiting: list[ShownTask]
    failed: list[ShownTask]
    done: list[tuple[str, int]]
    messages: int
    is_idle: bool


def failed_tasks() -> QuerySet:
    return DBTaskResult.objects.filter(status=Status.FAILED)


def overview(now: datetime) -> Overview:
    rows = DBTaskResult.objects.select_related("progress")
    running = list(rows.filter(status=Status.RUNNING).order_by("started_at")[:MOST_SHOWN])
    waiting = list(rows.filter(status=Status.READY)[:MOST_SHOWN])
    failed = list(rows.filter(status=Status.FAILED).order_by("-finished_at")[:MOST_SHOWN])
    due = [row for row in waiting if due_since(row) < now - IDLE_AFTER]
    return Overview(
        running=[shown(row) for row in running],
        waiting=[shown(row) for row in waiting],
        failed=[shown(row) for row in failed],
        done=done_lately(),
        messages=SentMessage.objects.filter(state=SentMessage.State.WAITING).count(),
        is_idle=bool(due) and not running,
    )


def due_since(row: DBTaskResult) -> datetime:
    return row.enqueued_at if row.run_after == get_date_max() else row.run_after


def done_lately() -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    rows = DBTaskResult.objects.filter(status=Status.SUCCESSFUL).order_by()
    for path, number in rows.values_list("task_path").annotate(number=Count("pk")):
        counts[str(declared(path).label)] += number
    return sorted(counts.items())


def shown(row: DBTaskResult) -> ShownTask:
    about = declared(row.task_path)
    numbers = row.args_kwargs["args"]
    progress: Any = progress_of(row)
    ended = row.finished_at or row.started_at or row.enqueued_at
    is_waiting = row.status == Status.READY
    return ShownTask(
        pk=str(row.pk),
        label=about.label,
        address=reverse(f"admin:{about.page}", args=numbers[:1]) if about.page else "",
        since=row.enqueued_at if is_waiting else ended,
        tries=len(row.worker_ids),
        percent=progress.percent if progress else None,
        problem=progress.problem_in_words if progress else "",
        error=progress.error if progress else "",
        next_at=row.run_after if is_waiting and row.run_after != get_date_max() else None,
    )
