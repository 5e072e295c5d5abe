"""The production server alone, in one process or several. Several such can run behind a proxy."""

import signal
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.urls import reverse
from django.utils import translation

from pragueprocess import env
from registry.common.languages import LANGUAGES
from registry.common.sender import Sender
from registry.common.task_worker import TaskWorker
from registry.serving import server

if TYPE_CHECKING:
    from registry.common.store import PageStore


# One answers while another waits for the database or a program. Python runs one at a time: more of
# them make nothing quicker, and each takes 4 MB
THREADS = 3


class Behind(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...


class Command(BaseCommand):
    help = "Serve the registry with uvicorn. `start` sets up what is missing first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=THREADS, help="in which Django answers")
        parser.add_argument(
            "--workers", type=int, default=1, help="processes, each with so many threads"
        )

    def handle(
        self, *args, host: str, port: int, threads: int = THREADS, workers: int = 1, **options
    ) -> None:
        """Finished pages are answered from the loop of a process, everything else in a thread,
        once its body has come whole (registry/serving/).

        Threads beside the workers send the mail (outbox.py), do what waits behind the requests
        (task_worker.py), and make pages anew: those most read (pages_ahead.py), and those that are
        asked for while many read (pages_before.py).
        """
        try:
            listener = server.listening(host, port)
            if workers > 1:
                listener.close()
        except OSError as error:
            raise CommandError(f"Port {port} of {host} cannot be had: {error.strerror}.") from None
        if not env.SITE_URL and not settings.SITE_URL.endswith(f":{port}"):
            self.stderr.write(
                f"SITE_URL is not set: links that the registry writes lead to {settings.SITE_URL}."
            )
        place = 0
        connections.close_all()  # of this thread, which will only listen
        if workers > 1:
            place = server.one_of(workers)
            listener = server.listening(host, port, shared=True)
        signal.signal(signal.SIGTERM, server.stop)
        # needs the settings, and is slow to import
        from pragueprocess import urls  # noqa: F401  (else the first reader waits for it)
        from pragueprocess.wsgi import application
        from registry.common import file_modes, version_file
        from registry.serving.application import Application

        read_addresses()
        file_modes.tighten()
        version_file.remove_unfinished()
        behind = threads_behind(application.store, is_first=place == 0)
        for thread in behind:
            thread.start()
        served = Application(
            application, stored=application.stored, threads=threads, proxies=settings.PROXIES
        )
        try:
            server.run(served, listener)
        finally:
            for thread in reversed(behind):
                thread.stop()


def threads_behind(pages: "PageStore", *, is_first: bool) -> list[Behind]:
    """What a process does beside its requests. `is_first`: of the processes of this server."""
    from registry.common.pages_before import PagesBefore
    from registry.paper.making import looks
    from registry.reports.pages_ahead import PagesAhead

    pages.before = PagesBefore(pages)
    behind: list[Behind] = [pages.before]
    if is_first:
        behind.append(Sender())
        if settings.TASKS_IN_SERVER:
            behind.append(TaskWorker(looks()))
    if settings.PAGES_AHEAD:  # of every process: each keeps its own pages
        behind.append(PagesAhead(pages))
    return behind


def read_addresses() -> None:
    """Django makes its table of them in each language when the first one is asked for: 8 MB that
    stay, and that the first reader would wait for."""
    for language in LANGUAGES:
        with translation.override(language):
            reverse("home")
