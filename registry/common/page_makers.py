"""One maker for each page: after a publication many readers ask for the same page at once, and it
is made once.

The first request makes the page, the others wait for it; while many read, they get the page before
(pages_before.py). A request that waits holds its thread no longer than if it made the page itself
beside the first one, for both would share the processor; so waiting needs no limit of numbers. It
has one of time: who has waited for `PATIENCE` makes the page.

This is within a process. Finished pages are in its memory, so that another process, which would
wait, would have nothing to take; each makes a page once.
"""

import time
from collections.abc import Callable, Iterable
from threading import Condition, Event
from typing import Any

PATIENCE = 10.0  # seconds
AHEAD = "registry.ahead"  # in the environment of a request that no reader sent
# Who sends it: named as a robot is, so that nobody counts it as a reader
READER = "registry-pages-ahead (bot)"


class PageMakers:
    """In front of Django (WSGI); knows how many requests it is at, and who makes which page.
    `asked_at`: under which host and scheme readers ask for pages, lately."""

    def __init__(self, application: Callable) -> None:
        self.application = application
        self.being_made: dict[tuple, Event] = {}
        self.at_work = 0
        self.asked_at: tuple[str, str] | None = None
        self.changed = Condition()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        with self.changed:
            self.at_work += 1
        try:
            answer: Iterable[bytes] = self.application(environ, start_response)
            return answer
        finally:
            with self.changed:
                self.at_work -= 1
                self.changed.notify_all()

    def first(self, place: tuple) -> bool:
        """Whether who asks is to make the page, and then to call `done`. Else returns when another
        one has made it, or could not."""
        with self.changed:
            made = self.being_made.get(place)
            if made is None:
                self.being_made[place] = Event()
                return True
        made.wait(PATIENCE)
        return False

    def done(self, place: tuple) -> None:
        with self.changed:
            made = self.being_made.pop(place)
        made.set()

    def wait_for_quiet(self, seconds: float, stop: Callable[[], Any]) -> None:
        """Until no request is at work, for so long at most, or until `stop` says so."""
        until = time.monotonic() + seconds
        with self.changed:
            while self.at_work and not stop() and time.monotonic() < until:
                self.changed.wait(0.1)
