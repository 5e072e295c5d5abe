"""Who does what waits behind the requests (tasks.py): a thread of each serving process, or
`manage.py work` as a process of its own."""

import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import close_old_connections, connection
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from registry.common import tasks
from registry.common.task_progress import TaskProgress
from registry.common.tasks import Problem, Status

logger = logging.getLogger("registry.tasks")
POLL = 2.0  # seconds; what other processes asked for
BEATS_EVERY = 20.0  # seconds
LOST_AFTER = timedelta(minutes=5)  # without a beat; the longest single write takes a minute
TIDIED_EVERY = timedelta(minutes=1)


class Engine(db_worker.Worker):
    """The engine's own worker, which takes what is ready and ends; around each task the sign that
    it is alive, and afterwards what becomes of it."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{os.getpid()}-{secrets.token_hex(4)}",
            excluded_queue_names=[],
        )

    def run_task(self, db_task_result: DBTaskResult) -> None:
        with beating(db_task_result):
            super().run_task(db_task_result)
        tasks.settle(db_task_result)


@contextmanager
def beating(row: DBTaskResult) -> Iterator[None]:
    begun = {"beat_at": timezone.now(), "done": 0, "most": 0, "problem": "", "error": ""}
    TaskProgress.objects.update_or_create(task=row, defaults=begun)
    over = threading.Event()
    beater = threading.Thread(target=beat, args=(row.pk, over), daemon=True)
    beater.start()
    try:
        yield
    finally:
        over.set()


def beat(pk: object, over: threading.Event) -> None:
    while not over.wait(BEATS_EVERY):
        try:
            TaskProgress.objects.of(pk).update(beat_at=timezone.now())
        except Exception as error:  # a long write holds the database; the next beat is soon
            logger.info("task %s: no beat: %s", pk, type(error).__name__)
        connection.close()


def work_off() -> None:
    """All that is ready, in this thread."""
    Engine().run()


def take_back_lost(now: datetime) -> int:
    """Whose worker gives no sign any more. How many."""
    silent = Q(progress__beat_at__lt=now - LOST_AFTER) | Q(progress=None)
    rows = DBTaskResult.objects.filter(silent, status=Status.RUNNING)
    lost = list(rows.filter(started_at__lt=now - LOST_AFTER).select_related("progress"))
    for row in lost:
        defaults = {"beat_at": now, "problem": Problem.INTERRUPTED, "error": ""}
        TaskProgress.objects.update_or_create(task=row, defaults=defaults)
        may_repeat = tasks.declared(row.task_path).repeats
        if may_repeat and len(row.worker_ids) < tasks.MOST_INTERRUPTIONS:
            tasks.put_back(row)
        else:
            same = DBTaskResult.objects.filter(pk=row.pk, status=Status.RUNNING)
            same.filter(started_at=row.started_at).update(status=Status.FAILED, finished_at=now)
    return len(lost)


def forget(now: datetime) -> int:
    """What is done or failed, after a bounded time. How many rows went."""
    done = Q(status=Status.SUCCESSFUL, finished_at__lt=now - tasks.KEPT_DONE)
    failed = Q(status=Status.FAILED, finished_at__lt=now - tasks.KEPT_FAILED)
    return DBTaskResult.objects.filter(done | failed).delete()[0]


class TaskWorker(threading.Thread):
    """`looks`: asked every few seconds whether something is to be done that nobody asks for."""

    def __init__(self, looks: tuple[Callable[[], None], ...] = ()) -> None:
        super().__init__(name="tasks", daemon=True)
        self.looks = looks
        self.tidied_at: datetime | None = None
        self.engine = Engine()
        tasks.ending.clear()

    def run(self) -> None:
        while not tasks.ending.is_set():
            tasks.woken.clear()
            close_old_connections()
            try:
                self.look()
            except Exception as error:  # the database may be away; the next look is soon
                logger.warning("tasks were not looked at: %s", type(error).__name__)
            close_old_connections()
            if not tasks.ending.is_set():
                tasks.woken.wait(POLL)

    def look(self) -> None:
        now = timezone.now()
        if self.tidied_at is None or now - self.tidied_at >= TIDIED_EVERY:
            self.tidied_at = now
            take_back_lost(now)
            forget(now)
        for look in self.looks:
            look()
        if DBTaskResult.objects.ready().exists():
            self.engine.run()

    def stop(self, seconds: float = 25) -> None:
        """Lets the task in hand come to its next step; it is put back and goes on elsewhere."""
        tasks.ending.set()
        self.engine.running = False
        tasks.wake()
        self.join(seconds)
