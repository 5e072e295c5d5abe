"""Finished pages, kept until something is published (README, "Quick").

A view opts in with `@published`. The store is in front of Django in wsgi.py: a page that is
kept costs a look at one file's date and one dictionary. The file's date is the content version: it
changes with everything that is written and that public pages show (content.py), so no time-out is
guessed, and nothing is stale but for a moment while many read (pages_before.py). The file also
holds the times at which something appears or goes (appearing.py): each of them begins a new version
in every process, and no process asks the database for it. The rule of entry is closed: no session,
no Authorization; no answer with Set-Cookie, `private`, `no-store`, or a Vary beyond language and
encoding; no query parameter that the view did not name. A session cookie that we did not give out
is taken off the request. What is kept is counted whole: page, key and headers.
"""

import os
import time
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial, wraps
from secrets import randbits
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from registry.common import replicas, sessions, shared_version
from registry.common.finished_pages import MARK, FinishedPage, Headers, answer, finish, listed
from registry.common.media_types import api_types
from registry.common.only_read import refused_method
from registry.common.page_makers import AHEAD, PageMakers
from registry.common.pages_before import PagesBefore
from registry.common.version_file import PARTS, one_at_a_time, part_file, version_file
from registry.common.whole_files import write_whole

LONGEST_ADDRESS = 600
MOST_VERSIONS = 3  # that begin while a request waits for its page
LONGEST_HOST = 255  # of a name of the network
clock = time.time
midnight = datetime.min.time()
_day_begins = _day_ends = 0.0


def content_version() -> int:
    """A number that differs after every change of content, when something appears or goes at its
    time, and on every day: "today" is part of what many pages say.

    0 before the first change. Where several machines serve it is the same on all of them; where
    it is not known, it differs twice a second, so that nothing is kept for longer.
    """
    if shared_version.is_shared():
        return version_of(shared_version.standing())
    try:
        stat = os.stat(version_file())
    except FileNotFoundError:
        return 0
    written = (stat.st_mtime_ns, stat.st_ino)
    return hash((*written, end_of_day(), bisect_right(due_times(written), clock())))


def part_version(part: str) -> int:
    """A number that differs after every change of one part of the content (version_file.PARTS): to
    keep what is made of it alone while other content changes. As the content's where several
    machines serve, or on a full disk."""
    if shared_version.is_shared():
        return content_version()
    try:
        stat = os.stat(part_file(part))
    except FileNotFoundError:
        return content_version()
    return hash((stat.st_mtime_ns, stat.st_ino))


BETWEEN = 0.5  # seconds
_unlike = randbits(60)  # the unknown version of no other process


def version_of(standing: shared_version.Standing | None) -> int:
    if standing is None:
        return hash((_unlike, int(time.monotonic() / BETWEEN)))
    now = clock()
    passed = bisect_right(standing.due, now)
    last = standing.due[passed - 1] if passed else 0.0
    return hash((standing.number, end_of_day(), last))


_due: tuple[tuple[int, int], list[float]] = ((0, 0), [])


def due_times(written: tuple[int, int]) -> list[float]:
    """When something appears or goes, in order; read once for each file. `written`: which file it
    is."""
    global _due
    if _due[0] != written:
        _due = (written, kept_times())
    return _due[1]


def kept_times() -> list[float]:
    if shared_version.is_shared():
        standing = shared_version.standing()
        return list(standing.due) if standing else []
    try:
        return sorted(map(float, version_file().read_text().split()[1:]))
    except (FileNotFoundError, ValueError):
        return []


def end_of_day() -> float:
    """The time of the next local midnight. Computed once a day: a calendar at each request costs
    as much as the page.

    A clock that was wrong and is set back is on a day that begins before the remembered one.
    """
    global _day_begins, _day_ends
    now = clock()
    if not _day_begins <= now < _day_ends:
        today = timezone.localtime(datetime.fromtimestamp(now, UTC)).date()
        _day_begins, _day_ends = midnight_of(today), midnight_of(today + timedelta(days=1))
    return _day_ends


def midnight_of(day: date) -> float:
    return timezone.make_aware(datetime.combine(day, midnight)).timestamp()


