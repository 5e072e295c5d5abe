"""The pages most read are made anew behind a publication, so that few readers wait for one.

A thread of each serving process looks whether the content version (common/store.py) is another one,
as finished pages do, and asks its own process for those pages, as a reader without a session would.
It gives way: one page at a time among all processes of a machine, none while a request of a reader
is at work, and as long a rest after each as it took. Where the version moves on, it begins again.
Of changes in a row the first is followed at once, and then the last, once they have paused: a page
that lives for two seconds takes more from readers than it gives.
"""

import io
import logging
import time
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections

from registry.common.dates import today
from registry.common.languages import LANGUAGES
from registry.common.page_makers import AHEAD, READER
from registry.common.start_lock import waiting_for
from registry.common.store import PageStore, content_version
from registry.reports.reading import most_read_addresses

log = logging.getLogger("registry.pages")
LOOKS = 1.0  # seconds between two looks at the content version
MOST = 120  # pages
GIVES_WAY = 5.0  # seconds that a page waits for readers; they may come without end
SHORTEST_REST = 0.05  # seconds
CALM = 10.0  # seconds without a change, after which the next one is no longer of the same row
HOME = [f"/{language}/" for language in LANGUAGES]


class PagesAhead(Thread):
    def __init__(self, store: PageStore) -> None:
        super().__init__(name="pages", daemon=True)
        self.store = store
        self.is_stopping = Event()
        self.seen = 0
        self.newest, self.newest_since = 0, float("-inf")
        self.is_first_in_row = True

    def run(self) -> None:
        while not self.is_stopping.wait(LOOKS):
            try:
                self.look()
            except Exception as error:  # the database may be away; the next look is soon
                log.warning("pages were not made ahead: %s", type(error).__name__)
            connections.close_all()  # of this thread: 3 MB that would wait with it

    def look(self) -> int:
        """Returns how many pages were made."""
        version, made = content_version(), 0
        if version == self.seen or not self.is_time_for(version):
            return 0
        for path in dict.fromkeys([*HOME, *most_read_addresses(today(), MOST)]):
            if self.is_over(version):
                return made
            made += self.make(path, version)
        self.seen = version
        return made

    def is_time_for(self, version: int) -> bool:
        """Whether the change is the first after a pause, or has been followed by one."""
        now = time.monotonic()
        paused = now - self.newest_since >= CALM
        if version != self.newest:
            self.newest, self.newest_since = version, now
            self.is_first_in_row = paused
        return self.is_first_in_row or paused

    def is_over(self, version: int) -> bool:
        return self.is_stopping.is_set() or content_version() != version

    def make(self, path: str, version: int) -> bool:
        """Returns whether it had to be made."""
        with waiting_for(settings.STATE_DIR / "pages-ahead.lock"):
            self.store.makers.wait_for_quiet(GIVES_WAY, self.is_stopping.is_set)
            environ = environ_of(path, self.store.makers.asked_at)
            if self.store.is_fresh(environ) or self.is_over(version):
                return False
            began = time.monotonic()
            self.store.make(environ)
        self.is_stopping.wait(max(SHORTEST_REST, time.monotonic() - began))
        return True

    def stop(self, seconds: float = 5) -> None:
        self.is_stopping.set()
        self.join(seconds)


def environ_of(path: str, asked_at: tuple[str, str] | None) -> dict[str, Any]:
    """As it comes from a reader, behind the proxy where there is one. `asked_at`: host and scheme
    that readers use; else those of the public address."""
    address = urlsplit(settings.SITE_URL)
    host, scheme = asked_at or (address.netloc, address.scheme)
    return {
        AHEAD: True,
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": host.partition(":")[0],
        "SERVER_PORT": "443" if scheme == "https" else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": host,
        "HTTP_USER_AGENT": READER,
        "HTTP_X_FORWARDED_PROTO": scheme,
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
