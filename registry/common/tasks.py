"""Work that is done behind the requests: reading what people bring, importing, making files.

The engine is django-tasks, the shape of Django's own tasks, with its database backend: a task is a
row in the transaction of the act that asks for it, so it is neither lost nor done for what was
taken back, and any number of workers (task_worker.py) take rows without taking one twice. Here is
what the engine lacks: a label, progress, tries after growing pauses, an end where what a task is
for is gone.

A task is given numbers of rows and nothing else, so no row of the engine holds personal data or
what somebody wrote. Acts lock and check what they change, so a task that is done a second time
after an interruption changes nothing twice; one that must not be done again by itself says
`repeats=False`. Messages do not go this way: the outbox (outbox.py) has its own rows, sealed words
and the rule that what may have arrived is never sent again.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.functional import Promise
from django_tasks import TaskContext, TaskResultStatus, task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult, get_date_max

from registry.common.faults import is_passing
from registry.common.task_progress import TaskProgress

logger = logging.getLogger("registry.tasks")
Status = TaskResultStatus
Problem = TaskProgress.Problem
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 600, 3600, 6 * 3600))
MOST_INTERRUPTIONS = 3  # tries; a task that ends its process again and again is left to people
KEPT_DONE, KEPT_FAILED = timedelta(days=7), timedelta(days=30)
NOTED_EVERY = 0.5  # seconds between two notes of how far it is
URGENT, USUAL, AT_LEISURE = 10, 0, -10  # somebody waits at a page; an import; ahead of readers
LIVE = (Status.READY, Status.RUNNING)
DONE, GONE = "done", "gone"
woken = threading.Event()
ending = threading.Event()  # of this process: a task stops at its next step, and is put back


class TaskFailedError(Exception):
    """In place of the program's own error, whose words may quote what somebody wrote."""


class PausedError(Exception):
    """The task makes room and is put back; nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Declared:
    """`of`: name of the model whose row the first argument is; `page`: name of the address where
    staff find it."""

    label: str | Promise
    of: str
    page: str
    repeats: bool


_declared: dict[str, Declared] = {}


class Behind:
    """What a task's function is given first, as `context`."""

    def __init__(self, pk: str, priority: int) -> None:
        self.pk, self.priority = pk, priority
        self.noted_at = 0.0

    def note(self, done: int, most: int) -> None:
        """How far it is; outside of a transaction, or nobody sees it."""
        now = time.monotonic()
        if now - self.noted_at >= NOTED_EVERY or done >= most:
            self.noted_at = now
            TaskProgress.objects.of(self.pk).update(done=done, most=most, beat_at=timezone.now())

    def make_room(self) -> None:
        """Between two steps. Raises PausedError where the process ends or something more urgent
        waits."""
        waiting = DBTaskResult.objects.ready().filter(priority__gt=self.priority)
        if ending.is_set() or waiting.exists():
            raise PausedError


def behind(
    *,
    label: str | Promise,
    of: str = "",
    page: str = "",
    repeats: bool = True,
    priority: int = USUAL,
) -> Callable[[Callable[..., str | None]], Task]:
    """Makes a task of a function `(context, *numbers)`. It returns a word for what came of it."""

    def declare(function: Callable[..., str | None]) -> Task:
        @wraps(function)
        def run(context: TaskContext, *numbers: int) -> str:
            if of and not apps.get_model("registry", of).objects.filter(pk=numbers[0]).exists():
                return GONE
            return guarded(function, context, *numbers)

        made = task(takes_context=True, priority=priority)(run)
        _declared[made.module_path] = Declared(label, of, page, repeats)
        return made

    return declare


def guarded(function: Callable[..., str | None], context: TaskContext, *numbers: int) -> str:
    given = Behind(context.task_result.id, context.task_result.task.priority)
    try:
        return function(given, *numbers) or DONE
    except PausedError:
        note_problem(given.pk, Problem.PAUSED, "")
        raise
    except Exception as error:
        logger.exception("task %s failed", given.pk)
        note_problem(given.pk, problem_of(error), type(error).__name__)
        raise TaskFailedError from None