def content_date() -> date | None:
    """The day on which the content last changed; None before the first time."""
    if shared_version.is_shared():
        standing = shared_version.standing()
        return standing.day if standing else None
    try:
        return date.fromisoformat(version_file().read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None


def raise_content_version(
    due: Callable[[], list[float]] = kept_times, *, parts: Iterable[str] = PARTS
) -> None:
    """`due` gives the times at which something will appear or go; they stay where it is left out.
    `parts`: those that may have changed.

    On a full disk the file gets a new date only, which needs no room: the text stays that of the
    last change.
    """
    if shared_version.is_shared():
        day = timezone.localdate().isoformat()
        shared_version.raise_version({"day": day, "place": replicas.place(), "due": due()})
        return
    path = version_file()
    with one_at_a_time():
        raise_part_versions(parts)
        lines = [timezone.localdate().isoformat(), *map(str, due())]
        try:
            write_whole(path, "".join(f"{line}\n" for line in lines).encode())
        except OSError:
            path.touch()


def raise_part_versions(parts: Iterable[str]) -> None:
    """Before the content's: who sees the new one of that sees the new ones of these."""
    for path in map(part_file, parts):
        try:
            write_whole(path, b"")
        except OSError:
            path.unlink(missing_ok=True)  # needs no room on the disk


def renew_pages() -> None:
    """A new version without a change of content: what other processes finished is finished anew."""
    if shared_version.is_shared():
        shared_version.raise_version({})
    elif version_file().exists():
        os.utime(version_file())


def published(*parameters: str) -> Callable:
    """Mark a view's answer as the same for everyone until content changes. `parameters`: the
    query parameters that it reads."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if refused := refused_method(request):
                return refused
            # the frame greets who is signed in
            is_somebodys = sessions.has_session(request.META.get("HTTP_COOKIE", ""))
            made = partial(view, request, *args, **kwargs)
            is_everybodys = request.method in ("GET", "HEAD") and not is_somebodys
            response = replicas.from_replica(made) if is_everybodys else made()
            is_page = not response.streaming and not response.has_header("Accept-Ranges")
            if response.status_code == 200 and is_page and not is_somebodys:
                response[MARK] = ",".join(parameters)
                response.headers.setdefault("Cache-Control", "public, max-age=0, must-revalidate")
            return response

        marked: Any = csrf_exempt(wrapper)
        marked.parameters = parameters
        return marked

    return decorate


class PageStore:
    """WSGI middleware. `limit`: bytes of finished pages that one process keeps. `read`: is told of
    each finished page that is given out. `before`: while many read, who gives the page before for a
    moment; without it all wait for the new one."""

    before: PagesBefore | None = None

    def __init__(
        self,
        application: Callable,
        limit: int = 12 * 1024 * 1024,
        read: Callable[[dict], None] | None = None,
    ) -> None:
        self.application = self.makers = PageMakers(application)
        self.read = read
        self.limit = limit
        self.size = 0
        self.pages: OrderedDict[tuple, FinishedPage] = OrderedDict()
        self.lock = Lock()
        # A process that died between a commit and its new version leaves nothing stale behind
        raise_part_versions(PARTS)
        renew_pages()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        environ = sessions.without_made_up(environ)
        key = page_key(environ)
        if key is None:
            return self.pass_through(environ, start_response)
        page, version = self.found(key, environ)
        if page is None:
            if sessions.has_session(environ.get("HTTP_COOKIE", "")):
                # of a stranger, who asked for a code: the page may hold messages to them
                return self.pass_through(environ, start_response)
            return self.made_once(environ, start_response, key, version)
        self.note_read(key)
        return self.give(page, environ, start_response)

    def stored(self, environ: dict) -> tuple[str, Headers, bytes] | None:
        """What a server may answer without a thread: a page that is finished and still as it should
        be. It holds no lock and asks nobody."""
        key = page_key(environ)
        page = self.found(key, environ)[0] if key else None
        if key is None or page is None:
            return None
        self.note_read(key)
        found: list = []

        def catch(*answer: Any) -> None:
            found.extend(answer)

        body = b"".join(self.give(page, environ, catch))
        return found[0], found[1], body

    def found(self, key: tuple, environ: dict) -> tuple[FinishedPage | None, int]:
        """The finished page that may be given, if there is one, and the version as it stood before:
        what is made from now on can only be newer."""
        asked, before = time.monotonic(), self.before
        version = content_version()
        page = self.pages.get(key)
        if before:
            before.note(version, asked, is_page=page is not None)
        if page is None or page.version == version:
            return page, version
        is_somebodys = sessions.has_session(environ.get("HTTP_COOKIE", ""))
        if not before or is_somebodys or not before.takes(page, key, environ, asked):
            return None, version
        return page, version

    def note_read(self, key: tuple) -> None:
        """It is the last that goes."""
        try:  # quicker than `suppress`
            self.pages.move_to_end(key)
        except KeyError:  # dropped by another thread meanwhile
            return

    def make(self, environ: dict) -> None:
        """The page as it is now, for whoever asks next."""
        if key := page_key(environ):
            answer = self.made_once(environ, lambda *head: None, key, content_version())
            getattr(answer, "close", lambda: None)()

    def made_once(
        self, environ: dict, start_response: Callable, key: tuple, version: int
    ) -> Iterable[bytes]:
        """By one request for all that ask meanwhile. Each of them makes what is not kept."""
        for _version in range(MOST_VERSIONS):
            if self.makers.first((key, version)):
                try:
                    return self.render(environ, start_response, key, version)
                finally:
                    self.makers.done((key, version))
            before, version = version, content_version()
            page = self.pages.get(key)
            if page and page.version == version:
                return self.give(page, environ, start_response)
            if version == before:
                break
        return self.render(environ, start_response, key, version)

    def is_fresh(self, environ: dict) -> bool:
        """Whether the page that is asked for is kept, and nothing was published since."""
        page = self.pages.get(page_key(environ) or ())
        return page is not None and page.version == content_version()

    def give(self, page: FinishedPage, environ: dict, start_response: Callable) -> Iterable[bytes]:
        if self.read and environ["REQUEST_METHOD"] == "GET":
            self.read(environ)
        return answer(page, environ, start_response)

    def pass_through(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            return start_response(status, [pair for pair in headers if pair[0] != MARK], exc_info)

        return self.application(environ, start)

    def render(
        self, environ: dict, start_response: Callable, key: tuple, version: int
    ) -> Iterable[bytes]:
        caught: list = []

        def catch(*answer: Any) -> None:
            caught.append(answer)

        # HEAD is rendered as GET, so that what is kept has a body
        body = self.application({**environ, "REQUEST_METHOD": "GET"}, catch)
        status, headers = caught[0][:2]
        if not may_keep(status, headers, environ):
            start_response(status, [pair for pair in headers if pair[0] != MARK])
            if environ["REQUEST_METHOD"] == "HEAD":
                getattr(body, "close", lambda: None)()
                return []
            return body
        content = b"".join(body)
        getattr(body, "close", lambda: None)()
        page = finish(content, headers, version, key)
        self.keep(key, page)
        if not environ.get(AHEAD):
            self.makers.asked_at = (environ.get("HTTP_HOST", ""), scheme_of(environ))
        return self.give(page, environ, start_response)

    def keep(self, key: tuple, page: FinishedPage) -> None:
        with self.lock:
            old = self.pages.pop(key, None)
            self.size += page.size - (old.size if old else 0)
            self.pages[key] = page
            while self.size > self.limit:
                self.size -= self.pages.popitem(last=False)[1].size


def page_key(environ: dict) -> tuple | None:
    """What makes a page the same page; None where a request may be somebody's own, or is longer
    than a reader's."""
    address = (environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""))
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or sum(map(len, address)) > LONGEST_ADDRESS:
        return None
    if "HTTP_AUTHORIZATION" in environ or sessions.has_person(environ.get("HTTP_COOKIE", "")):
        return None
    host = environ.get("HTTP_HOST", "")
    if len(host) > LONGEST_HOST:
        return None
    is_api = address[0].startswith("/api/")
    return (
        *address,
        host,
        scheme_of(environ),
        api_types(environ.get("HTTP_ACCEPT", "")) if is_api else (),
    )


def scheme_of(environ: dict) -> str:
    """As Django tells it (SECURE_PROXY_SSL_HEADER): only "https" is."""
    if not settings.PROXIES:
        return environ.get("wsgi.url_scheme", "")
    first = environ.get("HTTP_X_FORWARDED_PROTO", "").partition(",")[0]
    return "https" if first.strip() == "https" else "http"


def may_keep(status: str, headers: Headers, environ: dict) -> bool:
    fields = {name.lower(): value for name, value in headers}
    if not status.startswith("200") or MARK.lower() not in fields or "set-cookie" in fields:
        return False
    if {"private", "no-store"} & {
        part.strip() for part in fields.get("cache-control", "").split(",")
    }:
        return False
    vary = listed(fields.get("vary", ""))
    if not vary <= {"accept-language", "accept-encoding", "accept"} or (
        "accept" in vary and not environ["PATH_INFO"].startswith("/api/")
    ):
        return False
    asked = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    return {name for name, _value in asked} <= set(fields[MARK.lower()].split(","))
