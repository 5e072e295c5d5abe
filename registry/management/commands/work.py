import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from registry.common.task_worker import TaskWorker, work_off


def end(*given: Any) -> None:
    """In order, as after Ctrl+C."""
    sys.exit()


class Command(BaseCommand):
    help = (
        "Do what waits behind the requests (reading files, imports, papers), as a process of its"
        " own beside servers with TASKS_IN_SERVER=off. Any number may run, on any machine."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="what waits now, then end")

    def handle(self, *args, once: bool, **options) -> None:
        if once:
            return work_off()
        # needs the settings, and is slow to import
        from registry.paper.making import looks

        worker = TaskWorker(looks())
        worker.start()
        signal.signal(signal.SIGTERM, end)
        try:
            while worker.is_alive():
                worker.join(1)
        except KeyboardInterrupt:
            pass
        finally:
            worker.stop()
        return None