def problem_of(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return Problem.MEMORY
    is_beneath = is_passing(error) or isinstance(error, OSError)
    return Problem.BENEATH if is_beneath else Problem.PROGRAM


def note_problem(pk: object, problem: str, error: str) -> None:
    """A database that does not answer is noted by the worker, when it answers again."""
    try:
        TaskProgress.objects.of(pk).update(problem=problem, error=error[:100])
    except Exception as failure:
        logger.warning("task %s: its problem was not noted: %s", pk, type(failure).__name__)


def declared(path: str) -> Declared:
    """What stands in a row that an earlier version of the program wrote may be gone."""
    return _declared.get(path, Declared(path.rpartition(".")[2], "", "", repeats=False))


def rows_of(what: Task, *numbers: int) -> Any:
    given = {"args": list(numbers), "kwargs": {}}
    return DBTaskResult.objects.filter(task_path=what.module_path, args_kwargs=given)


def ask(what: Task, *numbers: int) -> None:
    """In the transaction of the act. What waits already waits once."""
    if not rows_of(what, *numbers).filter(status=Status.READY).exists():
        what.enqueue(*numbers)
    transaction.on_commit(wake)


def waits(what: Task, *numbers: int) -> bool:
    """Whether one of that kind waits, with any numbers, or one with these is at work or done."""
    waiting = DBTaskResult.objects.filter(task_path=what.module_path, status=Status.READY)
    return waiting.exists() or rows_of(what, *numbers).exists()


def cancel(what: Task, *numbers: int) -> int:
    """What has not begun. How many."""
    return rows_of(what, *numbers).filter(status=Status.READY).delete()[0]


def wake() -> None:
    """The worker of this process, if it has one, looks at once; others within seconds."""
    woken.set()


def about(number: int, *whats: Task) -> DBTaskResult | None:
    """The newest of these tasks whose first number it is, live or not, with its progress."""
    paths = [what.module_path for what in whats]
    rows = DBTaskResult.objects.filter(task_path__in=paths, args_kwargs__args__0=number)
    return rows.select_related("progress").order_by("-enqueued_at").first()


def numbers() -> dict[str, int]:
    """How many tasks wait, are at work, and have failed so that a colleague decides."""
    counted = DBTaskResult.objects.values_list("status").annotate(number=Count("pk"))
    by_status = dict(counted.order_by())
    return {
        "waiting": by_status.get(Status.READY, 0),
        "at_work": by_status.get(Status.RUNNING, 0),
        "failed": by_status.get(Status.FAILED, 0),
    }


def is_live(row: DBTaskResult | None) -> bool:
    return row is not None and row.status in LIVE


def progress_of(row: DBTaskResult | None) -> TaskProgress | None:
    return getattr(row, "progress", None)


def settle(row: DBTaskResult) -> None:
    """After a try: what makes room goes on later, and what failed for a reason that passes is
    tried again after a pause."""
    if row.status != Status.FAILED:
        return
    progress = TaskProgress.objects.of(row.pk).first()
    problem = progress.problem if progress else ""
    if problem == Problem.PAUSED:
        put_back(row, tries=row.worker_ids[:-1])
    elif problem in ("", Problem.BENEATH) and declared(row.task_path).repeats:
        tries = len(row.worker_ids)
        if tries <= len(PAUSES):
            put_back(row, after=timezone.now() + PAUSES[tries - 1])


def put_back(
    row: DBTaskResult, *, after: datetime | None = None, tries: list[str] | None = None
) -> bool:
    """Whether this worker did it. `tries`: the workers that count as having tried."""
    same = DBTaskResult.objects.filter(pk=row.pk, status=row.status, started_at=row.started_at)
    return bool(
        same.update(
            status=Status.READY,
            run_after=after or get_date_max(),
            finished_at=None,
            worker_ids=row.worker_ids if tries is None else tries,
        )
    )


@transaction.atomic
def try_again(pk: UUID) -> bool:
    """A colleague's decision about what has failed. Whether it had."""
    row = DBTaskResult.objects.select_for_update().filter(pk=pk, status=Status.FAILED).first()
    if row is None:
        return False
    transaction.on_commit(wake)
    return put_back(row, tries=[])
