"""The page before: while many read, nobody waits for a page that was just changed.

For a moment after a change the readers of a busy process get the page as it was, and one thread
makes it anew behind them, in the order in which pages are asked for. A page is given so only for
`MOMENT` from when its version was last known to be the right one, so that none is ever a second
old; it is measured by a clock that nobody sets. Where few read, the first who asks waits for the
new page, and so whoever has just published sees it at once. Nobody with a session gets one.
"""

import io
import logging
from queue import SimpleQueue
from threading import Thread
from typing import Any, Protocol

from django.db import connections

from registry.common import request_ids, shared_version
from registry.common.finished_pages import FinishedPage
from registry.common.page_makers import AHEAD, READER

logger = logging.getLogger("registry.pages")
MOMENT = 0.8  # seconds
NEVER = float("-inf")
BUSY = 20  # finished pages that are asked for within a second
MOST_VERSIONS = 8  # that are remembered: more do not begin within the moment
MOST_WANTED = 200  # pages; who asks for one more waits for it
# Of the reader alone: the page is made for all
OWN = ("HTTP_COOKIE", "HTTP_IF_NONE_MATCH", "HTTP_RANGE", request_ids.KEY)


class Store(Protocol):
    def make(self, environ: dict[str, Any]) -> None: ...


class PagesBefore(Thread):
    """Knows which versions were right lately, and makes what is wanted."""

    def __init__(self, store: Store) -> None:
        super().__init__(name="pages-before", daemon=True)
        self.store = store
        self.right_at: dict[int, float] = {}
        self.second = self.asked = self.asked_before = 0
        self.wanted: set[tuple] = set()
        self.queue: SimpleQueue[tuple[tuple, dict] | None] = SimpleQueue()

    def note(self, version: int, asked: float, *, is_page: bool) -> None:
        """A request came, and found that version. `asked`: when it looked; `is_page`: whether what
        it asks for is a finished page. Of the styles and scripts of a page a browser asks for a
        dozen at once, and is one reader."""
        second = int(asked)
        if second != self.second:
            self.asked_before = self.asked if second == self.second + 1 else 0
            self.second, self.asked = second, 0
        self.asked += is_page
        if version not in self.right_at and len(self.right_at) >= MOST_VERSIONS:
            self.right_at = dict(list(self.right_at.items())[1 - MOST_VERSIONS :])
        self.right_at[version] = shared_version.certain_at(asked)

    def takes(self, page: FinishedPage, key: tuple, environ: dict[str, Any], asked: float) -> bool:
        """Whether a page that is not of the newest version may be given; then it is made anew."""
        is_busy = max(self.asked, self.asked_before) >= BUSY
        if not is_busy or asked - self.right_at.get(page.version, NEVER) > MOMENT:
            return False
        if key not in self.wanted:
            if len(self.wanted) >= MOST_WANTED:
                return False
            self.wanted.add(key)
            self.queue.put((key, environ_for_all(environ)))
        return True

    def run(self) -> None:
        while wanted := self.queue.get():
            key, environ = wanted
            try:
                self.store.make(environ)
            except Exception as error:  # who asks next gets it told
                logger.warning("a page was not made: %s", type(error).__name__)
            self.wanted.discard(key)
            if self.queue.empty():
                connections.close_all()  # of this thread: 3 MB that would wait with it

    def stop(self, seconds: float = 5) -> None:
        self.queue.put(None)
        self.join(seconds)


def environ_for_all(environ: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in environ.items() if name not in OWN}
    ours = {AHEAD: True, "REQUEST_METHOD": "GET", "HTTP_USER_AGENT": READER}
    return {**kept, **ours, "wsgi.input": io.BytesIO()}
